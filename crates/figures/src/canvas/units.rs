//! The units in which plotters draws.

/// Canvas units in a millimetre.
pub(super) const UNITS: f64 = 100.0;
/// Stroke widths stay below this, so that the line type can be added in multiples of it.
pub(super) const DASH_UNIT: u32 = 1000;

/// A length in mm in canvas units.
pub(super) fn unit(mm: f64) -> i32 {
    (mm * UNITS).round() as i32
}
