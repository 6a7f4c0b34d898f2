//! Tables for a paper: the rows that were asked for and no others, of every kind of folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Exit code, standard output and standard error.
fn trilat(at: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    let done = command.args(args).current_dir(at).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        done.status.code().unwrap(),
        text(done.stdout),
        text(done.stderr),
    )
}

fn done(at: &Path, args: &[&str]) -> String {
    let (code, out, said) = trilat(at, args);
    assert_eq!(code, 0, "{args:?}: {said}");
    out
}

/// The rows of a LaTeX table, without headings of groups; the header first.
fn rows(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let rows = text
        .lines()
        .filter(|line| line.ends_with("\\\\") && !line.contains("\\multicolumn"));
    rows.map(|line| line.trim().to_owned()).collect()
}

const TINY: [&str; 6] = [
    "--runs",
    "4",
    "--set",
    "scenario.horizon=6",
    "--set",
    "scenario.burn_in=0",
];

#[test]
fn a_comparison_shows_what_it_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let mut args = vec![
        "compare",
        "northeast_asia",
        "no_learning",
        "--no-figures",
        "-q",
    ];
    args.extend(["--out", "cmp", "--only", "probes_prk_*,cohesion_mean"]);
    args.extend(TINY);
    done(at, &args);
    let contrasts = fs::read_to_string(at.join("cmp/contrasts.csv")).unwrap();
    let observables = contrasts.lines().count() - 1;
    assert_eq!(observables, 11);
    done(at, &["tables", "cmp"]);
    let all = rows(&at.join("cmp/tables/contrasts_no_learning.tex"));
    assert_eq!(all.len(), observables + 1, "{all:#?}");
    let said = "Months in which North Korea chose rung 3 (missile test or overflight) in the theatre Korean";
    assert!(all.iter().any(|row| row.starts_with(said)), "{all:#?}");

    done(
        at,
        &["tables", "cmp", "--only", "probes_prk_kp_r?,cohesion_mean"],
    );
    let asked = rows(&at.join("cmp/tables/contrasts_no_learning.tex"));
    assert_eq!(asked.len(), 7, "{asked:#?}");
    assert!(asked[6].starts_with("Cohesion &"), "{asked:#?}");

    let (code, _, said) = trilat(at, &["tables", "cmp", "--only", "cohesion_men"]);
    assert_eq!(code, 2);
    assert!(said.contains("did you mean `cohesion_mean`?"), "{said}");
    assert!(said.contains("there are probes_prk_kp_r1, "), "{said}");
}

#[test]
fn a_run_keeps_its_main_rows_unless_asked() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let mut args = vec![
        "run",
        "northeast_asia",
        "--no-figures",
        "-q",
        "--out",
        "run",
    ];
    args.extend(TINY);
    done(at, &args);
    done(at, &["tables", "run"]);
    let main = rows(&at.join("run/tables/summary.tex"));
    assert!(main.iter().any(|row| row.starts_with("Crises &")));
    done(at, &["tables", "run", "--only", "doubt_kor"]);
    let asked = rows(&at.join("run/tables/summary.tex"));
    assert_eq!(asked.len(), 2, "{asked:#?}");
    assert!(asked[1].contains("doubt"), "{asked:#?}");
}

#[test]
fn analyses_have_tables_with_words_and_units() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let study = "[study]\nscenario = \"toy\"\nreplicates = 4\n[set]\n\"scenario.horizon\" = 12\n\
                 [design]\nkind = \"saltelli\"\npoints = 16\n[factors]\n\
                 \"response.precision\" = { low = 1.0, high = 3.0 }\n\
                 \"states.PROBER.precision\" = { low = 1.0, high = 3.0 }\n";
    fs::write(at.join("study.toml"), study).unwrap();
    done(at, &["sweep", "study.toml", "-q", "--out", "study"]);
    done(at, &["sensitivity", "study", "--output", "probes_r1"]);
    done(
        at,
        &[
            "discover",
            "study",
            "--output",
            "probes_r1",
            "--top",
            "25",
            "--shuffles",
            "19",
        ],
    );
    done(at, &["tables", "study/sensitivity"]);
    let indices = rows(&at.join("study/sensitivity/tables/sensitivity_probes_r1.tex"));
    assert_eq!(indices[0], "Factor & S1 & ST \\\\");
    assert_eq!(indices.len(), 3);
    let made = done(at, &["tables", "study/discover"]);
    assert!(made.contains("discover_probes_r1_1.tex"), "{made}");

    let forecast = [
        "forecast",
        "korea_2012_recorded",
        "--from",
        "2020-01",
        "--months",
        "6",
    ];
    let mut args = forecast.to_vec();
    args.extend(["--particles", "16", "--out", "fc"]);
    done(at, &args);
    done(at, &["tables", "fc"]);
    let months = rows(&at.join("fc/tables/forecast_months.tex"));
    assert_eq!(months.len(), 7);
    assert!(
        months[0].starts_with("Month & Mean (events) & Chance of any &"),
        "{months:#?}"
    );
    let score = [
        "score",
        "fc/forecast.csv",
        "nk_monthly",
        "--column",
        "csis_missile_days",
    ];
    let mut args = score.to_vec();
    args.extend(["--baselines", "climatology", "--out", "sc"]);
    done(at, &args);
    done(at, &["tables", "sc", "--only", "crps"]);
    let scores = rows(&at.join("sc/tables/score_summary.tex"));
    assert_eq!(scores.len(), 3, "{scores:#?}");
    assert!(!at.join("sc/tables/coverage.tex").exists());
}

#[test]
fn a_calibration_and_an_audit_have_tables() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    done(at, &["init", "calibration"]);
    let fit = [
        "calibrate",
        "calibration.toml",
        "--particles",
        "20",
        "--generations",
        "1",
    ];
    let mut args = fit.to_vec();
    args.extend(["-q", "--out", "fit", "--set", "scenario.burn_in=0"]);
    done(at, &args);
    done(at, &["tables", "fit"]);
    let parameters = rows(&at.join("fit/tables/parameters.tex"));
    assert_eq!(parameters.len(), 3);
    assert!(parameters[0].starts_with("Parameter & Prior &"));
    let targets = rows(&at.join("fit/tables/fit.tex"));
    assert!(targets[1].contains(" & yes & "), "{targets:#?}");
    assert!(targets[3].contains(" & no & "), "{targets:#?}");
    done(at, &["tables", "fit", "--only", "rungs.3.excitation"]);
    assert_eq!(rows(&at.join("fit/tables/parameters.tex")).len(), 2);

    let audit = [
        "claims",
        "C2",
        "--quick",
        "--points",
        "1",
        "--replicates",
        "2",
        "-q",
    ];
    let mut args = audit.to_vec();
    args.extend([
        "--default-replicates",
        "2",
        "--signs",
        "free",
        "--out",
        "audit",
    ]);
    done(at, &args);
    done(at, &["tables", "audit"]);
    let claims = rows(&at.join("audit/tables/claims_defaults.tex"));
    assert!(claims[0].starts_with("Test & "), "{claims:#?}");
    assert!(
        claims[0].contains("Effect & 95 \\% interval & Unit"),
        "{claims:#?}"
    );
    assert!(at.join("audit/tables/claims_free.tex").exists());
}
