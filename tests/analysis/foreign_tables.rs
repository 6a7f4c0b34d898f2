//! Designs and outputs that others wrote: what cannot be read is refused with place and remedy, what cannot be told
//! from them is said in words.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder with a design and outputs.
fn study(design: &str, outputs: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("design.csv"), design).unwrap();
    fs::write(home.path().join("outputs.csv"), outputs).unwrap();
    home
}

/// Runs a command on a folder; returns its exit code, standard output and standard error.
fn trilat(command: &str, folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .arg(command)
        .arg(folder)
        .args(more)
        .arg("--quiet")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// Twenty points of a design whose header and rows are written by `line`.
fn points(header: &str, line: impl Fn(usize, f64, f64) -> String) -> String {
    let rows = (0..20).map(|k| line(k, k as f64 / 20.0, (7 * k % 20) as f64 / 20.0));
    std::iter::once(header.to_owned())
        .chain(rows)
        .map(|line| line + "\n")
        .collect()
}

fn outputs(value: impl Fn(usize) -> f64) -> String {
    points("y", |k, _, _| value(k).to_string())
}

/// What `sensitivity` leaves of a design and outputs.
fn indices(design: &str, outputs: &str) -> String {
    let home = study(design, outputs);
    let (code, _, err) = trilat("sensitivity", home.path(), &["--design", "lhs"]);
    assert_eq!(code, Some(0), "{err}\n{design}");
    fs::read_to_string(home.path().join("sensitivity/sensitivity.csv")).unwrap()
}

#[test]
fn tables_of_spreadsheets_pandas_and_r_are_those_of_commas_and_points() {
    let comma = |x: f64| x.to_string().replace('.', ",");
    let y = |k: usize| (k * k) as f64 / 8.0;
    let plain = points("a,b", |_, a, b| format!("{a},{b}"));
    let wanted = indices(&plain, &outputs(y));
    for (design, outputs) in [
        // A spreadsheet of a country with decimal commas, saved by Windows, with blank lines below the rows.
        (
            format!(
                "\u{feff}{}\n\n",
                points("a;b", |_, a, b| format!("{};{}", comma(a), comma(b)))
            )
            .replace('\n', "\r\n"),
            points("point;y", |k, _, _| format!("{k};{}", comma(y(k)))),
        ),
        (
            points("a\tb", |_, a, b| format!("{}\t{}", comma(a), comma(b))),
            points("Point|Y|", |k, _, _| format!("{k}|{}|", y(k))).replace('Y', "y"),
        ),
        // pandas, and write.csv of R.
        (
            points(",a,b", |k, a, b| format!("{k},{a},{b}")),
            points("\"\",\"y\"", |k, _, _| {
                format!("\"{}\",\"{}\"", k + 1, y(k))
            }),
        ),
        (
            points("a,b,", |_, a, b| format!("\"{a}\",{b},")),
            points("Replicate,y", |k, _, _| format!("0,{}", y(k))),
        ),
    ] {
        assert_eq!(indices(&design, &outputs), wanted, "{design}");
    }
}

#[test]
fn what_could_mean_two_things_is_refused_with_line_and_remedy() {
    let good = points("a,b", |_, a, b| format!("{a},{b}"));
    let y = outputs(|k| k as f64);
    for (design, outputs, said) in [
        (
            points(",a", |k, a, _| format!("{},{a}", 3 * k)),
            &y,
            "design.csv:3: column 1 has no name, and `3` in it is no row number: leave",
        ),
        (
            points("a,b", |_, a, b| {
                format!("\"{}\",{b}", a.to_string().replace('.', ","))
            }),
            &y,
            "design.csv:3: `0,05` in column 1, `a`, has a decimal comma",
        ),
        (
            points("a;b,c", |_, a, b| format!("{a};{b},1")),
            &y,
            "design.csv:1: `;` and `,` stand in the header",
        ),
        (
            good.clone(),
            &"y,Y,y\n".to_owned(),
            "outputs.csv:1: two columns `y`, 1 and 3",
        ),
        (
            good.clone(),
            &format!("\r\n{}x,1\r\n", "point,Point,y\r\n"),
            "`point` and `Point` differ by case alone",
        ),
        (
            good.clone(),
            &format!("\r\n{}1,\r\n", "y\r\n\r\n0\r\n"),
            "outputs.csv:5: 2 fields, but the header has 1",
        ),
        (
            good,
            &"y\r\n\r\n0\r\nmany\r\n".to_owned(),
            "outputs.csv:4: `y` is `many`, not a number",
        ),
    ] {
        let home = study(&design, outputs);
        for (command, more) in [
            ("sensitivity", &["--design", "lhs", "--output", "y"][..]),
            ("discover", &["--output", "y", "--top", "20"]),
        ] {
            let (code, _, err) = trilat(command, home.path(), more);
            assert_eq!(code, Some(1), "{command}: {err}");
            assert!(err.contains(said), "{command}: {err}");
            assert!(!home.path().join(command).exists());
        }
    }
}

#[test]
fn one_point_is_said_to_be_one() {
    let home = study("a,b\n0.5,1\n", "y\n2\n");
    let (code, out, err) = trilat("sensitivity", home.path(), &["--design", "lhs"]);
    assert_eq!(code, Some(0), "{err}");
    let said = "one point: there is no other to compare it with";
    assert!(out.contains(said) && err.contains(said), "{out}{err}");
    let path = home.path().join("sensitivity/sensitivity.csv");
    let rows = csv::Reader::from_path(path).unwrap().into_deserialize();
    let rows: Vec<BTreeMap<String, String>> = rows.map(|row| row.unwrap()).collect();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["note"] == said), "{rows:?}");
    assert!(!out.contains("same in every run"), "{out}");
}

#[test]
fn what_varies_by_rounding_alone_is_the_same_in_every_run() {
    let design = points("a,b", |_, a, b| format!("{a},{b}"));
    // The values say exactly where a is large: told from one another, they would give an index of almost 1.
    let rounded = outputs(|k| if k < 10 { 0.3 } else { 0.1 + 0.2 });
    let home = study(&design, &rounded);
    let (code, out, err) = trilat("sensitivity", home.path(), &["--design", "lhs"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("the output is the same in every run"), "{out}");
    let path = home.path().join("sensitivity/sensitivity.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    let rows: Vec<_> = rows.map(|row| row.unwrap()).collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row["estimate"], "", "{row:?}");
        assert_eq!(row["note"], "the output is the same in every run");
    }
    let (code, _, err) = trilat("discover", home.path(), &["--output", "y", "--top", "50"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("the same at all 20 points"), "{err}");
}

#[test]
fn morris_levels_must_be_those_of_the_design() {
    // One trajectory over six levels, with steps of 3/5.
    let design = "a,b\n0,0.2\n0.6,0.2\n0.6,0.8\n0.4,0.4\n1,0.4\n1,1\n0.2,0\n0.8,0\n0.8,0.6\n";
    let home = study(design, "y\n0\n3\n4\n2\n5\n6\n1\n4\n5\n");
    let at = |levels| {
        trilat(
            "sensitivity",
            home.path(),
            &["--design", "morris", "--levels", levels],
        )
    };
    let (code, _, err) = at("4");
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("factor `a` takes 6 values, more than 4 levels allow"),
        "{err}"
    );
    let (code, _, err) = at("6");
    assert_eq!(code, Some(0), "{err}");
    let table = fs::read_to_string(home.path().join("sensitivity/sensitivity.csv")).unwrap();
    assert!(table.contains("mu_star"), "{table}");
}
