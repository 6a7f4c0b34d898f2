//! Forces that stand in for each other, and what they do.

/// What the forces of a pool do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// Interceptors of one layer.
    Defence(usize),
    /// Batteries.
    Cover,
    /// Search effort.
    Search,
    /// Sorties and missiles.
    Strike,
}

impl PoolKind {
    /// The place of its kind in [`Pressure::asked`](super::readiness::Pressure::asked).
    pub fn asks(self) -> usize {
        match self {
            Self::Defence(_) => 0,
            Self::Cover => 1,
            Self::Search => 2,
            Self::Strike => 3,
        }
    }

    /// Whether law at home limits what its forces may do abroad.
    pub fn fights(self) -> bool {
        matches!(self, Self::Defence(_) | Self::Strike)
    }
}

/// Forces that stand in for each other.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What they do.
    pub kind: PoolKind,
    /// Indices of the force elements, by ally.
    pub by_ally: Vec<Vec<usize>>,
}

impl Pool {
    /// The allies who own forces of the pool, with these.
    pub fn owners(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let by_ally = self.by_ally.iter().enumerate();
        by_ally
            .filter(|(_, forces)| !forces.is_empty())
            .map(|(s, forces)| (s, &forces[..]))
    }
}
