//! The series and their description.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use trilat::data::{DataError, monthly_counts, package};
use trilat::scenario::{Action, ChannelKind, LeverTarget, Month, load};
use trilat::store::atomic::fingerprint;

use super::root;

#[test]
fn every_series_is_described_as_it_is() {
    let package = package().unwrap();
    let mut described: Vec<String> = Vec::new();
    for resource in &package.resources {
        let name = &resource.name;
        let path = root().join("data").join(&resource.path);
        let found = fingerprint(&path).unwrap();
        assert_eq!(resource.bytes, found.bytes, "{name}");
        assert_eq!(resource.hash, format!("sha256:{}", found.sha256), "{name}");
        assert_eq!(resource.text().unwrap(), fs::read_to_string(&path).unwrap());
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let header: Vec<&str> = reader.headers().unwrap().iter().collect();
        let fields: Vec<&str> = resource
            .schema
            .fields
            .iter()
            .map(|f| f.name.as_str())
            .collect();
        assert_eq!(header, fields, "{name}");
        for field in &resource.schema.fields {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(field.name.len() <= 32 && field.name.chars().all(plain));
            assert!(!field.description.is_empty(), "{name}.{}", field.name);
            let measured = ["integer", "number", "boolean"].contains(&field.field_type.as_str());
            assert_eq!(measured, !field.unit.is_empty(), "{name}.{}", field.name);
        }
        assert_eq!(resource.schema.missing_values, [""]);
        assert!(!resource.faults.is_empty() && !resource.licenses.is_empty());
        assert!(!resource.sources.is_empty() && !resource.unit.is_empty());
        assert_eq!(
            package.citations_of(resource).len(),
            resource.citations.len()
        );
        described.push(resource.path.clone());
    }
    let files = fs::read_dir(root().join("data")).unwrap();
    let mut there: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    there.sort();
    described.sort();
    assert_eq!(there, described);
}

#[test]
fn coverage_is_that_of_the_rows() {
    let package = package().unwrap();
    for (name, column) in [
        ("nk_monthly", "month"),
        ("gdelt_dyad_monthly", "month"),
        ("chn_rus_joint_air_patrols", "date"),
        ("exercises", "start_date"),
        ("opinion_jpn_kor", "year"),
        ("leaders_reign", "start_date"),
    ] {
        let resource = package.resource(name).unwrap();
        let at = resource
            .schema
            .fields
            .iter()
            .position(|f| f.name == column)
            .unwrap();
        let mut reader = csv::Reader::from_reader(resource.text().unwrap().as_bytes());
        let mut times: Vec<String> = reader
            .records()
            .map(|row| row.unwrap()[at].chars().take(7).collect())
            .collect();
        times.sort();
        assert_eq!(resource.coverage.start, times[0], "{name}");
        assert_eq!(resource.coverage.end, times[times.len() - 1], "{name}");
    }
}

/// The moments that are published with the record, computed anew from the months.
#[test]
fn months_have_the_moments_of_the_targets() {
    let of = |column| {
        let series = monthly_counts("nk_monthly", Some(column)).unwrap();
        let months = series.between("2012-01".parse().unwrap(), "2020-01".parse().unwrap());
        let counts: Vec<f64> = months.counts.iter().map(|&y| y as f64).collect();
        counts
    };
    let (csis, cns) = (of("csis_missile_days"), of("cns_launch_days"));
    assert_eq!(csis.len(), 96);
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let cross = |a: &[f64], b: &[f64]| {
        let (ma, mb) = (mean(a), mean(b));
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - ma) * (b - mb))
            .sum::<f64>()
    };
    let ratio = cross(&csis, &csis) / 95.0 / mean(&csis);
    let lagged = {
        let m = mean(&csis);
        let pairs = csis.windows(2).map(|w| (w[0] - m) * (w[1] - m));
        pairs.sum::<f64>() / cross(&csis, &csis)
    };
    let correlation = cross(&csis, &cns) / (cross(&csis, &csis) * cross(&cns, &cns)).sqrt();
    assert!((mean(&csis[..60]) - 0.916_67).abs() < 1e-5);
    assert!((ratio - 1.970_4).abs() < 1e-4, "{ratio}");
    assert!((lagged - 0.379_8).abs() < 1e-4, "{lagged}");
    assert!((correlation - 0.897_9).abs() < 1e-4, "{correlation}");
}

/// The launches and the months are two readings of one database.
#[test]
fn launches_add_up_to_the_months() {
    let package = package().unwrap();
    let launches = package
        .resource("nk_missile_launches")
        .unwrap()
        .text()
        .unwrap();
    let mut reader = csv::Reader::from_reader(launches.as_bytes());
    let dates: Vec<String> = reader
        .records()
        .map(|row| row.unwrap()[1].to_owned())
        .collect();
    let missiles = monthly_counts("nk_monthly", Some("cns_missiles")).unwrap();
    let days = monthly_counts("nk_monthly", Some("cns_launch_days")).unwrap();
    for (at, (&missiles, &days)) in missiles.counts.iter().zip(&days.counts).enumerate() {
        let month = days_of(&dates, &package_month(at));
        assert_eq!(missiles as usize, month.len());
        let mut distinct = month.clone();
        distinct.dedup();
        assert_eq!(days as usize, distinct.len());
    }
}

fn package_month(at: usize) -> String {
    let start: trilat::scenario::Month = "1984-01".parse().unwrap();
    start.plus(at as i32).to_string()
}

fn days_of<'a>(dates: &'a [String], month: &str) -> Vec<&'a String> {
    let mut days: Vec<&String> = dates.iter().filter(|d| d.starts_with(month)).collect();
    days.sort();
    days
}

/// The levers of the replay are the recorded calendar, by the rule that the file states.
#[test]
fn the_replay_has_the_exercises_of_the_record() {
    let path = root().join("configs/korea_2012_recorded.toml");
    let scenario = load(&path, &[]).unwrap().scenario;
    let dyad = scenario
        .roster
        .dyads
        .iter()
        .position(|d| d.code == "USA-KOR")
        .unwrap();
    let level = |month: Month| {
        let mut found =
            scenario
                .levers
                .iter()
                .filter_map(|lever| match (lever.target, lever.action) {
                    (
                        LeverTarget::Channel {
                            dyad: d,
                            channel: ChannelKind::Exercises,
                            ..
                        },
                        Action::Set(x),
                    ) if d == dyad && lever.from <= month && month < lever.until => Some(x),
                    _ => None,
                });
        (found.next(), found.next())
    };
    let package = package().unwrap();
    let text = package.resource("exercises").unwrap().text().unwrap();
    let mut days = BTreeSet::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        // Names stand in the schema: type, start, end, precision, scale, field training.
        let [kind, start, end, precision, scale, field] =
            [2, 3, 4, 5, 6, 7].map(|k| row[k].to_owned());
        if kind != "us_rok" || scale == "minor" || precision != "day" {
            continue;
        }
        let first: Month = start[..7].parse().unwrap();
        let last: Month = end[..7].parse().unwrap();
        for ahead in 0..=last.since(first) {
            let month = first.plus(ahead);
            for day in 1..=31 {
                let date = format!("{month}-{day:02}");
                let length =
                    [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month.month() as usize - 1];
                if start <= date && date <= end && day <= length {
                    days.insert((month, field.clone(), day));
                }
            }
        }
    }
    let count = |month: Month, field: &str| {
        days.iter()
            .filter(|(m, f, _)| *m == month && f == field)
            .count()
    };
    for ahead in 0..120 {
        let month = scenario.start.plus(ahead);
        let expected = if count(month, "1") >= 7 {
            1.0
        } else if count(month, "0") >= 7 {
            0.5
        } else if (2018, 6) <= (month.year(), month.month())
            && (month.year(), month.month()) < (2018, 11)
        {
            0.0
        } else {
            0.2
        };
        assert_eq!(level(month), (Some(expected), None), "{month}");
    }
}

#[test]
fn what_is_not_counts_by_month_says_so() {
    let error = |series, column| monthly_counts(series, column).unwrap_err();
    let unknown = error("nk_montly", None).to_string();
    assert!(unknown.ends_with("did you mean `nk_monthly`?"), "{unknown}");
    let column = error("nk_monthly", Some("csis_misile_days")).to_string();
    assert!(
        column.ends_with("did you mean `csis_missile_days`?"),
        "{column}"
    );
    let several = error("nk_monthly", None).to_string();
    assert!(
        several.contains("name one of csis_events_all, "),
        "{several}"
    );
    for (series, column) in [
        ("exercises", None),
        ("nk_monthly", Some("split")),
        ("gdelt_dyad_monthly", Some("n_days")),
    ] {
        let refused = error(series, column);
        assert!(matches!(refused, DataError::NotMonthly { .. }), "{refused}");
    }
}

/// The standard's own validator, as for the package of a run (`tests/run/datapackage.rs`).
#[test]
#[ignore = "needs the frictionless command from PyPI; tests/all.sh runs it"]
fn frictionless_accepts_the_record_and_sees_a_damaged_one() {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(root().join("data")).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let validate = || {
        let program = std::env::var_os("FRICTIONLESS").unwrap_or("frictionless".into());
        let mut command = Command::new(program);
        command
            .args(["validate", "datapackage.json"])
            .current_dir(folder.path());
        command.output().expect("the frictionless command")
    };
    let valid = validate();
    assert!(valid.status.success(), "{}", super::text(&valid.stdout));
    let months = folder.path().join("nk_monthly.csv");
    let damaged =
        fs::read_to_string(&months)
            .unwrap()
            .replacen("1984-02,fit,1", "1984-02,fit,-1", 1);
    fs::write(&months, damaged).unwrap();
    assert!(!validate().status.success());
}
