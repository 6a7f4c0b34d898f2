//! Figures of plain CSV files.

use std::path::Path;

use super::choices::Choice;
use super::discover::one_trajectory;
use super::error::PlotError;
use super::origin::{Drawable, Origin, Place, Wish};
use super::read::table;
use super::sensitivity;
use crate::figures::{
    CLAIM_MAP, CLAIMS_OVERVIEW, Column, KINDS, Kind, PAIRS, PEELING, PREDICTIVE_CHECK, Source,
    TOLERANCES, Table,
};

/// Files whose columns are those of a kind that comes from no folder.
const SUCH_AS: [(&Kind, &str); 5] = [
    (&PAIRS, "CSV, such as pairs.csv of a calibration"),
    (&PREDICTIVE_CHECK, "CSV, such as fit.csv of a calibration"),
    (&TOLERANCES, "CSV, such as tolerances.csv of a calibration"),
    (
        &CLAIMS_OVERVIEW,
        "CSV, such as figures/claims_free.csv of an audit",
    ),
    (
        &CLAIM_MAP,
        "CSV, such as figures/map_c1_free.csv of an audit",
    ),
];

/// The choices that name a column of a file, and the column that a kind reads in its place.
const COLUMNS: [(Choice, &str); 6] = [
    (Choice::X, "x"),
    (Choice::Y, "y"),
    (Choice::Series, "series"),
    (Choice::Panel, "panel"),
    (Choice::Value, "estimate"),
    (Choice::Threshold, "threshold"),
];

/// A kind as it is drawn from a file: it offers to name the columns that it reads.
pub fn origin(kind: &'static Kind) -> Origin {
    let named = COLUMNS.iter().filter(|(_, column)| kind.reads(column));
    let mut takes: Vec<Choice> = named.map(|(choice, _)| *choice).collect();
    if kind.name == PEELING.name {
        takes.push(Choice::Box);
    }
    let such_as = SUCH_AS.iter().find(|(own, _)| own.name == kind.name);
    let from = such_as.map_or(Place::File.word(), |(_, words)| words);
    Origin::new(kind, Place::File, from, &takes)
}

/// A CSV file whose columns are those of a kind, or are named by options.
///
/// # Errors
/// [`PlotError`].
pub(super) fn of_csv(path: &Path, wish: &Wish<'_>) -> Result<Drawable, PlotError> {
    let (wanted, choices) = (wish.kind, wish.choices);
    let source = Source::of_file(&path.display().to_string(), wish.command);
    let mut read = table(path, wish.guard)?;
    let indexed = |k: &&'static Kind| sensitivity::has(&read, k);
    let of_indices = match wanted {
        Some(k) => Some(k).filter(indexed),
        None => KINDS.into_iter().find(indexed),
    };
    if let Some(k) = of_indices {
        return Ok(Drawable {
            origin: origin(k),
            table: sensitivity::indices(path, &read, k, choices)?,
            source,
        });
    }
    if wanted
        .or_else(|| fitting(&read))
        .is_some_and(|k| k.name == PEELING.name)
        && let Some(one) = one_trajectory(path, wish.guard, &read, choices)?
    {
        read = one;
    }
    for (choice, name) in COLUMNS {
        let Some(column) = choice.name_in(choices) else {
            continue;
        };
        if !read.has(column) {
            return Err(PlotError::unknown(
                choice.option(),
                column,
                read.names().to_vec(),
            ));
        }
        read = read.with_column_as(column, name)?;
        read.say(if name == "estimate" { "value" } else { name }, column);
    }
    if let Some(level) = choices.threshold
        && !read.has("threshold")
    {
        let column = Column::Number(vec![level; read.rows()]);
        read.push("threshold", column)?;
    }
    let kind = match wanted.or_else(|| fitting(&read)) {
        Some(kind) => kind,
        None => {
            return Err(PlotError::NoKind {
                path: path.to_path_buf(),
                columns: read.names().to_vec(),
            });
        }
    };
    Ok(Drawable {
        origin: origin(kind),
        source,
        table: read,
    })
}

/// The kind that a table of these columns is for: of those that can be told from their columns the one that
/// needs most.
fn fitting(table: &Table) -> Option<&'static Kind> {
    let told = |kind: &&'static Kind| {
        !["beliefs", "pairs", "effect_by", "effect_map"].contains(&kind.name)
            && kind.columns.iter().all(|c| table.has(c))
    };
    let kinds = KINDS.into_iter().filter(told);
    kinds.max_by_key(|k| k.columns.len())
}
