//! The files of a claim audit.

pub use super::claims_data::AuditData;
use super::claims_dose_tables::{dose_response, doses, frontiers};
use super::claims_rows as rows;
use super::claims_space_rows as space_rows;
use super::claims_space_tables::{boxes, deciders, factors, points};
use super::claims_tables::{
    AUDIT_FACTORS, AUDIT_POINTS, CASE_BOXES, CLAIMS, DECIDERS, DOSE_RESPONSE, DOSES, EFFECTS,
    FRONTIERS, LEVELS, claims, effects, levels,
};
use super::data_folder::{self, DataFolder};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::lock::Lock;
use super::manifest::{FileEntry, Manifest};
use super::new_file::NewFile;
use super::table_file::Formats;
use super::tables::SCENARIO;
use crate::scenario::Scenario;
use crate::study::claims::Audit;

/// The space as it was.
const SPACE: &str = "claims/space.toml";

/// Whether the files may be written to a folder, which may hold parts already: said before anything runs.
///
/// # Errors
/// As [`OutputFolder::prepare`].
pub fn check_folder(
    lock: &Lock,
    force: bool,
    audit: &Audit,
    formats: Formats,
) -> Result<(), StoreError> {
    OutputFolder::prepare_in(lock, force, &planned(audit, formats)).map(drop)
}

/// The names of all files.
fn planned(audit: &Audit, formats: Formats) -> Vec<String> {
    let tables = [
        CLAIMS,
        EFFECTS,
        AUDIT_POINTS,
        AUDIT_FACTORS,
        DECIDERS,
        CASE_BOXES,
        DOSES,
        FRONTIERS,
        DOSE_RESPONSE,
        LEVELS,
    ];
    let mut names = data_folder::planned(formats, &tables, &[SPACE, SCENARIO]);
    names.extend(audit.claims.iter().map(file_name));
    names
}

/// Where the file of a claim is kept.
fn file_name(claim: &crate::study::claims::Claim) -> String {
    format!("claims/{}.toml", claim.id.to_lowercase())
}

/// Writes the tables, the claim files as they were, the resolved scenario, `extra` files such as figures,
/// the data dictionary and, last, the manifest, whose list of files is filled in here. Returns that list.
///
/// # Errors
/// [`StoreError`].
pub fn write(
    lock: &Lock,
    formats: Formats,
    data: &AuditData<'_>,
    extra: &[NewFile],
    manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let audit = data.audit;
    let planned = planned(audit, formats);
    // Whether something may be replaced was asked before the first run.
    let folder = OutputFolder::prepare_in(lock, true, &planned)?;
    let mut folder = DataFolder::new(folder, formats);
    folder.write(&claims(), rows::claims(data))?;
    folder.write(&effects(), rows::effects(data))?;
    folder.write(&points(&audit.space), space_rows::points(data))?;
    folder.write(&factors(), &audit.space.factors)?;
    folder.write(&deciders(), space_rows::deciders(data))?;
    folder.write(&boxes(), space_rows::boxes(data))?;
    folder.write(&doses(), rows::doses(data))?;
    folder.write(&frontiers(), rows::frontiers(data))?;
    folder.write(&dose_response(), rows::dose_response(data))?;
    folder.write(&levels(), rows::levels(data))?;
    for claim in &audit.claims {
        folder.file(&file_name(claim), claim.text.as_bytes())?;
    }
    folder.file(SPACE, audit.space.text.as_bytes())?;
    folder.file(SCENARIO, resolved(&audit.reference).as_bytes())?;
    folder.files(extra)?;
    folder.commit("claims", manifest)
}

/// The resolved scenario as text.
pub fn resolved(scenario: &Scenario) -> String {
    scenario.to_toml()
}
