//! In which order the runs of a study are made, and how they fall into parts.
//!
//! Points whose scenarios differ in numbers alone form a group: any of them can share a block of
//! lanes. Within a group the order is replicate-major (replicate 0 of every point, replicate 1 of
//! every point, …), and parts of the groups take turns by the share of their group that they
//! complete, so that a study which is interrupted has about as many replicates of every point. The
//! order follows from the study alone: not from threads, shards or interruptions.
//!
//! A replicate of a point is run in every arm, and a part holds all of them: so pairs are whole in every part,
//! and effects can be taken part by part. Arms that can share a block, the strata of a group, are run one
//! stratum after the other.

/// Fewest and most runs of a part, multiples of the 128 lanes of a block. More make writing cheaper,
/// fewer lose less when a process is killed.
const PART: (u64, u64) = (256, 8192);
/// About how many parts a small study has.
const WANTED_PARTS: u64 = 128;
/// Most parts of a very large one.
const MAX_PARTS: u64 = 1 << 20;
/// Runs of a part are a multiple of this.
const STEP: u64 = 128;

/// A run of a study: point, arm and replicate, all from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Point.
    pub point: usize,
    /// Arm.
    pub arm: usize,
    /// Replicate.
    pub replicate: u64,
}

/// Arms whose scenarios can share a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Number of the scenario whose shape they have.
    pub shape: usize,
    /// The arms, in increasing order.
    pub arms: Vec<u32>,
}

/// Points whose scenarios can share blocks, arm by arm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The points, in increasing order.
    pub points: Vec<u32>,
    /// Their arms.
    pub strata: Vec<Stratum>,
}

impl Group {
    /// Points of one shape and these arms.
    pub fn alike(points: Vec<u32>, shape: usize, arms: u32) -> Self {
        Self {
            points,
            strata: vec![Stratum {
                shape,
                arms: (0..arms).collect(),
            }],
        }
    }
}

/// Consecutive runs of one group: the unit that is written, kept and shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Group.
    pub group: usize,
    /// Place of its first draw, a replicate of a point, in the order of the group.
    pub first: u64,
    /// Number of draws, at least 1.
    pub draws: u64,
    /// Number of runs: one of every draw in every arm.
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
    groups: Vec<Group>,
    parts: Vec<Part>,
    part_runs: u64,
    runs: u64,
}

impl RunOrder {
    /// The order of `replicates` runs of each point in each arm, given the groups of points, all of which
    /// have the same arms. Empty groups are allowed and have no part.
    pub fn new(groups: Vec<Group>, replicates: u64) -> Self {
        let points: u64 = groups.iter().map(|group| group.points.len() as u64).sum();
        let strata = groups.first().map_or(&[][..], |group| &group.strata);
        let arms: u64 = strata.iter().map(|own| own.arms.len() as u64).sum();
        let arms = arms.max(1);
        let runs = points * arms * replicates;
        let wanted = runs
            .div_ceil(WANTED_PARTS)
            .clamp(PART.0, PART.1)
            .max(runs.div_ceil(MAX_PARTS));
        let part_draws = wanted.div_ceil(arms).next_multiple_of(STEP);
        let mut parts: Vec<Part> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let total = group.points.len() as u64 * replicates;
            parts.extend((0..total.div_ceil(part_draws)).map(|k| {
                let draws = part_draws.min(total - k * part_draws);
                Part {
                    group: number,
                    first: k * part_draws,
                    draws,
                    runs: draws * arms,
                }
            }));
        }
        // By the share of its group that is complete after a part, as an exact fraction.
        parts.sort_by(|a, b| {
            let end = |part: &Part| u128::from(part.first + part.draws);
            let total = |part: &Part| groups[part.group].points.len() as u128;
            (end(a) * total(b))
                .cmp(&(end(b) * total(a)))
                .then(a.group.cmp(&b.group))
        });
        Self {
            groups,
            parts,
            part_runs: part_draws * arms,
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

    /// The strata of a group. Panics if the group does not exist.
    pub fn strata(&self, group: usize) -> &[Stratum] {
        &self.groups[group].strata
    }

    /// The run at a place in the order of a stratum, in which the arms of a draw follow one another. Panics if
    /// group or stratum do not exist or are empty.
    pub fn run(&self, group: usize, stratum: usize, place: u64) -> Run {
        let Group { points, strata } = &self.groups[group];
        let arms = &strata[stratum].arms;
        let (draw, arm) = (place / arms.len() as u64, place % arms.len() as u64);
        let count = points.len() as u64;
        Run {
            point: points[(draw % count) as usize] as usize,
            arm: arms[arm as usize] as usize,
            replicate: draw / count,
        }
    }

    /// The first run of a part.
    pub fn first_run(&self, part: &Part) -> Run {
        let arms = self.strata(part.group)[0].arms.len() as u64;
        self.run(part.group, 0, part.first * arms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(points: std::ops::Range<u32>) -> Group {
        Group::alike(points.collect(), 0, 1)
    }

    /// The runs of a part.
    fn runs(order: &RunOrder, part: &Part) -> Vec<Run> {
        let strata = order.strata(part.group).iter().enumerate();
        let each = strata.flat_map(|(at, stratum)| {
            let arms = stratum.arms.len() as u64;
            let places = part.first * arms..(part.first + part.draws) * arms;
            places.map(move |place| order.run(part.group, at, place))
        });
        each.collect()
    }

    #[test]
    fn every_run_occurs_once() {
        let order = RunOrder::new(vec![alone(0..50), alone(0..0), alone(50..53)], 70);
        let mut all: Vec<Run> = order
            .parts()
            .iter()
            .flat_map(|part| runs(&order, part))
            .collect();
        assert_eq!(all.len(), 53 * 70);
        all.sort_by_key(|run| (run.point, run.replicate));
        let at = |k: usize| Run {
            point: k / 70,
            arm: 0,
            replicate: (k % 70) as u64,
        };
        assert!(all.iter().enumerate().all(|(k, run)| *run == at(k)));
    }

    #[test]
    fn a_part_has_all_arms_of_its_draws() {
        let stratum = |shape, arms: &[u32]| Stratum {
            shape,
            arms: arms.to_vec(),
        };
        let group = |points: std::ops::Range<u32>, strata: Vec<Stratum>| Group {
            points: points.collect(),
            strata,
        };
        let order = RunOrder::new(
            vec![
                group(0..40, vec![stratum(0, &[0, 2]), stratum(1, &[1])]),
                group(40..45, vec![stratum(2, &[0, 1, 2])]),
            ],
            30,
        );
        let mut all = Vec::new();
        for part in order.parts() {
            let mut own = runs(&order, part);
            assert_eq!(own.len() as u64, part.runs);
            assert_eq!(own.first(), Some(&order.first_run(part)));
            own.sort_by_key(|run| (run.point, run.replicate, run.arm));
            let (draws, rest) = own.as_chunks::<3>();
            assert!(rest.is_empty());
            for draw in draws {
                assert_eq!(draw.map(|run| run.arm), [0, 1, 2]);
                assert!(draw.iter().all(|run| (run.point, run.replicate) == (draw[0].point, draw[0].replicate)));
            }
            all.extend(own);
        }
        assert_eq!(all.len() as u64, order.runs());
        all.sort_by_key(|run| (run.point, run.replicate, run.arm));
        all.dedup();
        assert_eq!(all.len(), 45 * 30 * 3);
    }

    #[test]
    fn a_prefix_is_balanced_between_points_and_groups() {
        let order = RunOrder::new(vec![alone(0..300), alone(300..400)], 100);
        let mut counts = vec![0_i64; 400];
        for (at, part) in order.parts().iter().enumerate() {
            for run in runs(&order, part) {
                counts[run.point] += 1;
            }
            let (low, high) = (counts.iter().min(), counts.iter().max());
            // A part of 384 runs is 4 replicates of the smaller group.
            assert!(high.unwrap() - low.unwrap() <= 5, "after part {at}");
        }
    }

    #[test]
    fn small_studies_have_small_parts_and_large_ones_not_too_many() {
        let parts = |points: u32, replicates| {
            let order = RunOrder::new(vec![alone(0..points)], replicates);
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
