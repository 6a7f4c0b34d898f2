//! What is asked of a run, and the challenge that it comes to.

/// What is asked of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Number of the replicate.
    pub run: u64,
    /// Index of the prober, or `None` for the one that went highest.
    pub prober: Option<usize>,
    /// Index of the theatre, or `None` for the one where it went highest.
    pub theatre: Option<usize>,
    /// First and last month to keep, counted from 0; `None` for the months around the first with the
    /// highest rung.
    pub months: Option<(usize, usize)>,
}

/// The challenge that is traced, by index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    pub challenge: usize,
    pub prober: usize,
    pub theatre: usize,
}

/// Months shown before the first month with the highest rung, and after it.
const AROUND: (usize, usize) = (12, 3);

/// The first and the last month that are worth showing of a run, by the first month with its highest rung.
pub fn around(peak: Option<usize>) -> (usize, usize) {
    let at = peak.unwrap_or(AROUND.0);
    (at.saturating_sub(AROUND.0), at + AROUND.1)
}
