//! `trilat trace`: the run simulated again is the run of the ensemble, and what is said of it adds up.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use trilat::scenario::Scenario;
use trilat::scenario::load::{load, load_str};
use trilat::study::trace::{Ask, RunTrace, TERMS, TraceError, months, trace};
use trilat::tasks::{self, Event, HasFault, Stop, Watch};
use trilat::watch::{Stopped, Ticker, unwatched};

const MONTHS: &str = "scenario.horizon=18";
const BURN_IN: &str = "scenario.burn_in=4";

fn scenario(name: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(name);
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    load(&path, &sets)
        .map_err(|e| e.to_string())
        .unwrap()
        .scenario
}

/// Every challenge of a scenario, or with `few` every third, over all its months.
fn all(scenario: &Scenario, run: u64, few: bool) -> Vec<RunTrace> {
    let every = if few { 3 } else { 1 };
    let challenge = |target: &trilat::scenario::TargetSpec| {
        let ask = Ask {
            run,
            prober: Some(target.prober),
            theatre: Some(target.theatre),
            months: Some((0, scenario.horizon as usize - 1)),
        };
        unwatched(|t| trace(scenario, &ask, t)).unwrap()
    };
    scenario
        .roster
        .targets
        .iter()
        .step_by(every)
        .map(challenge)
        .collect()
}

/// Announced restraint in one dyad, and a rung that is set for some months.
fn levers() -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/levers_of_a_test.toml");
    let text = "extends = \"northeast_asia.toml\"\n\
                [levers.calm]\ndyad = \"USA-KOR\"\nchannel = \"exercises\"\nset = 0.0\nannounced = true\n\
                [levers.hold]\nrung = \"PRK/KP\"\nset = 1\nfrom = \"2026-09\"\nuntil = \"2027-01\"\n";
    let sets = [MONTHS, BURN_IN, "trust.exploited=0.0"].map(str::to_owned);
    load_str(&path, text, &sets)
        .map_err(|e| e.to_string())
        .unwrap()
        .scenario
}

/// The scenarios that between them use every term and every step.
fn variety() -> Vec<Scenario> {
    let north = "northeast_asia.toml";
    vec![
        levers(),
        scenario("toy.toml", &[MONTHS, BURN_IN]),
        scenario(north, &[MONTHS, BURN_IN]),
        scenario(
            north,
            &[
                MONTHS,
                BURN_IN,
                "mechanisms.operations=false",
                "scenario.information=\"derived\"",
                "states.PRK.calendar=[-0.5, -0.4, 0.9, 0.1, 0.0, 0.2, 0.3, 0.5, 0.4, 0.7, -0.2, -0.1]",
            ],
        ),
        scenario(
            north,
            &[
                MONTHS,
                BURN_IN,
                "mechanisms.pooling=false",
                "mechanisms.learn_channels=false",
            ],
        ),
        scenario(
            north,
            &[
                MONTHS,
                BURN_IN,
                "mechanisms.allied_learning=true",
                "bloc.campaign=0.5",
            ],
        ),
    ]
}

#[test]
fn what_a_month_says_adds_up() {
    let mut used = [false; TERMS.len()];
    let mut forced = 0;
    for scenario in variety() {
        let mut probes = 0;
        for run in [7] {
            for found in all(&scenario, run, scenario.mechanisms.operations) {
                assert_eq!(found.months.len(), scenario.horizon as usize);
                for month in &found.months {
                    let place = format!("{} {} {}", scenario.name, found.prober.code, month.month);
                    for option in &month.options {
                        for (used, x) in used.iter_mut().zip(option.terms.values()) {
                            *used |= x.abs() > 1e-6;
                        }
                        // ρ̂ is the model's; the belief that it is taken over is worked out again.
                        let rho: f64 = month
                            .profile
                            .iter()
                            .zip(&option.effect)
                            .map(|(p, s)| p * s)
                            .sum();
                        assert!((rho - option.expected).abs() < 1e-12, "{place}: {rho}");
                        let gap = option.terms.sum() - option.utility;
                        assert!(gap.abs() < 1e-12, "{place}: utility off by {gap}");
                    }
                    for belief in &month.beliefs {
                        assert!(belief.gap().abs() < 1e-12, "{place}: {}", belief.gap());
                        let odds = |p: f64| (p / (1.0 - p)).ln();
                        let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + b.abs());
                        assert!(near(belief.log_odds_before, odds(belief.before)), "{place}");
                        assert!(near(belief.log_odds_after, odds(belief.after)), "{place}");
                    }
                    let sum: f64 = month.options.iter().map(|o| o.probability).sum();
                    assert!((sum - 1.0).abs() < 1e-14, "{place}: P sums to {sum}");
                    // P ∝ exp(λ·U).
                    let weight = |u: f64| (month.choice.precision * u).exp();
                    let total: f64 = month.options.iter().map(|o| weight(o.utility)).sum();
                    for option in &month.options {
                        let p = weight(option.utility) / total;
                        assert!((p - option.probability).abs() < 1e-12, "{place}");
                    }
                    let choice = &month.choice;
                    assert!(choice.range.0 < choice.draw && choice.draw <= choice.range.1);
                    let width = choice.range.1 - choice.range.0;
                    let p = month.options[choice.drawn].probability;
                    assert!(
                        (width - p).abs() < 1e-12,
                        "{place}: a range of {width} for {p}"
                    );
                    match choice.overridden {
                        None => assert_eq!(choice.drawn, choice.rung, "{place}"),
                        Some(why) if why.contains("lever") => {
                            assert_eq!(choice.rung, 1, "{place}");
                            forced += 1;
                        }
                        Some(_) => assert_eq!(choice.rung, 0, "{place}"),
                    }
                    assert_eq!(month.response.is_some(), choice.rung > 0);
                    probes += usize::from(choice.rung > 0);
                }
                for pair in found.months.windows(2) {
                    for (a, b) in pair[0].beliefs.iter().zip(&pair[1].beliefs) {
                        assert_eq!(a.after, b.before, "a month begins where the last ended");
                    }
                }
            }
        }
        assert!(probes > 0, "{}: nothing was probed", scenario.name);
    }
    for ((key, _), used) in TERMS.iter().zip(used) {
        assert!(used, "{key} is 0 everywhere, so nothing was tested of it");
    }
    assert_eq!(forced, 4, "from 2026-09 to the end of 2026");
}

/// Without probes the belief at the end of the month, which the model holds, is the belief at the
/// choice, which is worked out again from signals, pooling and transitions.
#[test]
fn the_belief_at_the_choice_is_the_models_own() {
    let quiet = ["mechanisms.learn_responses=false", MONTHS, BURN_IN];
    for pooling in ["mechanisms.pooling=true", "mechanisms.pooling=false"] {
        let sets = [quiet[0], quiet[1], quiet[2], pooling];
        let scenario = scenario("northeast_asia.toml", &sets);
        let mut pooled = false;
        for found in all(&scenario, 3, false) {
            for belief in found.months.iter().flat_map(|m| &m.beliefs) {
                assert!(belief.responses.abs() < 1e-11, "{}", belief.responses);
                pooled |= belief.pooling.abs() > 1e-6;
            }
        }
        assert_eq!(pooled, pooling.ends_with("true"));
    }
}

/// A channel that nobody sees contributes nothing, and one that is seen does.
#[test]
fn only_what_is_seen_contributes() {
    let blind = ["channels.intel.visibility=0.0", MONTHS, BURN_IN];
    let scenario = scenario("northeast_asia.toml", &blind);
    let (mut intel, mut exercises): (f64, f64) = (0.0, 0.0);
    for found in all(&scenario, 1, true) {
        for told in found
            .months
            .iter()
            .flat_map(|m| &m.beliefs)
            .flat_map(|b| &b.channels)
        {
            match told.channel {
                "intel" => intel = intel.max(told.nats.abs()),
                "exercises" => exercises = exercises.max(told.nats.abs()),
                _ => {}
            }
        }
    }
    assert_eq!(intel, 0.0);
    assert!(exercises > 0.05, "{exercises}");
}

fn trilat(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", err(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn run(folder: &Path, config: &str) -> String {
    let folder = folder.to_str().unwrap().to_owned();
    let args = [
        "run",
        config,
        "--runs",
        "140",
        "--set",
        "scenario.horizon=14",
        "--set",
        "scenario.burn_in=5",
        "--no-figures",
        "--quiet",
        "--out",
        &folder,
    ];
    out(&trilat(&args));
    folder
}

/// A replicate simulated alone gives the line that it has among 140, two blocks of lanes: the command
/// compares them and has nothing to say; with one digit of the file changed it has.
#[test]
fn a_traced_run_is_the_line_of_runs_csv() {
    let home = TempDir::new().unwrap();
    let folder = run(&home.path().join("runs"), "configs/northeast_asia.toml");
    let text = std::fs::read_to_string(Path::new(&folder).join("runs.csv")).unwrap();
    let scenario = load(&Path::new(&folder).join("scenario.resolved.toml"), &[])
        .map_err(|e| e.to_string())
        .unwrap()
        .scenario;
    for k in [0, 77, 130, 139] {
        let ask = Ask {
            run: k,
            ..Ask::default()
        };
        let row = unwatched(|t| trace(&scenario, &ask, t)).unwrap().row;
        let line = text.lines().nth(k as usize + 1).unwrap();
        let cells = line.split(',').skip(1);
        let theirs: Vec<u64> = cells
            .map(|cell| cell.parse().unwrap_or(f64::NAN))
            .map(f64::to_bits)
            .collect();
        // Minus zero is written as 0.
        let ours: Vec<u64> = row.iter().map(|x| (x + 0.0).to_bits()).collect();
        let same = ours
            .iter()
            .zip(&theirs)
            .all(|(a, b)| a == b || (f64::from_bits(*a).is_nan() && f64::from_bits(*b).is_nan()));
        assert!(same && ours.len() == theirs.len(), "run {k}");
    }
    let told = trilat(&["trace", &folder, "--run", "130", "--no-figure"]);
    assert!(out(&told).starts_with("Run 130 of northeast_asia (seed "));
    assert_eq!(err(&told), "");

    let changed = text.replacen("\n130,", "\n130,9", 1);
    std::fs::write(Path::new(&folder).join("runs.csv"), changed).unwrap();
    let again = ["trace", &folder, "--run", "130", "--no-figure", "--quiet"];
    let told = trilat(&again);
    assert_eq!(told.status.code(), Some(6));
    assert!(err(&told).contains("runs.csv") && told.stdout.is_empty());
    let told = trilat(&[&again[..], &["--unverified"]].concat());
    assert!(err(&told).contains("warning: run 130 does not come out as runs.csv has it"));
    assert!(err(&told).contains("from files that are not what their manifest says: runs.csv"));

    let beyond = trilat(&["trace", &folder, "--run", "140", "--no-figure"]);
    out(&beyond);
    assert!(err(&beyond).contains("the folder holds runs 0 to 139"));

    let resolved = Path::new(&folder).join("scenario.resolved.toml");
    let text = std::fs::read_to_string(&resolved).unwrap();
    std::fs::write(&resolved, format!("# mine\n{text}")).unwrap();
    let again = ["trace", &folder, "--run", "1", "--no-figure"];
    let told = trilat(&again);
    assert_eq!(told.status.code(), Some(6));
    assert!(err(&told).contains("scenario.resolved.toml"));
    let told = trilat(&[&again[..], &["--unverified"]].concat());
    assert_eq!(told.status.code(), Some(0));
    assert!(err(&told).contains("scenario.resolved.toml was changed"));
}

#[test]
fn every_format_says_the_same() {
    let home = TempDir::new().unwrap();
    let folder = run(&home.path().join("runs"), "configs/toy.toml");
    let figures = home.path().join("figures");
    let base = ["trace", &folder, "--run", "5", "--months", "3..6"];
    let with = |extra: &[&str]| {
        let args: Vec<&str> = base.iter().chain(extra).copied().collect();
        out(&trilat(&args))
    };
    let text = with(&["--out", figures.to_str().unwrap()]);
    for extension in ["svg", "pdf", "png", "csv", "txt"] {
        assert!(
            figures.join(format!("trace_5.{extension}")).is_file(),
            "{extension}"
        );
    }
    let svg = std::fs::read_to_string(figures.join("trace_5.svg")).unwrap();
    for words in ["Chance of rung 1, %", "Responses", "2026-03"] {
        assert!(svg.contains(words), "{words} is not in the figure");
    }
    let json: serde_json::Value =
        serde_json::from_str(&with(&["--no-figure", "--format", "json"])).unwrap();
    let months = json["trace"]["months"].as_array().unwrap();
    assert_eq!(months.len(), 4);
    let csv = with(&["--no-figure", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for month in months {
        let date = month["month"].as_str().unwrap();
        assert!(
            text.contains(&format!("\n{date} (month ")),
            "{date} is not in the text"
        );
        for option in month["options"].as_array().unwrap() {
            let rung = option["rung"].to_string();
            let row = rows
                .iter()
                .find(|r| {
                    &r[4] == date && &r[5] == "option" && r[6] == *rung && &r[10] == "probability"
                })
                .unwrap();
            let p: f64 = row[11].parse().unwrap();
            assert_eq!(Some(p), option["probability"].as_f64());
        }
    }
    assert_eq!(with(&["--no-figure"]), text, "the same trace twice");
}

#[test]
fn a_scenario_file_will_do_and_mistakes_are_named() {
    let toy = "configs/toy.toml";
    let file = [
        "trace",
        toy,
        "--run",
        "2",
        "--no-figure",
        "--set",
        "scenario.horizon=12",
    ];
    let told = out(&trilat(&file));
    assert!(told.starts_with("Run 2 of toy"), "{told}");
    // The two-stage game of quantal response in configs/toy.toml: p_F = .645656, p_A = .477188.
    for words in [
        "with probability 47.7 %",
        "(probability 64.6 %; expected 64.6 %)",
    ] {
        assert!(told.contains(words), "{words} is not in {told}");
    }
    // Its utility: .6·(1 − .645656) − .4·.645656 = −.046.
    let row = |label: &str| {
        told.lines()
            .find(|line| line.contains(label))
            .unwrap()
            .to_owned()
    };
    let cells = |label: &str| {
        row(label)
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(cells("utility U")[2..], ["0.000", "-0.046"]);
    assert_eq!(cells("v·G")[1..], ["0.000", "+0.213"]);
    assert_eq!(cells("−κ_L")[1..], ["0.000", "-0.258"]);
    let fails = |extra: &[&str], code: i32, words: &str| {
        let args: Vec<&str> = file.iter().chain(extra).copied().collect();
        let output = trilat(&args);
        let said = err(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
    };
    let northeast = "configs/northeast_asia.toml";
    let typo = trilat(&[
        "trace",
        northeast,
        "--run",
        "0",
        "--prober",
        "PKR",
        "--no-figure",
    ]);
    assert_eq!(typo.status.code(), Some(2));
    assert!(err(&typo).contains("did you mean `PRK`?"), "{}", err(&typo));
    let nowhere = trilat(&[
        "trace",
        northeast,
        "--run",
        "0",
        "--prober",
        "RUS",
        "--theatre",
        "KP",
        "--no-figure",
    ]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(
        err(&nowhere).contains("no challenge to trace of RUS in KP"),
        "{}",
        err(&nowhere)
    );
    fails(&["--months", "9..3"], 2, "write FIRST..LAST");
    fails(&["--months", "1..13"], 2, "as numbers from 1 to 12");
    fails(&["--scenario", "toi"], 2, "did you mean `toy`?");
    let empty = TempDir::new().unwrap();
    let folder = empty.path().to_str().unwrap();
    let output = trilat(&["trace", folder, "--run", "0", "--no-figure"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("holds no run"), "{}", err(&output));
    let output = trilat(&["trace", "no/such/thing", "--run", "0"]);
    assert!(err(&output).contains("does not exist"), "{}", err(&output));
}

#[test]
fn a_comparison_can_be_traced_by_member() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("both");
    let folder = folder.to_str().unwrap();
    out(&trilat(&[
        "compare",
        "configs/northeast_asia.toml",
        "configs/seoul_steps_back.toml",
        "--runs",
        "2",
        "--set",
        "scenario.horizon=16",
        "--no-figures",
        "--quiet",
        "--out",
        folder,
    ]));
    let base = out(&trilat(&["trace", folder, "--run", "1", "--no-figure"]));
    assert!(base.starts_with("Run 1 of northeast_asia"), "{base}");
    let other = [
        "trace",
        folder,
        "--run",
        "1",
        "--no-figure",
        "--scenario",
        "seoul_steps_back",
    ];
    assert!(out(&trilat(&other)).starts_with("Run 1 of seoul_steps_back"));
    let wrong = [
        "trace",
        folder,
        "--run",
        "1",
        "--no-figure",
        "--scenario",
        "seoul_step_back",
    ];
    assert!(err(&trilat(&wrong)).contains("did you mean `seoul_steps_back`?"));
}

#[test]
fn a_trace_tells_its_months_and_stops_in_any_of_them() {
    let scenario = scenario("toy.toml", &[MONTHS, BURN_IN]);
    let (all, ask) = (months(&scenario), Ask::default());
    for at in [1, all / 2 + 1, all] {
        let (mut last, stop) = (0, AtomicBool::new(false));
        let mut tell = |done| {
            assert_eq!(done, last + 1);
            last = done;
            stop.store(done == at, Ordering::Relaxed);
        };
        let found = trace(&scenario, &ask, &mut Ticker::new(&mut tell, &stop));
        assert_eq!(found.unwrap_err(), TraceError::Interrupted(Stopped));
        assert_eq!(last, at);
    }
}

/// Progress, and an end on request.
#[derive(Default)]
struct Listener {
    at: Vec<u64>,
    warnings: usize,
    stop: Stop,
}

impl Watch for Listener {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::At(done) => self.at.push(done),
            Event::Warning(_) => self.warnings += 1,
            _ => {}
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

#[test]
fn a_program_gets_the_trace_that_is_printed() {
    let home = TempDir::new().unwrap();
    let folder = run(&home.path().join("runs"), "configs/toy.toml");
    let ask = tasks::trace::Ask::new(&folder, 5);
    let mut listener = Listener::default();
    let traced = tasks::trace::trace(&ask, &mut listener).unwrap();
    let months: Vec<u64> = (1..=2 * 19).collect();
    assert_eq!(listener.at, months, "5 of the burn-in and 14, twice");
    let printed = ["trace", &folder, "--run", "5", "--no-figure", "--format"];
    let json = out(&trilat(&[&printed[..], &["json"]].concat()));
    assert_eq!(tasks::trace::tables::json(&traced), json);
    let csv = out(&trilat(&[&printed[..], &["csv"]].concat()));
    assert_eq!(tasks::trace::tables::csv(&traced.trace), csv);

    // What was left open is in the command under the figure.
    let given = tasks::Command::trilat("trace").word("it's");
    let figures = tasks::Out::new(home.path().join("figures"), given);
    let saved = tasks::trace::trace_into(&ask, &figures, &mut listener).unwrap();
    assert_eq!(saved.files[0].path, "trace_5.svg");
    let notes = std::fs::read_to_string(home.path().join("figures/trace_5.txt")).unwrap();
    let (first, last) = (&traced.trace.months[0], traced.trace.months.last().unwrap());
    let command = format!(
        "trilat trace 'it'\\''s' --prober {} --theatre {} --months {}..{}",
        traced.trace.prober.code, traced.trace.theatre.code, first.month, last.month
    );
    assert!(notes.contains(&command), "{notes}");
    assert_eq!(listener.warnings, 0);

    listener.stop.raise();
    let error = tasks::trace::trace(&ask, &mut listener).unwrap_err();
    assert_eq!(error.fault(), tasks::Fault::Interrupted);
}
