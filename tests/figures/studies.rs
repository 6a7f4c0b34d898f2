//! Figures of studies: what they show, say and refuse.

use trilat::figures::{
    FigureError, Preset, Table, Theme, curves, heat_map, morris, phase_diagram, sobol_bars,
    timeline, timeline_of_rows, timeline_rows, tornado,
};

use crate::narrow;
use crate::synthetic::{
    curves_table, grid, morris_table, phase, run_events, run_months, sobol_table, source, table,
    tornado_table,
};

#[test]
fn what_is_drawn_is_written_and_draws_the_same_again() {
    let theme = narrow();
    let s = source();
    let mut t = curves_table(3, 2);
    let first = curves(&t, &theme, &s).unwrap();
    let mut again = Table::parse_csv(&first.data.to_csv().unwrap()).unwrap();
    for key in ["x", "value", "series", "panel"] {
        again.say(key, t.said(key).unwrap());
    }
    assert_eq!(curves(&again, &theme, &s).unwrap().svg, first.svg);
    t = grid(6, 5, true);
    let first = heat_map(&t, &theme, &s).unwrap();
    let mut again = Table::parse_csv(&first.data.to_csv().unwrap()).unwrap();
    for key in ["x", "y", "value"] {
        again.say(key, t.said(key).unwrap());
    }
    assert_eq!(heat_map(&again, &theme, &s).unwrap().svg, first.svg);
}

#[test]
fn captions_say_uncertainty_and_number_of_runs() {
    let (theme, s) = (narrow(), source());
    for (name, caption, n) in [
        (
            "curves",
            curves(&curves_table(2, 1), &theme, &s).unwrap().caption,
            "n = 500 runs per point",
        ),
        (
            "heat map",
            heat_map(&grid(4, 4, false), &theme, &s).unwrap().caption,
            "n = 500 runs per cell",
        ),
        (
            "tornado",
            tornado(&tornado_table(), &theme, &s).unwrap().caption,
            "n = 500 runs per estimate",
        ),
        (
            "phase",
            phase_diagram(&phase(), &theme, &s).unwrap().caption,
            "n = 500 pairs of runs per cell",
        ),
    ] {
        assert!(
            caption.contains("95% confidence interval"),
            "{name}: {caption}"
        );
        assert!(caption.contains(n), "{name}: {caption}");
        assert!(
            caption.contains("Monte Carlo error alone"),
            "{name}: {caption}"
        );
        assert!(caption.ends_with(&s.line()), "{name}: {caption}");
    }
}

#[test]
fn a_missing_cell_is_crossed_out_and_said() {
    let full = heat_map(&grid(4, 4, false), &narrow(), &source()).unwrap();
    assert!(!full.svg.contains("no estimate"));
    let holed = heat_map(&grid(4, 4, true), &narrow(), &source()).unwrap();
    assert!(holed.svg.contains("no estimate") && holed.caption.contains("Crossed out"));
}

#[test]
fn the_contour_is_labelled_or_its_absence_said() {
    let t = grid(6, 6, false);
    let crossed = heat_map(&t, &narrow(), &source()).unwrap();
    assert!(crossed.svg.contains(">equal to 0.400</text>"));
    // In the legend and on the line.
    assert!(crossed.svg.contains(">0.400</text>"));
    assert!(crossed.caption.contains("estimate equal to 0.400"));
    let far = table(&t.to_csv().unwrap().replace(",0.4\n", ",3\n"));
    let figure = heat_map(&far, &narrow(), &source()).unwrap();
    assert!(
        figure.caption.contains("does not cross 3.00"),
        "{}",
        figure.caption
    );
}

#[test]
fn a_tornado_is_sorted_by_range_and_needs_its_baseline() {
    let figure = tornado(&tornado_table(), &narrow(), &source()).unwrap();
    let at = |words: &str| {
        figure
            .alt_text
            .find(words)
            .unwrap_or_else(|| panic!("{words}"))
    };
    assert!(at("states.KOR.resolute_share") < at("fear.per_exercise"));
    assert!(at("fear.per_exercise") < at("mechanisms.trust"));
    let t = table("factor,level,estimate,ci_low,ci_high,n\na,1,0.2,0.1,0.3,9\n");
    let error = tornado(&t, &narrow(), &source()).unwrap_err();
    assert!(error.to_string().contains("no baseline"), "{error}");
}

#[test]
fn signs_follow_from_intervals_alone() {
    let figure = phase_diagram(&phase(), &narrow(), &source()).unwrap();
    let expected = "increases: 5, decreases: 5, undecided: 5, no difference in any pair: 1";
    assert!(figure.alt_text.contains(expected), "{}", figure.alt_text);
    for sign in [">+</text>", ">−</text>", ">?</text>", ">0</text>"] {
        assert!(figure.svg.contains(sign), "{sign}");
    }
}

#[test]
fn a_logarithmic_axis_refuses_zero_by_row() {
    let mut t = curves_table(1, 1);
    t.say("x_scale", "log");
    let error = curves(&t, &narrow(), &source()).unwrap_err();
    assert!(
        matches!(error, FigureError::OutOfRange { row: 1, .. }),
        "{error}"
    );
}

#[test]
fn empty_and_strange_tables_are_refused_by_name() {
    let (theme, s) = (narrow(), source());
    let header = "x,y,estimate,ci_low,ci_high,n\n";
    for t in [table(header), table(&(header.to_string() + "1,1,,,,\n"))] {
        for error in [
            curves(&t, &theme, &s).unwrap_err(),
            heat_map(&t, &theme, &s).unwrap_err(),
            phase_diagram(&t, &theme, &s).unwrap_err(),
        ] {
            assert!(
                matches!(error, FigureError::NothingToDraw { .. }),
                "{error}"
            );
        }
    }
    let twice = table(&(header.to_string() + "1,1,0.1,0,0.2,9\n1,1,0.1,0,0.2,9\n"));
    let error = heat_map(&twice, &theme, &s).unwrap_err().to_string();
    assert!(error.contains("row 2 repeats"), "{error}");
    let error = heat_map(&table("x,y\n1,2\n"), &theme, &s)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`estimate`, `ci_low`, `ci_high`, `n`"),
        "{error}"
    );
}

#[test]
fn a_timeline_comes_back_from_the_data_beside_it() {
    let (theme, s) = (Theme::new(Preset::Mm178), source());
    let (months, events) = (run_months(48), run_events(48));
    let first = timeline(&months, &events, &theme, &s).unwrap();
    let joined = timeline_rows(&months, &events).unwrap();
    assert_eq!(
        timeline_of_rows(&joined, &theme, &s).unwrap().svg,
        first.svg
    );
    let beside = Table::parse_csv(&first.data.to_csv().unwrap()).unwrap();
    assert_eq!(
        timeline_of_rows(&beside, &theme, &s).unwrap().svg,
        first.svg
    );
}

#[test]
fn words_replace_labels_and_titles() {
    let mut t = curves_table(2, 1);
    t.say("title", "Seen exercises deter, a little");
    t.rename("drills", "With exercises");
    t.rename("Visibility of exercises", "Visibility");
    let figure = curves(&t, &narrow(), &source()).unwrap();
    for words in [
        "Seen exercises deter, a little",
        "With exercises",
        "Visibility",
    ] {
        assert!(
            figure.svg.contains(&format!(">{words}</text>")) || figure.svg.contains(words),
            "{words}"
        );
    }
    assert!(!figure.svg.contains("drills"));
}

#[test]
fn a_factor_of_a_heap_is_named_in_the_plot_or_beneath() {
    let figure = morris(&morris_table(), &narrow(), &source()).unwrap();
    for factor in ["states.KOR.resolute_share", "will.threat", "opinion.decay"] {
        assert!(figure.svg.contains(factor), "{factor}");
    }
    assert!(figure.svg.contains("Without room for a name"));
    assert!(figure.caption.contains("n = 20 trajectories"));
}

#[test]
fn sobol_bars_show_first_and_total_order_by_size() {
    let figure = sobol_bars(&sobol_table(), &narrow(), &source()).unwrap();
    let at = |words: &str| {
        figure
            .alt_text
            .find(words)
            .unwrap_or_else(|| panic!("{words}"))
    };
    assert!(at("states.KOR.resolute_share: S1") < at("fear.per_exercise: S1"));
    assert!(
        figure.alt_text.contains("ST 0.405 (0.375 to 0.435)"),
        "{}",
        figure.alt_text
    );
    assert!(!figure.alt_text.contains("S2"));
    assert!(figure.caption.contains("n = 512 base samples"));
}

#[test]
fn series_of_curves_differ_in_grey_by_lightness_line_and_marker() {
    let figure = curves(&curves_table(4, 1), &narrow().grey(true), &source()).unwrap();
    let lines: Vec<&str> = figure
        .svg
        .lines()
        .filter(|l| l.starts_with("<polyline"))
        .collect();
    let mut looks: Vec<String> = lines
        .iter()
        .filter(|l| l.contains("stroke-width=\"32\""))
        .map(|l| {
            let part = |key: &str| {
                l.split(key)
                    .nth(1)
                    .and_then(|r| r.split('"').next())
                    .unwrap_or("")
            };
            format!("{} {}", part("stroke=\""), part("stroke-dasharray=\""))
        })
        .collect();
    looks.sort();
    looks.dedup();
    // Four series, each with a shade and a line type of its own.
    assert_eq!(looks.len(), 4, "{looks:?}");
    let dashes: std::collections::BTreeSet<&str> = looks
        .iter()
        .filter_map(|l| l.split_once(' '))
        .map(|(_, d)| d)
        .collect();
    assert_eq!(dashes.len(), 4, "{looks:?}");
}
