//! What stands in the files.

use std::collections::BTreeMap;

use trilat::study::load;

use super::support::{Place, code, json, study, text};

/// Cells of a CSV file by row.
fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        row.unwrap().iter().map(str::to_owned).collect()
    };
    (header, reader.records().map(row).collect())
}

/// The runs of each point are those that `trilat run` makes of its scenario, bit for bit.
fn check_against_single_runs(
    place: &Place,
    replicates: u64,
    first_replicate: impl Fn(usize) -> u64,
) {
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let (header, rows) = table(&place.read("out/runs.csv"));
    let (first, last) = (&header[..2], header.last().unwrap());
    assert_eq!(
        (first, last.as_str()),
        (&["point".to_owned(), "replicate".to_owned()][..], "failed")
    );
    let mut by_point: BTreeMap<usize, BTreeMap<u64, Vec<String>>> = BTreeMap::new();
    for row in rows {
        let values = row[2..row.len() - 1].to_vec();
        assert_eq!(row.last().unwrap(), "");
        let runs = by_point.entry(row[0].parse().unwrap()).or_default();
        assert!(runs.insert(row[1].parse().unwrap(), values).is_none());
    }
    let study = load(&place.file("study.toml"), &[]).unwrap();
    assert_eq!(by_point.len(), study.len());
    for (point, runs) in by_point {
        let first = first_replicate(point);
        assert!(runs.keys().copied().eq(0..replicates));
        place.write("point.toml", &study.scenario(point).unwrap().to_toml());
        let count = (first + replicates).to_string();
        place.good(&[
            "run",
            "point.toml",
            "--runs",
            &count,
            "--out",
            "point",
            "--force",
            "--no-figures",
            "-q",
        ]);
        let (_, single) = table(&place.read("point/runs.csv"));
        for (replicate, values) in runs {
            let expected = &single[(first + replicate) as usize][1..];
            assert_eq!(values, expected, "point {point}, replicate {replicate}");
        }
    }
}

#[test]
fn every_run_is_that_of_its_point_alone() {
    check_against_single_runs(&Place::new(30), 30, |_| 0);
}

/// A block never holds two horizons, and each point is summarised by its own.
#[test]
fn points_of_different_shapes_and_more_points_than_lanes_keep_apart() {
    let place = Place::new(1);
    let factors = "[design]\nkind = \"grid\"\n[factors]\n\
        \"scenario.horizon\" = { levels = [3, 9] }\n\
        \"states.PROBER.precision\" = { low = 1.0, high = 5.0, steps = 70 }\n";
    place.write("study.toml", &study(3, factors));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let (header, rows) = table(&place.read("out/runs.csv"));
    let (_, design) = table(&place.read("out/design.csv"));
    assert_eq!((rows.len(), design.len()), (420, 140));
    let first = header.iter().position(|name| name == "first_r1").unwrap();
    let late = |months: &str| {
        let of = |row: &&Vec<String>| design[row[0].parse::<usize>().unwrap()][1] == months;
        let times = rows
            .iter()
            .filter(of)
            .filter_map(|row| row[first].parse::<u32>().ok());
        times.max().unwrap()
    };
    assert!(late("3") <= 3);
    assert!((4..=9).contains(&late("9")));
    place.write(
        "point.toml",
        &load(&place.file("study.toml"), &[])
            .unwrap()
            .scenario(97)
            .unwrap()
            .to_toml(),
    );
    place.good(&[
        "run",
        "point.toml",
        "--runs",
        "3",
        "--out",
        "point",
        "--no-figures",
        "-q",
    ]);
    let (_, single) = table(&place.read("point/runs.csv"));
    for row in rows.iter().filter(|row| row[0] == "97") {
        let replicate: usize = row[1].parse().unwrap();
        assert_eq!(row[2..row.len() - 1], single[replicate][1..]);
    }
}

/// The statistics of a point are those that `trilat run` writes.
#[test]
fn the_summary_of_a_point_is_that_of_its_runs() {
    let place = Place::new(30);
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let (header, rows) = table(&place.read("out/summary.csv"));
    let names = [
        "point",
        "column",
        "statistic",
        "estimate",
        "std_error",
        "ci_low",
        "ci_high",
        "n",
        "n_missing",
        "n_failed",
    ];
    assert_eq!(header, names);
    let study = load(&place.file("study.toml"), &[]).unwrap();
    for point in [0, 7] {
        place.write("point.toml", &study.scenario(point).unwrap().to_toml());
        place.good(&[
            "run",
            "point.toml",
            "--runs",
            "30",
            "--out",
            "point",
            "--force",
            "--no-figures",
            "-q",
        ]);
        let (_, single) = table(&place.read("point/summary.csv"));
        let own: Vec<Vec<String>> = rows
            .iter()
            .filter(|row| row[0] == point.to_string())
            .map(|row| row[1..9].to_vec())
            .collect();
        let expected: Vec<Vec<String>> = single.iter().map(|row| row[..8].to_vec()).collect();
        assert_eq!(own, expected);
    }
    assert!(rows.iter().all(|row| row[9] == "0"));
}

#[test]
fn the_data_dictionary_describes_every_column() {
    let place = Place::new(3);
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let package: serde_json::Value =
        serde_json::from_str(&place.read("out/datapackage.json")).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 4);
    for resource in resources {
        let (header, _) =
            table(&place.read(&format!("out/{}", resource["path"].as_str().unwrap())));
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(header, names);
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&place.read("out/manifest.json")).unwrap();
    let info = &manifest["study"];
    assert_eq!(info["design"]["kind"], "grid");
    assert_eq!(
        (info["points"].as_u64(), info["replicates"].as_u64()),
        (Some(10), Some(3))
    );
}

/// A point draws the same numbers at every point of a study, or its own.
#[test]
fn points_share_their_random_numbers_unless_the_study_is_independent() {
    let factors = "[design]\nkind = \"zip\"\n[factors]\n\
        \"states.PROBER.precision\" = { levels = [3.0, 3.0] }\n";
    let place = Place::new(1);
    let mut same = Vec::new();
    for independent in ["", "independent = true\n"] {
        let text = study(20, factors).replace("replicates", &format!("{independent}replicates"));
        place.write("study.toml", &text);
        place.good(&["sweep", "study.toml", "--out", "out", "--force", "-q"]);
        let (_, mut rows) = table(&place.read("out/runs.csv"));
        rows.sort_by_key(|row| (row[0].clone(), row[1].parse::<u64>().unwrap()));
        let (one, other) = rows.split_at(20);
        let equal = one.iter().zip(other).filter(|(a, b)| a[2..] == b[2..]);
        same.push(equal.count());
    }
    assert_eq!(same[0], 20);
    assert!(same[1] < 20);
}

#[test]
fn a_manifest_is_run_again_to_the_same_bytes() {
    let place = Place::new(20);
    let also = "[design]\nkind = \"ofat\"\n[factors]\n\
        \"mechanisms.trust\" = { categories = [true, false] }\n\
        \"states.PROBER.precision\" = { low = 1.0, high = 5.0, steps = 3, also = [\"response.precision\"] }\n";
    place.write("study.toml", &study(20, also));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let done = place.good(&["rerun", "out/manifest.json", "-q"]);
    let said =
        "identical: runs.csv, summary.csv, design.csv, factors.csv, scenario.resolved.toml\n";
    assert_eq!(text(&done.stdout), said);
    let hash = |out: &str| place.sums(out)[0].clone();
    assert_eq!(hash("out"), hash("out_rerun"));

    place.write(
        "toy.toml",
        &load(&place.file("study.toml"), &[])
            .unwrap()
            .base()
            .to_toml(),
    );
    place.good(&[
        "run", "toy.toml", "--runs", "200", "--traces", "2", "--events", "--out", "single", "-q",
    ]);
    let done = place.good(&["rerun", "single", "--out", "again", "--json", "-q"]);
    let files = json(&done)["files_identical"].as_array().unwrap().len();
    assert_eq!(files, 7, "{}", text(&done.stdout));

    // A manifest that claims other results is found out, and so is a file that was edited.
    let manifest = place.read("single/manifest.json");
    let at = manifest.find("\"path\": \"runs.csv\"").unwrap();
    let digit = at + manifest[at..].find("\"sha256\": \"").unwrap() + 11;
    let other = if &manifest[digit..=digit] == "0" {
        "1"
    } else {
        "0"
    };
    let forged = format!("{}{other}{}", &manifest[..digit], &manifest[digit + 1..]);
    place.write("single/manifest.json", &forged);
    let done = place.trilat(&["rerun", "single", "--out", "third", "-q"]);
    assert_eq!(code(&done), 6);
    assert!(text(&done.stderr).contains("is not what trilat wrote"));
    // Nor do the files come out as it says where its own checksum was taken out.
    let (forged, _) = forged.rsplit_once(",\n  \"sha256\": \"").unwrap();
    place.write("single/manifest.json", &format!("{forged}\n}}\n"));
    let done = place.trilat(&["rerun", "single", "--out", "third", "-q"]);
    assert_eq!(code(&done), 6);
    assert!(text(&done.stderr).starts_with("error: runs.csv differs: third/runs.csv"));
    place.write("out/design.csv", "point\n");
    let done = place.trilat(&["rerun", "out", "--out", "fourth", "-q"]);
    assert_eq!(code(&done), 6);
    assert!(text(&done.stderr).contains("design.csv is not what the manifest says"));
}
