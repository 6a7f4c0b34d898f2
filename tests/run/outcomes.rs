//! Outcomes of one's own: recomputed from the traces and the event log by other code, and refused where they ask for what
//! is not there.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const RUNS: usize = 24;
const MONTHS: usize = 48;

fn trilat(home: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    command.current_dir(home).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn good(home: &Path, args: &[&str]) -> Output {
    let done = trilat(home, args);
    assert!(done.status.success(), "{}", text(&done.stderr));
    done
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// One run as its files have it.
struct Run {
    months: Vec<BTreeMap<String, f64>>,
    events: Vec<(usize, BTreeMap<String, String>)>,
    row: BTreeMap<String, f64>,
}

impl Run {
    /// A monthly observable.
    fn of(&self, name: &str) -> Vec<f64> {
        self.months.iter().map(|month| month[name]).collect()
    }

    /// How many events of a kind there were each month: by actor, target and theatre, where given.
    fn count(&self, kind: &str, who: [&str; 3]) -> Vec<f64> {
        let mut counts = vec![0.0; MONTHS];
        let names = ["actor", "target", "theatre"];
        for (month, event) in &self.events {
            let fits = names
                .iter()
                .zip(who)
                .all(|(name, wanted)| wanted.is_empty() || event[*name] == wanted);
            if event["kind"] == kind && fits {
                counts[*month] += 1.0;
            }
        }
        counts
    }
}

fn number(text: &str) -> f64 {
    match text {
        "" => f64::NAN,
        text => text.parse().unwrap(),
    }
}

/// Months since an event, infinite before the first.
fn since(x: &[f64]) -> Vec<f64> {
    let mut last = f64::INFINITY;
    let month = |x: &f64| {
        last = if *x > 0.0 { 0.0 } else { last + 1.0 };
        last
    };
    x.iter().map(month).collect()
}

fn rolling(x: &[f64], k: usize) -> Vec<f64> {
    let mean = |t: usize| match t + 1 < k {
        true => f64::NAN,
        false => x[t + 1 - k..=t].iter().fold(0.0, |sum, x| sum + x) / k as f64,
    };
    (0..x.len()).map(mean).collect()
}

fn sum(x: impl IntoIterator<Item = f64>) -> f64 {
    x.into_iter().fold(0.0, |sum, x| sum + x)
}

fn count(x: impl IntoIterator<Item = bool>) -> f64 {
    x.into_iter().filter(|x| *x).count() as f64
}

fn mean(x: &[f64]) -> f64 {
    sum(x.iter().copied()) / x.len() as f64
}

fn first(x: impl IntoIterator<Item = bool>) -> f64 {
    let at = x.into_iter().position(|x| x);
    at.map_or(f64::NAN, |at| at as f64 + 1.0)
}

/// A name, its expression, and the same worked out from the files of a run.
type Case = (&'static str, &'static str, fn(&Run) -> f64);

const CASES: [Case; 22] = [
    ("tests", "sum(rung_prk_kp >= 3)", |r| {
        count(r.of("rung_prk_kp").iter().map(|x| *x >= 3.0))
    }),
    (
        "after",
        "sum(rung_prk_kp >= 3) where since(turnover_kor) <= 3",
        |r| {
            let since = since(&r.count("election", ["KOR", "", ""]));
            count(
                r.of("rung_prk_kp")
                    .iter()
                    .zip(since)
                    .map(|(x, s)| *x >= 3.0 && s <= 3.0),
            )
        },
    ),
    ("mix", "probes_r3 / (probes_r2 + 1)", |r| {
        r.row["probes_r3"] / (r.row["probes_r2"] + 1.0)
    }),
    (
        "late",
        "mean(belief_prk_kor) from 2028-01 until 2029-01",
        |r| mean(&r.of("belief_prk_kor")[24..36]),
    ),
    ("worst", "max(fear_prk)", |r| {
        r.of("fear_prk")
            .into_iter()
            .fold(f64::NEG_INFINITY, f64::max)
    }),
    ("least", "min(cohesion) where t > 12", |r| {
        r.of("cohesion")[12..]
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min)
    }),
    ("end", "last(opinion_kor_of_jpn)", |r| {
        r.of("opinion_kor_of_jpn")[MONTHS - 1]
    }),
    ("when", "first(probes_r3_up >= 2)", |r| {
        first(r.of("probes_r3_up").iter().map(|x| *x >= 2.0))
    }),
    ("often", "share(belief_prk_kor > belief_prk_jpn)", |r| {
        let pairs = r
            .of("belief_prk_kor")
            .into_iter()
            .zip(r.of("belief_prk_jpn"));
        count(pairs.map(|(a, b)| a > b)) / MONTHS as f64
    }),
    (
        "swing",
        "sum(abs(stance_kor - lag(stance_kor, 1))) where t > 1",
        |r| {
            let x = r.of("stance_kor");
            sum(x.windows(2).map(|w| (w[1] - w[0]).abs()))
        },
    ),
    (
        "calm",
        "mean(rolling(cooperation_jpn_kor, 6)) where t >= 6",
        |r| mean(&rolling(&r.of("cooperation_jpn_kor"), 6)[5..]),
    ),
    ("talk", "sum(statement_jpn_kor)", |r| {
        sum(r.count("statement", ["JPN", "KOR", ""]))
    }),
    ("answered", "sum(response_usa_prk_kp)", |r| {
        sum(r.count("response", ["USA", "PRK", "KP"]))
    }),
    ("crises_kp", "sum(crisis_kp) where not at_war", |r| {
        sum(r.count("crisis", ["", "", "KP"]))
    }),
    ("shocks", "sum(shock_kor_jpn + shock_jpn_kor)", |r| {
        sum(r.count("shock", ["KOR", "JPN", ""])) + sum(r.count("shock", ["JPN", "KOR", ""]))
    }),
    ("ever_apart", "sum(ever(resolute_kor == 0))", |r| {
        let mut ever = false;
        count(r.of("resolute_kor").iter().map(|x| {
            ever |= *x == 0.0;
            ever
        }))
    }),
    ("power", "mean(cohesion ^ 2 * coordination ^ -1)", |r| {
        let pairs = r.of("cohesion").into_iter().zip(r.of("coordination"));
        mean(&pairs.map(|(a, b)| a * a * (1.0 / b)).collect::<Vec<_>>())
    }),
    (
        "either",
        "sum(probe_prk_kp > 0 or probe_chn_ts > 0 and not campaign)",
        |r| {
            let (prk, chn) = (
                r.count("probe", ["PRK", "", "KP"]),
                r.count("probe", ["CHN", "", "TS"]),
            );
            let campaign = r.of("campaign");
            count((0..MONTHS).map(|t| prk[t] > 0.0 || (chn[t] > 0.0 && campaign[t] == 0.0)))
        },
    ),
    ("clipped", "sum(min(max(threat_jpn, 0.5), 1.5, 1.2))", |r| {
        sum(r.of("threat_jpn").into_iter().map(|x| {
            let x = if x < 0.5 { 0.5 } else { x };
            if x > 1.2 { 1.2 } else { x }
        }))
    }),
    ("nothing", "mean(fear_prk) where t > 48", |_| f64::NAN),
    (
        "holes",
        "mean(cohesion / (rung_prk_kp > 0)) where t <= 2",
        |r| {
            // A month without a probe divides by 0, is missing, and leaves nothing to say.
            let hole = r.of("rung_prk_kp")[..2].contains(&0.0);
            if hole {
                f64::NAN
            } else {
                mean(&r.of("cohesion")[..2])
            }
        },
    ),
    ("twice", "2 * tests - mix", |r| {
        let tests = count(r.of("rung_prk_kp").iter().map(|x| *x >= 3.0));
        2.0 * tests - r.row["probes_r3"] / (r.row["probes_r2"] + 1.0)
    }),
];

#[test]
fn outcomes_are_what_the_traces_and_the_event_log_say() {
    let home = TempDir::new().unwrap();
    let asked: Vec<String> = CASES
        .iter()
        .map(|(name, rule, _)| format!("{name}={rule}"))
        .collect();
    let (runs, horizon) = (RUNS.to_string(), format!("scenario.horizon={MONTHS}"));
    let mut args = vec![
        "run",
        "northeast_asia",
        "--runs",
        &runs,
        "--set",
        &horizon,
        "--traces",
        &runs,
    ];
    args.extend(["--events", "--no-figures", "--out", "out"]);
    asked
        .iter()
        .for_each(|asked| args.extend(["--outcome", asked]));
    let told = text(&good(home.path(), &args).stderr);
    assert!(
        told.contains("probes_r3 (probes per year)") && told.contains("first_war"),
        "{told}"
    );
    let missing = told
        .lines()
        .find(|line| line.starts_with("nothing"))
        .unwrap();
    assert!(
        missing.contains(&format!("{RUNS} of {RUNS} runs missing")),
        "{told}"
    );

    let out = home.path().join("out");
    let mut all: Vec<Run> = rows(&out.join("runs.csv"))
        .into_iter()
        .map(|row| Run {
            months: Vec::new(),
            events: Vec::new(),
            row: row
                .iter()
                .map(|(name, value)| (name.clone(), number(value)))
                .collect(),
        })
        .collect();
    for row in rows(&out.join("traces.csv")) {
        let run: usize = row["run"].parse().unwrap();
        let month = row.iter().filter(|(name, _)| *name != "month");
        all[run].months.push(
            month
                .map(|(name, value)| (name.clone(), number(value)))
                .collect(),
        );
    }
    for row in rows(&out.join("events.csv")) {
        let (run, t): (usize, usize) = (row["run"].parse().unwrap(), row["t"].parse().unwrap());
        all[run].events.push((t, row));
    }
    assert_eq!(all.len(), RUNS);
    let mut differs = Vec::new();
    for (name, rule, by_hand) in CASES {
        let mut values: Vec<f64> = Vec::new();
        for (n, run) in all.iter().enumerate() {
            let (found, wanted) = (run.row[name], by_hand(run));
            if found != wanted && !(found.is_nan() && wanted.is_nan()) {
                differs.push(format!("{name} = {rule}, run {n}: {found}, not {wanted}"));
            }
            values.push(found);
        }
        let alike = values.iter().all(|x| *x == values[0] || x.is_nan());
        assert!(
            !alike || ["nothing", "crises_kp"].contains(&name),
            "{name} is the same in every run: {values:?}"
        );
    }
    assert!(
        differs.is_empty(),
        "{}",
        differs[..differs.len().min(9)].join("\n")
    );

    // The recorded command and the resolved scenario give the same again.
    good(home.path(), &["rerun", "out", "--out", "again"]);
    let bytes = |folder: &str| std::fs::read(home.path().join(folder).join("runs.csv")).unwrap();
    assert!(bytes("out") == bytes("again"));
    let events = "twice=2 * tests - mix";
    assert!(
        std::fs::read_to_string(out.join("manifest.json"))
            .unwrap()
            .contains(events)
    );
}

#[test]
fn an_outcome_has_an_effect_and_the_same_runs() {
    let home = TempDir::new().unwrap();
    let common = [
        "--runs",
        "64",
        "--set",
        "scenario.horizon=24",
        "--outcome",
        "tests=sum(rung_prk_kp >= 3)",
    ];
    let run = [
        &["run", "northeast_asia", "--no-figures", "--out", "alone"],
        &common[..],
    ]
    .concat();
    good(home.path(), &run);
    let pair = [
        "compare",
        "northeast_asia",
        "seoul_tokyo_apart",
        "--no-figures",
        "--out",
        "pair",
    ];
    good(home.path(), &[&pair, &common[..]].concat());
    let alone = rows(&home.path().join("alone/runs.csv"));
    let both = rows(&home.path().join("pair/runs.csv"));
    let (base, arm): (Vec<_>, Vec<_>) = both.iter().partition(|row| row["arm"] == "northeast_asia");
    assert_eq!((base.len(), arm.len()), (64, 64));
    let effects = rows(&home.path().join("pair/contrasts.csv"));
    let effect = effects
        .iter()
        .find(|row| row["observable"] == "tests" && row["statistic"] == "mean")
        .unwrap();
    let total =
        |rows: &[&BTreeMap<String, String>]| sum(rows.iter().map(|row| number(&row["tests"])));
    let by_hand = (total(&arm) - total(&base)) / 64.0;
    assert!(
        (number(&effect["effect"]) - by_hand).abs() < 1e-12,
        "{effect:?}"
    );
    for (row, own) in base.iter().zip(&alone) {
        assert_eq!(row["tests"], own["tests"]);
        let serious = ["r3", "r4", "r5"].map(|rung| number(&own[&format!("probes_prk_kp_{rung}")]));
        assert_eq!(number(&row["tests"]), sum(serious));
    }
}

/// What `check` says of a scenario with these lines.
fn told(lines: &str) -> String {
    let home = TempDir::new().unwrap();
    let text_of = format!("extends = \"northeast_asia\"\n{lines}\n");
    std::fs::write(home.path().join("mine.toml"), text_of).unwrap();
    let done = trilat(home.path(), &["check", "mine.toml"]);
    assert_eq!(done.status.code(), Some(3), "{lines}");
    text(&done.stderr)
}

#[test]
fn an_outcome_that_asks_for_what_is_not_there_is_told_so_at_its_place() {
    for (lines, place, words) in [
        (
            "[outcomes.a]\nsum = \"rung_prk_kpp >= 3\"",
            "mine.toml:3:8",
            "did you mean `rung_prk_kp`?",
        ),
        (
            "[outcomes.a]\nsum = \"1 + probes_r3 / months\"",
            "mine.toml:3:24",
            "no observable `months`",
        ),
        (
            "[outcomes.a]\nmean = \"wars\"",
            "mine.toml:3:9",
            "of a run, not of a month",
        ),
        (
            "[outcomes.a]\nvalue = \"fear_prk\"",
            "mine.toml:3:10",
            "mean = \"fear_prk\"",
        ),
        (
            "[outcomes.a]\nvalue = \"expected_r3 / probes_r3\"",
            "mine.toml:3:10",
            "can only be added",
        ),
        (
            "[outcomes.a]\nvalue = \"lag(wars, 1)\"",
            "mine.toml:3:9",
            "no past",
        ),
        (
            "[outcomes.a]\nvalue = \"b + 1\"\n[outcomes.b]\nvalue = \"2 * a\"",
            "mine.toml:3",
            "made of itself",
        ),
        (
            "[outcomes.wars]\nvalue = \"crises\"",
            "mine.toml:3",
            "a column of every run",
        ),
        (
            "[outcomes.a]\nsum = \"probes >\"",
            "mine.toml:3:16",
            "breaks off",
        ),
        (
            "[outcomes.a]\nsum = \"probes\"\nmean = \"probes\"",
            "mine.toml:2",
            "`sum` and `mean`",
        ),
        (
            "[outcomes.a]\nunit = \"x\"",
            "mine.toml:2",
            "has no expression",
        ),
        (
            "[outcomes.a]\nvalue = \"wars\"\nwhere = \"t > 1\"",
            "mine.toml:4",
            "says nothing",
        ),
        (
            "[outcomes.a]\nsum = \"probes\"\nfrom = \"2016-01\"",
            "mine.toml:4",
            "no month of the record",
        ),
        (
            "[outcomes.A]\nsum = \"probes\"",
            "mine.toml:2",
            "names a column",
        ),
        (
            "[outcomes.a]\nsums = \"probes\"",
            "mine.toml:3",
            "did you mean `sum`?",
        ),
        (
            "[outcomes.a]\nsum = \"fear_prk > 1\"\n[mechanisms]\nfear = false",
            "mine.toml:3:8",
            "mechanism `fear` is off",
        ),
        (
            "[outcomes.a]\nmax = \"rolling(lag(fear_prk, 601), 2)\"",
            "mine.toml:3:16",
            "from 0 to 600",
        ),
    ] {
        let told = told(lines);
        assert!(
            told.contains(place) && told.contains(words),
            "{lines}\n{told}"
        );
    }
}

#[test]
fn the_vocabulary_is_listed_with_unit_and_meaning() {
    let home = TempDir::new().unwrap();
    let list = text(&good(home.path(), &["explain", "--outcomes", "northeast_asia"]).stdout);
    for name in [
        "belief_prk_kor",
        "turnover_kor",
        "election_kor",
        "shock_jpn_kor",
        "at_war",
    ] {
        assert!(
            list.lines()
                .any(|line| line.split_whitespace().next() == Some(name)),
            "{name}"
        );
    }
    let json = good(
        home.path(),
        &["explain", "--outcomes", "northeast_asia", "--json"],
    )
    .stdout;
    let list: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    let mut names: Vec<&str> = list
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a name stands for two things");
    assert!(
        list.iter()
            .all(|one| one["meaning"].as_str().unwrap().ends_with('.'))
    );
}
