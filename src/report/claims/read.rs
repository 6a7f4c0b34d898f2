//! What an audit left, read for its reader.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::figures::Table;
use crate::report::folder::ReportError;
use crate::store::claims_tables::{
    AUDIT_POINTS, CASE_BOXES, CLAIMS, DECIDERS, DOSE_RESPONSE, EFFECTS, FRONTIERS,
};
use crate::store::manifest::Manifest;

/// A claim as its file words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Id.
    pub id: String,
    /// The sentence tested.
    pub says: String,
    /// What differs from the essay's sentence; empty if nothing.
    pub note: String,
    /// The file inside the folder.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// The folder of an audit.
#[derive(Clone, Debug)]
pub struct AuditFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// The claims, in the order of `claims.csv`.
    pub claims: Vec<Wording>,
    /// `claims.csv`.
    pub verdicts: Records,
    /// `effects.csv`.
    pub effects: Records,
    /// `points.csv`.
    pub points: Records,
    /// `deciders.csv`.
    pub deciders: Records,
    /// `boxes.csv`.
    pub boxes: Records,
    /// `dose_response.csv`.
    pub doses: Records,
    /// `frontiers.csv`.
    pub frontiers: Records,
}

/// A table whose cells are looked up by name; empty where there is no such column.
#[derive(Clone, Debug)]
pub struct Records {
    names: Vec<String>,
    columns: Vec<Vec<String>>,
    rows: usize,
}

impl Records {
    fn read(path: &Path) -> Result<Self, ReportError> {
        let table = Table::read_csv(path)?;
        let names = table.names().to_vec();
        let columns = names.iter().map(|name| table.text(name));
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
            names,
            rows: table.rows(),
        })
    }

    /// A cell as text.
    pub fn text(&self, row: usize, name: &str) -> &str {
        let at = self.names.iter().position(|known| known == name);
        let cell = at
            .and_then(|at| self.columns.get(at))
            .and_then(|c| c.get(row));
        cell.map_or("", String::as_str)
    }

    /// A cell as a number; NaN where it is none.
    pub fn number(&self, row: usize, name: &str) -> f64 {
        self.text(row, name).parse().unwrap_or(f64::NAN)
    }

    /// The rows in which each column named has the value beside it.
    pub fn rows<'a>(
        &'a self,
        wanted: &'a [(&'a str, &'a str)],
    ) -> impl Iterator<Item = usize> + 'a {
        (0..self.rows).filter(move |row| {
            let mut each = wanted.iter();
            each.all(|(name, value)| self.text(*row, name) == *value)
        })
    }

    /// The first of these rows.
    pub fn find(&self, wanted: &[(&str, &str)]) -> Option<usize> {
        self.rows(wanted).next()
    }
}

impl AuditFolder {
    /// Reads the folder of an audit.
    ///
    /// # Errors
    /// [`ReportError::NoManifest`]; [`ReportError::Nothing`] if it is of another kind; [`ReportError::Read`] and
    /// [`ReportError::Table`] for a file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let Some(manifest) = Manifest::read(path)? else {
            return Err(ReportError::NoManifest {
                folder: path.to_owned(),
            });
        };
        if !Self::is_audit(&manifest) {
            return Err(ReportError::Nothing {
                folder: path.to_owned(),
                message: "this is no claim audit".to_owned(),
            });
        }
        let table = |file: &str| Records::read(&path.join(file));
        let verdicts = table(CLAIMS)?;
        let mut claims: Vec<Wording> = Vec::new();
        for row in 0..verdicts.rows {
            let id = verdicts.text(row, "claim");
            if !claims.iter().any(|known| known.id == id) {
                claims.push(wording(path, id)?);
            }
        }
        Ok(Self {
            effects: table(EFFECTS)?,
            points: table(AUDIT_POINTS)?,
            deciders: table(DECIDERS)?,
            boxes: table(CASE_BOXES)?,
            doses: table(DOSE_RESPONSE)?,
            frontiers: table(FRONTIERS)?,
            path: path.to_owned(),
            manifest,
            claims,
            verdicts,
        })
    }

    /// Whether a manifest is that of an audit.
    pub fn is_audit(manifest: &Manifest) -> bool {
        let kind = manifest.analysis.as_ref().map(|own| own.kind.as_str());
        kind == Some("claims")
    }

    /// The rules for signs that were tried, free ones first.
    pub fn places(&self) -> Vec<&'static str> {
        let tried = |place: &&str| self.verdicts.find(&[("stage", *place)]).is_some();
        ["free", "constrained"].into_iter().filter(tried).collect()
    }
}

fn wording(folder: &Path, id: &str) -> Result<Wording, ReportError> {
    let file = format!("claims/{}.toml", id.to_lowercase());
    let path = folder.join(&file);
    let text = fs::read_to_string(&path).map_err(|source| ReportError::Read { path, source })?;
    // A copy that was edited since is told without its words.
    let document = DeTable::parse(&text).ok();
    let word = |name: &str| {
        let claim = document.as_ref()?.get_ref().get("claim")?.get_ref();
        Some(claim.get(name)?.get_ref().as_str()?.to_owned())
    };
    let (says, note) = (word("says"), word("note"));
    Ok(Wording {
        id: id.to_owned(),
        says: says.unwrap_or_default(),
        note: note.unwrap_or_default(),
        file,
        text,
    })
}
