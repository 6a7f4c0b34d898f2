//! Probes counted, by run and by month, and those to be expected before the draws.

use trilat::scenario::Scenario;

use super::support::{Record, scenario};

const RUNS: u64 = 512;
const MONTHS: &str = "scenario.horizon=60";
const HELD: [&str; 2] = ["levers.hold.rung=PRK/KP", "levers.hold.set=3"];

/// Each column of expected probes with the columns of counts that it stands for.
fn pairs(scenario: &Scenario) -> Vec<(String, Vec<String>)> {
    let roster = &scenario.roster;
    let codes = |n: usize| {
        let target = &roster.targets[n];
        let prober = roster.probers[target.prober].code.to_lowercase();
        (prober, roster.theatres[target.theatre].code.to_lowercase())
    };
    let mut pairs = Vec::new();
    for r in 1..=roster.rungs.len() {
        pairs.push((format!("expected_r{r}"), vec![format!("probes_r{r}")]));
        for prober in &roster.probers {
            let prober = prober.code.to_lowercase();
            let counts = (0..roster.targets.len())
                .map(codes)
                .filter(|(own, _)| *own == prober)
                .map(|(own, theatre)| format!("probes_{own}_{theatre}_r{r}"));
            pairs.push((format!("expected_{prober}_r{r}"), counts.collect()));
        }
        for (prober, theatre) in (0..roster.targets.len()).map(codes) {
            let name = format!("{prober}_{theatre}_r{r}");
            pairs.push((format!("expected_{name}"), vec![format!("probes_{name}")]));
        }
    }
    pairs
}

/// By run: the counts that a column of expected probes stands for, and that column.
fn both(record: &Record, (expected, counts): &(String, Vec<String>)) -> (Vec<f64>, Vec<f64>) {
    let expected = record.run_column(expected);
    let mut count = vec![0.0; expected.len()];
    for name in counts {
        let column = record.run_column(name);
        count.iter_mut().zip(column).for_each(|(sum, x)| *sum += x);
    }
    (count, expected)
}

/// That counts and expected probes have the same mean, to within four standard errors. Of rare probes the
/// sample tells the error badly: it is at least that of independent ones, whose variance is their mean.
fn same_means(counts: &[f64], expected: &[f64], rare: f64, what: &str) {
    let n = counts.len() as f64;
    let off: Vec<f64> = counts.iter().zip(expected).map(|(c, e)| c - e).collect();
    let mean = off.iter().sum::<f64>() / n;
    let variance = off.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let error = (variance.max(rare) / n).sqrt();
    assert!(mean.abs() <= 4.0 * error, "{what}: {mean} ± {error}");
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The tower property, with feedback from probes on later months, for a lever on a rung that begins and ends,
/// and for wars that end all probes.
#[test]
fn probes_to_be_expected_have_the_mean_of_the_counts() {
    let lever = [
        MONTHS,
        HELD[0],
        HELD[1],
        "levers.hold.from=2027-01",
        "levers.hold.until=2028-01",
    ];
    let war = [MONTHS, "crisis.war=1.0", "scenario.war=absorbing"];
    for sets in [&[MONTHS][..], &lever, &war] {
        let scenario = scenario("northeast_asia.toml", sets);
        let record = Record::of(&scenario, RUNS, false);
        let pairs = pairs(&scenario);
        assert_eq!(pairs.len(), 5 * (1 + 3 + 5));
        for pair in &pairs {
            let (counts, expected) = both(&record, pair);
            let rare = mean(&expected);
            same_means(&counts, &expected, rare, &format!("{sets:?} {}", pair.0));
        }
        if sets.len() == war.len() {
            let wars = record.run_column("first_war");
            let ended = wars.iter().filter(|month| month.is_finite()).count();
            assert!(ended > wars.len() / 5, "{ended} wars");
        }
    }
}

/// Effects on the same random numbers have the same mean, too.
#[test]
fn effects_on_probes_to_be_expected_are_those_on_the_counts() {
    let arms =
        ["northeast_asia.toml", "seoul_steps_back.toml"].map(|file| scenario(file, &[MONTHS]));
    let records = [0, 1].map(|arm| Record::of(&arms[arm], RUNS, false));
    for pair in pairs(&arms[0]) {
        let [a, b] = [0, 1].map(|arm| both(&records[arm], &pair));
        let effect =
            |b: &[f64], a: &[f64]| -> Vec<f64> { b.iter().zip(a).map(|(b, a)| b - a).collect() };
        let rare = mean(&a.1) + mean(&b.1);
        same_means(&effect(&b.0, &a.0), &effect(&b.1, &a.1), rare, &pair.0);
    }
}

/// What nothing is left to chance of is expected as it happens: at the rung that a lever holds until a war.
#[test]
fn a_rung_that_is_held_is_expected_as_often_as_it_is_taken() {
    let sets = [HELD[0], HELD[1], "crisis.war=0.05"];
    let scenario = scenario("northeast_asia.toml", &sets);
    let record = Record::of(&scenario, 128, false);
    let held = record.run_column("probes_prk_kp_r3");
    assert!(held.contains(&120.0) && held.iter().any(|&months| months < 120.0));
    for r in 1..=5 {
        let counts = record.run_column(&format!("probes_prk_kp_r{r}"));
        assert_eq!(record.run_column(&format!("expected_prk_kp_r{r}")), counts);
    }
    assert_ne!(
        record.run_column("expected_prk_nea_r1"),
        record.run_column("probes_prk_nea_r1")
    );
}

/// The counts by month, however they are divided, add up to each other and to those of the run.
#[test]
fn probes_of_the_months_add_up() {
    let scenario = scenario("northeast_asia.toml", &["scenario.horizon=24"]);
    let record = Record::of_few(&scenario, 16, true);
    let path = |name: &str| -> Vec<Vec<f64>> {
        let whole = |run: Vec<u64>| run.into_iter().map(f64::from_bits).collect();
        record.path(name).into_iter().map(whole).collect()
    };
    let sum = |names: &[&str]| -> Vec<Vec<f64>> {
        let mut total = path(names[0]);
        for name in &names[1..] {
            let pairs = total
                .iter_mut()
                .flatten()
                .zip(path(name).into_iter().flatten());
            pairs.for_each(|(sum, x)| *sum += x);
        }
        total
    };
    let probes = path("probes");
    assert!(probes.iter().flatten().any(|&n| n > 1.0));
    assert_eq!(
        sum(&["probes_by_chn", "probes_by_rus", "probes_by_prk"]),
        probes
    );
    assert_eq!(
        sum(&["probes_in_kp", "probes_in_ts", "probes_in_nea"]),
        probes
    );
    assert_eq!(sum(&["probes_r2", "probes_r3_up"]), probes);
    assert_eq!(
        sum(&["probes_r3", "probes_r4", "probes_r5"]),
        path("probes_r3_up")
    );
    for r in 1..=5 {
        let by_month = path(&format!("probes_r{r}"));
        let totals: Vec<f64> = by_month.iter().map(|run| run.iter().sum()).collect();
        assert_eq!(totals, record.run_column(&format!("probes_r{r}")));
    }
}
