//! What goes into the files of a claim audit.

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
