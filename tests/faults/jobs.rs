//! The commands that are tried, each with what goes on with its folder.

/// A command.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// Its name in the table.
    pub name: &'static str,
    /// Its words, in a folder beside `home`; what it writes goes to `out`.
    pub words: &'static str,
    /// What is added to go on after it ended early.
    pub again: &'static str,
    /// Whether the short form tries it.
    pub short: bool,
}

const fn job(name: &'static str, words: &'static str, again: &'static str, short: bool) -> Job {
    Job {
        name,
        words,
        again,
        short,
    }
}

/// All of them.
pub const JOBS: [Job; 14] = [
    job(
        "run",
        "run ../home/toy.toml --runs 20 --threads 1 -q --out out",
        "--force",
        true,
    ),
    job(
        "run --format parquet",
        "run ../home/toy.toml --runs 20 --threads 1 --events --traces 2 --no-figures --format parquet -q --out out",
        "--force",
        false,
    ),
    job(
        "compare",
        "compare ../home/toy.toml ../home/other.toml --runs 20 --threads 1 -q --out out",
        "--force",
        false,
    ),
    job(
        "sweep",
        "sweep ../home/cloud.toml --threads 1 -q --out out",
        "--resume",
        true,
    ),
    job(
        "sweep, begun again",
        "sweep ../home/cloud.toml --threads 1 -q --out out",
        "--force",
        false,
    ),
    job(
        "sensitivity",
        "sensitivity ../home/study --output probes_r1 --threads 1 -q --out out",
        "--force",
        true,
    ),
    job(
        "discover",
        "discover ../home/study --output probes_r1 --top 30 --shuffles 19 -q --out out",
        "--force",
        false,
    ),
    job(
        "claims",
        "claims --folder ../home/claims --points 8 --threads 1 -q --out out",
        "--resume",
        false,
    ),
    job(
        "calibrate",
        "calibrate ../home/fit.toml --threads 1 -q --out out",
        "--resume",
        false,
    ),
    job(
        "score",
        "score ../home/forecast.csv ../home/counts.csv --baselines climatology -q --out out",
        "--force",
        false,
    ),
    job(
        "baselines",
        "baselines ../home/counts.csv --fit 2012-01..2018-12 -q --out out",
        "--force",
        false,
    ),
    job(
        "export",
        "export ../home/study --author Doe --date 2026-01-01 --out out",
        "--force",
        true,
    ),
    job(
        "plot",
        "plot ../home/run --figure bands_over_time --out out",
        "--force",
        false,
    ),
    job("report", "report ../home/run --out out", "", false),
];

/// What makes the folders that jobs read, in a folder beside `home`.
pub const BEFORE: [&str; 2] = [
    "run ../home/toy.toml --runs 20 --threads 1 -q --out ../home/run",
    "sweep ../home/cloud.toml --threads 1 -q --out ../home/study",
];

const FIT: &str = include_str!("../record/calibrate/two_states_fit.toml");

/// Names and texts of the files in `home`.
pub fn inputs() -> Vec<(&'static str, String)> {
    let months = || (2012..2022).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let counts =
        months().map(|(year, month)| format!("{year}-{month:02},{}\n", (year * month) % 5));
    let forecast = months().skip(96).flat_map(|(year, month)| {
        (0..20).map(move |k| format!("{year}-{month:02},{k},{}\n", (k + month) % 6))
    });
    let range = "{ low = 0.5, high = 3.0 }";
    let claim = |id: &str, to: &str| {
        format!(
            "extends = \"../toy.toml\"\n[claim]\nid = \"{id}\"\nsays = \"The change moves probes\"\nwindow = 12\n\
             [tests.main]\nkind = \"finding\"\nobservable = \"expected_r1\"\nsign = \"+\"\nunit = \"probes\"\n\
             [from.rungs.1]\ngain = 0.3\n[to.rungs.1]\ngain = {to}\n"
        )
    };
    vec![
        ("toy.toml", include_str!("../../configs/toy.toml").into()),
        ("other.toml", "extends = \"toy.toml\"\n[scenario]\nname = \"other\"\n[response]\nprecision = 1.0\n".into()),
        (
            "cloud.toml",
            format!(
                "[study]\nname = \"cloud\"\nscenario = \"toy.toml\"\nreplicates = 3\n[set]\n\"scenario.horizon\" = 24\n\
                 [design]\nkind = \"lhs\"\npoints = 40\n[factors]\n\"states.PROBER.precision\" = {range}\n\
                 \"response.precision\" = {range}\n"
            ),
        ),
        ("claims/space.toml", "[factors]\n\"response.resolve\" = { low = -1.0, high = 1.0 }\n\"signals.noise_intel\" = {}\n".into()),
        ("claims/up.toml", claim("up", "0.9")),
        ("claims/null.toml", claim("null", "0.3")),
        (
            "two_states.toml",
            include_str!("../record/calibrate/two_states.toml").replace("../../../configs/toy.toml", "toy.toml"),
        ),
        (
            "fit.toml",
            FIT.replace("particles = 200", "particles = 20")
                .replace("generations = 6", "generations = 2")
                .replace("predictive = 200", "predictive = 100"),
        ),
        ("counts.csv", std::iter::once("month,count\n".to_owned()).chain(counts).collect()),
        ("forecast.csv", std::iter::once("month,sample,count\n".to_owned()).chain(forecast).collect()),
    ]
}
