//! What an audit's effects say: signs and shares over the space, verdicts, what decides, where it fails.

use std::collections::BTreeMap;

use super::decide::{CaseBox, Decider, case_box, deciders, found_values};
use super::effects::{Measured, Stratum};
use super::space::Signs;
use super::units::{Effect, Place};
use super::{Audit, Prediction, Test};
use crate::analysis::claims::deconvolution::{TrueShares, deconvolve};
use crate::analysis::claims::{
    DefaultEffect, Kind, PointEffect, Predicted, Shares, Sign, Vanished, Verdict, WiredIn,
    equivalent_share, judge, judge_points, shares, vanishes, wired_in,
};
use crate::watch::{Stopped, Ticker};

/// A test of an experiment, in some runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// In which runs.
    pub stratum: Stratum,
}

/// What the points of a place say of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Where.
    pub signs: Signs,
    /// Points, in order.
    pub points: Vec<usize>,
    /// Effects at them.
    pub effects: Vec<Measured>,
    /// Signs at them.
    pub at: Vec<Sign>,
    /// Their shares.
    pub shares: Shares,
    /// The shares that are most likely with the noise of replicates taken out, plus being as predicted.
    pub likely: Option<TrueShares>,
    /// Points at which the effect is zero in every pair, or within the claim's margin.
    pub within: u64,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it looks wired in.
    pub wired: WiredIn,
    /// What decides the effect, strongest first.
    pub deciders: Vec<Decider>,
    /// Where it fails or reverses.
    pub fails: Option<CaseBox>,
    /// Where it is as predicted.
    pub holds: Option<CaseBox>,
}

/// A test under an ablation.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablated {
    /// Name of the ablation.
    pub name: String,
    /// Its effect.
    pub effect: PointEffect,
    /// What became of it.
    pub vanished: Vanished,
}

/// All that is known of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which test.
    pub key: Key,
    /// Number of the claim.
    pub claim: usize,
    /// Whether it is the claim's own prediction, as it is.
    pub head: bool,
    /// At the defaults.
    pub defaults: Option<DefaultEffect>,
    /// Its sign at the defaults.
    pub default_sign: Sign,
    /// Over the space.
    pub spaces: Vec<Spread>,
    /// Under ablations.
    pub ablations: Vec<Ablated>,
}

/// The direction in which an effect counts for the claim. Effects of [`Prediction::Same`] are distances inside
/// the margin.
pub fn direction(prediction: Prediction) -> Predicted {
    match prediction {
        Prediction::Up | Prediction::Same { .. } => Predicted::Up,
        Prediction::Down => Predicted::Down,
    }
}

/// Judges all effects. Holm's adjustment is over the claims' own predictions at a point; variants, strata and
/// premises are judged each by itself. The steps of `ticker` are findings.
///
/// # Errors
/// [`Stopped`].
pub fn findings(
    audit: &Audit,
    effects: &[Effect],
    threads: usize,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Finding>, Stopped> {
    let mut by_key: BTreeMap<Key, BTreeMap<Place, BTreeMap<usize, Measured>>> = BTreeMap::new();
    for effect in effects {
        let key = Key {
            experiment: effect.experiment,
            test: effect.test,
            stratum: effect.measured.stratum,
        };
        let places = by_key.entry(key).or_default();
        let points = places.entry(effect.place).or_default();
        points.insert(effect.point, effect.measured);
    }
    let head = |key: &Key| {
        let experiment = &audit.experiments[key.experiment];
        let own = experiment.is_plain() && key.stratum == Stratum::All && key.test == 0;
        own && kind(audit, key) == Kind::Finding
    };
    let signs = signs(&by_key, head);
    let mut out = Vec::new();
    for (key, places) in &by_key {
        let experiment = &audit.experiments[key.experiment];
        if !experiment.ablation.is_empty() {
            continue;
        }
        let defaults = places
            .get(&Place::Defaults)
            .and_then(|points| points.get(&0));
        let ablations = ablated(audit, &by_key, key, defaults);
        let vanished: Vec<Vanished> = ablations.iter().map(|ablated| ablated.vanished).collect();
        let spaces = [Signs::Free, Signs::Constrained]
            .into_iter()
            .filter_map(|rule| {
                let points = places.get(&Place::Space(rule))?;
                let at = signs.get(&(*key, Place::Space(rule)))?;
                Some(spread(audit, key, rule, points, at, &vanished))
            });
        let mut spaces: Vec<Spread> = spaces.collect();
        for space in &mut spaces {
            ticker.uncounted(|ticker| decided(audit, key, space, threads, ticker))?;
        }
        out.push(Finding {
            key: *key,
            claim: experiment.claim,
            head: head(key),
            defaults: defaults.map(described),
            default_sign: signs
                .get(&(*key, Place::Defaults))
                .and_then(|at| at.first().copied())
                .unwrap_or(Sign::Undecided),
            spaces,
            ablations,
        });
        ticker.add(1)?;
    }
    out.sort_by_key(|finding| {
        let experiment = &audit.experiments[finding.key.experiment];
        let varied = !experiment.variant.is_empty();
        (finding.claim, varied, finding.key)
    });
    Ok(out)
}

fn kind(audit: &Audit, key: &Key) -> Kind {
    let claim = audit.experiments[key.experiment].claim;
    audit.claims[claim].tests[key.test].kind
}

/// The sign of every effect, by test and place, in the order of points.
fn signs(
    by_key: &BTreeMap<Key, BTreeMap<Place, BTreeMap<usize, Measured>>>,
    head: impl Fn(&Key) -> bool,
) -> BTreeMap<(Key, Place), Vec<Sign>> {
    // Together by place, or alone.
    let mut families: BTreeMap<(Place, Option<Key>), Vec<Key>> = BTreeMap::new();
    for (key, places) in by_key {
        for place in places.keys() {
            let alone = (!head(key)).then_some(*key);
            families.entry((*place, alone)).or_default().push(*key);
        }
    }
    let mut found = BTreeMap::new();
    for ((place, _), keys) in families {
        let effects: Vec<Vec<PointEffect>> = keys
            .iter()
            .map(|key| by_key[key][&place].values().map(|m| m.effect).collect())
            .collect();
        for (key, signs) in keys.iter().zip(judge_points(&effects)) {
            found.insert((*key, place), signs);
        }
    }
    found
}

/// An effect at the defaults with all that is told of it.
fn described(measured: &Measured) -> DefaultEffect {
    let effect = measured.effect;
    let (low, high) = effect.interval();
    let over = |by: f64| {
        if by == 0.0 {
            f64::NAN
        } else {
            effect.mean / by
        }
    };
    DefaultEffect {
        effect,
        low,
        high,
        baseline_mean: measured.baseline_mean,
        baseline_sd: measured.baseline_sd,
        standardised: over(measured.baseline_sd),
        relative: 100.0 * over(measured.baseline_mean.abs()),
        pairs_needed: crate::analysis::contrast::runs_needed(
            effect.se * libm::sqrt(effect.n as f64),
            effect.mean.abs(),
        ),
    }
}

fn ablated(
    audit: &Audit,
    by_key: &BTreeMap<Key, BTreeMap<Place, BTreeMap<usize, Measured>>>,
    key: &Key,
    defaults: Option<&Measured>,
) -> Vec<Ablated> {
    let own = &audit.experiments[key.experiment];
    if !own.variant.is_empty() || key.stratum != Stratum::All {
        return Vec::new();
    }
    // What follows from algebra stays where the rest is taken away.
    let test = &audit.claims[own.claim].tests[key.test];
    if test.kind == Kind::Premise || matches!(test.predicted, Prediction::Same { .. }) {
        return Vec::new();
    }
    let others = audit.experiments.iter().enumerate();
    let names = &test.vanishes;
    let others =
        others.filter(|(_, other)| other.claim == own.claim && names.contains(&other.ablation));
    let Some(own_effect) = defaults.map(|own| own.effect) else {
        return Vec::new();
    };
    others
        .filter_map(|(number, other)| {
            let key = Key {
                experiment: number,
                ..*key
            };
            let effect = by_key.get(&key)?.get(&Place::Defaults)?.get(&0)?.effect;
            Some(Ablated {
                name: other.ablation.clone(),
                effect,
                vanished: vanishes(&effect, &own_effect),
            })
        })
        .collect()
}

fn spread(
    audit: &Audit,
    key: &Key,
    rule: Signs,
    points: &BTreeMap<usize, Measured>,
    at: &[Sign],
    vanished: &[Vanished],
) -> Spread {
    let experiment = &audit.experiments[key.experiment];
    let claim = &audit.claims[experiment.claim];
    let test = &claim.tests[key.test];
    let predicted = direction(test.predicted);
    let shares = shares(at, predicted);
    let within = within(test, points.values());
    Spread {
        signs: rule,
        points: points.keys().copied().collect(),
        effects: points.values().copied().collect(),
        at: at.to_vec(),
        shares,
        likely: None,
        within,
        verdict: judge(test.kind, &shares, within),
        wired: wired_in(test.kind, &shares, vanished),
        deciders: Vec::new(),
        fails: None,
        holds: None,
    }
}

/// Points at which an effect is as good as none. Where that is predicted, the effects are distances inside the margin, and
/// the sign rule alone judges them.
fn within<'a>(test: &Test, points: impl Iterator<Item = &'a Measured>) -> u64 {
    let margin = match test.predicted {
        Prediction::Up | Prediction::Down => test.margin,
        Prediction::Same { .. } => 0.0,
    };
    let points: Vec<(PointEffect, f64)> = points
        .map(|m| (m.effect, margin * m.baseline_mean.abs()))
        .collect();
    equivalent_share(&points).equivalent
}

/// Says what decides a claim's own effect over the space, and where it is as predicted.
fn decided(
    audit: &Audit,
    key: &Key,
    found: &mut Spread,
    threads: usize,
    ticker: &mut Ticker<'_>,
) -> Result<(), Stopped> {
    let experiment = &audit.experiments[key.experiment];
    let test = &audit.claims[experiment.claim].tests[key.test];
    let predicted = direction(test.predicted);
    let told = experiment.variant.is_empty() && key.stratum == Stratum::All;
    if !told || test.kind == Kind::Premise {
        return Ok(());
    }
    let oriented: Vec<PointEffect> = found
        .effects
        .iter()
        .map(|m| predicted.orient(m.effect))
        .collect();
    found.likely = deconvolve(&oriented);
    let positions = found_values(audit, found.signs, &found.points);
    let oriented: Vec<f64> = oriented.iter().map(|effect| effect.mean).collect();
    found.deciders = deciders(&positions, &oriented, audit.reference.seed, threads, ticker)?;
    let agrees = |wanted: bool| -> Vec<bool> {
        found
            .at
            .iter()
            .map(|sign| predicted.agrees(*sign) == Some(wanted))
            .collect()
    };
    let screened: Vec<usize> = found
        .deciders
        .iter()
        .map(|decider| decider.factor)
        .collect();
    let mut cases = |wanted| case_box(audit, &screened, &positions, &agrees(wanted), ticker);
    (found.fails, found.holds) = (cases(false)?, cases(true)?);
    Ok(())
}
