//! What is wrong with a calibration file is said all at once, with line and remedy.

use super::place::{FIT, Place, text};

/// Each mistake: what is replaced by what, and what must be said about it.
const MISTAKES: [(&str, &str, &[&str]); 20] = [
    (
        "scenario = \"two_states.toml\"",
        "scenario = \"none.toml\"",
        &["fit.toml:2", "none.toml"],
    ),
    (
        "seed = 5",
        "sed = 5",
        &["unknown key `sed` in [calibration]", "did you mean `seed`?"],
    ),
    (
        "particles = 200",
        "particles = 2",
        &["`calibration.particles` must be an integer from 20 to 100000"],
    ),
    (
        "generations = 6",
        "quantile = 1.5",
        &["`calibration.quantile` must be a number above 0 and below 1, found 1.5"],
    ),
    (
        "\"states.PROBER.targets.PLACE.drive.1\"",
        "\"states.PROBER.target.PLACE.drive.1\"",
        &[
            "no value `states.PROBER.target.PLACE.drive.1`",
            "did you mean `states.PROBER.targets.PLACE.drive.1`?",
        ],
    ),
    (
        "\"states.PROBER.targets.PLACE.drive.1\"",
        "states.PROBER.targets.PLACE.drive.1",
        &["needs quotes"],
    ),
    (
        "\"states.PROBER.targets.PLACE.drive.1\"",
        "\"scenario.horizon\"",
        &["`scenario.horizon` must be an integer"],
    ),
    (
        "low = -1.5, high = 1.5",
        "low = 1.5, high = -1.5",
        &["low is 1.5 and high is -1.5"],
    ),
    (
        "low = 0.05, high",
        "low = 0.0, high",
        &["a log scale needs low above 0"],
    ),
    (
        "high = 3.0, scale = \"log\"",
        "high = 3.0, mean = 1.0",
        &["needs both `mean` and `sd`"],
    ),
    (
        "high = 3.0, scale = \"log\"",
        "high = 3.0, mean = 90.0, sd = 1.0",
        &["next to no mass from 0.05 to 3"],
    ),
    ("high = 3.0", "high = 300.0", &["further"]),
    (
        "id = \"nk_vmr_csis_missile_days_2012-2019\"",
        "id = \"nk_vmr_csis_misile_days_2012-2019\"",
        &[
            "the scenario observes no series `csis_misile_days`",
            "did you mean `csis_missile_days`?",
        ],
    ),
    (
        "id = \"nk_vmr_csis_missile_days_2012-2019\"",
        "id = \"nk_gap_median_csis_2012-2019\"",
        &["is not clear from its name", "give observable = one of"],
    ),
    (
        "id = \"nk_vmr_csis_missile_days_2012-2019\"",
        "id = \"nk_vmr_cns_launch_days_2012-2019\"",
        &["observes no series `cns_launch_days`", "csis_missile_days"],
    ),
    (
        "id = \"nk_vmr_csis_missile_days_2012-2019\"",
        "id = \"nk_mean_csis_missile_days_2012-2019\"",
        &["occurs twice"],
    ),
    (
        "fit = false",
        "window = \"2010-2019\"",
        &["2010-01..2019-12, is not within the scenario's 2012-01..2019-12"],
    ),
    (
        "fit = false",
        "window = \"2012 to 2019\"",
        &["\"2012 to 2019\" is no window"],
    ),
    (
        "fit = false",
        "observable = \"median\"",
        &["`targets.observable` cannot be \"median\""],
    ),
    (
        "fit = false",
        "se = -1.0",
        &["`targets.se` must be above 0"],
    ),
];

#[test]
fn mistakes_are_named_with_their_line_and_nothing_runs() {
    let place = Place::new();
    for (good, bad, said) in MISTAKES {
        assert!(FIT.contains(good), "{good}");
        place.write("fit.toml", &FIT.replacen(good, bad, 1));
        let output = place.trilat(&["calibrate", "fit.toml"]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{bad}: {error}");
        assert!(error.contains("fit.toml:"), "{bad}: {error}");
        for words in said {
            assert!(error.contains(words), "{bad}: {words} not in\n{error}");
        }
        assert!(!place.file("outputs").exists());
    }
}

#[test]
fn mistakes_are_all_said_at_once() {
    let place = Place::new();
    let mut text_of_all = FIT.to_owned();
    for (good, bad, _) in [&MISTAKES[1], &MISTAKES[7], &MISTAKES[12], &MISTAKES[17]] {
        text_of_all = text_of_all.replacen(good, bad, 1);
    }
    place.write("fit.toml", &text_of_all);
    let error = text(&place.trilat(&["calibrate", "fit.toml"]).stderr);
    for words in ["`sed`", "low is 1.5", "is no window"] {
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn a_target_kept_for_validation_cannot_be_fitted() {
    let place = Place::new();
    let scenario = place
        .read("two_states.toml")
        .replace("horizon = 96", "horizon = 120");
    place.write("two_states.toml", &scenario);
    let later = "\n[[targets]]\nid = \"nk_mean_csis_missile_days_2020-2021\"\n";
    place.write("fit.toml", &format!("{FIT}{later}"));
    let plan = place.good(&["calibrate", "fit.toml", "--dry-run"]);
    assert!(
        plan.contains("2020-01..2021-12, observed 0.542 [0.134, 0.950], predicted"),
        "{plan}"
    );
    place.write("fit.toml", &format!("{FIT}{later}fit = true\n"));
    let output = place.trilat(&["calibrate", "fit.toml", "--dry-run"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("is kept for validation and cannot be fitted"));
}

#[test]
fn a_users_table_of_targets_is_read_and_its_mistakes_have_lines() {
    let place = Place::new();
    let own = FIT.replace("seed = 5", "seed = 5\ntargets = \"mine.csv\"");
    place.write("fit.toml", &own);
    let good = "id,window,value,se\nnk_mean_csis_missile_days_2012-2019,2012-2019,1.5,0.25\n\
                nk_p_anymissile_month_2012-2019,2012-2019,0.6,0.05\n";
    place.write("mine.csv", good);
    let plan = place.good(&["calibrate", "fit.toml", "--dry-run"]);
    assert!(
        plan.contains("observed 1.500 [1.010, 1.990], fitted"),
        "{plan}"
    );
    // What the table lacks comes from the record.
    assert!(
        plan.contains("variance_to_mean of csis_missile_days in 2012-01..2019-12, observed 1.970"),
        "{plan}"
    );
    place.write(
        "mine.csv",
        "id,window,value,se\na,2012,much,0.1\n,2012,1,0.1\n",
    );
    let output = place.trilat(&["calibrate", "fit.toml", "--dry-run"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        error.contains("mine.csv:2") && error.contains("`much` in column value"),
        "{error}"
    );
    assert!(error.contains("mine.csv:3"), "{error}");
}

#[test]
fn many_parameters_and_few_targets_are_remarked_on() {
    let place = Place::new();
    let one = FIT.replace("id = \"nk_p_any", "fit = false\nid = \"nk_p_any");
    let one = one.replace("id = \"nk_vmr", "fit = false\nid = \"nk_vmr");
    place.write("fit.toml", &one);
    let output = place.trilat(&["calibrate", "fit.toml", "--dry-run"]);
    assert!(output.status.success());
    assert!(text(&output.stderr).contains("2 free parameters, but 1 fitted targets"));
}
