//! The rows of an audit's tables of claims, effects, levels, doses and frontiers.

use super::claims_files::AuditData;
use super::csv::Rows;
use crate::analysis::claims::{Kind, Sign};
use crate::study::claims::doses as dosed;
use crate::study::claims::findings::{Key, Spread};
use crate::study::claims::matching::Miss;
use crate::study::claims::units::{Effect, Place, Point};

/// Claim, test, variant and stratum.
pub(super) fn which(data: &AuditData<'_>, key: &Key, rows: &mut Rows) {
    let experiment = &data.audit.experiments[key.experiment];
    let claim = &data.audit.claims[experiment.claim];
    rows.text(&claim.id).text(&claim.tests[key.test].name);
    rows.text(&experiment.variant).text(key.stratum.name());
}

/// Stage, ablation and what the test is.
pub(super) fn stage(data: &AuditData<'_>, key: &Key, stage: &str, ablation: &str, rows: &mut Rows) {
    let experiment = &data.audit.experiments[key.experiment];
    let claim = &data.audit.claims[experiment.claim];
    let test = &claim.tests[key.test];
    rows.text(stage).text(ablation);
    rows.text(match test.kind {
        Kind::Premise => "premise",
        Kind::Finding => "finding",
    });
    rows.integer(u64::from(claim.rival));
    let observable = match (&test.per, &test.naive) {
        (Some(per), _) => format!("({}) per ({per})", test.observable),
        (_, Some(naive)) => format!("bias of ({}) on ({naive})", test.observable),
        _ => test.observable.to_string(),
    };
    rows.text(&observable).text(test.predicted.sign());
    rows.integer(u64::from(experiment.window));
}

pub(super) fn claims(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for finding in data.findings {
        let key = &finding.key;
        let claim = &data.audit.claims[finding.claim];
        let unit = claim.tests[key.test].unit.as_str();
        let blank = |rows: &mut Rows, n: usize| {
            (0..n).for_each(|_| {
                rows.missing();
            })
        };
        if let Some(d) = &finding.defaults {
            which(data, key, &mut rows);
            stage(data, key, "defaults", "", &mut rows);
            rows.text(finding.default_sign.name()).text(unit);
            rows.number(d.effect.mean).number(d.effect.se);
            rows.number(d.low).number(d.high).integer(d.effect.n);
            rows.number(d.baseline_mean).number(d.baseline_sd);
            rows.number(d.standardised).number(d.relative);
            match d.pairs_needed {
                Some(pairs) => rows.integer(pairs),
                None => rows.missing(),
            };
            blank(&mut rows, 14);
            rows.end_row();
        }
        for spread in &finding.spaces {
            which(data, key, &mut rows);
            stage(data, key, spread.signs.name(), "", &mut rows);
            rows.text(spread.verdict.name()).text(unit);
            rows.number(median(spread)).missing().missing().missing();
            let pairs = spread.effects.iter().map(|m| m.effect.n).max();
            rows.integer(pairs.unwrap_or(0));
            blank(&mut rows, 5);
            let s = &spread.shares;
            for count in [s.points, s.predicted, s.opposite, s.zero, s.undecided] {
                rows.integer(count);
            }
            rows.number(s.share(s.predicted));
            rows.number(s.true_share.low).number(s.true_share.high);
            rows.number(s.true_opposite.low)
                .number(s.true_opposite.high);
            match &spread.likely {
                Some(likely) => {
                    let interval = likely.plus_interval;
                    rows.number(likely.plus)
                        .number(interval.low)
                        .number(interval.high)
                }
                None => rows.missing().missing().missing(),
            };
            rows.text(wired(spread)).end_row();
        }
        for ablated in &finding.ablations {
            which(data, key, &mut rows);
            stage(data, key, "ablation", &ablated.name, &mut rows);
            rows.text(ablated.vanished.name());
            rows.text(unit);
            let (low, high) = ablated.effect.interval();
            rows.number(ablated.effect.mean).number(ablated.effect.se);
            rows.number(low).number(high).integer(ablated.effect.n);
            blank(&mut rows, 19);
            rows.end_row();
        }
    }
    rows
}

/// The median effect of the points.
pub fn median(spread: &Spread) -> f64 {
    let mut means: Vec<f64> = spread
        .effects
        .iter()
        .map(|m| m.effect.mean)
        .filter(|mean| !mean.is_nan())
        .collect();
    means.sort_by(f64::total_cmp);
    let n = means.len();
    match n {
        0 => f64::NAN,
        n if n % 2 == 1 => means[n / 2],
        n => 0.5 * (means[n / 2 - 1] + means[n / 2]),
    }
}

/// Why a finding looks wired in, in a word.
pub fn wired(spread: &Spread) -> &'static str {
    match (spread.wired.everywhere, spread.wired.survives) {
        (false, false) => "",
        (true, false) => "everywhere",
        (false, true) => "survives",
        (true, true) => "both",
    }
}

pub(super) fn effects(data: &AuditData<'_>) -> Rows {
    let sign = |effect: &Effect| -> &'static str {
        let key = key(effect);
        let finding = data.findings.iter().find(|finding| finding.key == key);
        match (finding, effect.place) {
            (Some(finding), Place::Defaults) => finding.default_sign.name(),
            (Some(finding), Place::Space(rule)) => {
                let spread = finding.spaces.iter().find(|spread| spread.signs == rule);
                let at = spread.and_then(|spread| {
                    let place = spread
                        .points
                        .iter()
                        .position(|point| *point == effect.point)?;
                    spread.at.get(place).copied()
                });
                at.map_or("", Sign::name)
            }
            _ => "",
        }
    };
    let mut rows = Rows::default();
    let grid = |effect: &&Effect| matches!(effect.place, Place::Frontier(_));
    for effect in data.effects.iter().filter(|effect| !grid(effect)) {
        let experiment = &data.audit.experiments[effect.experiment];
        let (m, e) = (&effect.measured, &effect.measured.effect);
        which(data, &key(effect), &mut rows);
        rows.text(effect.place.name()).text(&experiment.ablation);
        rows.integer(effect.point as u64)
            .number(e.mean)
            .number(e.se);
        rows.integer(e.n).text(sign(effect));
        rows.number(m.baseline_mean).number(m.baseline_sd).end_row();
    }
    rows
}

pub(super) fn key(effect: &Effect) -> Key {
    Key {
        experiment: effect.experiment,
        test: effect.test,
        stratum: effect.measured.stratum,
    }
}

pub(super) fn doses(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for dose in data.doses {
        let experiment = &data.audit.experiments[dose.experiment];
        let claim = &data.audit.claims[experiment.claim];
        for (pair, (difference, own)) in dose.differences.iter().zip(&dose.baseline).enumerate() {
            rows.text(&claim.id).text(&claim.tests[dose.test].name);
            rows.text(&experiment.variant);
            rows.number(experiment.dose.unwrap_or(f64::NAN));
            rows.integer(pair as u64)
                .number(*own)
                .number(*difference)
                .end_row();
        }
    }
    rows
}

pub(super) fn dose_response(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for row in dosed::responses(data.audit, data.doses) {
        let claim = &data.audit.claims[row.claim];
        rows.text(&claim.id).text(&claim.tests[row.test].name);
        rows.text(row.statistic)
            .number(row.dose)
            .number(row.estimate);
        rows.number(row.std_error).number(row.low).number(row.high);
        rows.integer(row.pairs).end_row();
    }
    rows
}

pub(super) fn frontiers(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for effect in data.effects {
        let Place::Frontier(number) = effect.place else {
            continue;
        };
        let claim = data.audit.claims.get(number);
        let Some([x, y]) = claim.and_then(|claim| claim.frontier.as_ref()) else {
            continue;
        };
        let (column, row) = (effect.point % x.values.len(), effect.point / x.values.len());
        let e = &effect.measured.effect;
        let (low, high) = e.interval();
        let here = |point: &&Point| point.place == effect.place && point.point == effect.point;
        let miss = data
            .points
            .iter()
            .find(here)
            .map_or(Miss::NONE, |point| point.miss);
        which(data, &key(effect), &mut rows);
        rows.integer(effect.point as u64);
        rows.text(&x.path)
            .number(x.values.get(column).copied().unwrap_or(f64::NAN));
        rows.text(&y.path)
            .number(y.values.get(row).copied().unwrap_or(f64::NAN));
        rows.number(e.mean).number(e.se).number(low).number(high);
        rows.integer(e.n)
            .number(miss.common)
            .number(miss.rare)
            .end_row();
    }
    rows
}

pub(super) fn levels(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for level in data.levels {
        let experiment = &data.audit.experiments[level.experiment];
        let claim = &data.audit.claims[experiment.claim];
        rows.text(&claim.id).text(&claim.tests[level.test].name);
        rows.text(&experiment.variant).text(&experiment.ablation);
        let (low, high) = level.estimate.interval();
        rows.text(level.side.name());
        rows.number(level.estimate.mean).number(level.estimate.se);
        rows.number(low).number(high);
        rows.integer(level.estimate.n).end_row();
    }
    rows
}
