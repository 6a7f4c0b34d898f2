//! Odd tables end in clear errors or honest figures, never in a panic.

use trilat_figures::{
    FigureError, Table, bands_over_time, probes_by_rung, time_to_first_event, timeline,
};

use crate::narrow;
use crate::synthetic::{
    BANDS_HEADER, EVENTS_HEADER, MONTHLY_HEADER, PROBES_HEADER, SURVIVAL_HEADER, run_months,
    source, survival, table,
};

#[test]
fn missing_columns_are_named_all_at_once() {
    let t = table("prober,theatre,rung\nPRK,Korean Peninsula,2\n");
    let error = probes_by_rung(&t, &narrow(), &source()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "figure probes_by_rung: the table lacks the columns `rung_label`, `estimate`, `ci_low`, `ci_high`, \
         `n`; it has `prober`, `theatre`, `rung`"
    );
    let t = table("series,t\na,1\n");
    for error in [
        bands_over_time(&t, &narrow(), &source()).unwrap_err(),
        time_to_first_event(&t, &narrow(), &source()).unwrap_err(),
        timeline(&t, &t, &narrow(), &source()).unwrap_err(),
    ] {
        assert!(
            matches!(error, FigureError::MissingColumns { .. }),
            "{error}"
        );
    }
}

#[test]
fn empty_tables_are_refused() {
    let empty = |header: &str| table(header);
    let theme = narrow();
    let errors = [
        probes_by_rung(&empty(PROBES_HEADER), &theme, &source()).unwrap_err(),
        bands_over_time(&empty(BANDS_HEADER), &theme, &source()).unwrap_err(),
        time_to_first_event(&empty(SURVIVAL_HEADER), &theme, &source()).unwrap_err(),
        timeline(
            &empty(MONTHLY_HEADER),
            &empty(EVENTS_HEADER),
            &theme,
            &source(),
        )
        .unwrap_err(),
    ];
    for error in errors {
        assert!(
            matches!(error, FigureError::NothingToDraw { .. }),
            "{error}"
        );
    }
    assert!(probes_by_rung(&Table::new(), &theme, &source()).is_err());
}

#[test]
fn missing_values_break_lines_and_are_counted() {
    let rows = "PRK,Korean Peninsula,2,2 grey zone,2.4,2.3,2.5,100\n\
                PRK,Korean Peninsula,3,3 missile test,,,,100\n";
    let t = table(&(PROBES_HEADER.to_string() + rows));
    let figure = probes_by_rung(&t, &narrow(), &source()).unwrap();
    assert!(
        figure
            .caption
            .contains("Left out for want of an estimate: 1")
    );
    assert_eq!(figure.data.rows(), 1);

    let rows: String = (1..=9)
        .map(|m| {
            let q = if m == 5 {
                "NA,NA,NA,NA,NA,NA"
            } else {
                ".1,.2,.3,.4,.5,.3"
            };
            format!("Cohesion,all,2026-0{m},{m},{q},\n")
        })
        .collect();
    let t = table(&(BANDS_HEADER.to_string() + &rows));
    let figure = bands_over_time(&t, &narrow(), &source()).unwrap();
    // Four bands: 50% and 90%, each before and after the gap; two more in the legend.
    assert_eq!(figure.svg.matches("<polygon").count(), 6);
}

#[test]
fn all_missing_is_nothing_to_draw() {
    let t = table(&(PROBES_HEADER.to_string() + "PRK,KP,1,x,,,,\n"));
    let error = probes_by_rung(&t, &narrow(), &source()).unwrap_err();
    assert!(
        matches!(error, FigureError::NothingToDraw { .. }),
        "{error}"
    );
    let t = table(&(BANDS_HEADER.to_string() + "Cohesion,all,2026-01,0,,,,,,,\n"));
    let error = bands_over_time(&t, &narrow(), &source()).unwrap_err();
    assert!(
        matches!(error, FigureError::NothingToDraw { .. }),
        "{error}"
    );
}

#[test]
fn zero_counts_are_drawn_hollow_and_said() {
    let figure =
        probes_by_rung(&crate::synthetic::probes_all_zero(), &narrow(), &source()).unwrap();
    assert!(figure.svg.contains("no probe in any run"));
    assert!(figure.svg.contains("hollow: none in any run"));
}

#[test]
fn runs_without_events_say_so() {
    let none = time_to_first_event(&crate::synthetic::survival_no_event(), &narrow(), &source());
    assert!(none.unwrap().svg.contains("no event in any run"));
    let events = table(EVENTS_HEADER);
    let figure = timeline(&run_months(12), &events, &narrow(), &source()).unwrap();
    assert!(figure.svg.contains("No event was recorded in this run."));
    let events = table(&(EVENTS_HEADER.to_string() + "3,2024-04,election,KOR,,,,\n"));
    let figure = timeline(&run_months(12), &events, &narrow(), &source()).unwrap();
    assert!(figure.svg.contains("no probe in this run"));
}

#[test]
fn impossible_values_are_named_with_their_row() {
    let t = table(&(PROBES_HEADER.to_string() + "PRK,KP,1,x,-0.5,0,1,9\n"));
    let error = probes_by_rung(&t, &narrow(), &source())
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "column `estimate`, row 1: -0.5 is outside rates from 0 up"
    );
    let t = table(&(SURVIVAL_HEADER.to_string() + "a,0,1,1,1,9\na,1,1.5,1,1,9\n"));
    let error = time_to_first_event(&t, &narrow(), &source())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`survival`, row 2: 1.5 is outside 0 to 1"),
        "{error}"
    );
    let t = table(&(BANDS_HEADER.to_string() + "a,b,2026-13,0,0,0,0,0,0,0,\n"));
    let error = bands_over_time(&t, &narrow(), &source())
        .unwrap_err()
        .to_string();
    assert!(error.contains("`2026-13` is not a month"), "{error}");
    let t = table(&(EVENTS_HEADER.to_string() + "0,2024-01,probe,PRK,,KP,,\n"));
    let error = timeline(&run_months(2), &t, &narrow(), &source()).unwrap_err();
    assert!(
        matches!(error, FigureError::OutOfRange { row: 1, .. }),
        "{error}"
    );
}

#[test]
fn repeated_rows_are_refused() {
    let row = "PRK,KP,1,x,0.5,0.4,0.6,9\n";
    let t = table(&format!("{PROBES_HEADER}{row}{row}"));
    let error = probes_by_rung(&t, &narrow(), &source())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("row 2 repeats") && error.contains("PRK / KP / 1"),
        "{error}"
    );
}

#[test]
fn letters_that_the_font_lacks_are_refused_not_dropped() {
    let t = table(&(PROBES_HEADER.to_string() + "PRK,한반도,1,x,0.5,0.4,0.6,9\n"));
    let error = probes_by_rung(&t, &narrow(), &source()).unwrap_err();
    assert!(
        matches!(
            error,
            FigureError::NoGlyph {
                character: '한',
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn markup_in_labels_is_escaped() {
    let t = table(&(PROBES_HEADER.to_string() + "A&B,<KP>,1,\"x \"\"y\"\"\",0.5,0.4,0.6,9\n"));
    let figure = probes_by_rung(&t, &narrow(), &source()).unwrap();
    assert!(figure.svg.contains("A&amp;B / &lt;KP&gt;"));
    assert!(figure.pdf().is_ok());
}

#[test]
fn extreme_rates_do_not_break_the_axis() {
    let rows = "A,KP,1,x,1e-290,0,1e-280,9\nA,KP,2,y,1e200,1e199,1e201,9\n";
    let t = table(&(PROBES_HEADER.to_string() + rows));
    assert!(probes_by_rung(&t, &narrow(), &source()).is_ok());
    let rows = "p,s,0001-01,0,-1e300,0,1,2,1e300,1,\np,s,9999-12,1,1,1,1,1,1,1,\n";
    let t = table(&(BANDS_HEADER.to_string() + rows));
    assert!(bands_over_time(&t, &narrow(), &source()).is_ok());
}

#[test]
fn survival_is_drawn_as_its_complement() {
    let figure = time_to_first_event(&survival(), &narrow(), &source()).unwrap();
    let share = figure.data.numbers("share_with_event").unwrap();
    let s = figure.data.numbers("survival").unwrap();
    assert_eq!(share.len(), 5 * 145);
    assert!(
        share
            .iter()
            .zip(&s)
            .all(|(a, b)| (a + b - 1.0).abs() < 1e-12)
    );
    let low = figure.data.numbers("share_ci_low").unwrap();
    let high = figure.data.numbers("share_ci_high").unwrap();
    assert!(low.iter().zip(&high).all(|(a, b)| a <= b));
    // The table beneath counts runs just before its month.
    assert!(figure.svg.contains(">2,000</text>"));
}

#[test]
fn a_crowd_of_marks_is_counted_where_labels_do_not_fit() {
    let mut csv = EVENTS_HEADER.to_string();
    for k in 0..30 {
        csv += &format!("5,2024-06,election,ally {k},,,,\n");
    }
    let figure = timeline(&run_months(12), &table(&csv), &narrow(), &source()).unwrap();
    assert!(
        figure
            .caption
            .contains("Marks without a label for want of room: 24.")
    );
}
