//! The files of a claim audit.

use super::claims_dose_tables::{dose_response, doses, frontiers};
use super::claims_rows as rows;
use super::claims_space_rows as space_rows;
use super::claims_space_tables::{boxes, deciders, factors, points};
use super::claims_tables::{claims, effects, levels};
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::lock::Lock;
use super::manifest::{FileEntry, Manifest};
use super::run_files::NewFile;
use super::tables::{DATAPACKAGE, SCENARIO, Table};
use crate::scenario::Scenario;
use crate::study::claims::Audit;
use crate::study::claims::findings::Finding;
use crate::study::claims::units::{Dose, Effect, Level, Point};

/// What goes into the folder.
#[derive(Clone, Copy, Debug)]
pub struct AuditData<'a> {
    /// Claims and space.
    pub audit: &'a Audit,
    /// All effects.
    pub effects: &'a [Effect],
    /// All points.
    pub points: &'a [Point],
    /// Doses at the defaults.
    pub doses: &'a [Dose],
    /// What arms show at the defaults.
    pub levels: &'a [Level],
    /// What they say.
    pub findings: &'a [Finding],
}

/// The tables of an audit.
pub fn all_tables(audit: &Audit) -> [Table; 10] {
    [
        claims(),
        effects(),
        points(&audit.space),
        factors(),
        deciders(),
        boxes(),
        doses(),
        frontiers(),
        dose_response(),
        levels(),
    ]
}

/// Whether the files may be written to a folder, which may hold parts already: said before anything runs.
///
/// # Errors
/// As [`OutputFolder::prepare`].
pub fn check_folder(lock: &Lock, force: bool, audit: &Audit) -> Result<(), StoreError> {
    OutputFolder::prepare_in(lock, force, &planned(audit)).map(drop)
}

/// The names of all files.
fn planned(audit: &Audit) -> Vec<String> {
    let tables = all_tables(audit);
    let mut names: Vec<String> = tables.iter().map(|table| table.file.to_owned()).collect();
    names.extend(audit.claims.iter().map(file_name));
    names.push("claims/space.toml".to_owned());
    names.extend([SCENARIO, DATAPACKAGE].map(str::to_owned));
    names
}

/// Where the file of a claim is kept.
fn file_name(claim: &crate::study::claims::Claim) -> String {
    format!("claims/{}.toml", claim.id.to_lowercase())
}

/// Writes the tables, the claim files as they were, the resolved scenario, `extra` files such as figures, the data dictionary and, last, the
/// manifest, whose list of files is filled in here. Returns that list.
///
/// # Errors
/// [`StoreError`].
pub fn write(
    lock: &Lock,
    data: &AuditData<'_>,
    extra: &[NewFile],
    mut manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let audit = data.audit;
    // Whether something may be replaced was asked before the first run.
    let mut folder = OutputFolder::prepare_in(lock, true, &planned(audit))?;
    let tables = all_tables(audit);
    let rows = [
        rows::claims(data),
        rows::effects(data),
        space_rows::points(data),
        space_rows::factors(data),
        space_rows::deciders(data),
        space_rows::boxes(data),
        rows::doses(data),
        rows::frontiers(data),
        rows::dose_response(data),
        rows::levels(data),
    ];
    for (table, rows) in tables.iter().zip(&rows) {
        let text = format!("{}{}", table.header().as_str(), rows.as_str());
        folder.add_bytes(table.file, Some(rows.rows()), text.as_bytes())?;
    }
    for claim in &audit.claims {
        folder.add_bytes(&file_name(claim), None, claim.text.as_bytes())?;
    }
    folder.add_bytes("claims/space.toml", None, audit.space.text.as_bytes())?;
    let resolved = resolved(&audit.reference);
    folder.add_bytes(SCENARIO, None, resolved.as_bytes())?;
    for file in extra {
        folder.add_bytes(&file.path, None, &file.bytes)?;
    }
    let text = datapackage("claims", &tables, &folder.entries());
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest.files)
}

/// The resolved scenario as text.
pub fn resolved(scenario: &Scenario) -> String {
    scenario.to_toml()
}
