//! The run columns of forces, industry, bases, the bloc and doubt. Those of a mechanism that is off
//! are missing.

use super::{Builder, Places, access_column, slug};
use crate::scenario::Roster;

/// Adds the columns of forces, industry, bases, the bloc and doubt.
pub(super) fn columns(b: &mut Builder, at: &mut Places, roster: &Roster) {
    let with = b.reserve(6);
    at.with_bloc = with;
    at.with_posture = with + 1;
    at.with_adaptation = with + 2;
    at.with_doubt = with + 3;
    at.with_industry = with + 4;
    at.with_access = with + 5;
    let text = "Months in which at least two probers chose rung 2 or above.";
    at.two_probers = b.count("months_two_probers", "months", text.into());
    at.campaigns = b.count(
        "campaigns",
        "campaigns",
        "Joint campaigns that the bloc began.".into(),
    );
    let text = "Mean over months of the bloc's alignment.";
    at.alignment = b.ratio("alignment_mean".into(), "1", text.into(), at.with_bloc);
    let mut by_ally = |stem: &str, unit: &str, over: usize, what: &str| {
        let first = b.sums;
        for ally in &roster.allies {
            let name = format!("{stem}_{}", slug(&ally.code));
            let text = format!("Mean over months of {what} of {}.", ally.name);
            b.ratio(name, unit, text, over);
        }
        first
    };
    at.posture = by_ally("posture", "1", at.with_posture, "the defence posture");
    at.adaptation = by_ally(
        "adaptation",
        "1",
        at.with_adaptation,
        "the others' adaptation to the low will",
    );
    at.doubt = by_ally(
        "doubt",
        "1",
        at.with_doubt,
        "the doubt about the guarantors",
    );
    at.exports = by_ally(
        "exports",
        "share",
        at.with_industry,
        "the share of exports in defence output",
    );
    at.loss = by_ally(
        "loss",
        "utility",
        at.months,
        "what successful probes and wars cost per month, of the stakes",
    );
    at.answered = b.reserve(roster.allies.len());
    at.hard = b.sums;
    for (i, ally) in roster.allies.iter().enumerate() {
        let text = format!("Share of the responses of {} that were hard.", ally.name);
        let name = format!("hard_{}", slug(&ally.code));
        b.ratio(name, "share", text, at.answered + i);
    }
    let mut by_dyad = |stem: &str, what: &str| {
        let first = b.sums;
        for dyad in &roster.dyads {
            let [i, j] = dyad.between.map(|n| &roster.allies[n]);
            let name = format!("{stem}_{}_{}", slug(&i.code), slug(&j.code));
            let text = format!("Mean over months of {what} of {} and {}.", i.name, j.name);
            b.ratio(name, "1", text, at.with_industry);
        }
        first
    };
    at.industry = by_dyad("industry", "the share in joint programmes");
    at.interoperability = by_dyad("interop", "the interoperability");
    at.access = b.sums;
    for base in &roster.bases {
        let [host, guest] = [base.host, base.guest].map(|i| &roster.allies[i]);
        let theatre = &roster.theatres[base.theatre];
        let name = access_column(base);
        let text = format!(
            "Share of months in which {} let {} use its bases for {}.",
            host.name, guest.name, theatre.name
        );
        b.ratio(name, "share", text, at.with_access);
    }
    at.raids = b.reserve(1);
    let text = "Mean number of missiles that leaked through, over probes that fired any.";
    at.leakers = b.ratio("leakers".into(), "missiles", text.into(), at.raids);
    let text = "Share of raids of which no missile leaked.";
    at.no_leaker = b.ratio("no_leaker".into(), "share", text.into(), at.raids);
    at.replies = b.reserve(1);
    let text = "Mean value of the sites left uncovered, over probes to which somebody responded.";
    at.exposed = b.ratio("exposed".into(), "utility", text.into(), at.replies);
    let text = "Mean over responses of the median response time, relative to that of one capital.";
    at.delay = b.ratio("delay".into(), "1", text.into(), at.replies);
    let text = "Mean over months of what forces, exercises, links and programmes cost.";
    at.cost = b.ratio("cost".into(), "cost", text.into(), at.months);
}
