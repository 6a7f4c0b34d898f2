//! The columns of the monthly record.

use super::{access_column, belief_column, slug};
use crate::record::MonthColumn;
use crate::scenario::{Roster, TargetSpec};

/// The monthly columns, in the order in which the recorder writes them.
pub(super) fn columns(roster: &Roster) -> Vec<MonthColumn> {
    let mut out = Vec::new();
    let mut add = |name: String, unit: &str, low: f64, high: f64, description: String| {
        out.push(MonthColumn {
            name,
            unit: unit.into(),
            description,
            low,
            high,
        });
    };
    add(
        "cohesion".into(),
        "1",
        0.0,
        1.0,
        "Weighted mean of the dyads' cooperation.".into(),
    );
    add(
        "coordination".into(),
        "1",
        0.0,
        1.0,
        "CES mean of the dyads' cooperation.".into(),
    );
    let most = roster.targets.len().max(1) as f64;
    add(
        "probes".into(),
        "probes",
        0.0,
        most,
        "Probes of rung 2 or above.".into(),
    );
    let mut probes = |name: String, most: f64, text: String| {
        add(name, "probes", 0.0, most, text);
    };
    for (a, rung) in roster.rungs.iter().enumerate() {
        let text = format!("Probes at rung {} ({}).", a + 1, rung.name);
        probes(format!("probes_r{}", a + 1), most, text);
    }
    let text = "Probes of rung 3 or above.";
    probes("probes_r3_up".into(), most, text.into());
    let targets = |of: &dyn Fn(&TargetSpec) -> bool| {
        let own = roster.targets.iter().filter(|target| of(target));
        own.count().max(1) as f64
    };
    for (n, prober) in roster.probers.iter().enumerate() {
        let text = format!("Probes of rung 2 or above by {}.", prober.name);
        let most = targets(&|target| target.prober == n);
        probes(format!("probes_by_{}", slug(&prober.code)), most, text);
    }
    for (n, theatre) in roster.theatres.iter().enumerate() {
        let text = format!("Probes of rung 2 or above in the theatre {}.", theatre.name);
        let most = targets(&|target| target.theatre == n);
        probes(format!("probes_in_{}", slug(&theatre.code)), most, text);
    }
    for target in &roster.targets {
        let (prober, theatre) = (
            &roster.probers[target.prober],
            &roster.theatres[target.theatre],
        );
        add(
            format!("rung_{}_{}", slug(&prober.code), slug(&theatre.code)),
            "rung",
            0.0,
            roster.rungs.len() as f64,
            format!(
                "Rung chosen by {} in the theatre {}.",
                prober.name, theatre.name
            ),
        );
    }
    for ally in &roster.allies {
        let code = slug(&ally.code);
        let name = &ally.name;
        add(
            format!("resolute_{code}"),
            "1",
            0.0,
            1.0,
            format!("1 if {name} is of the resolute type."),
        );
        add(
            format!("stance_{code}"),
            "logit",
            -3.0,
            3.0,
            format!("Stance of the leader of {name}."),
        );
        add(
            format!("threat_{code}"),
            "1",
            0.0,
            4.0,
            format!("Threat perceived by {name}."),
        );
        add(
            format!("audience_{code}"),
            "utility",
            -0.5,
            0.5,
            format!("Audience cost of {name}."),
        );
        add(
            format!("commitment_{code}"),
            "logit",
            -3.0,
            3.0,
            format!("Commitment of {name} beyond its treaty."),
        );
        let mut share = |stem: &str, text: String| {
            add(format!("{stem}_{code}"), "1", 0.0, 1.0, text);
        };
        share("posture", format!("Defence posture of {name}."));
        share(
            "adaptation",
            format!("How far the others have adapted to {name} stepping back."),
        );
        share("doubt", format!("Doubt of {name} about its guarantors."));
        share(
            "exports",
            format!("Share of exports in the defence output of {name}."),
        );
    }
    for dyad in &roster.dyads {
        let [i, j] = dyad.between.map(|n| &roster.allies[n]);
        let pair = format!("{}_{}", slug(&i.code), slug(&j.code));
        let both = format!("{} and {}", i.name, j.name);
        add(
            format!("cooperation_{pair}"),
            "1",
            0.0,
            1.0,
            format!("Cooperation of {both}, over all channels."),
        );
        for channel in crate::scenario::ChannelKind::ALL {
            let key = &channel.key()[..4];
            let text = format!("Level of the channel {} of {both}.", channel.key());
            add(format!("level_{key}_{pair}"), "1", 0.0, 1.0, text);
        }
        add(
            format!("institution_{pair}"),
            "1",
            0.0,
            1.0,
            format!("Institutionalisation of {both}."),
        );
        add(
            format!("interop_{pair}"),
            "1",
            0.0,
            1.0,
            format!("Interoperability of {both}."),
        );
        add(
            format!("industry_{pair}"),
            "1",
            0.0,
            1.0,
            format!("Share of {both} in joint programmes."),
        );
        add(
            format!("drills_{pair}"),
            "exercises",
            0.0,
            10.0,
            format!("Exercises of {both}."),
        );
        for (own, partner) in [(i, j), (j, i)] {
            let name = format!("opinion_{}_of_{}", slug(&own.code), slug(&partner.code));
            let text = format!(
                "Share of the public of {} with a favourable view of {}.",
                own.name, partner.name
            );
            add(name, "%", 0.0, 100.0, text);
        }
    }
    for theatre in &roster.theatres {
        add(
            format!("load_{}", slug(&theatre.code)),
            "1",
            0.0,
            1.0,
            format!("Load on the allies in the theatre {}.", theatre.name),
        );
    }
    for base in &roster.bases {
        let text = "1 if the host grants the use of its bases.";
        add(access_column(base), "1", 0.0, 1.0, text.into());
    }
    let text = "Alignment of the bloc.";
    add("alignment".into(), "1", 0.0, 1.0, text.into());
    let text = "1 while a joint campaign is in force.";
    add("campaign".into(), "1", 0.0, 1.0, text.into());
    for prober in &roster.probers {
        let code = slug(&prober.code);
        for ally in &roster.allies {
            let text = format!("Belief of {} that {} is resolute.", prober.name, ally.name);
            add(
                belief_column(&prober.code, &ally.code),
                "probability",
                0.0,
                1.0,
                text,
            );
        }
        add(
            format!("estimate_{code}"),
            "1",
            0.0,
            1.0,
            format!("Estimate of coordination by {}.", prober.name),
        );
        add(
            format!("fear_{code}"),
            "1",
            -1.0,
            3.0,
            format!("Fear of {}.", prober.name),
        );
        add(
            format!("programme_{code}"),
            "sd",
            -4.0,
            4.0,
            format!("Programme of {}.", prober.name),
        );
    }
    out
}
