//! The columns of probes to be expected: the sums over months of the probability of each rung, before the draw.
//!
//! Each replaces the last draw of a count by its expectation (conditional Monte Carlo; Hammersley 1956, Asmussen
//! and Glynn 2007, *Stochastic Simulation*, ch. V.4), so its mean is that of the count, feedback from probes on
//! later months included, and its variance mostly smaller.

use super::{Builder, EXPECTED, Places, Slot, slug};
use crate::record::Role;
use crate::scenario::Roster;

/// Adds the columns, in the order of the counts: by challenge, by prober, over all.
pub(super) fn columns(b: &mut Builder, at: &mut Places, roster: &Roster) {
    at.expected = b.sums;
    for target in &roster.targets {
        let prober = &roster.probers[target.prober];
        let theatre = &roster.theatres[target.theatre];
        let stem = format!("{EXPECTED}{}_{}", slug(&prober.code), slug(&theatre.code));
        let who = format!("{} chooses", prober.name);
        let place = format!(" in the theatre {}", theatre.name);
        ladder(b, roster, &stem, "months", [&who, &place]);
    }
    at.expected_by_prober = b.sums;
    for prober in &roster.probers {
        let stem = format!("{EXPECTED}{}", slug(&prober.code));
        let who = format!("{} chooses", prober.name);
        ladder(b, roster, &stem, "probes", [&who, ", over all theatres"]);
    }
    at.expected_by_rung = b.sums;
    let all = ["a prober chooses", ", over all probers and theatres"];
    ladder(b, roster, "expected", "probes", all);
}

/// A column for each rung, in words that stand before and after it.
fn ladder(b: &mut Builder, roster: &Roster, stem: &str, unit: &str, [who, place]: [&str; 2]) {
    for (a, rung) in roster.rungs.iter().enumerate() {
        let level = a + 1;
        let text = format!(
            "Sum over months of the probability, before the draw, that {who} rung {level} ({}){place}.",
            rung.name
        );
        let sum = b.reserve(1);
        let name = format!("{stem}_r{level}");
        b.column(name, Role::Value, unit, text, Slot::Sum(sum));
    }
}
