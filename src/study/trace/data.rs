//! What a trace holds: plain numbers and texts, as they are printed and written.

use serde::Serialize;

use super::ask::{Ask, Subject, around};
use super::terms::Terms;
use crate::record::{BlockRecord, Event, EventLabels, NO_LABEL, NO_RUNG};
use crate::scenario::{Month, Roster, Scenario};

/// A participant or a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Short name.
    pub code: String,
    /// Name in full.
    pub name: String,
}

/// One challenge in one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunTrace {
    /// Name of the scenario.
    pub scenario: String,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of the replicate.
    pub run: u64,
    /// Who challenges.
    pub prober: Named,
    /// Where.
    pub theatre: Named,
    /// Recorded months of the run.
    pub horizon: usize,
    /// Names of the rungs, from 0 on.
    pub rungs: Vec<String>,
    /// First month with the highest rung of this challenge, counted from 0; none if it never probed.
    pub peak: Option<usize>,
    /// Means over all months of the run.
    pub means: RunMeans,
    /// The months kept, in order.
    pub months: Vec<MonthTrace>,
    /// The run's row of `runs.csv`, without its number; NaN where a value is missing.
    #[serde(skip)]
    pub row: Vec<f64>,
}

/// Means over the months of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RunMeans {
    /// Terms of the utility, by rung from 0 on.
    pub terms: Vec<Terms>,
    /// Probability, by rung from 0 on.
    pub probability: Vec<f64>,
    /// ρ̂, by rung from 0 on; 0 for rung 0.
    pub expected: Vec<f64>,
    /// Belief in each ally at the time of the choice.
    pub belief: Vec<f64>,
    /// Estimate of coordination.
    pub coordination: f64,
    /// P(z) at the time of the choice, by profile of types.
    #[serde(skip)]
    pub profile: Vec<f64>,
}

impl RunMeans {
    /// By how much a month's ρ̂ of a rung differs from what it would be with the run's mean belief: the
    /// part of its difference from the mean that is due to beliefs. The rest is due to what allies of
    /// either type can and would do (forces, coordination, politics) and to how both vary together.
    pub fn by_belief(&self, month: &MonthTrace, option: &OptionTrace) -> f64 {
        let shift = month
            .profile
            .iter()
            .zip(&self.profile)
            .map(|(own, mean)| own - mean);
        shift
            .zip(&option.effect)
            .map(|(shift, effect)| shift * effect)
            .sum()
    }
}

/// One month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthTrace {
    /// Months since the start, from 0.
    pub t: usize,
    /// The calendar month.
    pub month: Month,
    /// What happened, anywhere.
    pub events: Vec<Happened>,
    /// What the prober saw of each dyad, beside what there was.
    pub seen: Vec<DyadSeen>,
    /// Its belief in each ally.
    pub beliefs: Vec<BeliefTrace>,
    /// P(z) when it chose, by profile of types.
    #[serde(skip)]
    pub profile: Vec<f64>,
    /// Its estimate of coordination.
    pub coordination: CoordinationTrace,
    /// What each rung was worth, from 0 on.
    pub options: Vec<OptionTrace>,
    /// How the choice fell.
    pub choice: ChoiceTrace,
    /// How the allies answered; none without a probe.
    pub response: Option<ResponseTrace>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Happened {
    /// Kind, such as `exercise`.
    pub kind: String,
    /// Who acted; empty if nobody.
    pub actor: String,
    /// Upon whom; empty if nobody.
    pub target: String,
    /// Code of the theatre; empty if none.
    pub theatre: String,
    /// Rung, for probes and responses.
    pub rung: Option<u8>,
    /// Size in the unit of the kind.
    pub value: Option<f64>,
}

/// What a prober saw of a dyad, beside what there was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DyadSeen {
    /// Code of the dyad.
    pub dyad: String,
    /// Exercises held.
    pub exercises: f64,
    /// Exercises seen.
    pub exercises_seen: f64,
    /// Whether a statement was made.
    pub statement: bool,
    /// Whether one was seen; without one made, a false alarm.
    pub statement_seen: bool,
    /// Level of intelligence sharing.
    pub intel: f64,
    /// Reading of it, if one was made.
    pub intel_read: Option<f64>,
    /// Level of doctrine.
    pub doctrine: f64,
    /// Reading of it, if one was made.
    pub doctrine_read: Option<f64>,
    /// Whether intelligence sharing is suspended.
    pub suspended: bool,
}

/// What one channel of one dyad told about an ally.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// Code of the dyad.
    pub dyad: String,
    /// Key of the channel.
    pub channel: &'static str,
    /// Log-odds with all evidence of the month less log-odds without this channel's, in nats.
    pub nats: f64,
}

/// Belief in one ally through a month: `log_odds_before` + `prediction` + all channels + `joint` +
/// `pooling` = `log_odds_at_choice`, and with `responses` = `log_odds_after`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BeliefTrace {
    /// Code of the ally.
    pub ally: String,
    /// Its type in this month, which the prober does not know.
    pub resolute: bool,
    /// P(resolute) at the end of the month before.
    pub before: f64,
    /// The same in log-odds.
    pub log_odds_before: f64,
    /// Types may have changed.
    pub prediction: f64,
    /// What each channel of each dyad told.
    pub channels: Vec<Contribution>,
    /// What channels told together, beyond the sum of what each told.
    pub joint: f64,
    /// The bloc pools its beliefs.
    pub pooling: f64,
    /// P(resolute) when the prober chose.
    pub at_choice: f64,
    /// The same in log-odds.
    pub log_odds_at_choice: f64,
    /// Learned from how allies responded to the probes of the month.
    pub responses: f64,
    /// Log-odds at the end of the month.
    pub log_odds_after: f64,
    /// P(resolute) at the end of the month.
    pub after: f64,
}

impl BeliefTrace {
    /// The log-odds before and every change, less the log-odds after: 0 but for rounding.
    pub fn gap(&self) -> f64 {
        let told: f64 = self.channels.iter().map(|c| c.nats).sum();
        let changes = self.prediction + told + self.joint + self.pooling + self.responses;
        self.log_odds_before + changes - self.log_odds_after
    }
}

/// A prober's estimate of coordination.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CoordinationTrace {
    /// ĉ at the end of the month before.
    pub before: f64,
    /// ĉ when the prober chose.
    pub estimate: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// Coordination as it was.
    pub actual: f64,
}

/// One rung as an option.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionTrace {
    /// Rung; 0 is to do nothing.
    pub rung: usize,
    /// Its name.
    pub name: String,
    /// Terms of its utility.
    pub terms: Terms,
    /// Utility as the model has it, information included.
    pub utility: f64,
    /// Probability of being chosen.
    pub probability: f64,
    /// ρ̂: expected share of a full response; 0 for rung 0.
    pub expected: f64,
    /// What its utility loses per unit of ρ̂: v·G + κ_L·L.
    pub per_response: f64,
    /// Expected probability that each ally responds; empty for rung 0.
    pub responds: Vec<f64>,
    /// E[S | z], by profile of types; empty for rung 0.
    #[serde(skip)]
    pub effect: Vec<f64>,
}

/// How a choice fell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ChoiceTrace {
    /// Precision λ: P(a) ∝ exp(λ·U(a)).
    pub precision: f64,
    /// The uniform draw.
    pub draw: f64,
    /// The rung in whose range it fell.
    pub drawn: usize,
    /// That range: above the first, up to the second.
    pub range: (f64, f64),
    /// The rung chosen.
    pub rung: usize,
    /// Why that is another than the one drawn.
    pub overridden: Option<&'static str>,
}

/// One ally's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReplyTrace {
    /// Code of the ally.
    pub ally: String,
    /// Probability that it responds, given its type.
    pub probability: f64,
    /// Probability that the prober expected.
    pub expected: f64,
    /// Whether it responds.
    pub responds: bool,
    /// Whether it responds hard rather than in a measured way.
    pub hard: bool,
}

/// How the allies answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResponseTrace {
    /// Each ally.
    pub by_ally: Vec<ReplyTrace>,
    /// Realised share of a full response, S(x).
    pub strength: f64,
    /// ρ̂ of the rung.
    pub expected: f64,
    /// Whether the probe succeeded, that is, was not repelled.
    pub success: bool,
    /// Missiles fired.
    pub fired: f64,
    /// Missiles that leaked.
    pub leaked: f64,
}

/// Adds the events of a run to its months.
pub(super) fn add_events(
    months: &mut [MonthTrace],
    events: &[Event],
    labels: &EventLabels,
    roster: &Roster,
) {
    let label = |list: &[String], code: u16| {
        let known = list.get(usize::from(code)).filter(|_| code != NO_LABEL);
        known.cloned().unwrap_or_default()
    };
    for event in events {
        let Some(month) = months.get_mut(event.step as usize) else {
            continue;
        };
        let theatre = roster.theatres.get(usize::from(event.theatre));
        month.events.push(Happened {
            kind: label(&labels.kinds, event.kind),
            actor: label(&labels.agents, event.actor),
            target: label(&labels.agents, event.target),
            theatre: theatre.map(|t| t.code.clone()).unwrap_or_default(),
            rung: (event.rung != NO_RUNG).then_some(event.rung),
            value: (!event.value.is_nan()).then_some(event.value),
        });
    }
}

/// Puts a trace together: means over all months, then the months asked for.
pub(super) fn assemble(
    scenario: &Scenario,
    ask: &Ask,
    subject: &Subject,
    mut months: Vec<MonthTrace>,
    record: &BlockRecord,
) -> RunTrace {
    let roster = &scenario.roster;
    let named = |code: &str, name: &str| Named {
        code: code.to_owned(),
        name: name.to_owned(),
    };
    let prober = roster.probers.get(subject.prober);
    let theatre = roster.theatres.get(subject.theatre);
    let highest = months.iter().map(|m| m.choice.rung).max().unwrap_or(0);
    let peak = months
        .iter()
        .position(|m| m.choice.rung == highest)
        .filter(|_| highest > 0);
    let (from, until) = ask.months.unwrap_or_else(|| around(peak));
    let means = means(&months);
    let horizon = months.len();
    months.retain(|m| (from..=until).contains(&m.t));
    let names = std::iter::once("nothing".to_owned());
    RunTrace {
        scenario: scenario.name.clone(),
        seed: scenario.seed,
        run: ask.run,
        prober: prober.map_or_else(|| named("", ""), |p| named(&p.code, &p.name)),
        theatre: theatre.map_or_else(|| named("", ""), |t| named(&t.code, &t.name)),
        horizon,
        rungs: names
            .chain(roster.rungs.iter().map(|r| r.name.clone()))
            .collect(),
        peak,
        means,
        months,
        row: if record.lanes() > 0 {
            record.row(0).to_vec()
        } else {
            Vec::new()
        },
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    if n > 0.0 { sum / n } else { 0.0 }
}

fn means(months: &[MonthTrace]) -> RunMeans {
    let Some(first) = months.first() else {
        return RunMeans::default();
    };
    let option = |a: usize| months.iter().filter_map(move |m| m.options.get(a));
    let terms = |a: usize| {
        let mut values = [0.0; 10];
        for (n, value) in values.iter_mut().enumerate() {
            *value = mean(option(a).filter_map(|o| o.terms.values().get(n).copied()));
        }
        Terms::from_values(values)
    };
    let rungs = 0..first.options.len();
    RunMeans {
        terms: rungs.clone().map(terms).collect(),
        probability: rungs
            .clone()
            .map(|a| mean(option(a).map(|o| o.probability)))
            .collect(),
        expected: rungs.map(|a| mean(option(a).map(|o| o.expected))).collect(),
        belief: (0..first.beliefs.len())
            .map(|i| {
                mean(
                    months
                        .iter()
                        .filter_map(|m| m.beliefs.get(i))
                        .map(|b| b.at_choice),
                )
            })
            .collect(),
        coordination: mean(months.iter().map(|m| m.coordination.estimate)),
        profile: (0..first.profile.len())
            .map(|z| mean(months.iter().filter_map(|m| m.profile.get(z)).copied()))
            .collect(),
    }
}
