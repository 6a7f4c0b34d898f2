//! The kinds of figures: names, what each shows, and the columns that it reads.

use crate::figures::{
    Figure, FigureError, Preset, Source, Table, Theme, bands_over_time, claim_map, claims_overview,
    contrasts, curves, heat_map, morris, network, pairs, peeling, phase_diagram, predictive_check,
    prim_box, probes_by_rung, sobol_bars, time_to_first_event, timeline_of_rows, tolerances,
    tornado,
};
use crate::scenario::load::closest;
use crate::tasks::plot::error::PlotError;

/// A kind of figure.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name that users write.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Columns that its table must have.
    pub columns: &'static [&'static str],
    /// Columns that it reads where they are there.
    pub optional: &'static [&'static str],
    /// Folders from which it can be drawn.
    pub from: &'static str,
    /// Its preset if none is asked for.
    pub preset: Preset,
    /// Draws it.
    pub draw: fn(&Table, &Theme, &Source) -> Result<Figure, FigureError>,
}

/// Every kind, in the order of `trilat plot --list`.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "probes_by_rung",
        about: "expected probes a year by prober, theatre and rung, with intervals",
        columns: &[
            "prober",
            "theatre",
            "rung",
            "rung_label",
            "estimate",
            "ci_low",
            "ci_high",
            "n",
        ],
        optional: &[],
        from: "run",
        preset: Preset::Apsr1Col,
        draw: probes_by_rung,
    },
    Kind {
        name: "bands_over_time",
        about: "median and quantile bands over months, a panel for each quantity",
        columns: &[
            "panel", "series", "month", "t", "q05", "q25", "q50", "q75", "q95", "mean",
        ],
        optional: &["unit"],
        from: "run",
        preset: Preset::Mm178,
        draw: bands_over_time,
    },
    Kind {
        name: "beliefs",
        about: "beliefs of each prober in each ally over months, as bands",
        columns: &[
            "panel", "series", "month", "t", "q05", "q25", "q50", "q75", "q95", "mean",
        ],
        optional: &["unit"],
        from: "run",
        preset: Preset::Mm178,
        draw: beliefs,
    },
    Kind {
        name: "time_to_first_event",
        about: "Kaplan-Meier curves with intervals and the runs at risk beneath",
        columns: &["series", "t", "survival", "ci_low", "ci_high", "at_risk"],
        optional: &[],
        from: "run, several runs, sweep",
        preset: Preset::Apsr1Col,
        draw: time_to_first_event,
    },
    Kind {
        name: "timeline",
        about: "one run: lines, probes, exercises, politics and crises on one time axis",
        columns: &[
            "month", "kind", "panel", "series", "actor", "target", "place", "rung", "value",
        ],
        optional: &[],
        from: "run with --traces and --events",
        preset: Preset::Mm178,
        draw: timeline_of_rows,
    },
    Kind {
        name: "contrasts",
        about: "dots and whiskers: differences of scenarios from a baseline in % of its mean",
        columns: &[
            "baseline",
            "scenario",
            "observable",
            "relative",
            "ci_low",
            "ci_high",
            "n",
            "identical",
        ],
        optional: &["group"],
        from: "compare",
        preset: Preset::Apsr1Col,
        draw: contrasts,
    },
    Kind {
        name: "curves",
        about: "an estimate against a factor with 95 % ribbons; series by a second factor, panels by a third",
        columns: &["x", "estimate", "ci_low", "ci_high", "n"],
        optional: &["series", "panel"],
        from: "sweep (grid, zip, ofat)",
        preset: Preset::Apsr1Col,
        draw: curves,
    },
    Kind {
        name: "heat_map",
        about: "an estimate over two factors, with a contour at a threshold",
        columns: &["x", "y", "estimate", "ci_low", "ci_high", "n"],
        optional: &["threshold"],
        from: "sweep (grid)",
        preset: Preset::Apsr1Col,
        draw: heat_map,
    },
    Kind {
        name: "tornado",
        about: "one factor at a time: the range of an estimate by factor, with intervals at the ends",
        columns: &["factor", "level", "estimate", "ci_low", "ci_high", "n"],
        optional: &[],
        from: "sweep (ofat)",
        preset: Preset::Apsr1Col,
        draw: tornado,
    },
    Kind {
        name: "phase_diagram",
        about: "where an effect over two factors is positive, negative or undecided",
        columns: &["x", "y", "estimate", "ci_low", "ci_high", "n"],
        optional: &[],
        from: "sweep (grid) with --effect FACTOR",
        preset: Preset::Apsr1Col,
        draw: phase_diagram,
    },
    Kind {
        name: "sobol_bars",
        about: "Sobol indices S1 and ST by factor, with intervals",
        columns: &["factor", "index", "estimate", "ci_low", "ci_high", "n"],
        optional: &["output", "method", "factor2", "share"],
        from: "sensitivity (or its sensitivity.csv)",
        preset: Preset::Apsr1Col,
        draw: sobol_bars,
    },
    Kind {
        name: "morris",
        about: "elementary effects: mean size against spread, with intervals, factors named",
        columns: &["factor", "index", "estimate", "ci_low", "ci_high", "n"],
        optional: &["output", "method", "factor2", "share"],
        from: "sensitivity (or its sensitivity.csv)",
        preset: Preset::Apsr1Col,
        draw: morris,
    },
    Kind {
        name: "network",
        about: "states as nodes, pairs as edges of the width of their cooperation",
        columns: &["from", "to", "estimate", "ci_low", "ci_high", "n"],
        optional: &[],
        from: "run",
        preset: Preset::Apsr1Col,
        draw: network,
    },
    Kind {
        name: "prim_box",
        about: "cases and other points over two factors, with the box that holds the cases",
        columns: &["x", "y", "case"],
        optional: &["x_low", "x_high", "y_low", "y_high"],
        from: "discover",
        preset: Preset::Apsr1Col,
        draw: prim_box,
    },
    Kind {
        name: "peeling",
        about: "density against coverage along a peeling trajectory",
        columns: &["step", "coverage", "density"],
        optional: &["selected", "box"],
        from: "discover (or its trajectory.csv)",
        preset: Preset::Apsr1Col,
        draw: peeling,
    },
    Kind {
        name: "pairs",
        about: "draws from prior and posterior: each parameter by itself, and two by two",
        columns: &["sample"],
        optional: &[],
        from: "CSV, such as pairs.csv of a calibration",
        preset: Preset::Mm178,
        draw: pairs,
    },
    Kind {
        name: "predictive_check",
        about: "observed moments with their intervals, and what a fitted model predicts of them",
        columns: &[
            "target",
            "fitted",
            "observed",
            "observed_low",
            "observed_high",
            "mean",
            "q05",
            "q95",
            "scale",
            "n",
        ],
        optional: &[],
        from: "CSV, such as fit.csv of a calibration",
        preset: Preset::Mm178,
        draw: predictive_check,
    },
    Kind {
        name: "tolerances",
        about: "generations of a sequential sampler: tolerance, acceptance, effective sample size",
        columns: &["generation", "tolerance", "acceptance", "ess_share"],
        optional: &[],
        from: "CSV, such as tolerances.csv of a calibration",
        preset: Preset::Apsr1Col,
        draw: tolerances,
    },
    Kind {
        name: "claims_overview",
        about: "claims by what the points of a space say of them: shares, and the interval of the true share",
        columns: &[
            "claim",
            "verdict",
            "as_predicted",
            "opposite",
            "zero",
            "undecided",
            "share_low",
            "share_high",
        ],
        optional: &[],
        from: "CSV, such as figures/claims_free.csv of an audit",
        preset: Preset::Apsr1Col,
        draw: claims_overview,
    },
    Kind {
        name: "claim_map",
        about: "points of a space over two factors, marked by what they say of a claim, with a box",
        columns: &["x", "y", "answer"],
        optional: &[
            "claim", "x_factor", "y_factor", "box", "x_low", "x_high", "y_low", "y_high",
        ],
        from: "CSV, such as figures/map_c1_free.csv of an audit",
        preset: Preset::Apsr1Col,
        draw: claim_map,
    },
];

fn beliefs(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    let mut figure = bands_over_time(table, theme, source)?;
    figure.name = "beliefs".to_owned();
    Ok(figure)
}

/// The kind of a name; `-` and `_` are the same.
///
/// # Errors
/// [`PlotError::UnknownKind`].
pub fn kind(name: &str) -> Result<&'static Kind, PlotError> {
    let plain = name.replace('-', "_").to_lowercase();
    let plain = match plain.as_str() {
        "survival" | "kaplan_meier" => "time_to_first_event",
        "small_multiples" | "curve" => "curves",
        "heatmap" => "heat_map",
        "phase" => "phase_diagram",
        "sobol" => "sobol_bars",
        other => other,
    };
    KINDS.iter().find(|k| k.name == plain).ok_or_else(|| {
        let names = KINDS.iter().map(|k| k.name);
        PlotError::UnknownKind {
            name: name.to_owned(),
            closest: closest(plain, names).map(str::to_owned),
        }
    })
}

/// The kind that a table of these columns is for: of those that can be drawn the one that needs most.
pub fn fitting(table: &Table) -> Option<&'static Kind> {
    KINDS
        .iter()
        .filter(|k| {
            !["beliefs", "pairs"].contains(&k.name) && k.columns.iter().all(|c| table.has(c))
        })
        .max_by_key(|k| k.columns.len())
}

/// What `--list` prints.
pub fn list() -> String {
    let mut text = String::new();
    for kind in KINDS {
        text.push_str(&format!("{}\n  {}\n", kind.name, kind.about));
        text.push_str(&format!("  from     {}\n", kind.from));
        text.push_str(&format!("  columns  {}\n", kind.columns.join(", ")));
        if !kind.optional.is_empty() {
            text.push_str(&format!("  if there {}\n", kind.optional.join(", ")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_hyphens_and_by_other_names() {
        assert_eq!(kind("heat-map").unwrap().name, "heat_map");
        assert_eq!(kind("survival").unwrap().name, "time_to_first_event");
        let error = kind("tornadoe").unwrap_err().to_string();
        assert!(error.contains("did you mean `tornado`?"), "{error}");
    }

    #[test]
    fn estimates_stand_in_the_columns_of_every_kind_that_has_them() {
        for k in KINDS.iter().filter(|k| k.columns.contains(&"estimate")) {
            let estimate = ["estimate", "ci_low", "ci_high", "n"];
            assert!(estimate.iter().all(|c| k.columns.contains(c)), "{}", k.name);
        }
    }
}
