//! The rows of an audit's tables of its space.

use super::claims_data::AuditData;
use super::claims_rows::which;
use super::claims_space_tables::{BoxRow, DeciderRow, PointRow};
use crate::study::claims::decide::CaseBox;
use crate::study::claims::findings::{Finding, Spread};
use crate::study::claims::units::Place;

pub(super) fn points<'d>(data: &AuditData<'d>) -> impl Iterator<Item = PointRow<'d>> {
    let space = &data.audit.space;
    let drawn = data.points.iter().filter_map(|point| match point.place {
        Place::Space(rule) => Some((point, rule)),
        _ => None,
    });
    let last = drawn.clone().map(|(point, _)| point.point + 1).max();
    let positions = space.positions(data.audit.reference.seed, last.unwrap_or(0));
    drawn.map(move |(point, rule)| PointRow {
        point,
        values: space.values(positions.get(point.point).unwrap_or(&[]), rule),
    })
}

/// What the places of the space say of every test.
fn spreads<'d>(data: &AuditData<'d>) -> impl Iterator<Item = (&'d Finding, &'d Spread)> {
    let findings = data.findings.iter();
    findings.flat_map(move |finding| finding.spaces.iter().map(move |spread| (finding, spread)))
}

pub(super) fn deciders<'d>(data: &AuditData<'d>) -> impl Iterator<Item = DeciderRow<'d>> {
    spreads(data).flat_map(move |(finding, spread)| {
        spread.deciders.iter().map(move |decider| DeciderRow {
            which: which(data, &finding.key),
            spread,
            factor: &data.audit.space.factors[decider.factor].column,
            decider,
        })
    })
}

pub(super) fn boxes<'d>(data: &AuditData<'d>) -> impl Iterator<Item = BoxRow<'d>> {
    spreads(data).flat_map(move |(finding, spread)| {
        let fails = spread.fails.iter().map(|found| ("fails", found));
        let holds = spread.holds.iter().map(|found| ("holds", found));
        let both = fails.chain(holds);
        both.flat_map(move |(cases, found)| limits(data, finding, spread, cases, found))
    })
}

/// The limits of a box.
fn limits<'d>(
    data: &AuditData<'d>,
    finding: &Finding,
    spread: &Spread,
    cases: &'static str,
    found: &'d CaseBox,
) -> impl Iterator<Item = BoxRow<'d>> {
    let (which, place) = (which(data, &finding.key), spread.signs.name());
    let factors = &data.audit.space.factors;
    found.limits.iter().map(move |(factor, low, high)| BoxRow {
        which,
        place,
        cases,
        factor: &factors[*factor].column,
        low: *low,
        high: *high,
        found,
    })
}
