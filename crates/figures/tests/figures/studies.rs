//! Figures of studies: what they show, say and refuse.

use trilat_figures::{
    FigureError, Preset, Table, Theme, claim_map, claims_overview, curves, heat_map, morris,
    network, pairs, peeling, phase_diagram, predictive_check, prim_box, sobol_bars, timeline,
    timeline_of_rows, timeline_rows, tolerances, tornado,
};

use crate::narrow;
use crate::synthetic::{
    curves_table, fit_table, grid, morris_table, phase, run_events, run_months, sobol_table,
    source, table, tornado_table,
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

/// A kind's drawing function and a few rows for it.
type Small = (
    &'static str,
    fn(&Table, &Theme, &trilat_figures::Source) -> Result<trilat_figures::Figure, FigureError>,
    &'static str,
);

const SMALL: [Small; 14] = [
    (
        "curves",
        curves,
        "series,x,estimate,ci_low,ci_high,n\na,0,0.1,0.05,0.15,50\na,1,0.3,0.2,0.4,50\nb,0,0.2,0.1,0.3,50\nb,1,0.2,0.1,0.3,50\n",
    ),
    (
        "heat_map",
        heat_map,
        "x,y,estimate,ci_low,ci_high,n,threshold\n0,0,0.1,0,0.2,50,0.25\n1,0,0.2,0.1,0.3,50,0.25\n0,1,0.4,0.3,0.5,50,0.25\n",
    ),
    (
        "tornado",
        tornado,
        "factor,level,estimate,ci_low,ci_high,n\n,,3,2.5,3.5,50\na,0,2,1.5,2.5,50\na,1,4,3.5,4.5,50\nb,yes,3.2,2.7,3.7,50\n",
    ),
    (
        "phase_diagram",
        phase_diagram,
        "x,y,estimate,ci_low,ci_high,n\n0,0,1,0.5,1.5,50\n1,0,-1,-1.5,-0.5,50\n0,1,0,-1,1,50\n",
    ),
    (
        "sobol_bars",
        sobol_bars,
        "factor,index,estimate,ci_low,ci_high,n\na,S1,0.3,0.2,0.4,64\na,ST,0.5,0.4,0.6,64\nb,S1,-0.01,-0.1,0.08,64\n",
    ),
    (
        "morris",
        morris,
        "factor,index,estimate,ci_low,ci_high,n\na,mu_star,2,1,3,20\na,sigma,1,0.5,1.5,20\nb,mu_star,0.1,0,0.2,20\nb,sigma,0.1,,,20\n",
    ),
    (
        "network",
        network,
        "from,to,estimate,ci_low,ci_high,n\nA,B,0.5,0.4,0.6,50\nA,C,0.2,0.1,0.3,50\n",
    ),
    (
        "prim_box",
        prim_box,
        "x,y,case,x_low,y_high\n0,0,0,0.5,0.4\n1,0,1,0.5,0.4\n1,1,0,0.5,0.4\n",
    ),
    (
        "peeling",
        peeling,
        "step,coverage,density,selected\n0,1,0.3,0\n1,0.8,0.6,1\n2,0.3,1,0\n",
    ),
    (
        "pairs",
        pairs,
        "sample,drive,fear\nprior,0,-1\nprior,1,2\nprior,0.5,0\nposterior,0.5,1\nposterior,0.6,0.5\nposterior,0.4,1.2\n",
    ),
    (
        "predictive_check",
        predictive_check,
        "target,fitted,observed,observed_low,observed_high,mean,q05,q95,scale,n\nmean,1,0.9,0.5,1.2,0.8,0.5,1.1,0.2,100\npause,0,12,,,6,3,9,2,100\n",
    ),
    (
        "tolerances",
        tolerances,
        "generation,tolerance,acceptance,ess_share\n0,,1,1\n1,4,0.5,0.9\n2,2,0.3,0.8\n",
    ),
    (
        "claims_overview",
        claims_overview,
        "claim,verdict,as_predicted,opposite,zero,undecided,share_low,share_high\nC1,holds,62,0,0,2,0.91,1\nR1,fails,0,40,24,0,0,0.06\n",
    ),
    (
        "claim_map",
        claim_map,
        "x,y,answer,x_low,y_high\n0,0,zero,0.5,0.4\n1,0,as_predicted,0.5,0.4\n1,1,opposite,0.5,0.4\n0,1,undecided,0.5,0.4\n",
    ),
];

#[test]
fn small_figures_equal_their_golden_copies() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/studies");
    for (name, draw, csv) in SMALL {
        let figure = draw(&table(csv), &narrow(), &source()).expect(name);
        assert_eq!(figure.name, name);
        // What lies beside a figure draws it again.
        let beside = Table::parse_csv(&figure.data.to_csv().unwrap()).unwrap();
        assert!(
            draw(&beside, &narrow(), &source()).expect(name).svg == figure.svg,
            "{name}"
        );
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("TRILAT_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &figure.svg).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap();
        assert!(
            figure.svg == golden,
            "the SVG of {name} changed; look at it, then run with TRILAT_BLESS=1"
        );
    }
}

#[test]
fn a_box_counts_what_it_holds() {
    let figure = prim_box(&table(SMALL[7].2), &narrow(), &source()).unwrap();
    assert!(
        figure
            .caption
            .contains("holds 1 of 3 points and 1 of 1 cases (coverage 1.00, density 1.00)"),
        "{}",
        figure.caption
    );
}

#[test]
fn a_predictive_check_marks_what_does_not_meet() {
    let figure = predictive_check(&fit_table(), &narrow(), &source()).unwrap();
    assert!(figure.caption.contains("5 targets, 2 of them fitted"));
    // The clustering and the pause; what is never defined meets nothing either.
    assert!(
        figure.caption.contains("the 3 targets whose"),
        "{}",
        figure.caption
    );
    let alt = &figure.alt_text;
    assert!(
        alt.contains("acf1_csis_missile_days_2012-2019: observed 0.382, predicted −0.0100"),
        "{alt}"
    );
    let bad = table(
        "target,fitted,observed,observed_low,observed_high,mean,q05,q95,scale,n\na,1,1,0,2,1,0,2,0,5\n",
    );
    let error = predictive_check(&bad, &narrow(), &source()).unwrap_err();
    assert!(error.to_string().contains("`scale`, row 1"), "{error}");
}

#[test]
fn a_pairs_plot_needs_both_samples() {
    let one = table("sample,a\nprior,1\nprior,2\n");
    let error = pairs(&one, &narrow(), &source()).unwrap_err().to_string();
    assert!(error.contains("both `prior` and `posterior`"), "{error}");
    let none = table("generation,tolerance,acceptance,ess_share\n0,,1,1\n");
    let error = tolerances(&none, &narrow(), &source())
        .unwrap_err()
        .to_string();
    assert!(error.contains("no generation has a tolerance"), "{error}");
}

/// Left and right end of the box, and the places of the points, in hundredths of a millimetre.
fn across(svg: &str) -> ((f64, f64), Vec<f64>) {
    let number = |text: &str| {
        text.split(['"', ',', ' '])
            .next()
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    // The box is drawn last of all lines of its width.
    let edge = svg
        .lines()
        .rfind(|line| line.contains("stroke-width=\"40\""))
        .unwrap();
    let points = edge.split("points=\"").nth(1).unwrap();
    let xs: Vec<f64> = points
        .split_whitespace()
        .filter(|point| point.contains(','))
        .map(number)
        .collect();
    let ends = (
        xs.iter().copied().fold(f64::INFINITY, f64::min),
        xs.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    );
    let circles = svg
        .lines()
        .filter(|line| line.starts_with("<circle") && line.contains("r=\"60\""));
    let mut places: Vec<f64> = circles
        .map(|line| number(line.split("cx=\"").nth(1).unwrap()))
        .collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    (ends, places)
}

#[test]
fn a_box_stands_between_the_same_points_on_a_logarithmic_axis() {
    let csv = "x,y,case,x_low,x_high\n1,0,0,5,200\n10,1,1,5,200\n100,2,1,5,200\n1000,3,0,5,200\n";
    for log in [false, true] {
        let mut t = table(csv);
        if log {
            t.say("x_scale", "log");
        }
        let figure = prim_box(&t, &narrow(), &source()).unwrap();
        let counts = "holds 2 of 4 points and 2 of 2 cases (coverage 1.00, density 1.00)";
        assert!(figure.caption.contains(counts), "{log}: {}", figure.caption);
        assert!(
            figure.alt_text.contains("from 5.00 to 200 across"),
            "{}",
            figure.alt_text
        );
        let ((low, high), points) = across(&figure.svg);
        assert_eq!(points.len(), 4, "{points:?}");
        let inside: Vec<bool> = points.iter().map(|x| low < *x && *x < high).collect();
        assert_eq!(
            inside,
            [false, true, true, false],
            "{log}: {low} {high} {points:?}"
        );
    }
}

#[test]
fn an_overview_tells_every_claim_in_words() {
    let figure = claims_overview(&table(SMALL[12].2), &narrow(), &source()).unwrap();
    assert!(
        figure
            .alt_text
            .contains("C1, holds: 97 % as predicted, 3 % undecided (true share 0.910 to 1.00)."),
        "{}",
        figure.alt_text
    );
    let text = figure.alt_text;
    assert!(
        text.contains("R1, fails: 38 % no difference in any pair, 62 % opposite"),
        "{text}"
    );
    let none = "claim,verdict,as_predicted,opposite,zero,undecided,share_low,share_high\nC1,holds,0,0,0,0,,\n";
    let error = claims_overview(&table(none), &narrow(), &source()).unwrap_err();
    assert!(
        matches!(error, FigureError::NothingToDraw { .. }),
        "{error}"
    );
    let negative = none.replace("0,0,0,0", "5,-1,0,0");
    let error = claims_overview(&table(&negative), &narrow(), &source()).unwrap_err();
    assert!(error.to_string().contains("`opposite`, row 1"), "{error}");
}

#[test]
fn a_map_counts_answers_and_places_its_box() {
    let figure = claim_map(&table(SMALL[13].2), &narrow(), &source()).unwrap();
    let alt = figure.alt_text;
    assert!(
        alt.contains("1 as predicted, 1 undecided, 1 no difference in any pair, 1 opposite"),
        "{alt}"
    );
    assert!(
        alt.contains("from 0.500 to 1.00 across and 0 to 0.400 upwards"),
        "{alt}"
    );
    let none = table("x,y,answer\n0,0,perhaps\n");
    let error = claim_map(&none, &narrow(), &source()).unwrap_err();
    assert!(
        matches!(error, FigureError::NothingToDraw { .. }),
        "{error}"
    );
}
