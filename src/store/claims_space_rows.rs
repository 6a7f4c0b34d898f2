//! The rows of an audit's tables of its space.

use super::claims_files::AuditData;
use super::claims_rows::which;
use super::csv::Rows;
use crate::study::claims::decide::CaseBox;
use crate::study::claims::findings::{Finding, Spread};
use crate::study::claims::space::Signs;
use crate::study::claims::units::{Place, Point};

pub(super) fn points(data: &AuditData<'_>) -> Rows {
    let space = &data.audit.space;
    let drawn = |point: &&Point| matches!(point.place, Place::Space(_));
    let drawn = || data.points.iter().filter(drawn);
    let last = drawn().map(|point| point.point + 1).max().unwrap_or(0);
    let positions = space.positions(data.audit.reference.seed, last);
    let mut rows = Rows::default();
    for point in drawn() {
        rows.text(point.place.name()).integer(point.point as u64);
        rows.number(point.miss.common).number(point.miss.rare);
        rows.text(&point.refused);
        let values = match point.place {
            Place::Space(rule) => space.values(positions.get(point.point).unwrap_or(&[]), rule),
            _ => vec![f64::NAN; space.factors.len()],
        };
        for value in values {
            rows.number(value);
        }
        rows.end_row();
    }
    rows
}

pub(super) fn factors(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for factor in &data.audit.space.factors {
        let (low, high) = factor.range(Signs::Constrained);
        rows.text(&factor.column)
            .text(&factor.pattern)
            .text(factor.how.name());
        rows.number(factor.low)
            .number(factor.high)
            .number(low)
            .number(high);
        rows.number(factor.default).text(factor.unit);
        rows.integer(factor.members.len() as u64).end_row();
    }
    rows
}

pub(super) fn deciders(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for finding in data.findings {
        for spread in &finding.spaces {
            for decider in &spread.deciders {
                which(data, &finding.key, &mut rows);
                rows.text(spread.signs.name());
                rows.text(&data.audit.space.factors[decider.factor].column);
                let e = &decider.prcc;
                rows.number(e.value).number(e.std_error);
                rows.number(e.ci_low).number(e.ci_high);
                rows.integer(spread.points.len() as u64).end_row();
            }
        }
    }
    rows
}

pub(super) fn boxes(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    let mut add = |finding: &Finding, spread: &Spread, cases: &str, found: &CaseBox| {
        for (factor, low, high) in &found.limits {
            which(data, &finding.key, &mut rows);
            rows.text(spread.signs.name()).text(cases);
            rows.text(&data.audit.space.factors[*factor].column);
            rows.number(low.unwrap_or(f64::NAN))
                .number(high.unwrap_or(f64::NAN));
            rows.number(found.coverage)
                .number(found.density)
                .number(found.mass);
            rows.integer(found.points as u64).number(found.p).end_row();
        }
    };
    for finding in data.findings {
        for spread in &finding.spaces {
            if let Some(found) = &spread.fails {
                add(finding, spread, "fails", found);
            }
            if let Some(found) = &spread.holds {
                add(finding, spread, "holds", found);
            }
        }
    }
    rows
}
