//! The rows of a study as columns in memory.

use super::error::SweepRunError;
use crate::store::study_record::FactorField;
use crate::study::Study;
use crate::study::execute::Piece;
use crate::study::factor::FactorValue;

/// The design: a value of each point for each factor, and its weight where the points have some.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignColumns {
    /// What each column is.
    pub fields: Vec<FactorField>,
    /// Column by column, the value of each point; none where a point changes nothing and the scenario has no
    /// value of its own.
    pub values: Vec<Vec<Option<FactorValue>>>,
}

impl DesignColumns {
    /// Those of a study.
    pub fn new(study: &Study, fields: Vec<FactorField>) -> Self {
        let column = |factor| (0..study.len()).map(move |point| study.value(point, factor));
        let weights = study.weights.iter();
        let weights = weights.map(|own| {
            own.iter()
                .map(|one| Some(FactorValue::Number(*one)))
                .collect()
        });
        Self {
            values: (0..study.factors.len())
                .map(|factor| column(factor).collect())
                .chain(weights)
                .collect(),
            fields,
        }
    }
}

/// The runs, in the order of `runs.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunColumns {
    /// Point of each run.
    pub point: Vec<u64>,
    /// Name of the arm of each run; empty where the study has no arms.
    pub arm: Vec<String>,
    /// Replicate of each run.
    pub replicate: Vec<u64>,
    /// Column by column, the value of each run; NaN where it is missing.
    pub values: Vec<Vec<f64>>,
    /// Why each run failed; empty if it did not.
    pub failed: Vec<String>,
}

impl RunColumns {
    /// No run of so many columns.
    pub fn new(columns: usize) -> Self {
        Self {
            values: vec![Vec::new(); columns],
            ..Self::default()
        }
    }

    /// Number of runs.
    pub fn len(&self) -> usize {
        self.point.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.point.is_empty()
    }

    /// Adds the rows of a piece.
    pub(super) fn add(&mut self, piece: &Piece<'_>, arms: bool) -> Result<(), SweepRunError> {
        // The arm stands between point and replicate.
        let more = usize::from(arms);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(piece.rows.as_str().as_bytes());
        let wrong = |message: String| SweepRunError::Row { message };
        for row in reader.records() {
            let row = row.map_err(|error| wrong(error.to_string()))?;
            let field = |at: usize| row.get(at).unwrap_or_default();
            let whole = |at| field(at).parse().map_err(|_| wrong(field(at).to_owned()));
            self.point.push(whole(0)?);
            if arms {
                self.arm.push(field(1).to_owned());
            }
            self.replicate.push(whole(1 + more)?);
            for (at, column) in self.values.iter_mut().enumerate() {
                column.push(match field(at + 2 + more) {
                    "" => f64::NAN,
                    text => text.parse().map_err(|_| wrong(text.to_owned()))?,
                });
            }
            self.failed
                .push(field(self.values.len() + 2 + more).to_owned());
        }
        Ok(())
    }
}
