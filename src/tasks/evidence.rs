//! `evidence`: calibrations of rivals compared by how probable each makes the record.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::figures::{FigureError, Table};
use crate::store::calibrate_tables::{EVIDENCE, MONTHS};
use crate::store::error::StoreError;
use crate::store::guard::Guard;
use crate::store::manifest::{Analysis, Manifest};

/// The row of all groups together.
const ALL: &str = "all";
/// Standard errors beyond which a difference is called one.
const TOLD_APART: f64 = 2.0;

/// What is to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Folders of calibrations by the likelihood of the record; all are compared with the first.
    pub folders: Vec<PathBuf>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
}

/// A rival.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// Its folder as it was named.
    pub folder: String,
    /// Logarithm of its evidence, ln P(record | rival), nats.
    pub ln_evidence: f64,
    /// Monte Carlo standard error of that; NaN of one group.
    pub se: f64,
    /// How many times as wide as in its file its priors are.
    pub prior_width: f64,
    /// Parameter vectors.
    pub vectors: u64,
    /// How much the record favours it over the first, nats: the logarithm of the Bayes factor.
    pub difference: f64,
    /// Monte Carlo standard error of that.
    pub difference_se: f64,
    /// What that says.
    pub verdict: Verdict,
}

impl Rival {
    /// The same for a program: numbers that are not known are null.
    pub fn to_json(&self) -> Value {
        json!({
            "folder": self.folder,
            "ln_evidence": self.ln_evidence,
            "se": self.se,
            "vectors": self.vectors,
            "prior_width": self.prior_width,
            "difference": self.difference,
            "difference_se": self.difference_se,
            "verdict": self.verdict.words(),
        })
    }
}

/// What a difference between evidences says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the rival that the others are compared with.
    Reference,
    /// It is not beyond twice its Monte Carlo error.
    CannotBeTold,
    /// The record favours it, or the first, by so much.
    Told {
        /// Whether it is favoured over the first.
        favoured: bool,
        /// How strongly.
        strength: Strength,
    },
}

/// How strong evidence is, by twice the logarithm of the Bayes factor: below 2, 6, 10 and beyond (Kass & Raftery 1995, *JASA* 90,
/// 773–795).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Not worth more than a bare mention.
    Bare,
    /// Positive.
    Positive,
    /// Strong.
    Strong,
    /// Very strong.
    VeryStrong,
}

impl Strength {
    fn of(difference: f64) -> Self {
        match 2.0 * difference.abs() {
            x if x < 2.0 => Self::Bare,
            x if x < 6.0 => Self::Positive,
            x if x < 10.0 => Self::Strong,
            _ => Self::VeryStrong,
        }
    }
}

impl Verdict {
    fn of(difference: f64, se: f64) -> Self {
        // An error that is not known, since there is one group, tells nothing apart.
        match difference.abs() > TOLD_APART * se {
            true => Self::Told {
                favoured: difference > 0.0,
                strength: Strength::of(difference),
            },
            false => Self::CannotBeTold,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Reference => "the others are compared with it",
            Self::CannotBeTold => "cannot be told: within twice the Monte Carlo error",
            Self::Told { favoured, strength } => match (favoured, strength) {
                (true, Strength::Bare) => "favoured, hardly worth a mention",
                (true, Strength::Positive) => "favoured, positive evidence",
                (true, Strength::Strong) => "favoured, strong evidence",
                (true, Strength::VeryStrong) => "favoured, very strong evidence",
                (false, Strength::Bare) => "disfavoured, hardly worth a mention",
                (false, Strength::Positive) => "disfavoured, positive evidence",
                (false, Strength::Strong) => "disfavoured, strong evidence",
                (false, Strength::VeryStrong) => "disfavoured, very strong evidence",
            },
        }
    }
}

/// Why there is no comparison.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// A folder without an evidence.
    #[error("{}: {message}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// Evidences of other records are no rivals.
    #[error("{} follows {other}, and {} follows {first}: evidences of other data cannot be compared", of.display(), than.display())]
    Records {
        /// The folder.
        of: PathBuf,
        /// Its records.
        other: String,
        /// The first folder.
        than: PathBuf,
        /// Its records.
        first: String,
    },
    /// A file is not what its manifest says, or cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table is not what it must be.
    #[error(transparent)]
    Table(#[from] FigureError),
}

impl HasFault for EvidenceError {
    fn fault(&self) -> Fault {
        match self {
            Self::Folder { .. } | Self::Table(_) => Fault::Failed,
            Self::Records { .. } => Fault::Config,
            Self::Store(error) => error.fault(),
        }
    }
}

/// Compares the evidences of calibrations with that of the first.
///
/// # Errors
/// [`EvidenceError`].
pub fn evidence(ask: &Ask) -> Result<Vec<Rival>, EvidenceError> {
    let guard = Guard::new(ask.unverified);
    let mut rivals: Vec<Rival> = Vec::new();
    let mut first: Option<(PathBuf, String)> = None;
    for folder in &ask.folders {
        let (mut rival, records) = read(folder, &guard)?;
        match (&first, rivals.first()) {
            (Some((than, own)), Some(reference)) => {
                if *own != records {
                    return Err(EvidenceError::Records {
                        of: folder.clone(),
                        other: records,
                        than: than.clone(),
                        first: own.clone(),
                    });
                }
                let difference = rival.ln_evidence - reference.ln_evidence;
                let variance = rival.se * rival.se + reference.se * reference.se;
                rival.difference = difference;
                rival.difference_se = libm::sqrt(variance);
                rival.verdict = Verdict::of(difference, rival.difference_se);
            }
            _ => first = Some((folder.clone(), records)),
        }
        rivals.push(rival);
    }
    Ok(rivals)
}

/// A rival on its own, and what it follows, in words.
fn read(folder: &Path, guard: &Guard) -> Result<(Rival, String), EvidenceError> {
    let refuse = |message: &str| EvidenceError::Folder {
        folder: folder.to_owned(),
        message: message.to_owned(),
    };
    let manifest = Manifest::read(folder)?
        .ok_or_else(|| refuse("there is no manifest.json: name the folder of a calibration"))?;
    let listed = |name: &str| manifest.files.iter().any(|file| file.path == name);
    if !listed(EVIDENCE) {
        return Err(refuse(
            "it has no evidence: name the folder of trilat calibrate --method smc2",
        ));
    }
    let table = |name: &str| -> Result<Table, EvidenceError> {
        let path = folder.join(name);
        guard.check(&path)?;
        Ok(Table::read_csv(&path)?)
    };
    let evidence = table(EVIDENCE)?;
    let groups = evidence.text("group")?;
    let at = groups.iter().position(|group| *group == ALL);
    let at = at.ok_or_else(|| refuse("its evidence has no row of all groups"))?;
    let number = |name: &str| -> Result<f64, EvidenceError> {
        Ok(evidence.numbers(name)?.get(at).copied().unwrap_or(f64::NAN))
    };
    let months = table(MONTHS)?;
    let months = months.text("month")?;
    let setting = |key: &str| match &manifest.analysis {
        Some(Analysis { settings, .. }) => settings[key].clone(),
        None => serde_json::Value::Null,
    };
    let records = setting("records");
    let names = records.as_array().into_iter().flatten();
    let names: Vec<&str> = names.filter_map(serde_json::Value::as_str).collect();
    let ends =
        [months.first(), months.last()].map(|month| month.map_or("", |month| month.as_str()));
    let rival = Rival {
        folder: folder.display().to_string(),
        ln_evidence: number("ln_evidence")?,
        se: number("se")?,
        prior_width: setting("prior_width").as_f64().unwrap_or(1.0),
        vectors: number("vectors")? as u64,
        difference: 0.0,
        difference_se: 0.0,
        verdict: Verdict::Reference,
    };
    Ok((
        rival,
        format!("{} from {} to {}", names.join(" and "), ends[0], ends[1]),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_called_so_only_beyond_their_error() {
        let told = |favoured, strength| Verdict::Told { favoured, strength };
        assert_eq!(Verdict::of(1.9, 1.0), Verdict::CannotBeTold);
        assert_eq!(Verdict::of(-2.1, 1.0), told(false, Strength::Positive));
        assert_eq!(Verdict::of(0.9, 0.1), told(true, Strength::Bare));
        assert_eq!(Verdict::of(4.0, 0.1), told(true, Strength::Strong));
        assert_eq!(Verdict::of(-5.0, 0.1), told(false, Strength::VeryStrong));
        assert_eq!(Verdict::of(50.0, f64::NAN), Verdict::CannotBeTold);
    }
}
