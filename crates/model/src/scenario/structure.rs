//! The keys of a scenario file that are not parameters, declared once: names, dates, roles,
//! switches. Together with the parameters they are all that a file may contain.

use super::load::settings::{MAX_MONTHS, MAX_RUNS, MAX_SEED};
use super::roster::MAX_RUNGS;

/// What may stand at a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A text of one line.
    Text,
    /// A name that can be a folder.
    Folder,
    /// A month such as `"2026-01"`.
    Month,
    /// An integer between two bounds, both included.
    Integer(u64, u64),
    /// A number between two bounds, both included.
    Number(f64, f64),
    /// `true` or `false`.
    Switch,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// The code of a member of a section.
    Code(&'static str),
    /// An expression over observables, in quotes.
    Expression,
    /// The codes of two allies.
    Pair,
}

/// The declaration of one key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// The table, with placeholders such as `states.<ally>`.
    pub table: &'static str,
    /// The key.
    pub key: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What holds if the key is left out, in TOML or in words; required where empty.
    pub default: &'static str,
    /// What it means.
    pub doc: &'static str,
}

impl Key {
    /// The dotted path with placeholders.
    pub fn pattern(&self) -> String {
        if self.table.is_empty() {
            return self.key.to_owned();
        }
        format!("{}.{}", self.table, self.key)
    }
}

const fn key(
    table: &'static str,
    key: &'static str,
    kind: Kind,
    default: &'static str,
    doc: &'static str,
) -> Key {
    Key {
        table,
        key,
        kind,
        default,
        doc,
    }
}

const STATE: &str = "states.<state>";
const ALLY: &str = "states.<ally>";
const PROBER: &str = "states.<prober>";
const DYAD: &str = "dyads.<dyad>";
const THEATRE: &str = "theatres.<theatre>";
const RUNG: &str = "rungs.<rung>";
const LAYER: &str = "layers.<layer>";
const FORCE: &str = "forces.<force>";
const SITE: &str = "sites.<site>";
const BASE: &str = "bases.<base>";
const PROGRAMME: &str = "programmes.<programme>";
const OBSERVATION: &str = "observations.<observation>";
const LEVER: &str = "levers.<lever>";
const OUTCOME: &str = "outcomes.<outcome>";

/// The words for [`super::War`].
pub const WARS: &[&str] = &["absorbing", "reset"];
/// The words for [`super::CrisisStage`].
pub const CRISIS_STAGES: &[&str] = &["hazard", "signalling"];
/// The words for [`super::ForceKind`].
pub const FORCE_KINDS: &[&str] = &["missile_defence", "cover", "search", "strike", "lift"];
/// The words for [`super::Information`].
pub const INFORMATIONS: &[&str] = &["off", "derived", "entropy"];

/// All keys that are neither parameters nor switches of mechanisms.
#[rustfmt::skip]
pub static KEYS: &[Key] = &[
    key("", "extends", Kind::Text, "no base", "Another scenario file, relative to this one, of which this file changes what it says."),
    key("scenario", "name", Kind::Folder, "the file's name", "Short name; names the output folder. It is not taken over from a base."),
    key("scenario", "title", Kind::Text, "the name", "One line for figures and reports. It is not taken over from a base."),
    key("scenario", "start", Kind::Month, "\"2026-01\"", "First recorded month."),
    key("scenario", "horizon", Kind::Integer(1, MAX_MONTHS), "120", "Recorded months."),
    key("scenario", "burn_in", Kind::Integer(0, MAX_MONTHS), "24", "Months simulated before the start that are not recorded."),
    key("scenario", "runs", Kind::Integer(1, MAX_RUNS), "2000", "Replicates, unless the command line says otherwise."),
    key("scenario", "seed", Kind::Integer(0, MAX_SEED), "1", "Seed of all random numbers."),
    key("scenario", "reference_rung", Kind::Integer(1, MAX_RUNGS as u64), "3, or the highest rung", "The rung whose severity scales the effect of type on response."),
    key("scenario", "crisis_rung", Kind::Integer(1, MAX_RUNGS as u64), "4, or the highest rung", "The lowest rung from which a crisis can arise."),
    key("scenario", "war", Kind::Word(WARS), "\"absorbing\"", "What war does to a run: it ends the run's probes, or the run goes on."),
    key("scenario", "crisis_stage", Kind::Word(CRISIS_STAGES), "\"hazard\"", "How a crisis ends: by monthly hazards of war and settlement, or in its first month by the crisis-signalling game (T8)."),
    key("scenario", "information", Kind::Word(INFORMATIONS), "\"off\"", "How probers value what a probe would teach them: not at all, by the gain in their next choice, or by the fall in entropy."),
    key(STATE, "role", Kind::Word(&["ally", "prober"]), "", "Allies send signals; probers read them and may escalate."),
    key(STATE, "name", Kind::Text, "the code", "Name in full."),
    key(ALLY, "guarantor", Kind::Switch, "false", "Whether it has a commitment of its own that can waver (M3)."),
    key(ALLY, "party", Kind::Word(&["a", "b", "random"]), "\"random\"", "Party in office at the start; random draws it with even odds in each run."),
    key(ALLY, "next_election", Kind::Month, "", "Month of the next regular election."),
    key(PROBER, "bloc", Kind::Switch, "false", "Whether it belongs to the bloc that pools beliefs."),
    key(DYAD, "between", Kind::Pair, "", "The two allies who cooperate."),
    key(THEATRE, "name", Kind::Text, "the code", "Name in full."),
    key(THEATRE, "host", Kind::Code("an ally"), "nobody", "The ally whose ground it is."),
    key(RUNG, "name", Kind::Text, "\"rung N\"", "Name of the rung."),
    key(LAYER, "name", Kind::Text, "the code", "Name in full. Missiles meet the layers in the order of the file."),
    key(FORCE, "name", Kind::Text, "the code", "Name in full."),
    key(FORCE, "owner", Kind::Code("an ally"), "", "The ally that owns it."),
    key(FORCE, "kind", Kind::Word(FORCE_KINDS), "", "What it does."),
    key(FORCE, "layer", Kind::Code("a layer"), "none", "The layer that its interceptors belong to; for missile defence only."),
    key(SITE, "name", Kind::Text, "the code", "Name in full."),
    key(SITE, "theatre", Kind::Code("a theatre"), "", "The theatre in which the sites lie."),
    key(BASE, "host", Kind::Code("an ally"), "", "The ally whose bases they are."),
    key(BASE, "guest", Kind::Code("an ally"), "", "The ally whose forces use them."),
    key(BASE, "theatre", Kind::Code("a theatre"), "", "The theatre that they are used for."),
    key(PROGRAMME, "name", Kind::Text, "the code", "Name in full."),
    key(OBSERVATION, "name", Kind::Text, "the code", "Name in full."),
    key(OBSERVATION, "target", Kind::Text, "", "The prober and the theatre whose probes are counted, such as \"PRK/KP\"."),
    key(OBSERVATION, "from_rung", Kind::Integer(1, MAX_RUNGS as u64), "3, or the highest rung", "The lowest rung that the record's definition covers."),
    key(OBSERVATION, "until_rung", Kind::Integer(1, MAX_RUNGS as u64), "the highest rung", "The highest rung that it covers."),
    key(LEVER, "dyad", Kind::Code("a dyad"), "none", "The dyad on which the lever acts, with channel, will, public or industry."),
    key(LEVER, "channel", Kind::Word(&["exercises", "statements", "intel", "doctrine"]), "another target", "Acts on this channel; set holds its level, scale and shift act on its target."),
    key(LEVER, "will", Kind::Switch, "another target", "Acts on the joint will of the dyad, on all channels."),
    key(LEVER, "public", Kind::Code("an ally of the dyad"), "another target", "Acts on opinion of the partner in this ally, in logits."),
    key(LEVER, "industry", Kind::Switch, "another target", "Acts on the dyad's share in every joint programme."),
    key(LEVER, "stance", Kind::Code("an ally"), "another target", "Acts on the stance of this ally's leader, in logits."),
    key(LEVER, "commitment", Kind::Code("an ally"), "another target", "Acts on this guarantor's commitment, in logits; a shift is a shock in the first month."),
    key(LEVER, "threat", Kind::Code("an ally"), "another target", "Acts on the threat that this ally perceives; a shift is a shock in the first month."),
    key(LEVER, "party", Kind::Code("an ally"), "another target", "Holds the party in office of this ally, 0 for a and 1 for b, with a change of government in its first month and no other elections while it lasts."),
    key(LEVER, "rung", Kind::Text, "another target", "Holds the rung that a prober chooses in a theatre, such as \"PRK/KP\", at the value of set."),
    key(LEVER, "coordination", Kind::Switch, "another target", "Acts on the probability that the allies' plan holds in operations."),
    key(LEVER, "set", Kind::Number(-20.0, 20.0), "another action", "Holds the quantity at this value."),
    key(LEVER, "scale", Kind::Number(-20.0, 1000.0), "another action", "Multiplies the quantity."),
    key(LEVER, "shift", Kind::Number(-20.0, 20.0), "another action", "Adds to the quantity."),
    key(LEVER, "from", Kind::Month, "the start", "First month."),
    key(LEVER, "until", Kind::Month, "the end", "First month in which it no longer acts."),
    key(LEVER, "announced", Kind::Switch, "false", "Told to the probers: restraint in exercises, so that keeping it can build trust (T6), or coordination, so that they expect it."),
    key(OUTCOME, "meaning", Kind::Text, "its expression", "What the outcome means, in a sentence."),
    key(OUTCOME, "unit", Kind::Text, "from its form", "Its unit."),
    key(OUTCOME, "sum", Kind::Expression, "another form", "The sum of an expression over the months of a run; 0 where no month counts."),
    key(OUTCOME, "mean", Kind::Expression, "another form", "Its mean over months; missing where no month counts."),
    key(OUTCOME, "share", Kind::Expression, "another form", "The share of months in which it holds; missing where no month counts."),
    key(OUTCOME, "min", Kind::Expression, "another form", "Its smallest value in any month."),
    key(OUTCOME, "max", Kind::Expression, "another form", "Its largest value in any month."),
    key(OUTCOME, "first", Kind::Expression, "another form", "The first month in which it holds, counted from 1; missing if there is none by the horizon."),
    key(OUTCOME, "last", Kind::Expression, "another form", "Its value in the last month."),
    key(OUTCOME, "value", Kind::Expression, "another form", "An expression over columns of the run and other outcomes."),
    key(OUTCOME, "where", Kind::Expression, "all months", "Only months in which this holds count."),
    key(OUTCOME, "from", Kind::Month, "the start", "The first month that counts."),
    key(OUTCOME, "until", Kind::Month, "the end", "The first month that counts no more."),
];

/// The keys of a table.
pub fn keys_of(table: &str) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.table == table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_declared_twice() {
        let mut patterns: Vec<String> = KEYS.iter().map(Key::pattern).collect();
        patterns.extend(
            super::super::GROUPS
                .iter()
                .flat_map(|(_, parameters)| parameters.iter().map(|p| p.pattern())),
        );
        let count = patterns.len();
        patterns.sort();
        patterns.dedup();
        assert_eq!(patterns.len(), count);
    }
}
