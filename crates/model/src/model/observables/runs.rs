//! What is recorded of a run, each thing once: what it is of, how its column comes from a sum over months, column, unit,
//! meaning, and, where a month adds no more than a value that an entity has, that value and the switch that it needs. Other
//! sums are added to in the recorder.
//!
//! The columns of `runs.csv`, the places of the sums and `trilat explain` follow from here. A mechanism that is off leaves its
//! columns missing, not at a number that nobody chose: its months are not counted, and a mean over none is missing.
//!
//! Probes to be expected are the sums over months of the probability of each rung, before the draw. Each replaces the last
//! draw of a count by its expectation (conditional Monte Carlo; Hammersley 1956, Asmussen and Glynn 2007, *Stochastic
//! Simulation*, ch. V.4), so its mean is that of the count, feedback from probes on later months included, and its
//! variance mostly smaller.

use super::places::{
    ByAlly, ByBase, ByDyad, ByProber, ByProberAndAlly, ByProberAndRung, ByRung, ByTargetAndRung,
    Kind, OfBloc, Once, OverChallenges, OverTheatres, Place,
};
use super::subject::Subject;
use super::world::Observed;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::record::{self, Column, Role};
use crate::scenario::{Mechanisms, Roster};

/// How a run column is made from the sums kept during the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The sum itself.
    Sum(usize),
    /// The sum divided by another; missing if that is 0.
    Ratio(usize, usize),
    /// Month of the first event; missing if 0.
    First(usize),
    /// The correlation of two quantities over months; missing where either never moves.
    Correlation(Moments),
}

/// Where the sums stand that a correlation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// Months.
    pub n: usize,
    /// Sums of each.
    pub sum: [usize; 2],
    /// Sums of their squares.
    pub squares: [usize; 2],
    /// Sum of their products.
    pub product: usize,
}

/// Columns, how each is made, and how many sums they need.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub run: Vec<Column>,
    pub slots: Vec<Slot>,
    pub sums: usize,
}

impl Builder {
    /// Sums for all subjects of a kind. With texts, name, unit and meaning, each has a column of its own that `slot` makes
    /// of it.
    fn add<K: Kind>(
        &mut self,
        roster: &Roster,
        texts: Option<[&str; 3]>,
        role: Role,
        slot: impl Fn(&Subject, usize) -> Slot,
    ) -> Place<K> {
        let place = Place::new(self.sums, roster);
        for of in K::subjects(roster) {
            let sum = self.sums;
            self.sums += 1;
            let Some([name, unit, meaning]) = texts else {
                continue;
            };
            self.run.push(Column {
                name: of.fill(roster, name),
                kind: match role {
                    Role::Count | Role::EventTime => record::Kind::Integer,
                    Role::Indicator => record::Kind::Boolean,
                    Role::Identifier | Role::Value => record::Kind::Number,
                },
                role,
                unit: unit.into(),
                description: of.fill(roster, meaning),
            });
            self.slots.push(slot(&of, sum));
        }
        place
    }
}

simd! {
    fn is_positive<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| if x[k] > 0.0 { 1.0 } else { 0.0 });
    }

    /// Adds lanes to a sum.
    pub fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }
}

/// 1 where a value is above 0.
fn positive<const L: usize>(x: &Lanes<L>) -> Lanes<L> {
    let mut out = Lanes::ZERO;
    is_positive(x, &mut out);
    out
}

/// The role of a column.
macro_rules! role {
    (count) => {
        Role::Count
    };
    (first) => {
        Role::EventTime
    };
    ($other:ident) => {
        Role::Value
    };
}

/// How a column is made of the sum of a subject, where `mean` divides by the sum that stands behind it.
macro_rules! slot {
    (first) => {
        |_: &Subject, sum: usize| Slot::First(sum)
    };
    (mean over $over:ident) => {
        |of: &Subject, sum: usize| Slot::Ratio(sum, $over.number(of))
    };
    (correlation over $n:ident $x:ident $y:ident $xx:ident $yy:ident) => {
        |of: &Subject, sum: usize| {
            Slot::Correlation(Moments {
                n: $n.number(of),
                sum: [$x.number(of), $y.number(of)],
                squares: [$xx.number(of), $yy.number(of)],
                product: sum,
            })
        }
    };
    ($other:ident) => {
        |_: &Subject, sum: usize| Slot::Sum(sum)
    };
}

/// Does something with each of a kind and the place of its sum.
macro_rules! each {
    (Once, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {{
        let ($own, $at) = ($world, $place.here());
        let _ = $own;
        $do
    }};
    (OfBloc, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {
        for $own in &$world.blocs {
            let $at = $place.here();
            $do
        }
    };
    (OverTheatres, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {
        for $own in &$world.crises {
            let $at = $place.here();
            $do
        }
    };
    (OverChallenges, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {
        for $own in &$world.challenges {
            let $at = $place.here();
            $do
        }
    };
    (ByAlly, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {
        for $own in &$world.allies {
            let $at = $place.of($own.ally.ix);
            $do
        }
    };
    (ByDyad, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {
        for $own in &$world.dyads {
            let $at = $place.of($own.dyad.ix);
            $do
        }
    };
    (ByBase, $world:ident, $own:ident, $at:ident, $place:expr, $do:expr) => {
        for $own in &$world.bases {
            let $at = $place.of($own.base.ix);
            $do
        }
    };
}

macro_rules! runs {
    ($(
        $place:ident: $kind:ident, $how:ident $(over $($over:ident)+)?
            $(, $name:literal, $unit:literal, $meaning:literal)?
            $(, += |$own:ident| $value:expr)? $(, = |$last:ident| $final:expr)? $(, if $switch:ident)?;
    )+) => {
        /// Where each sum stands. Their order is that of the columns.
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs)]
        pub struct Places {
            $( pub $place: Place<$kind>, )+
        }

        impl Places {
            /// The places of a roster, with their columns.
            pub(super) fn new(roster: &Roster, builder: &mut Builder) -> Self {
                $(
                    #[allow(unused_assignments, unused_mut)]
                    let mut texts = None;
                    $( texts = Some([$name, $unit, $meaning]); )?
                    let $place = builder.add::<$kind>(roster, texts, role!($how), slot!($how $(over $($over)+)?));
                )+
                Self { $( $place, )+ }
            }
        }

        /// Adds the month to the sums that take no more than a value.
        pub fn tally<const L: usize>(
            world: &Observed<'_, '_, L>,
            places: &Places,
            on: Mechanisms,
            sums: &mut [Lanes<L>],
        ) {
            $(
                let wanted = true $( && on.$switch )?;
                if wanted {
                    $( each!($kind, world, $own, at, places.$place, add($value, &mut sums[at])); )?
                    $( each!($kind, world, $last, at, places.$place, sums[at] = *$final); )?
                }
            )+
        }
    };
}

runs! {
    // Probes.
    months: Once, hidden, += |world| &Lanes::splat(1.0);
    probes: ByTargetAndRung, count, "probes_{prober}_{theatre}_r{rung}", "months",
        "Months in which {Prober} chose rung {rung} ({Rung}) in the theatre {Theatre}.";
    by_rung: ByRung, count, "probes_r{rung}", "probes",
        "Probes at rung {rung} ({Rung}), over all probers and theatres.";
    first: ByRung, first, "first_r{rung}", "months",
        "First month with a probe at rung {rung} ({Rung}) or above.";
    expected: ByTargetAndRung, value, "expected_{prober}_{theatre}_r{rung}", "months",
        "Sum over months of the probability, before the draw, that {Prober} chooses rung {rung} ({Rung}) in the theatre {Theatre}.";
    expected_by_prober: ByProberAndRung, value, "expected_{prober}_r{rung}", "probes",
        "Sum over months of the probability, before the draw, that {Prober} chooses rung {rung} ({Rung}), over all theatres.";
    expected_by_rung: ByRung, value, "expected_r{rung}", "probes",
        "Sum over months of the probability, before the draw, that a prober chooses rung {rung} ({Rung}), over all probers and theatres.";

    // What came of them.
    two_theatres: Once, count, "months_two_theatres", "months",
        "Months with probes of rung 2 or above in at least two theatres.";
    crises: OverTheatres, count, "crises", "crises", "Crises begun.", += |own| &own.began;
    wars: OverTheatres, count, "wars", "wars", "Wars begun.", += |own| &own.war;
    first_war: Once, first, "first_war", "months", "First month in which a war began.";
    misjudged: Once, count, "misjudged", "probes",
        "Probes of rung 3 or above whose response exceeded the prober's expectation by more than crisis.misjudged.";
    serious: Once, hidden;
    surprise: Once, mean over serious, "surprise", "1",
        "Mean over probes of rung 3 or above of how far the response exceeded the prober's expectation, 0 where it did not.";
    provocations: Once, hidden;
    successes: Once, mean over provocations, "probe_success", "share",
        "Share of probes of rung 2 or above that were not repelled.";
    probed: Once, hidden;
    responses: ByAlly, mean over probed, "responses_{ally}", "share",
        "Share of all probes to which {Ally} responded.";

    // Cohesion.
    cohesion: Once, mean over months, "cohesion_mean", "1",
        "Mean over months of cohesion, the weighted mean of the dyads' cooperation.", += |world| &world.cohesion();
    cohesion_min: Once, value, "cohesion_min", "1", "Smallest cohesion in any month.";
    coordination: Once, mean over months, "coordination_mean", "1",
        "Mean over months of coordination, the CES mean of the dyads' cooperation.", += |world| &world.coordination.level;
    coordination_min: Once, value, "coordination_min", "1", "Smallest coordination in any month.";
    turnovers: ByAlly, count, "turnovers_{ally}", "elections",
        "Elections held in {Ally}.", += |own| &own.government.turnover;
    gain: ByAlly, value, "gain_{ally}", "utility",
        "What leaders of {Ally} gained at home from disputes over history.", = |own| &own.gain.total;
    drills: ByDyad, count, "drills_{pair}", "exercises",
        "Exercises held of {First} and {Second}.", += |own| &own.activity.drills;
    statements: ByDyad, count, "statements_{pair}", "statements",
        "Statements made of {First} and {Second}.", += |own| &own.activity.statement;
    suspended: ByDyad, count, "suspended_{pair}", "months",
        "Months of suspended intelligence sharing of {First} and {Second}.", += |own| &own.activity.suspended;

    // Beliefs.
    resolute: ByAlly, mean over months, "resolute_{ally}", "share",
        "Share of months in which {Ally} was of the resolute type.", += |own| &own.hidden.resolute;
    irresolute: ByAlly, hidden;
    brier: ByProber, mean over months, "brier_{prober}", "1",
        "Brier score of the beliefs of {Prober} about the allies' types, mean over months and allies.";
    log_score: ByProber, mean over months, "log_score_{prober}", "nats",
        "Mean log probability that {Prober} gave to the allies' true types.";
    belief: ByProberAndAlly, mean over months, "belief_{prober}_{ally}", "probability",
        "Mean belief of {Prober} that {Ally} is resolute.";
    belief_resolute: ByProberAndAlly, mean over resolute, "belief_{prober}_{ally}_res", "probability",
        "Mean belief of {Prober} that {Ally} is resolute, in months in which it was.";
    belief_irresolute: ByProberAndAlly, mean over irresolute, "belief_{prober}_{ally}_irr", "probability",
        "Mean belief of {Prober} that {Ally} is resolute, in months in which it was not.";

    // How far the probers are of one mind, and how soon they read a change.
    pairs: Once, hidden;
    disagreement: Once, mean over pairs, "disagreement_mean", "1",
        "Mean over months of how far the probers' beliefs lie apart: the difference in absolute value, over pairs of probers and over allies.";
    belief_squared: ByProberAndAlly, hidden;
    others: ByProberAndAlly, hidden;
    others_squared: ByProberAndAlly, hidden;
    agreement: ByProberAndAlly, correlation over months belief others belief_squared others_squared,
        "agreement_{prober}_{ally}", "1",
        "Correlation over months of the belief of {Prober} that {Ally} is resolute with the mean belief of the other probers.";
    type_before: ByAlly, hidden;
    belief_before: ByProberAndAlly, hidden;
    belief_at_change: ByProberAndAlly, hidden;
    waiting: ByProberAndAlly, hidden;
    changes: ByProber, hidden;
    read: ByProber, hidden;
    reading_share: ByProber, mean over changes, "read_{prober}", "share",
        "Share of the changes of allies' types of which half was in the belief of {Prober} before the next change or the end.";
    reading_lag: ByProber, mean over read, "reading_lag_{prober}", "months",
        "Mean months from a change of an ally's type until half of it is in the belief of {Prober}, over the changes that it read.";

    // Forces, industry, bases, the bloc and doubt: first the months in which each was there.
    with_bloc: Once, hidden, += |world| &Lanes::splat(1.0), if campaigns;
    with_posture: Once, hidden, += |world| &Lanes::splat(1.0), if posture;
    with_adaptation: Once, hidden, += |world| &Lanes::splat(1.0), if adaptation;
    with_doubt: Once, hidden, += |world| &Lanes::splat(1.0), if decoupling;
    with_industry: Once, hidden, += |world| &Lanes::splat(1.0), if industry;
    with_access: Once, hidden, += |world| &Lanes::splat(1.0), if base_access;
    two_probers: Once, count, "months_two_probers", "months",
        "Months in which at least two probers chose rung 2 or above.";
    campaigns: OfBloc, count, "campaigns", "campaigns",
        "Joint campaigns that the bloc began.", += |own| &own.began, if campaigns;
    alignment: OfBloc, mean over with_bloc, "alignment_mean", "1",
        "Mean over months of the bloc's alignment.", += |own| &own.level, if campaigns;
    posture: ByAlly, mean over with_posture, "posture_{ally}", "1",
        "Mean over months of the defence posture of {Ally}.", += |own| &own.posture.level, if posture;
    adaptation: ByAlly, mean over with_adaptation, "adaptation_{ally}", "1",
        "Mean over months of the others' adaptation to the low will of {Ally}.", += |own| &own.adaptation.level, if adaptation;
    doubt: ByAlly, mean over with_doubt, "doubt_{ally}", "1",
        "Mean over months of the doubt about the guarantors of {Ally}.", += |own| &own.doubt.level, if decoupling;
    exports: ByAlly, mean over with_industry, "exports_{ally}", "share",
        "Mean over months of the share of exports in defence output of {Ally}.", += |own| &own.exports.share, if industry;
    loss: ByAlly, mean over months, "loss_{ally}", "utility",
        "Mean over months of what successful probes and wars cost per month, of the stakes of {Ally}.",
        += |own| &own.losses.month;
    answered: ByAlly, hidden;
    hard: ByAlly, mean over answered, "hard_{ally}", "share",
        "Share of the responses of {Ally} that were hard.";
    industry: ByDyad, mean over with_industry, "industry_{pair}", "1",
        "Mean over months of the share in joint programmes of {First} and {Second}.", += |own| &own.industry.share, if industry;
    interoperability: ByDyad, mean over with_industry, "interop_{pair}", "1",
        "Mean over months of the interoperability of {First} and {Second}.",
        += |own| &own.industry.interoperability, if industry;
    access: ByBase, mean over with_access, "access_{base}", "share",
        "Share of months in which {Host} let {Guest} use its bases for {Theatre}.", += |own| &own.access.granted, if base_access;

    // Engagements.
    raids: OverChallenges, hidden, += |own| &positive(&own.answer.raid), if operations;
    leakers: OverChallenges, mean over raids, "leakers", "missiles",
        "Mean number of missiles that leaked through, over probes that fired any.", += |own| &own.answer.leakers, if operations;
    no_leaker: OverChallenges, mean over raids, "no_leaker", "share",
        "Share of raids of which no missile leaked.", += |own| &own.answer.no_leaker, if operations;
    replies: OverChallenges, hidden, += |own| &own.answer.any, if operations;
    exposed: OverChallenges, mean over replies, "exposed", "utility",
        "Mean value of the sites left uncovered, over probes to which somebody responded.",
        += |own| &own.answer.exposed, if operations;
    delay: OverChallenges, mean over replies, "delay", "1",
        "Mean over responses of the median response time, relative to that of one capital.",
        += |own| &own.answer.delay, if operations;
    cost: Once, mean over months, "cost", "cost",
        "Mean over months of what forces, exercises, links and programmes cost.", += |world| &world.cost.month;
}
