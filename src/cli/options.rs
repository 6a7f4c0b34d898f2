//! Options that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::figures::add_font;
use crate::scenario::outcome_override;
use crate::store::table_file::Formats;
use crate::tasks::plot::PlotError;

#[derive(Debug, Args)]
pub(super) struct Sets {
    /// Override a value, such as states.PRK.targets.KP.drive.3=0.5 (repeatable)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) sets: Vec<String>,
    /// Ask for an outcome of your own, such as 'tests=sum(rung_prk_kp >= 3) where since(turnover_kor) <= 3' or
    /// 'mix=probes_r3 / (probes_r2 + 1)' (repeatable; explain --outcomes lists the names)
    #[arg(long = "outcome", value_name = "NAME=EXPRESSION", value_parser = asked)]
    pub(super) outcomes: Vec<Asked>,
}

/// An outcome asked for by an option: as it was given, and the override that it is short for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    given: String,
    set: String,
}

fn asked(given: &str) -> Result<Asked, String> {
    Ok(Asked {
        given: given.to_owned(),
        set: outcome_override(given)?,
    })
}

impl Sets {
    /// All overrides.
    pub(super) fn all(&self) -> Vec<String> {
        let outcomes = self.outcomes.iter().map(|asked| asked.set.clone());
        self.sets.iter().cloned().chain(outcomes).collect()
    }

    /// The outcomes as they were given.
    pub(super) fn asked(&self) -> impl Iterator<Item = &str> {
        self.outcomes.iter().map(|asked| asked.given.as_str())
    }

    /// All overrides, and what other options say that are short for one.
    pub(super) fn with(&self, seed: Option<u64>, runs: Option<u64>) -> Vec<String> {
        let mut sets = self.all();
        sets.extend(seed.map(|seed| format!("scenario.seed={seed}")));
        sets.extend(runs.map(|runs| format!("scenario.runs={runs}")));
        sets
    }
}

/// Of commands that read folders.
#[derive(Debug, Args)]
pub(super) struct Unverified {
    /// Use files that are not what the manifest of their folder says, and say so in what is written
    #[arg(long)]
    pub(super) unverified: bool,
}

/// Of commands that draw figures.
#[derive(Debug, Args)]
pub(super) struct OwnFont {
    /// Font file (TrueType or OpenType) for letters in figures that Liberation Sans lacks, such as Hangul or Han
    #[arg(long, value_name = "FILE")]
    pub(super) font: Option<PathBuf>,
}

impl OwnFont {
    /// Makes the letters of the font known to all figures.
    pub(super) fn load(&self) -> Result<(), PlotError> {
        Ok(self.font.as_deref().map_or(Ok(()), add_font)?)
    }
}

#[derive(Debug, Args)]
pub(super) struct TableFormats {
    /// Formats of the tables, by commas. CSV is always written; parquet adds a typed, compressed
    /// file beside each
    #[arg(
        long = "format",
        value_name = "FORMATS",
        value_enum,
        value_delimiter = ','
    )]
    pub(super) formats: Vec<TableFormat>,
}

/// A format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TableFormats {
    /// `None` if nothing was said.
    pub(super) fn formats(&self) -> Option<Formats> {
        if self.formats.is_empty() {
            return None;
        }
        Some(Formats {
            #[cfg(feature = "parquet")]
            parquet: self.formats.contains(&TableFormat::Parquet),
            #[cfg(not(feature = "parquet"))]
            parquet: false,
        })
    }
}
