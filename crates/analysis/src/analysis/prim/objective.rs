//! What makes one peel or paste better than another.

use crate::named::named;

/// Points, and cases among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Points.
    pub points: usize,
    /// Cases among them.
    pub cases: usize,
}

impl Count {
    /// Counts points by number.
    pub fn of(members: &[u32], cases: &[bool]) -> Self {
        let case = |point: &&u32| cases.get(**point as usize).copied().unwrap_or(false);
        Self {
            points: members.len(),
            cases: members.iter().filter(case).count(),
        }
    }

    /// Share of cases; 0 without points.
    pub fn density(self) -> f64 {
        if self.points == 0 {
            0.0
        } else {
            self.cases as f64 / self.points as f64
        }
    }
}

named! {
    /// The objective functions. Names are those of `ema_workbench`; with factors of many values alone they
    /// differ little, since every peel then removes the same number of points.
    #[derive(Default)]
    pub enum Objective {
        /// That is (d′ − d)/|n − n′|, also for points added. A word that removes a third of the points must then gain
        /// more than a thin slice (Kwakkel & Jaxa-Rozen 2016).
        #[default]
        Lenient1 = "lenient1", "Gain in density for each point removed";
        /// That is n′(d′ − d)/|n − n′|, n′ the points of the new box, which favours words even less.
        Lenient2 = "lenient2", "The same times the points that stay";
        /// That is d′, whether or not it is a gain (Friedman & Fisher 1999): peeling goes on to the smallest mass.
        Original = "original", "Density after the step";
    }
}

impl Objective {
    /// The score of going from one box to another; the highest wins, and nothing at or below 0 is done.
    pub fn score(self, old: Count, new: Count) -> f64 {
        let gain = new.density() - old.density();
        let moved = old.points.abs_diff(new.points) as f64;
        match self {
            Self::Original => new.density(),
            _ if moved == 0.0 => 0.0,
            Self::Lenient1 => gain / moved,
            Self::Lenient2 => new.points as f64 * gain / moved,
        }
    }
}
