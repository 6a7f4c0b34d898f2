//! Effects over weighted points: the weights enter everything that is said over the points, and the noise of
//! replicates is taken out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use super::sweep::support::{Place, study, text};

const ARM: &str = "[design]\nkind = \"list\"\nfile = \"points.csv\"\n\
    [arms.eager.shift]\n\"states.PROBER.precision\" = 1.5\n";

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The cells of the lines of a printed table on probes at rung 1: `effects` and `estimates`.
fn lines(place: &Place, args: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut all = vec!["tables", "out", "--only", "probes_r1", "--out", "printed"];
    all.extend(args);
    place.good(&all);
    let table = place.read("printed/effects_eager.html");
    let mut found = BTreeMap::new();
    for line in table.split("<tr") {
        let cells = line
            .split("</td>")
            .filter_map(|cell| cell.rsplit('>').next());
        let cells: Vec<String> = cells.map(|cell| cell.trim().replace('−', "-")).collect();
        if let Some(of) = cells
            .get(2)
            .filter(|of| *of == "effects" || *of == "estimates")
        {
            found.insert(of.clone(), cells);
        }
    }
    found
}

/// The numbers of a cell: one, or two with ` to ` between.
fn numbers(cell: &str) -> Vec<f64> {
    cell.split(" to ")
        .map(|number| number.parse().unwrap())
        .collect()
}

/// A number as a table prints it.
fn close(printed: f64, wanted: f64) -> bool {
    (printed - wanted).abs() <= 1e-3 * wanted.abs() + 1e-9
}

/// Weighted quantiles and shares are those of a list in which each point stands as often as it weighs.
#[test]
fn weights_enter_quantiles_and_shares() {
    let place = Place::new(1);
    let mut points = "states.PROBER.precision,weight\n".to_owned();
    for k in 0..16 {
        writeln!(points, "{},{}", 0.5 + 0.25 * f64::from(k), (k * 7) % 5).unwrap();
    }
    place.write("points.csv", &points);
    place.write("study.toml", &study(40, ARM));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let design = rows(&place.read("out/design.csv"));
    let weights: Vec<usize> = design
        .iter()
        .map(|row| row["weight"].parse::<f64>().unwrap() as usize)
        .collect();
    assert_eq!(weights[..4], [0, 2, 4, 1]);
    let mut copies: Vec<(f64, f64, f64)> = Vec::new();
    for row in rows(&place.read("out/effects.csv")) {
        if row["outcome"] == "probes_r1" {
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            let one = (number("effect"), number("ci_low"), number("ci_high"));
            copies.extend(vec![one; weights[row["point"].parse::<usize>().unwrap()]]);
        }
    }
    copies.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = copies.len();
    // The smallest value up to which so many copies lie.
    let quantile = |p: f64| copies[((p * n as f64).ceil() as usize).max(1) - 1].0;
    let share = |count: usize| format!("{:.0} %", 100.0 * count as f64 / n as f64);
    let above = copies.iter().filter(|own| own.1 > 0.0).count();
    let below = copies.iter().filter(|own| own.2 < 0.0).count();
    let found = lines(&place, &[]);
    let own = &found["estimates"];
    assert!(close(numbers(&own[3])[0], quantile(0.5)), "{own:?}");
    let inner = numbers(&own[4]);
    assert!(
        close(inner[0], quantile(0.25)) && close(inner[1], quantile(0.75)),
        "{own:?}"
    );
    let outer = numbers(&own[5]);
    assert!(
        close(outer[0], quantile(0.05)) && close(outer[1], quantile(0.95)),
        "{own:?}"
    );
    assert_eq!(
        own[6..9],
        [share(above), share(below), share(n - above - below)],
        "{own:?}"
    );
    assert!(found.contains_key("effects"));
    let methods = text(&place.good(&["methods", "out"]).stdout);
    assert!(
        methods.contains("The points have weights")
            && methods.contains("noise of replicates taken out"),
        "{methods}"
    );

    // The weights go with the study: again, and into no analysis as if they were a factor.
    place.good(&["rerun", "out/manifest.json", "--out", "again"]);
    assert_eq!(place.read("out/design.csv"), place.read("again/design.csv"));
    let sensitivity = text(
        &place
            .good(&["sensitivity", "out", "--output", "effect:probes_r1"])
            .stdout,
    );
    assert!(
        sensitivity.contains("precision") && !sensitivity.contains("weight"),
        "{sensitivity}"
    );
}

/// Effects that are known, with noise that is known, in the place of those of the model: the middle 90 % with the noise
/// taken out is that of the truth, that of the estimates is not.
#[test]
fn noise_is_taken_out_of_planted_effects() {
    let place = Place::new(1);
    let points = 300;
    let mut list = "states.PROBER.precision,weight\n".to_owned();
    // Half of the points weigh three times as much, and lie elsewhere.
    let weight = |point: usize| if point.is_multiple_of(2) { 3.0 } else { 1.0 };
    for point in 0..points {
        writeln!(
            list,
            "{},{}",
            1.0 + point as f64 / points as f64,
            weight(point)
        )
        .unwrap();
    }
    place.write("points.csv", &list);
    place.write("study.toml", &study(2, ARM));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    // Values of even chances, in an order that has nothing to do with that of the points.
    let mixed = |point: usize, by: usize| ((point * by % points) as f64 + 0.5) / points as f64;
    let truth = |point: usize| match point.is_multiple_of(2) {
        true => 3.0 + mixed(point, 97),
        false => -2.0 + mixed(point, 97),
    };
    let noise = |point: usize| 1.5 * trilat::math::normal_quantile(mixed(point, 211));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut reader = csv::Reader::from_path(place.file("out/effects.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|own| own == name).unwrap();
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let mut record: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if record[at("outcome")] == "probes_r1" {
            let point = record[at("point")].parse().unwrap();
            let estimate = truth(point) + noise(point);
            for (column, value) in [
                ("effect", estimate),
                ("std_error", 1.5),
                ("ci_low", estimate - 3.0),
                ("ci_high", estimate + 3.0),
            ] {
                record[at(column)] = value.to_string();
            }
        }
        writer.write_record(&record).unwrap();
    }
    fs::write(place.file("out/effects.csv"), writer.into_inner().unwrap()).unwrap();
    let found = lines(&place, &["--unverified"]);
    // Of the weight, a quarter lies even from -2 to -1 and three quarters from 3 to 4.
    let truth = [-1.8, 3.0, 3.93, 3.33];
    let of = |which: &str| {
        let (own, outer, inner) = (
            &found[which],
            numbers(&found[which][5]),
            numbers(&found[which][4]),
        );
        [outer[0], inner[0], outer[1], numbers(&own[3])[0]]
    };
    let worst = |found: [f64; 4]| {
        let off = found.iter().zip(truth).enumerate();
        // The lower quarter ends where there is a gap, and anywhere in it would do.
        off.filter(|(at, _)| *at != 1)
            .map(|(_, (own, wanted))| (own - wanted).abs())
            .fold(0.0, f64::max)
    };
    let (effects, estimates) = (worst(of("effects")), worst(of("estimates")));
    assert!(
        effects < 0.5 && estimates > 1.2,
        "{:?} {:?}",
        of("effects"),
        of("estimates")
    );
    let share = |at: usize| numbers(found["effects"][at].trim_end_matches(" %"))[0];
    assert!(
        (share(6) - 75.0).abs() < 4.0 && share(6) + share(7) == 100.0,
        "{found:?}"
    );
    // What the intervals of single points tell is much less.
    assert!(
        numbers(found["estimates"][8].trim_end_matches(" %"))[0] > 40.0,
        "{found:?}"
    );
}
