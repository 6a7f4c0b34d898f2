//! Factors whose values are not equally likely: drawn by inversion in every design, written out, and read back.

use trilat::store::guard::Guard;
use trilat::store::study_data::StudyData;
use trilat::study::load;

use super::sweep::support::{Place, code, study, text};

const POINTS: usize = 40;
const FACTORS: &str = "[design]\nkind = \"lhs\"\npoints = 40\n[factors]\n\
    \"response.cost\" = { low = 0.0, high = 0.4, mean = 0.1, sd = 0.1 }\n\
    \"states.PROBER.precision\" = { low = 0.5, high = 8.0, scale = \"log\", mean = 2.0, sd = 0.5 }\n\
    \"rungs.1.gain\" = { low = 0.0, high = 1.0, mode = 0.8 }\n\
    \"states.ALLY.resolute_share\" = { low = 0.0, high = 1.0, alpha = 2.0, beta = 3.0 }\n\
    \"response.precision\" = { levels = [1.0, 2.0, 4.0], weights = [1, 2, 1] }\n";

/// Which of n equal parts of the probability a share lies in.
fn part(share: f64) -> usize {
    (share * POINTS as f64) as usize
}

#[test]
fn a_latin_hypercube_has_one_value_in_each_part_of_the_probability() {
    let place = Place::new(1);
    place.write("study.toml", &study(2, FACTORS));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let mut design = csv::Reader::from_reader(std::io::Cursor::new(place.read("out/design.csv")));
    let rows: Vec<Vec<f64>> = design
        .records()
        .map(|row| {
            row.unwrap()
                .iter()
                .skip(1)
                .map(|x| x.parse().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(rows.len(), POINTS);
    let column = |n: usize| -> Vec<f64> { rows.iter().map(|row| row[n]).collect() };
    let all: Vec<usize> = (0..POINTS).collect();
    let parts = |values: Vec<f64>, cdf: &dyn Fn(f64) -> f64| {
        let mut found: Vec<usize> = values.into_iter().map(|x| part(cdf(x))).collect();
        found.sort_unstable();
        found
    };
    // Closed forms: a triangle with mode .8, and I_x(2, 3) = x²(6 − 8x + 3x²).
    let triangle = |x: f64| {
        if x < 0.8 {
            x * x / 0.8
        } else {
            1.0 - (1.0 - x) * (1.0 - x) / 0.2
        }
    };
    assert_eq!(parts(column(2), &triangle), all);
    let beta = |x: f64| x * x * (6.0 - 8.0 * x + 3.0 * x * x);
    assert_eq!(parts(column(3), &beta), all);
    let levels = column(4);
    let count = |level: f64| levels.iter().filter(|x| **x == level).count();
    assert_eq!([count(1.0), count(2.0), count(4.0)], [10, 20, 10]);
    let normal = column(0);
    assert!(normal.iter().all(|x| (0.0..=0.4).contains(x)));
    let below = normal.iter().filter(|x| **x < 0.1).count() as f64 / POINTS as f64;
    // Φ(0) − Φ(−1) over Φ(3) − Φ(−1).
    assert!(
        (below - 0.341_345 / 0.839_995).abs() < 1.0 / POINTS as f64,
        "{below}"
    );
    let median = {
        let mut values = column(1);
        values.sort_by(f64::total_cmp);
        values[POINTS / 2]
    };
    assert!((1.7..2.3).contains(&median), "{median}");

    let factors = place.read("out/factors.csv");
    for written in [
        "\"normal(0.1, 0.1)\"",
        "\"log_normal(2, 0.5)\"",
        "triangular(0.8)",
        "\"beta(2, 3)\"",
        "\"weights(0.25, 0.5, 0.25)\"",
    ] {
        assert!(factors.contains(written), "{written} in\n{factors}");
    }
    let data = StudyData::open(&place.file("out"), None, &Guard::default()).unwrap();
    for (n, factor) in data.factors.iter().enumerate() {
        let mut found: Vec<usize> = factor.positions().unwrap().into_iter().map(part).collect();
        found.sort_unstable();
        if n < 4 {
            assert_eq!(found, all, "{}", factor.path);
        }
    }
    place.good(&["sensitivity", "out", "--out", "indices", "-q"]);

    place.write(
        "out/factors.csv",
        &factors.replace("triangular(0.8)", "triangle(0.8)"),
    );
    let done = place.trilat(&["sensitivity", "out", "--out", "wrong", "--unverified"]);
    let err = text(&done.stderr);
    assert!(
        code(&done) != 0 && err.contains("`triangle(0.8)` is no distribution"),
        "{err}"
    );
}

#[test]
fn a_saltelli_design_and_a_grid_take_quantiles() {
    let place = Place::new(1);
    let factor = "[factors]\n\"rungs.1.gain\" = { low = 0.0, high = 1.0, mode = 1.0 }\n\"response.cost\" = { low = 0.0, high = 0.4 }\n";
    place.write(
        "study.toml",
        &study(
            2,
            &format!("[design]\nkind = \"saltelli\"\npoints = 64\n{factor}"),
        ),
    );
    let saltelli = load(&place.file("study.toml"), &[]).unwrap();
    let mean: f64 = (0..saltelli.len())
        .map(|point| saltelli.value(point, 0).unwrap().number().unwrap())
        .sum::<f64>()
        / saltelli.len() as f64;
    assert!((mean - 2.0 / 3.0).abs() < 0.02, "{mean}");
}

#[test]
fn what_makes_no_distribution_is_told() {
    let place = Place::new(1);
    for (factor, told) in [
        (
            "\"rungs.1.gain\" = { mean = 0.5 }",
            "needs both `mean` and `sd`",
        ),
        (
            "\"rungs.1.gain\" = { mean = 0.5, sd = 0.1, mode = 0.2 }",
            "more than one shape",
        ),
        (
            "\"rungs.1.gain\" = { low = 0.0, high = 1.0, mode = 1.5 }",
            "makes no sense from 0 to 1",
        ),
        (
            "\"rungs.1.gain\" = { low = 0.0, high = 1.0, alpha = 2.0 }",
            "both `alpha` and `beta`",
        ),
        (
            "\"rungs.1.gain\" = { low = 0.1, high = 1.0, scale = \"log\", mode = 0.5 }",
            "a log scale takes",
        ),
        (
            "\"rungs.1.gain\" = { levels = [0.1, 0.2], weights = [1] }",
            "must be 2 numbers above 0",
        ),
        (
            "\"rungs.1.gain\" = { low = 0.1, high = 1.0, weights = [1, 2] }",
            "belongs to levels or categories",
        ),
        (
            "\"rungs.1.gain\" = { levels = [0.1, 0.2], mean = 1.0, sd = 2.0 }",
            "belongs to a range",
        ),
    ] {
        let rest = format!("[design]\nkind = \"lhs\"\npoints = 4\n[factors]\n{factor}\n");
        place.write("study.toml", &study(2, &rest));
        let done = place.trilat(&["sweep", "study.toml", "--out", "out"]);
        let err = text(&done.stderr);
        assert!(
            code(&done) == 3 && err.contains(told) && err.contains("study.toml:"),
            "{factor}: {err}"
        );
    }
}
