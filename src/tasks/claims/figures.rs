//! The figures of a claim audit.

use super::effect_figures::{by_dose, defaults, levels, selection};
use super::outcome::Audited;
use crate::analysis::claims::Sign;
use crate::figures::{
    Columns, Figure, FigureError, Preset, Source, Theme, claim_map, claims_overview, curves,
    phase_diagram,
};
use crate::study::claims::Audit;
use crate::study::claims::effects::Stratum;
use crate::study::claims::findings::{Finding, Spread, direction};
use crate::study::claims::units::{Dose, Effect, Place};
use crate::tasks::plot::files::{Drawn, Failure};

/// Figures of all claims, and those of single ones by number of the claim.
#[derive(Debug, Default)]
pub struct Figures {
    /// Of all claims.
    pub all: Vec<Figure>,
    /// Of one.
    pub own: Vec<(usize, Figure)>,
}

impl Figures {
    /// The files of the figures, made on so many threads.
    ///
    /// # Errors
    /// When a drawing step fails.
    pub fn files(&self, threads: usize) -> Result<Drawn, Failure> {
        let own = self.own.iter().map(|(_, figure)| figure);
        let every: Vec<&Figure> = self.all.iter().chain(own).collect();
        Ok(Drawn::files_of(&every, threads)?)
    }
}

/// Draws the overviews, the effects at the defaults, a map of each claim over the two factors that decide it most,
/// variants, ratios by variant, regressions beside what they should have found, frontiers and dose–response curves.
///
/// # Errors
/// When a drawing step fails.
pub fn draw(audit: &Audit, found: &Audited, command: &str) -> Result<Figures, Failure> {
    let source = Source {
        scenario: audit.reference.name.clone(),
        seed: audit.reference.seed,
        runs: found.runs,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command.to_owned(),
    };
    let results = &found.results;
    let (effects, doses) = (&results.effects, &results.doses);
    let mut figures = Figures::default();
    let heads: Vec<&Finding> = found
        .findings
        .iter()
        .filter(|finding| finding.head)
        .collect();
    let rules = heads
        .iter()
        .flat_map(|finding| &finding.spaces)
        .map(|spread| spread.signs);
    let mut rules: Vec<_> = rules.collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in rules {
        let drawn = overview(audit, &heads, &source, |spread| spread.signs == rule);
        figures
            .all
            .extend(named(drawn, &format!("claims_{}", rule.name()))?);
    }
    let drawn = defaults(audit, &heads, &source);
    figures.all.extend(named(drawn, "claims_defaults")?);
    for finding in heads {
        for spread in &finding.spaces {
            let id = audit.claims[finding.claim].id.to_lowercase();
            let name = format!("map_{id}_{}", spread.signs.name());
            let drawn = named(map(audit, finding, spread, &source), &name)?;
            figures
                .own
                .extend(drawn.map(|figure| (finding.claim, figure)));
        }
    }
    for (number, claim) in audit.claims.iter().enumerate() {
        for (test, described) in claim.tests.iter().enumerate() {
            let id = claim.id.to_lowercase();
            let ending = match described.name.as_str() {
                "main" => id,
                test => format!("{id}_{test}"),
            };
            let of = (number, test);
            let drawn = [
                ("variants", variants(audit, number, test, effects, &source)),
                ("levels", levels(audit, of, &results.levels, &source)),
                ("selection", selection(audit, of, &results.levels, &source)),
            ];
            for (kind, drawn) in drawn {
                let drawn = named(drawn, &format!("{kind}_{ending}"))?;
                figures.own.extend(drawn.map(|figure| (number, figure)));
            }
        }
        if claim.frontier.is_some() {
            let name = format!("frontier_{}", claim.id.to_lowercase());
            let drawn = named(frontier(audit, number, effects, &source), &name)?;
            figures.own.extend(drawn.map(|figure| (number, figure)));
        }
        let own = |dose: &Dose| audit.experiments[dose.experiment].claim == number;
        if doses.iter().any(own) {
            let name = format!("doses_{}", claim.id.to_lowercase());
            let drawn = named(by_dose(audit, number, doses, &source), &name)?;
            figures.own.extend(drawn.map(|figure| (number, figure)));
        }
    }
    Ok(figures)
}

/// A figure under a name of its own; `None` where there is nothing to draw.
fn named(drawn: Result<Figure, FigureError>, name: &str) -> Result<Option<Figure>, Failure> {
    match drawn {
        Ok(figure) => Ok(Some(Figure {
            name: name.to_owned(),
            ..figure
        })),
        Err(FigureError::NothingToDraw { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn overview(
    audit: &Audit,
    heads: &[&Finding],
    source: &Source,
    of: impl Fn(&&Spread) -> bool,
) -> Result<Figure, FigureError> {
    let mut columns = Columns::new(
        &["claim", "verdict"],
        &[
            "as_predicted",
            "opposite",
            "zero",
            "undecided",
            "share_low",
            "share_high",
        ],
    );
    let mut rows: Vec<(&Finding, &Spread)> = heads
        .iter()
        .filter_map(|finding| Some((*finding, finding.spaces.iter().find(&of)?)))
        .collect();
    rows.sort_by_key(|(_, spread)| spread.verdict.name());
    for (finding, spread) in rows {
        let shares = &spread.shares;
        let counts = [
            shares.predicted,
            shares.opposite,
            shares.zero,
            shares.undecided,
        ];
        let [a, b, c, d] = counts.map(|count| count as f64);
        let interval = shares.true_share;
        columns.push(
            [&audit.claims[finding.claim].id, spread.verdict.words()],
            [a, b, c, d, interval.low, interval.high],
        );
    }
    claims_overview(&columns.table()?, &Theme::new(Preset::Apsr1Col), source)
}

/// Where a claim holds over the two factors that decide it most, with the box in which it fails, or holds.
fn map(
    audit: &Audit,
    finding: &Finding,
    spread: &Spread,
    source: &Source,
) -> Result<Figure, FigureError> {
    let nothing = FigureError::NothingToDraw {
        figure: "claim_map".to_owned(),
        reason: "fewer than two factors are told apart",
    };
    let [x, y] = match spread.deciders.as_slice() {
        [x, y, ..] => [x.factor, y.factor],
        _ => return Err(nothing),
    };
    let test = &audit.claims[finding.claim].tests[finding.key.test];
    let predicted = direction(test.predicted);
    let found = spread.fails.as_ref().map(|own| ("fails or reverses", own));
    let found = found.or(spread.holds.as_ref().map(|own| ("holds", own)));
    let limits = |factor: usize| {
        let own = found.and_then(|(_, own)| own.limits.iter().find(|(at, ..)| *at == factor));
        let end = |end: Option<f64>| end.unwrap_or(f64::NAN);
        own.map_or([f64::NAN; 2], |(_, low, high)| [end(*low), end(*high)])
    };
    let ([x_low, x_high], [y_low, y_high]) = (limits(x), limits(y));
    let last = spread.points.iter().max().map_or(0, |last| last + 1);
    let positions = audit.space.positions(audit.reference.seed, last);
    let mut columns = Columns::new(
        &["claim", "x_factor", "y_factor", "answer", "box"],
        &["x", "y", "x_low", "x_high", "y_low", "y_high"],
    );
    let label = |factor: usize| audit.space.factors[factor].pattern.as_str();
    let id = audit.claims[finding.claim].id.as_str();
    let words = found.map_or("", |(words, _)| words);
    for (point, sign) in spread.points.iter().zip(&spread.at) {
        let position = positions.get(*point).unwrap_or(&[]);
        let values = audit.space.values(position, spread.signs);
        let at = |factor: usize| values.get(factor).copied().unwrap_or(f64::NAN);
        let answer = match (sign, predicted.agrees(*sign)) {
            (Sign::Zero, _) => "zero",
            (_, None) => "undecided",
            (_, Some(true)) => "as_predicted",
            (_, Some(false)) => "opposite",
        };
        columns.push(
            [id, label(x), label(y), answer, words],
            [at(x), at(y), x_low, x_high, y_low, y_high],
        );
    }
    claim_map(&columns.table()?, &Theme::new(Preset::Apsr1Col), source)
}

/// The effect of a claim's test at the defaults by variant. Doses have a figure of their own.
fn variants(
    audit: &Audit,
    number: usize,
    test: usize,
    effects: &[Effect],
    source: &Source,
) -> Result<Figure, FigureError> {
    let own = |effect: &&Effect| {
        let experiment = &audit.experiments[effect.experiment];
        let varied = !experiment.variant.is_empty() && experiment.ablation.is_empty();
        let here = effect.place == Place::Defaults && effect.measured.stratum == Stratum::All;
        here && varied
            && experiment.dose.is_none()
            && experiment.claim == number
            && effect.test == test
    };
    let own: Vec<&Effect> = effects.iter().filter(own).collect();
    if own.len() < 2 {
        return Err(FigureError::NothingToDraw {
            figure: "curves".to_owned(),
            reason: "there are not several variants",
        });
    }
    let mut columns = Columns::new(&["x"], &["estimate", "ci_low", "ci_high", "n"]);
    for effect in own {
        let variant = audit.experiments[effect.experiment]
            .variant
            .replace('_', " ");
        let e = &effect.measured.effect;
        let (low, high) = e.interval();
        columns.push([&variant], [e.mean, low, high, e.n as f64]);
    }
    let mut table = columns.table()?;
    let claim = &audit.claims[number];
    table.say("x", "variant");
    let unit = &claim.tests[test].unit;
    table.say("value", format!("{}: difference, {unit}", claim.id));
    curves(&table, &Theme::new(Preset::Apsr1Col), source)
}

/// The sign of a claim's effect over its two axes.
fn frontier(
    audit: &Audit,
    number: usize,
    effects: &[Effect],
    source: &Source,
) -> Result<Figure, FigureError> {
    let mut columns = Columns::new(&[], &["x", "y", "estimate", "ci_low", "ci_high", "n"]);
    let claim = &audit.claims[number];
    let mut labels = None;
    if let Some([x, y]) = &claim.frontier {
        labels = Some((x.label.clone(), y.label.clone()));
        let here = |effect: &&Effect| {
            let own = effect.place == Place::Frontier(number) && effect.test == 0;
            own && effect.measured.stratum == Stratum::All
        };
        for effect in effects.iter().filter(here) {
            let (column, row) = (effect.point % x.values.len(), effect.point / x.values.len());
            let at = |values: &[f64], step: usize| values.get(step).copied().unwrap_or(f64::NAN);
            let e = &effect.measured.effect;
            let (low, high) = e.interval();
            let place = [at(&x.values, column), at(&y.values, row)];
            columns.push([], [place[0], place[1], e.mean, low, high, e.n as f64]);
        }
    }
    let mut table = columns.table()?;
    if let Some((x, y)) = labels {
        table.say("x", x);
        table.say("y", y);
        table.say("value", format!("effect of {}", claim.id));
    }
    phase_diagram(&table, &Theme::new(Preset::Apsr1Col), source)
}
