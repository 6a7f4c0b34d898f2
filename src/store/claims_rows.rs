//! The rows of an audit's tables of claims, effects, levels, doses and frontiers.

use super::claims_data::AuditData;
use super::claims_dose_tables::{DoseRow, FrontierRow, ResponseRow};
use super::claims_tables::{ClaimRow, EffectRow, LevelRow, Stage, Which};
use crate::analysis::claims::Sign;
use crate::study::claims::doses as dosed;
use crate::study::claims::effects::Stratum;
use crate::study::claims::findings::{Finding, Key};
use crate::study::claims::matching::Miss;
use crate::study::claims::units::{Effect, Place, Point};

/// Claim, test, variant and stratum.
pub(super) fn which<'d>(data: &AuditData<'d>, key: &Key) -> Which<'d> {
    let experiment = &data.audit.experiments[key.experiment];
    let claim = &data.audit.claims[experiment.claim];
    Which {
        claim: &claim.id,
        test: &claim.tests[key.test].name,
        variant: &experiment.variant,
        stratum: key.stratum.name(),
    }
}

/// The same of a test in all runs.
fn of<'d>(data: &AuditData<'d>, experiment: usize, test: usize) -> Which<'d> {
    let key = Key {
        experiment,
        test,
        stratum: Stratum::All,
    };
    which(data, &key)
}

fn key(effect: &Effect) -> Key {
    Key {
        experiment: effect.experiment,
        test: effect.test,
        stratum: effect.measured.stratum,
    }
}

pub(super) fn claims<'d>(data: &AuditData<'d>) -> impl Iterator<Item = ClaimRow<'d>> {
    data.findings.iter().flat_map(move |finding| {
        let experiment = &data.audit.experiments[finding.key.experiment];
        let claim = &data.audit.claims[finding.claim];
        let row = move |stage| ClaimRow {
            which: which(data, &finding.key),
            rival: claim.rival,
            experiment,
            test: &claim.tests[finding.key.test],
            finding,
            stage,
        };
        stages(finding).map(row)
    })
}

/// The stages at which something is known of a test.
fn stages(finding: &Finding) -> impl Iterator<Item = Stage<'_>> {
    let defaults = finding.defaults.iter().map(Stage::Defaults);
    let spaces = finding.spaces.iter().map(Stage::Space);
    let ablations = finding.ablations.iter().map(Stage::Ablation);
    defaults.chain(spaces).chain(ablations)
}

pub(super) fn effects<'d>(data: &AuditData<'d>) -> impl Iterator<Item = EffectRow<'d>> {
    let grid = |effect: &&Effect| matches!(effect.place, Place::Frontier(_));
    let found = data.effects.iter().filter(move |effect| !grid(effect));
    found.map(move |effect| EffectRow {
        which: which(data, &key(effect)),
        ablation: &data.audit.experiments[effect.experiment].ablation,
        effect,
        sign: sign(data, effect),
    })
}

/// The sign of an effect; empty where none was judged.
fn sign(data: &AuditData<'_>, effect: &Effect) -> &'static str {
    let key = key(effect);
    let finding = data.findings.iter().find(|finding| finding.key == key);
    match (finding, effect.place) {
        (Some(finding), Place::Defaults) => finding.default_sign.name(),
        (Some(finding), Place::Space(rule)) => {
            let spread = finding.spaces.iter().find(|spread| spread.signs == rule);
            let at = spread.and_then(|spread| {
                let mut points = spread.points.iter();
                let place = points.position(|point| *point == effect.point)?;
                spread.at.get(place).copied()
            });
            at.map_or("", Sign::name)
        }
        _ => "",
    }
}

pub(super) fn doses<'d>(data: &AuditData<'d>) -> impl Iterator<Item = DoseRow<'d>> {
    data.doses.iter().flat_map(move |dose| {
        let which = of(data, dose.experiment, dose.test);
        let own = data.audit.experiments[dose.experiment].dose;
        let pairs = dose.differences.iter().zip(&dose.baseline).enumerate();
        pairs.map(move |(pair, (difference, baseline))| DoseRow {
            which,
            dose: own,
            pair,
            baseline: *baseline,
            difference: *difference,
        })
    })
}

pub(super) fn dose_response<'d>(data: &AuditData<'d>) -> impl Iterator<Item = ResponseRow<'d>> {
    let responses = dosed::responses(data.audit, data.doses).into_iter();
    responses.map(move |response| {
        let claim = &data.audit.claims[response.claim];
        ResponseRow {
            claim: &claim.id,
            test: &claim.tests[response.test].name,
            response,
        }
    })
}

pub(super) fn frontiers<'d>(data: &AuditData<'d>) -> impl Iterator<Item = FrontierRow<'d>> {
    data.effects
        .iter()
        .filter_map(move |effect| frontier(data, effect))
}

/// The row of an effect on a grid.
fn frontier<'d>(data: &AuditData<'d>, effect: &'d Effect) -> Option<FrontierRow<'d>> {
    let Place::Frontier(number) = effect.place else {
        return None;
    };
    let [x, y] = data.audit.claims.get(number)?.frontier.as_ref()?;
    let (column, row) = (effect.point % x.values.len(), effect.point / x.values.len());
    let here = |point: &&Point| point.place == effect.place && point.point == effect.point;
    let matched = data.points.iter().find(here);
    Some(FrontierRow {
        which: which(data, &key(effect)),
        paths: [&x.path, &y.path],
        at: [x.values.get(column).copied(), y.values.get(row).copied()],
        effect,
        miss: matched.map_or(Miss::NONE, |point| point.miss),
    })
}

pub(super) fn levels<'d>(data: &AuditData<'d>) -> impl Iterator<Item = LevelRow<'d>> {
    data.levels.iter().map(move |level| LevelRow {
        which: of(data, level.experiment, level.test),
        ablation: &data.audit.experiments[level.experiment].ablation,
        level,
    })
}
