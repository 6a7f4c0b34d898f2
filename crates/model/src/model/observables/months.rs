//! What is recorded of a month, each thing once: column, unit, range, whether it is settled before the probers choose, the
//! switch without which it never moves, its meaning, and how it is read from the world.
//!
//! The columns of `traces.csv` and `months.csv`, their values, `trilat explain` and the names that outcomes of a user's own
//! may use follow from here. The range is that of the bins from which quantiles are read.

use super::events::{Switch, settled, switch};
use super::subject::{self, Subject};
use super::world::{Observed, percent};
use crate::ensemble::lanes::Lanes;
use crate::record::MonthColumn;
use crate::scenario::{ChannelKind, Roster};

/// From this rung on, probes by prober, by theatre and in all are counted in a month.
const LOWEST: f64 = 2.0;
/// From this rung on, probes are counted as serious.
const SERIOUS: f64 = 3.0;

/// A column of the monthly record.
#[derive(Clone, Debug)]
pub struct Monthly {
    /// Name, unit, range and meaning.
    pub column: MonthColumn,
    /// Whether the value of a month precedes the choices of that month.
    pub before_choice: bool,
    /// The switch without which it never moves.
    pub switch: Option<Switch>,
}

macro_rules! months {
    ($(
        $(#[doc = $doc:literal])+
        $group:ident($roster:ident, $of:ident, $world:ident) $(let $own:ident = $get:expr;)? {
            $( $name:literal, $unit:literal, $low:literal..$high:expr, $when:ident, $switch:ident,
                $meaning:literal => $value:expr; )+
        }
    )+) => {
        /// Columns that stand together, of one subject each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Group {
            $( $(#[doc = $doc])+ $group, )+
        }

        impl Group {
            fn columns(self, roster: &Roster, of: &Subject, out: &mut Vec<Monthly>) {
                match self {
                    $( Self::$group => {
                        let ($roster, $of) = (roster, of);
                        let _ = ($roster, $of);
                        $( out.push(Monthly {
                            column: MonthColumn {
                                name: of.fill(roster, $name),
                                unit: $unit.into(),
                                description: of.fill(roster, $meaning),
                                low: $low,
                                high: $high,
                            },
                            before_choice: settled!($when),
                            switch: switch!($switch),
                        }); )+
                    } )+
                }
            }

            fn values<const L: usize>(
                self,
                world: &Observed<'_, '_, L>,
                of: &Subject,
                put: &mut impl FnMut(&Lanes<L>),
            ) {
                match self {
                    $( Self::$group => {
                        let ($of, $world) = (of, world);
                        let _ = ($of, $world);
                        $( let Some($own) = $get else { return }; )?
                        $( put($value); )+
                    } )+
                }
            }
        }
    };
}

months! {
    /// Of the alliance as a whole.
    Alliance(roster, of, world) {
        "cohesion", "1", 0.0..1.0, before, always,
            "Weighted mean of the dyads' cooperation." => &world.cohesion();
        "coordination", "1", 0.0..1.0, before, always,
            "CES mean of the dyads' cooperation." => &world.coordination.level;
    }

    /// All probes.
    Probes(roster, of, world) {
        "probes", "probes", 0.0..most(roster, of), after, always,
            "Probes of rung 2 or above." => &world.probes(of, LOWEST, f64::MAX);
    }

    /// Probes at a rung.
    ProbesAt(roster, of, world) let level = of.rung.map(|rung| (rung + 1) as f64); {
        "probes_r{rung}", "probes", 0.0..most(roster, of), after, always,
            "Probes at rung {rung} ({Rung})." => &world.probes(of, level, level);
    }

    /// Serious probes.
    SeriousProbes(roster, of, world) {
        "probes_r3_up", "probes", 0.0..most(roster, of), after, always,
            "Probes of rung 3 or above." => &world.probes(of, SERIOUS, f64::MAX);
    }

    /// Probes by a prober.
    ProbesBy(roster, of, world) {
        "probes_by_{prober}", "probes", 0.0..most(roster, of), after, always,
            "Probes of rung 2 or above by {Prober}." => &world.probes(of, LOWEST, f64::MAX);
    }

    /// Probes in a theatre.
    ProbesIn(roster, of, world) {
        "probes_in_{theatre}", "probes", 0.0..most(roster, of), after, always,
            "Probes of rung 2 or above in the theatre {Theatre}." => &world.probes(of, LOWEST, f64::MAX);
    }

    /// Of a prober in a theatre.
    Challenge(roster, of, world)
        let own = of.target.and_then(|c| world.challenges.get(world.cast.challenges[c]).ok()); {
        "rung_{prober}_{theatre}", "rung", 0.0..roster.rungs.len() as f64, after, always,
            "Rung chosen by {Prober} in the theatre {Theatre}." => &own.choice.rung;
    }

    /// Of an ally.
    Ally(roster, of, world) let own = of.ally.and_then(|i| world.allies.get(world.cast.allies[i]).ok()); {
        "resolute_{ally}", "1", 0.0..1.0, before, always,
            "1 if {Ally} is of the resolute type." => &own.hidden.resolute;
        "stance_{ally}", "logit", -3.0..3.0, before, always,
            "Stance of the leader of {Ally}." => &own.government.stance;
        "threat_{ally}", "1", 0.0..4.0, after, always,
            "Threat perceived by {Ally}." => &own.threat.level;
        "audience_{ally}", "utility", -0.5..0.5, after, audience,
            "Audience cost of {Ally}." => &own.audience.level;
        "commitment_{ally}", "logit", -3.0..3.0, before, always,
            "Commitment of {Ally} beyond its treaty." => &own.commitment.level;
        "posture_{ally}", "1", 0.0..1.0, before, posture,
            "Defence posture of {Ally}." => &own.posture.level;
        "adaptation_{ally}", "1", 0.0..1.0, before, adaptation,
            "How far the others have adapted to {Ally} stepping back." => &own.adaptation.level;
        "doubt_{ally}", "1", 0.0..1.0, after, decoupling,
            "Doubt of {Ally} about its guarantors." => &own.doubt.level;
        "exports_{ally}", "1", 0.0..1.0, before, industry,
            "Share of exports in the defence output of {Ally}." => &own.exports.share;
    }

    /// Of a dyad.
    Dyad(roster, of, world) let own = of.dyad.and_then(|d| world.dyads.get(world.cast.dyads[d]).ok()); {
        "cooperation_{pair}", "1", 0.0..1.0, before, always,
            "Cooperation of {First} and {Second}, over all channels." => &own.strength.level;
        "level_exer_{pair}", "1", 0.0..1.0, before, always,
            "Level of the channel exercises of {First} and {Second}." => &own.channels.level[ChannelKind::Exercises];
        "level_stat_{pair}", "1", 0.0..1.0, before, always,
            "Level of the channel statements of {First} and {Second}." => &own.channels.level[ChannelKind::Statements];
        "level_inte_{pair}", "1", 0.0..1.0, before, always,
            "Level of the channel intel of {First} and {Second}." => &own.channels.level[ChannelKind::Intel];
        "level_doct_{pair}", "1", 0.0..1.0, before, always,
            "Level of the channel doctrine of {First} and {Second}." => &own.channels.level[ChannelKind::Doctrine];
        "institution_{pair}", "1", 0.0..1.0, before, always,
            "Institutionalisation of {First} and {Second}." => &own.institution.level;
        "interop_{pair}", "1", 0.0..1.0, before, industry,
            "Interoperability of {First} and {Second}." => &own.industry.interoperability;
        "industry_{pair}", "1", 0.0..1.0, before, industry,
            "Share of {First} and {Second} in joint programmes." => &own.industry.share;
        "drills_{pair}", "exercises", 0.0..10.0, before, always,
            "Exercises of {First} and {Second}." => &own.activity.drills;
        "opinion_{first}_of_{second}", "%", 0.0..100.0, before, always,
            "Share of the public of {First} with a favourable view of {Second}." => &percent(&own.opinion.held[0]);
        "opinion_{second}_of_{first}", "%", 0.0..100.0, before, always,
            "Share of the public of {Second} with a favourable view of {First}." => &percent(&own.opinion.held[1]);
    }

    /// Of a theatre.
    Theatre(roster, of, world) let load = of.theatre.and_then(|h| world.loads.get(world.cast.theatres[h]).ok()); {
        "load_{theatre}", "1", 0.0..1.0, after, operations,
            "Load on the allies in the theatre {Theatre}." => &load.level;
    }

    /// Of a base.
    Base(roster, of, world) let own = of.base.and_then(|b| world.bases.get(world.cast.bases[b]).ok()); {
        "access_{base}", "1", 0.0..1.0, before, base_access,
            "1 if the host grants the use of its bases." => &own.access.granted;
    }

    /// Of the bloc.
    Bloc(roster, of, world) let alignment = world.blocs.iter().next(); {
        "alignment", "1", 0.0..1.0, before, campaigns,
            "Alignment of the bloc." => &alignment.level;
        "campaign", "1", 0.0..1.0, before, campaigns,
            "1 while a joint campaign is in force." => &alignment.campaign;
    }

    /// Of all probers together.
    AllProbers(roster, of, world) {
        "disagreement", "1", 0.0..1.0, after, always,
            "How far the probers' beliefs lie apart: the difference in absolute value, over pairs of probers and over allies; 0 with one prober."
            => &world.disagreement();
    }

    /// Of what a prober believes of an ally.
    Belief(roster, of, world) let pair = of.prober.zip(of.ally); {
        "belief_{prober}_{ally}", "probability", 0.0..1.0, after, always,
            "Belief of {Prober} that {Ally} is resolute." => &world.belief(pair.0, pair.1);
    }

    /// Of a prober.
    Prober(roster, of, world) let own = of.prober.and_then(|n| world.probers.get(world.cast.probers[n]).ok()); {
        "estimate_{prober}", "1", 0.0..1.0, before, always,
            "Estimate of coordination by {Prober}." => &own.estimate.mean;
        "fear_{prober}", "1", -1.0..3.0, after, fear,
            "Fear of {Prober}." => &own.fear.level;
        "programme_{prober}", "sd", -4.0..4.0, before, programme,
            "Programme of {Prober}." => &own.programme.level;
    }
}

/// The most probes that there can be in a month.
fn most(roster: &Roster, of: &Subject) -> f64 {
    of.targets(roster).max(1) as f64
}

/// The groups of a roster with their subjects, in the order of the columns.
pub fn walk(roster: &Roster) -> Vec<(Group, Subject)> {
    let nobody = Subject::default();
    let mut all = vec![(Group::Alliance, nobody), (Group::Probes, nobody)];
    let of = |group: Group| move |of: Subject| (group, of);
    all.extend(subject::rungs(roster).map(of(Group::ProbesAt)));
    all.push((Group::SeriousProbes, nobody));
    all.extend(subject::probers(roster).map(of(Group::ProbesBy)));
    all.extend(subject::theatres(roster).map(of(Group::ProbesIn)));
    all.extend(subject::targets(roster).map(of(Group::Challenge)));
    all.extend(subject::allies(roster).map(of(Group::Ally)));
    all.extend(subject::dyads(roster).map(of(Group::Dyad)));
    all.extend(subject::theatres(roster).map(of(Group::Theatre)));
    all.extend(subject::bases(roster).map(of(Group::Base)));
    all.push((Group::Bloc, nobody));
    all.push((Group::AllProbers, nobody));
    for prober in subject::probers(roster) {
        all.extend(subject::allies(roster).map(|ally| {
            let pair = Subject {
                prober: prober.prober,
                ..ally
            };
            (Group::Belief, pair)
        }));
        all.push((Group::Prober, prober));
    }
    all
}

/// The columns of a roster, in the order in which they are recorded.
pub fn columns(roster: &Roster) -> Vec<Monthly> {
    let mut out = Vec::new();
    for (group, of) in walk(roster) {
        group.columns(roster, &of, &mut out);
    }
    out
}

/// Hands over the month's values, in the order of the columns; `walk` is that of [`walk`].
pub fn values<const L: usize>(
    world: &Observed<'_, '_, L>,
    walk: &[(Group, Subject)],
    mut put: impl FnMut(&Lanes<L>),
) {
    for (group, of) in walk {
        group.values(world, of, &mut put);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_named_in_their_order() {
        let roster = super::super::patterns::placeholders();
        let columns = columns(&roster);
        let levels = columns
            .iter()
            .filter(|own| own.column.name.starts_with("level_"));
        let levels: Vec<&str> = levels.map(|own| own.column.name.as_str()).collect();
        let wanted =
            ChannelKind::ALL.map(|channel| format!("level_{}_ally_partner", &channel.key()[..4]));
        assert_eq!(levels, wanted);
    }
}
