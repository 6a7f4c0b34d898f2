//! How hard the sampler works.

/// How large the population is, and how hard it is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Seed of the proposals.
    pub seed: u64,
    /// Vectors in all, at least two in each group.
    pub particles: usize,
    /// Groups, at least 1.
    pub groups: usize,
    /// Effective share of a group below which it is resampled and moved, in (0, 1).
    pub least: f64,
    /// Steps that each vector has taken on average when a group has been moved enough.
    pub steps: f64,
    /// Most rounds of steps, each of which tries one for each vector.
    pub rounds: u32,
}

impl Settings {
    /// Vectors of a group.
    pub fn group(&self) -> usize {
        self.particles / self.groups.max(1)
    }
}
