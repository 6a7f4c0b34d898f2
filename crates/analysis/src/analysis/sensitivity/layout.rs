//! Whether a table of points is the design that it is said to be, and which point is what in it.
//!
//! An index computed from rows in another order is a plausible wrong number, so each design is checked
//! against its values before it is used.

use thiserror::Error;

use super::radial::{Role, role, sample_size};

/// The factors of a design, as positions or values by point.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// By factor, a number for each point.
    pub values: &'a [Vec<f64>],
    /// By factor its group, numbered from 0 without gaps.
    pub groups: &'a [usize],
    /// By factor its name, for messages.
    pub names: &'a [String],
}

impl Columns<'_> {
    /// Number of groups.
    pub fn group_count(&self) -> usize {
        self.groups.iter().map(|group| group + 1).max().unwrap_or(0)
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.values.first().map_or(0, Vec::len)
    }

    fn at(&self, factor: usize, point: usize) -> f64 {
        let value = self.values.get(factor).and_then(|v| v.get(point));
        value.copied().unwrap_or(f64::NAN)
    }

    fn name(&self, factor: usize) -> String {
        self.names.get(factor).cloned().unwrap_or_default()
    }

    /// Whether two points have the same value of a factor, but for the last digits of a text.
    fn same(&self, factor: usize, a: usize, b: usize) -> bool {
        let (a, b) = (self.at(factor, a), self.at(factor, b));
        (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
    }
}

/// A table of points is not the design that it should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LayoutError {
    /// Points are left over.
    #[error(
        "{points} points are not a whole number of {of} of {size} points ({groups} factors or groups{more})"
    )]
    Whole {
        /// Points in the table.
        points: usize,
        /// What they should make up.
        of: &'static str,
        /// Points of one.
        size: usize,
        /// Factors or groups.
        groups: usize,
        /// Further settings.
        more: &'static str,
    },
    /// A row of a radial sample has a value from neither of the two points it is made of.
    #[error(
        "point {point} should be {what} of sample {sample}, but its `{factor}` is not that of {source_point}: the rows are not in the order A, AB_1 … AB_k, {ba}B"
    )]
    Radial {
        /// The point.
        point: usize,
        /// Its sample.
        sample: usize,
        /// What it should be.
        what: String,
        /// The factor that differs.
        factor: String,
        /// `A` or `B`.
        source_point: &'static str,
        /// BA₁ … in designs of second order.
        ba: &'static str,
    },
    /// A step of a trajectory changes more than one group.
    #[error(
        "from point {point} to the next, `{a}` and `{b}` change: a trajectory changes one factor or group at a time"
    )]
    Two {
        /// The point before the step.
        point: usize,
        /// A factor that changes.
        a: String,
        /// A factor of another group that changes.
        b: String,
    },
    /// A trajectory changes a group twice.
    #[error(
        "`{factor}` changes twice in the trajectory of points {first} to {last}: rows are not in the order of a Morris design of {groups} factors or groups"
    )]
    Twice {
        /// The factor.
        factor: String,
        /// First point of the trajectory.
        first: usize,
        /// Last point of the trajectory.
        last: usize,
        /// Factors or groups.
        groups: usize,
    },
    /// A point departs from the baseline in two factors.
    #[error(
        "point {point} differs from point 0 in `{a}` and `{b}`: one factor at a time is wanted, with the baseline as the first point"
    )]
    Departure {
        /// The point.
        point: usize,
        /// A factor that differs.
        a: String,
        /// Another one.
        b: String,
    },
}

/// Checks a radial design (`saltelli`); returns the number of samples.
///
/// # Errors
/// [`LayoutError`].
pub fn radial(columns: &Columns<'_>, second_order: bool) -> Result<usize, LayoutError> {
    let groups = columns.group_count();
    let size = sample_size(groups, second_order);
    let points = columns.points();
    if points == 0 || !points.is_multiple_of(size) {
        return Err(LayoutError::Whole {
            points,
            of: "samples",
            size,
            groups,
            more: [", first order", ", second order"][usize::from(second_order)],
        });
    }
    for point in 0..points {
        let (sample, role) = role(point, groups, second_order);
        let (a, b) = (sample * size, sample * size + size - 1);
        for (factor, group) in columns.groups.iter().enumerate() {
            let (from, what) = match role {
                Role::A | Role::B => continue,
                Role::Ab(g) => (if g == *group { b } else { a }, format!("AB_{}", g + 1)),
                Role::Ba(g) => (if g == *group { a } else { b }, format!("BA_{}", g + 1)),
            };
            if !columns.same(factor, point, from) {
                return Err(LayoutError::Radial {
                    point,
                    sample,
                    what,
                    factor: columns.name(factor),
                    source_point: if from == a { "A" } else { "B" },
                    ba: ["", "BA_1 … BA_k, "][usize::from(second_order)],
                });
            }
        }
    }
    Ok(points / size)
}

/// A step of a trajectory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Point before it.
    pub from: usize,
    /// Point after it.
    pub to: usize,
    /// Change of position in [0, 1], with the sign of the first factor of the group that moves.
    pub delta: f64,
}

/// The steps of a Morris design.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// Factors or groups.
    pub groups: usize,
    /// By trajectory and group.
    pub steps: Vec<Step>,
    /// By group, whether it has more than one factor: its effects have no sign.
    pub joint: Vec<bool>,
}

impl Steps {
    /// Number of trajectories.
    pub fn trajectories(&self) -> usize {
        self.steps.len().checked_div(self.groups).unwrap_or(0)
    }
}

/// Finds the steps of a Morris design in positions within [0, 1]. `delta` is the size of a step; that of
/// the positions themselves if `None`, which lists of values do not show.
///
/// A step that changes no value (two grid levels may mean the same value of a list) belongs to a group
/// that the rest of the trajectory does not move.
///
/// # Errors
/// [`LayoutError`].
pub fn trajectories(columns: &Columns<'_>, delta: Option<f64>) -> Result<Steps, LayoutError> {
    let groups = columns.group_count();
    let size = groups + 1;
    let points = columns.points();
    if points == 0 || !points.is_multiple_of(size) {
        return Err(LayoutError::Whole {
            points,
            of: "trajectories",
            size,
            groups,
            more: "",
        });
    }
    let mut steps = Vec::with_capacity(points / size * groups);
    for first in (0..points).step_by(size) {
        let mut found: Vec<Option<Step>> = vec![None; groups];
        let mut still = Vec::new();
        for from in first..first + groups {
            let to = from + 1;
            let changed = (0..columns.groups.len()).filter(|f| !columns.same(*f, from, to));
            let changed: Vec<usize> = changed.collect();
            let Some(&factor) = changed.first() else {
                still.push(Step {
                    from,
                    to,
                    delta: delta.unwrap_or(f64::NAN),
                });
                continue;
            };
            let group = |factor: usize| columns.groups.get(factor).copied().unwrap_or(0);
            if let Some(other) = changed.iter().find(|f| group(**f) != group(factor)) {
                return Err(LayoutError::Two {
                    point: from,
                    a: columns.name(factor),
                    b: columns.name(*other),
                });
            }
            let moved = columns.at(factor, to) - columns.at(factor, from);
            let step = Step {
                from,
                to,
                delta: delta.map_or(moved, |size| size.copysign(moved)),
            };
            match found.get_mut(group(factor)) {
                Some(place) if place.is_none() => *place = Some(step),
                _ => {
                    return Err(LayoutError::Twice {
                        factor: columns.name(factor),
                        first,
                        last: first + groups,
                        groups,
                    });
                }
            }
        }
        let mut still = still.into_iter();
        steps.extend(
            found
                .into_iter()
                .filter_map(|step| step.or_else(|| still.next())),
        );
    }
    let of_group = |group| columns.groups.iter().filter(|g| **g == group).count();
    Ok(Steps {
        groups,
        steps,
        joint: (0..groups).map(|group| of_group(group) > 1).collect(),
    })
}

/// By point, the factor in which it departs from point 0; `None` where it does not.
///
/// # Errors
/// [`LayoutError::Departure`] if a point departs in two.
pub fn departures(columns: &Columns<'_>) -> Result<Vec<Option<usize>>, LayoutError> {
    let of = |point: usize| {
        let mut changed = (0..columns.groups.len()).filter(|f| !columns.same(*f, 0, point));
        let first = changed.next();
        match (first, changed.next()) {
            (Some(a), Some(b)) => Err(LayoutError::Departure {
                point,
                a: columns.name(a),
                b: columns.name(b),
            }),
            _ => Ok(first),
        }
    };
    (0..columns.points()).map(of).collect()
}
