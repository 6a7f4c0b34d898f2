//! Numbers of a scenario by their place, set and moved: what points of studies and of audits share.
//!
//! A place is that in the walk of `Parameters::map`, which names no paths and is therefore fast;
//! [`places`] finds it from the walk that does.

use super::layer::{Change, fits};
use crate::math::clamp;
use crate::scenario::{Domain, Parameters, Scenario};

/// A number that an arm changes after the draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Its place.
    pub(super) place: usize,
    /// Its path.
    pub(super) path: String,
    /// How it is changed.
    pub(super) change: Change,
    /// Where it must stay.
    pub(super) domain: Domain,
}

/// What becomes of a number that leaves the range in which it has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// It stays at the end, as in an audit, whose space is drawn whatever a claim moves.
    Hold,
    /// It goes beyond, and [`out_of_range`] says so, as in a study, where the user chose factor and move together.
    Pass,
}

/// The numbers that changes move in a scenario, by their place; the paths of changes may be patterns in which `*`
/// stands for any one key. Of one number, what is said first is done first.
pub(super) fn moved(scenario: &Scenario, changes: &[(String, Change)]) -> Vec<Moved> {
    if changes.is_empty() {
        return Vec::new();
    }
    let places = places(scenario);
    let mut values = scenario.parameters.clone();
    let mut at = 0;
    let mut found = Vec::new();
    values.visit_mut(&scenario.roster, &mut |path, parameter, _| {
        let own = changes.iter().filter(|(pattern, _)| fits(pattern, path));
        found.extend(own.map(|(_, change)| Moved {
            place: places.get(at).copied().unwrap_or(usize::MAX),
            path: path.to_owned(),
            change: *change,
            domain: parameter.unit.domain(),
        }));
        at += 1;
    });
    found.sort_by_key(|one| one.place);
    found
}

/// Parameters with these numbers moved.
pub(super) fn after(parameters: &Parameters<f64>, moved: &[Moved], ends: Ends) -> Parameters<f64> {
    let mut pending = moved.iter().peekable();
    let mut at = 0;
    parameters.map(&mut |value| {
        let mut value = *value;
        while let Some(own) = pending.next_if(|own| own.place == at) {
            value = own.change.of(value);
            if ends == Ends::Hold {
                value = clamp(value, own.domain.low, own.domain.high);
            }
        }
        at += 1;
        value
    })
}

/// The first of these numbers that lies outside of its range, and its value.
pub(super) fn out_of_range<'m>(
    parameters: &Parameters<f64>,
    moved: &'m [Moved],
) -> Option<(&'m Moved, f64)> {
    let mut flat = Vec::new();
    if !moved.is_empty() {
        parameters.map(&mut |value| flat.push(*value));
    }
    let value = |own: &'m Moved| Some((own, *flat.get(own.place)?));
    let mut found = moved.iter().filter_map(value);
    found.find(|(own, value)| !own.domain.contains(*value))
}

/// Parameters with some numbers replaced, by place; places in ascending order.
pub(super) fn assigned(parameters: &Parameters<f64>, values: &[(usize, f64)]) -> Parameters<f64> {
    let mut pending = values.iter().peekable();
    let mut at = 0;
    parameters.map(&mut |value| {
        let own = pending.next_if(|(wanted, _)| *wanted == at);
        at += 1;
        own.map_or(*value, |(_, own)| *own)
    })
}

/// For each value of the walk over all parameters its place in `Parameters::map`, which names no paths
/// and is therefore fast.
pub(super) fn places(base: &Scenario) -> Vec<usize> {
    let mut numbered = base.parameters.clone();
    let mut count = 0;
    numbered.visit_mut(&base.roster, &mut |_, _, value| {
        *value = count as f64;
        count += 1;
    });
    let mut places = vec![0; count];
    let mut at = 0;
    numbered.map(&mut |number| {
        if let Some(place) = places.get_mut(*number as usize) {
            *place = at;
        }
        at += 1;
    });
    places
}
