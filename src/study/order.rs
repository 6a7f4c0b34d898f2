//! In which order the runs of a study are made, and how they fall into parts.
//!
//! Points whose scenarios differ in numbers alone form a group: any of them can share a block of
//! lanes. Within a group the order is replicate-major (replicate 0 of every point, replicate 1 of
//! every point, …), and parts of the groups take turns by the share of their group that they
//! complete, so that a study which is interrupted has about as many replicates of every point. The
//! order follows from the study alone: not from threads, shards or interruptions.

/// Fewest and most runs of a part, multiples of the 128 lanes of a block. More make writing cheaper,
/// fewer lose less when a process is killed.
const PART: (u64, u64) = (256, 8192);
/// About how many parts a small study has.
const WANTED_PARTS: u64 = 128;
/// Most parts of a very large one.
const MAX_PARTS: u64 = 1 << 20;
/// Runs of a part are a multiple of this.
const STEP: u64 = 128;

/// A run of a study: point and replicate, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Point.
    pub point: usize,
    /// Replicate.
    pub replicate: u64,
}

/// Consecutive runs of one group: the unit that is written, kept and shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Group.
    pub group: usize,
    /// Place of its first run in the order of the group.
    pub first: u64,
    /// Number of runs, at least 1.
    pub runs: u64,
}

/// A share of the parts: those whose number, modulo `of`, is `index`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 0.
    pub index: u64,
    /// Number of shards, at least 1.
    pub of: u64,
}

impl Shard {
    /// The only shard: all parts.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Whether a part belongs to it.
    pub fn has(self, part: u64) -> bool {
        part % self.of == self.index
    }
}

/// The order of the runs of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOrder {
    groups: Vec<Vec<u32>>,
    parts: Vec<Part>,
    part_runs: u64,
    runs: u64,
}

impl RunOrder {
    /// The order of `replicates` runs of each point, given the points of each group. Empty groups
    /// are allowed and have no part.
    pub fn new(groups: Vec<Vec<u32>>, replicates: u64) -> Self {
        let points: u64 = groups.iter().map(|group| group.len() as u64).sum();
        let runs = points * replicates;
        let wanted = runs
            .div_ceil(WANTED_PARTS)
            .clamp(PART.0, PART.1)
            .max(runs.div_ceil(MAX_PARTS));
        let part_runs = wanted.next_multiple_of(STEP);
        let mut parts: Vec<Part> = Vec::new();
        for (group, points) in groups.iter().enumerate() {
            let total = points.len() as u64 * replicates;
            parts.extend((0..total.div_ceil(part_runs)).map(|k| Part {
                group,
                first: k * part_runs,
                runs: part_runs.min(total - k * part_runs),
            }));
        }
        // By the share of its group that is complete after a part, as an exact fraction.
        parts.sort_by(|a, b| {
            let end = |part: &Part| u128::from(part.first + part.runs);
            let total = |part: &Part| groups[part.group].len() as u128;
            (end(a) * total(b))
                .cmp(&(end(b) * total(a)))
                .then(a.group.cmp(&b.group))
        });
        Self {
            groups,
            parts,
            part_runs,
            runs,
        }
    }

    /// The parts, by number.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Runs of a part, but for the last of a group.
    pub fn part_runs(&self) -> u64 {
        self.part_runs
    }

    /// Runs of the study.
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// The points of each group.
    pub fn groups(&self) -> &[Vec<u32>] {
        &self.groups
    }

    /// The run at a place in the order of a group. Panics if the group does not exist or is empty.
    pub fn run(&self, group: usize, place: u64) -> Run {
        let points = &self.groups[group];
        let count = points.len() as u64;
        Run {
            point: points[(place % count) as usize] as usize,
            replicate: place / count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All runs, part by part.
    fn all(order: &RunOrder) -> Vec<Run> {
        let mut runs = Vec::new();
        for part in order.parts() {
            let places = part.first..part.first + part.runs;
            runs.extend(places.map(|place| order.run(part.group, place)));
        }
        runs
    }

    #[test]
    fn every_run_occurs_once() {
        let order = RunOrder::new(vec![(0..50).collect(), vec![], (50..53).collect()], 70);
        let mut runs = all(&order);
        assert_eq!(runs.len(), 53 * 70);
        runs.sort_by_key(|run| (run.point, run.replicate));
        let at = |k: usize| Run {
            point: k / 70,
            replicate: (k % 70) as u64,
        };
        assert!(runs.iter().enumerate().all(|(k, run)| *run == at(k)));
    }

    #[test]
    fn a_prefix_is_balanced_between_points_and_groups() {
        let order = RunOrder::new(vec![(0..300).collect(), (300..400).collect()], 100);
        let mut counts = vec![0_i64; 400];
        for (at, part) in order.parts().iter().enumerate() {
            for place in part.first..part.first + part.runs {
                counts[order.run(part.group, place).point] += 1;
            }
            let (low, high) = (counts.iter().min(), counts.iter().max());
            // A part of 384 runs is 4 replicates of the smaller group.
            assert!(high.unwrap() - low.unwrap() <= 5, "after part {at}");
        }
    }

    #[test]
    fn small_studies_have_small_parts_and_large_ones_not_too_many() {
        let parts = |points: u32, replicates| {
            let order = RunOrder::new(vec![(0..points).collect()], replicates);
            (order.part_runs(), order.parts().len())
        };
        assert_eq!(parts(1, 100), (256, 1));
        assert_eq!(parts(64, 64), (256, 16));
        assert_eq!(parts(1000, 1000), (7936, 127));
        assert_eq!(parts(1000, 100_000), (8192, 12_208));
        assert_eq!(parts(1 << 20, 1 << 20), (1 << 20, 1 << 20));
    }

    #[test]
    fn shards_share_the_parts_out() {
        for of in 1..9 {
            let owners = |part| {
                (0..of)
                    .filter(|&index| Shard { index, of }.has(part))
                    .count()
            };
            assert!((0..100).all(|part| owners(part) == 1));
        }
    }
}
