//! Observables of the record are the targets that were published with it.

use trilat::data::package;
use trilat::study::calibration::exercises::under_exercises;
use trilat::study::calibration::observable::Observable;
use trilat::study::calibration::record::{counts, observed};
use trilat::study::calibration::targets::{meaning, read, window};

/// Whoever computed the targets used another program; every one whose id we claim to understand must come out of the
/// months to the digits given.
#[test]
fn ids_that_are_understood_are_computed_to_the_digits_given() {
    let package = package().unwrap();
    let rows = read(package.resource("targets").unwrap().text().unwrap()).unwrap();
    let mut checked = 0;
    for row in &rows {
        let Some((observable, series)) = meaning(&row.id) else {
            continue;
        };
        let window = window(&row.window).unwrap();
        let counts = counts(series, window).unwrap().unwrap();
        let value = observable.of(&counts, &[]);
        assert!((value - row.value).abs() < 6e-6, "{}: {value}", row.id);
        checked += 1;
    }
    assert!(checked >= 34, "{checked}");
}

#[test]
fn the_block_bootstrap_gives_errors_like_those_published() {
    let package = package().unwrap();
    let rows = read(package.resource("targets").unwrap().text().unwrap()).unwrap();
    // Blocks of six months in both; their resamples differ.
    for id in [
        "nk_vmr_csis_missile_days_2012-2019",
        "nk_vmr_cns_launch_days_2012-2019",
    ] {
        let row = rows.iter().find(|row| row.id == id).unwrap();
        let (observable, series) = meaning(id).unwrap();
        let found = observed(observable, series, window(&row.window).unwrap());
        let found = found.unwrap().unwrap();
        assert!((found.se / row.se - 1.0).abs() < 0.1, "{id}: {found:?}");
        assert!((found.low - row.low).abs() < 0.15, "{id}: {found:?}");
        assert!((found.high - row.high).abs() < 0.15, "{id}: {found:?}");
    }
}

#[test]
fn months_under_exercises_are_those_of_spring_and_august() {
    let months = window("2012-2019").unwrap();
    let under = under_exercises(months.first, months.months()).unwrap();
    let names: Vec<String> = (0..96)
        .filter(|at| under[*at as usize])
        .map(|at| months.first.plus(at).to_string())
        .collect();
    // Key Resolve and Foal Eagle 2012, and Ulchi Freedom Guardian.
    assert_eq!(names[..3], ["2012-03", "2012-04", "2012-08"]);
    assert!(
        !names.contains(&"2018-08".to_owned()),
        "suspended: {names:?}"
    );
    assert!(names.contains(&"2018-04".to_owned()) && names.contains(&"2019-03".to_owned()));
    let calendar = |name: &String| matches!(&name[5..], "02" | "03" | "04" | "05" | "08" | "09");
    assert!(names.iter().all(calendar), "{names:?}");
}

#[test]
fn exercises_come_with_more_events_in_the_record() {
    let found = observed(
        Observable::LnRateRatio,
        "csis_missile_days",
        window("2012-2019").unwrap(),
    );
    let found = found.unwrap().unwrap();
    // By day the rate ratio is 3.37 [2.07, 5.49]; by month it is diluted.
    assert!(
        found.value > 0.0 && found.value < 5.49_f64.ln(),
        "{found:?}"
    );
    assert!(found.low < found.value && found.value < found.high);
}
