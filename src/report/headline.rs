//! Which observables a reader is shown first, and what they are called.

use crate::model::observables::belief_column;
use crate::scenario::Scenario;

/// An observable among the headlines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What it stands under; empty for nothing.
    pub group: &'static str,
    /// What it is called.
    pub label: String,
    /// Its column.
    pub column: String,
    /// Its statistic; the first that the column has if empty.
    pub statistic: &'static str,
}

impl Shown {
    /// A column under its own name.
    pub fn named(column: &str, statistic: &str) -> Self {
        Self {
            group: "",
            label: match statistic {
                "share_by_horizon" => format!("{column} (share)"),
                "restricted_mean" => format!("{column} (mean)"),
                _ => column.to_owned(),
            },
            column: column.to_owned(),
            statistic: "",
        }
    }
}

/// The headlines of a scenario, its own outcomes first. Some of their columns may be absent: they are passed over.
pub fn headline(scenario: &Scenario) -> Vec<Shown> {
    let roster = &scenario.roster;
    let shown = |group, label: String, column: String| Shown {
        group,
        label,
        column,
        statistic: "",
    };
    let own = scenario.outcomes.iter();
    let mut list: Vec<Shown> = own
        .map(|own| shown("Own outcomes", own.name.clone(), own.name.clone()))
        .collect();
    for (a, rung) in roster.rungs.iter().enumerate() {
        let label = format!("{} {}", a + 1, rung.name);
        list.push(shown("Probes by rung", label, format!("probes_r{}", a + 1)));
    }
    for (label, column) in [
        ("Crises", "crises"),
        ("Wars", "wars"),
        ("Misjudged probes", "misjudged"),
        ("Success of probes", "probe_success"),
    ] {
        list.push(shown("Outcomes", label.to_owned(), column.to_owned()));
    }
    for (label, column) in [
        ("Cohesion", "cohesion_mean"),
        ("Coordination", "coordination_mean"),
    ] {
        list.push(shown("Alliance", label.to_owned(), column.to_owned()));
    }
    for prober in &roster.probers {
        for ally in &roster.allies {
            let column = belief_column(&prober.code, &ally.code);
            let label = format!("{} of {}", prober.code, ally.code);
            list.push(shown("Beliefs in resolve", label, column));
        }
    }
    list
}
