//! `trilat plot` as a user types it: figures from files alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const TOY: &str = "configs/toy.toml";

fn trilat(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn ok(args: &[&str]) -> String {
    let done = trilat(args);
    assert!(done.status.success(), "{args:?}: {}", text(&done.stderr));
    text(&done.stdout)
}

/// Exit code and message of a command that fails.
fn fails(args: &[&str]) -> (i32, String) {
    let done = trilat(args);
    assert!(!done.status.success(), "{args:?} went well");
    (done.status.code().unwrap(), text(&done.stderr))
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

fn study(home: &TempDir, name: &str, design: &str, factors: &str) -> String {
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join(TOY);
    let file = home.path().join(format!("{name}.toml"));
    let text = format!(
        "[study]\ntitle = \"Toy\"\nscenario = {:?}\nreplicates = 30\n[set]\n\"scenario.horizon\" = 12\n\
         [design]\n{design}\n[factors]\n{factors}\n",
        path(&toy)
    );
    std::fs::write(&file, text).unwrap();
    path(&file).to_owned()
}

#[test]
fn figures_of_a_run_are_the_bytes_that_the_run_drew() {
    let home = TempDir::new().unwrap();
    let (run, out) = (home.path().join("run"), home.path().join("out"));
    ok(&[
        "run",
        TOY,
        "--runs",
        "60",
        "--traces",
        "1",
        "--events",
        "-q",
        "--out",
        path(&run),
    ]);
    let printed = ok(&["plot", path(&run), "--format", "svg", "--out", path(&out)]);
    let mut compared = 0;
    for name in [
        "probes_by_rung",
        "bands_over_time",
        "time_to_first_event",
        "timeline",
    ] {
        for extension in ["svg", "csv"] {
            let file = format!("{name}.{extension}");
            let Ok(drawn) = std::fs::read(run.join("figures").join(&file)) else {
                continue;
            };
            assert!(
                drawn == std::fs::read(out.join(&file)).unwrap(),
                "{file} differs"
            );
            compared += 1;
        }
        assert!(printed.contains(&format!("{name}.svg")), "{printed}");
    }
    assert_eq!(compared, 8);
    assert!(out.join("beliefs.svg").is_file());
    // The command beside the figure draws it.
    let notes = std::fs::read_to_string(out.join("timeline.txt")).unwrap();
    assert!(notes.contains("Command\ntrilat plot "), "{notes}");

    // Nothing is replaced unasked, and a run without traces says what to do.
    let again = ["plot", path(&run), "--format", "svg", "--out", path(&out)];
    let (code, message) = fails(&again);
    assert!(code == 2 && message.contains("--force"), "{message}");
    ok(&[&again[..], &["--force"]].concat());
    let bare = home.path().join("bare");
    ok(&[
        "run",
        TOY,
        "--runs",
        "5",
        "-q",
        "--no-figures",
        "--out",
        path(&bare),
    ]);
    let (code, message) = fails(&[
        "plot",
        path(&bare),
        "--figure",
        "timeline",
        "--out",
        path(&out),
    ]);
    assert!(
        code == 1 && message.contains("--traces 1 --events"),
        "{message}"
    );
    let (_, message) = fails(&["plot", path(&bare), "--figure", "tornado"]);
    assert!(message.contains("sweep (ofat)"), "{message}");
}

#[test]
fn the_figure_of_a_comparison_comes_back_from_its_contrasts() {
    let home = TempDir::new().unwrap();
    let eager = home.path().join("eager.toml");
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join(TOY);
    let change = "[states.PROBER.targets.PLACE]\ndrive = [0.3]";
    std::fs::write(&eager, format!("extends = {:?}\n{change}\n", path(&toy))).unwrap();
    for only in [&[][..], &["--only", "probes_*"][..]] {
        let (folder, out) = (home.path().join("compare"), home.path().join("out"));
        let base = [
            "compare",
            TOY,
            path(&eager),
            "--runs",
            "60",
            "-q",
            "--force",
            "--out",
            path(&folder),
        ];
        ok(&[&base[..], only].concat());
        ok(&[
            "plot",
            path(&folder),
            "--format",
            "svg",
            "--force",
            "--out",
            path(&out),
        ]);
        let drawn = std::fs::read(folder.join("figures/contrasts.svg")).unwrap();
        assert!(
            drawn == std::fs::read(out.join("contrasts.svg")).unwrap(),
            "{only:?}"
        );
    }
}

#[test]
fn studies_give_curves_heat_maps_tornados_survival_and_signs() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let factors = "\"states.PROBER.precision\" = { low = 1.0, high = 3.0 }\n\
                   \"mechanisms.fear\" = { categories = [true, false] }\n\
                   \"response.precision\" = { low = 1.0, high = 3.0 }";
    let grid = study(&home, "grid", "kind = \"grid\"\nsteps = 3", factors);
    let folder = home.path().join("grid");
    ok(&["sweep", &grid, "-q", "--out", path(&folder)]);
    let f = path(&folder);
    let o = path(&out);
    let base = [
        "plot",
        f,
        "--format",
        "svg",
        "--force",
        "--out",
        o,
        "--value",
        "probes_r1",
    ];
    let plot = |more: &[&str]| ok(&[&base[..], more].concat());
    plot(&[
        "--figure",
        "curves",
        "--x",
        "states.PROBER.precision",
        "--series",
        "mechanisms.fear",
    ]);
    let notes = std::fs::read_to_string(out.join("curves.txt")).unwrap();
    assert!(notes.contains("n = 30 runs per point"), "{notes}");
    assert!(
        notes.contains("a panel for each Precision of the allies' choice (1/utility)"),
        "{notes}"
    );
    // The estimates are those of summary.csv.
    let drawn = std::fs::read_to_string(out.join("curves.csv")).unwrap();
    assert_eq!(drawn.lines().count(), 1 + 18);
    let summary = std::fs::read_to_string(folder.join("summary.csv")).unwrap();
    let row = summary
        .lines()
        .find(|l| l.starts_with("0,probes_r1,"))
        .unwrap();
    let estimate = row.split(',').nth(3).unwrap();
    assert!(
        drawn.contains(&format!(",{estimate},")),
        "{estimate}\n{drawn}"
    );
    let heat = [
        "--figure",
        "heat-map",
        "--x",
        "states.PROBER.precision",
        "--y",
        "response.precision",
        "--at",
        "mechanisms.fear=true",
        "--threshold",
        "1.5",
        "--title",
        "A plane",
        "--value-label",
        "Probes",
    ];
    plot(&heat);
    let svg = std::fs::read_to_string(out.join("heat_map.svg")).unwrap();
    assert!(svg.contains(">A plane</text>") && svg.contains("Colour: Probes"));
    let notes = std::fs::read_to_string(out.join("heat_map.txt")).unwrap();
    assert!(notes.contains("Held: mechanisms.fear = 1."), "{notes}");
    assert!(notes.contains("--title 'A plane'"), "{notes}");
    plot(&["--figure", "phase", "--effect", "mechanisms.fear"]);
    let data = std::fs::read_to_string(out.join("phase_diagram.csv")).unwrap();
    assert_eq!(data.lines().count(), 1 + 9);
    let survival = [
        "plot",
        f,
        "--format",
        "svg",
        "--force",
        "--out",
        o,
        "--figure",
        "survival",
        "--value",
        "first_r1",
        "--series",
        "mechanisms.fear",
        "--at",
        "states.PROBER.precision=2",
        "--at",
        "response.precision=1",
    ];
    ok(&survival);
    let svg = std::fs::read_to_string(out.join("time_to_first_event.svg")).unwrap();
    assert!(svg.contains("Fear and the spiral (M16) = 0") && svg.contains("Runs at risk"));

    let (code, message) = fails(&[&base[..7], &["--value", "probse_r1"]].concat());
    assert!(
        code == 2 && message.contains("did you mean `probes_r1`?"),
        "{message}"
    );
    let (code, message) = fails(
        &[
            &base[..],
            &["--figure", "heat_map", "--x", "states.PROBER.precison"],
        ]
        .concat(),
    );
    assert!(
        code == 2 && message.contains("did you mean `states.PROBER.precision`?"),
        "{message}"
    );
    let (_, message) = fails(&[&base[..], &["--figure", "tornado"]].concat());
    assert!(message.contains("its design is `grid`"), "{message}");

    let ofat = study(&home, "ofat", "kind = \"ofat\"\nsteps = 2", factors);
    let folder = home.path().join("ofat");
    ok(&["sweep", &ofat, "-q", "--out", path(&folder)]);
    ok(&["plot", path(&folder), "--format", "svg", "--out", o]);
    let data = std::fs::read_to_string(out.join("tornado.csv")).unwrap();
    assert!(data.lines().nth(1).unwrap().starts_with(",,"), "{data}");
    assert!(data.contains("\nmechanisms.fear,1,"), "{data}");
}

#[test]
fn an_effect_goes_from_the_first_level_given_to_the_last() {
    let home = TempDir::new().unwrap();
    let rows = |file: &Path| -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(file).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    };
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    for (name, [first, last]) in [("up", [1.0, 3.0]), ("down", [3.0, 1.0])] {
        let factors = format!(
            "\"response.precision\" = {{ levels = [1.0, 3.0] }}\n\
             \"fear.decay\" = {{ levels = [0.05, 0.3] }}\n\
             \"states.PROBER.precision\" = {{ levels = [{first:?}, {last:?}] }}"
        );
        let file = study(&home, name, "kind = \"grid\"", &factors);
        let folder = home.path().join(name);
        let plots = home.path().join(format!("{name}_plots"));
        let (from, to) = (path(&folder), path(&plots));
        let what = [
            "--effect",
            "states.PROBER.precision",
            "--value",
            "probes_r1",
        ];
        ok(&["sweep", &file, "-q", "--out", from]);
        let figure = [
            "plot",
            from,
            "--figure",
            "phase_diagram",
            "--format",
            "svg",
            "--out",
            to,
        ];
        ok(&[&figure[..], &what].concat());
        // The mean over the four cells, once more from the table of runs.
        let design = rows(&folder.join("design.csv"));
        let signed = |row: &BTreeMap<String, String>| {
            let point: usize = row["point"].parse().unwrap();
            let level = number(&design[point], "states_PROBER_precision");
            let value = number(row, "probes_r1");
            if level == last { value } else { -value }
        };
        let runs = rows(&folder.join("runs.csv"));
        let wanted = runs.iter().map(signed).sum::<f64>() / (runs.len() / 2) as f64;
        let drawn = rows(&plots.join("phase_diagram.csv"));
        let cells = drawn.iter().map(|row| number(row, "estimate"));
        let found = cells.sum::<f64>() / drawn.len() as f64;
        assert_eq!(drawn.len(), 4);
        assert!(
            wanted != 0.0 && (found - wanted).abs() < 1e-12,
            "{found} {wanted}"
        );
    }
}

#[test]
fn plain_tables_are_drawn_by_their_columns_or_by_names_given() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let file = home.path().join("mine.csv");
    std::fs::write(
        &file,
        "dose,mean,ci_low,ci_high,n\n0,0.2,0.1,0.3,50\n1,0.5,0.4,0.6,50\n2,0.6,0.5,0.7,50\n",
    )
    .unwrap();
    let (code, message) = fails(&["plot", path(&file), "--out", path(&out)]);
    assert!(
        code == 2 && message.contains("dose, mean, ci_low"),
        "{message}"
    );
    let (code, message) = fails(&[
        "plot",
        path(&file),
        "--figure",
        "curve",
        "--out",
        path(&out),
    ]);
    assert!(
        code == 1 && message.contains("`x`, `estimate`"),
        "{message}"
    );
    let printed = ok(&[
        "plot",
        path(&file),
        "--x",
        "dose",
        "--value",
        "mean",
        "--x-label",
        "Dose (mg)",
        "--preset",
        "apsr-2col",
        "--format",
        "svg,tiff",
        "--grey",
        "--out",
        path(&out),
    ]);
    let names: Vec<&str> = printed
        .lines()
        .filter_map(|l| l.rsplit('/').next())
        .collect();
    assert_eq!(
        names,
        ["curves.svg", "curves.tiff", "curves.csv", "curves.txt"]
    );
    let svg = std::fs::read_to_string(out.join("curves.svg")).unwrap();
    assert!(svg.starts_with("<svg width=\"178mm\"") && svg.contains(">Dose (mg)</text>"));
    assert!(svg.contains("mine.csv"), "the source line names the file");

    let file = home.path().join("sensitivity.csv");
    std::fs::write(
        &file,
        "output,method,factor,factor2,index,share,estimate,ci_low,ci_high,n\n\
         crises,morris,a,,mu_star,1,2,1,3,20\ncrises,morris,a,,sigma,1,1,0.5,1.5,20\n\
         crises,morris,a,,mu_star,0.5,9,8,10,10\nwars,morris,a,,mu_star,1,4,3,5,20\n\
         wars,morris,a,,sigma,1,1,0.5,1.5,20\n",
    )
    .unwrap();
    ok(&[
        "plot",
        path(&file),
        "--value",
        "wars",
        "--format",
        "svg",
        "--out",
        path(&out),
    ]);
    let data = std::fs::read_to_string(out.join("morris.csv")).unwrap();
    assert!(
        data.contains("a,mu_star,4,3,5,20") && !data.contains(",9,"),
        "{data}"
    );
}

#[test]
fn several_runs_are_curves_of_one_figure() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let mut folders = Vec::new();
    for (name, drive) in [("calm", "0.0"), ("eager", "0.5")] {
        let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join(TOY);
        let file = home.path().join(format!("{name}.toml"));
        let change = format!("[states.PROBER.targets.PLACE]\ndrive = [{drive}]");
        std::fs::write(&file, format!("extends = {:?}\n{change}\n", path(&toy))).unwrap();
        let folder = home.path().join(name);
        ok(&[
            "run",
            path(&file),
            "--runs",
            "40",
            "-q",
            "--no-figures",
            "--out",
            path(&folder),
        ]);
        folders.push(path(&folder).to_owned());
    }
    let base = [
        "plot",
        &folders[0],
        &folders[1],
        "--format",
        "svg",
        "--out",
        path(&out),
    ];
    let (code, message) = fails(&base);
    assert!(
        code == 2 && message.contains("--value, such as first_r3"),
        "{message}"
    );
    ok(&[&base[..], &["--value", "first_r1"]].concat());
    let svg = std::fs::read_to_string(out.join("time_to_first_event.svg")).unwrap();
    assert!(svg.contains(">calm</text>") && svg.contains(">eager</text>"));
}

#[test]
fn wrong_names_and_paths_are_told() {
    let list = ok(&["plot", "--list"]);
    for kind in [
        "curves",
        "heat_map",
        "tornado",
        "timeline",
        "contrasts",
        "sobol_bars",
        "morris",
    ] {
        assert!(list.contains(&format!("\n{kind}\n")), "{kind}");
    }
    let home = TempDir::new().unwrap();
    let empty = path(home.path());
    for (args, code, words) in [
        (
            &["plot", "nowhere"][..],
            1,
            "nowhere: there is no such file or folder",
        ),
        (&["plot", empty], 1, "there is no manifest"),
        (
            &["plot", empty, "--figure", "tornadoes"],
            2,
            "did you mean `tornado`?",
        ),
        (&["plot", empty, "--preset", "a4"], 2, "`apsr-1.5col`"),
        (&["plot", empty, "--format", "gif"], 2, "`tiff`"),
        (&["plot"], 2, "required"),
    ] {
        let (found, message) = fails(args);
        assert!(
            found == code && message.contains(words),
            "{args:?}: {found} {message}"
        );
    }
}

#[test]
fn an_option_that_a_figure_does_not_take_is_refused_and_those_that_do_are_named() {
    let home = TempDir::new().unwrap();
    let (run, out) = (home.path().join("run"), home.path().join("out"));
    let runs = ["run", TOY, "--runs", "20", "-q", "--no-figures", "--out"];
    ok(&[&runs[..], &[path(&run)]].concat());
    let estimates = home.path().join("estimates.csv");
    std::fs::write(
        &estimates,
        "x,estimate,ci_low,ci_high,n\n0,0.2,0.1,0.3,50\n1,0.5,0.4,0.6,50\n",
    )
    .unwrap();
    let (run, file) = (path(&run), path(&estimates));
    for (from, options, words) in [
        (
            run,
            &["--effect", "a"][..],
            "figures that take it: phase_diagram (study)",
        ),
        (
            run,
            &["--figure", "time_to_first_event", "--value", "first_r1"],
            "time_to_first_event (several runs)",
        ),
        (
            run,
            &["--panel", "a"],
            "curves (study), effect_by (study), bands_over_time (CSV)",
        ),
        (run, &["--y-label", "Up"], "heat_map (study)"),
        (
            run,
            &["--figure", "network", "--x-label", "Across"],
            "--x-label is no option of network (run); figures that take it: time_to_first_event (run)",
        ),
        (run, &["--box", "1"], "prim_box (discovery)"),
        (
            file,
            &["--y-label", "Up"],
            "--y-label is no option of curves (CSV)",
        ),
        (file, &["--threshold", "0.5"], "heat_map (CSV)"),
        (file, &["--run", "3"], "timeline (run)"),
        (
            file,
            &["--labels", "dose=Dose"],
            "--labels `dose`: nothing in curves is called that",
        ),
    ] {
        let (code, message) = fails(&[&["plot", from, "--out", path(&out)][..], options].concat());
        assert!(
            code == 2 && message.contains(words),
            "{options:?}: {message}"
        );
        assert!(!out.exists(), "{options:?}");
    }
    // With several figures it is enough that one takes it.
    let drawn = [
        "plot",
        run,
        "--format",
        "svg",
        "--x-label",
        "Months",
        "--out",
    ];
    ok(&[&drawn[..], &[path(&out)]].concat());
    let svg = std::fs::read_to_string(out.join("time_to_first_event.svg")).unwrap();
    assert!(svg.contains(">Months</text>"));
}

#[test]
fn the_options_of_each_kind_are_listed() {
    let list = ok(&["plot", "--list"]);
    let of = |kind: &str| {
        let start = list.find(&format!("\n{kind}\n")).unwrap();
        let lines = list[start + 1..].lines().skip(1);
        let own: Vec<&str> = lines.take_while(|line| line.starts_with(' ')).collect();
        own.join("\n")
    };
    assert!(
        of("heat_map").contains(
            "  options  of study: --x --y --value --statistic --threshold --at --x-label --y-label --value-label"
        ),
        "{list}"
    );
    assert!(
        of("timeline").contains("  options  of run: --run"),
        "{list}"
    );
    assert!(of("curves").contains("--value-label") && !of("curves").contains("--y-label"));
    assert!(!of("pairs").contains("options"), "{list}");
}

#[test]
fn the_source_line_can_be_left_to_the_caption() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    ok(&[
        "run",
        TOY,
        "--runs",
        "20",
        "--no-figures",
        "-q",
        "--out",
        path(&folder),
    ]);
    let drawn = |more: &[&str], to: &str| {
        let to = home.path().join(to);
        let base = [
            "plot",
            path(&folder),
            "--figure",
            "probes_by_rung",
            "--format",
            "svg",
            "--out",
            path(&to),
        ];
        ok(&[&base, more].concat());
        let read = |name: &str| std::fs::read_to_string(to.join(name)).unwrap();
        (read("probes_by_rung.svg"), read("probes_by_rung.txt"))
    };
    let ((with, caption), (without, same)) =
        (drawn(&[], "with"), drawn(&["--no-footer"], "without"));
    let says = |svg: &str| {
        svg.lines()
            .any(|line| line.contains("<text") && line.contains("seed 1"))
    };
    assert!(says(&with) && !says(&without));
    assert!(
        caption.contains("seed 1") && same.contains("seed 1"),
        "{same}"
    );
}

/// The share of runs with a first event by month, by scenario, and its paired difference: recomputed from the runs.
#[test]
fn a_first_event_is_shown_over_time_with_its_paired_effect() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("pair");
    let out = home.path().join("shown");
    ok(&[
        "compare",
        "northeast_asia",
        "seoul_steps_back",
        "--runs",
        "60",
        "--set",
        "scenario.horizon=24",
        "--no-figures",
        "-q",
        "--out",
        path(&folder),
    ]);
    let plot = [
        "plot",
        path(&folder),
        "--figure",
        "effect_over_time",
        "--value",
        "first_r4",
        "--format",
        "svg",
        "--out",
        path(&out),
    ];
    ok(&plot);
    let mut by_arm: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut runs = csv::Reader::from_path(folder.join("runs.csv")).unwrap();
    for row in runs.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let month = row["first_r4"].parse().unwrap_or(f64::INFINITY);
        by_arm.entry(row["arm"].clone()).or_default().push(month);
    }
    let share =
        |arm: &str, month: f64| by_arm[arm].iter().filter(|t| **t <= month).count() as f64 / 60.0;
    let mut shown = csv::Reader::from_path(out.join("effect_over_time.csv")).unwrap();
    let (mut compared, mut moved) = (0, 0);
    for row in shown.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let (year, month) = row["month"].split_once('-').unwrap();
        let t = 12.0 * (year.parse::<f64>().unwrap() - 2026.0) + month.parse::<f64>().unwrap();
        let wanted = match row["shows"].as_str() {
            "mean" => share(&row["series"], t),
            _ => share("seoul_steps_back", t) - share("northeast_asia", t),
        };
        assert!(
            (number("estimate") - wanted).abs() < 1e-12,
            "{row:?}, not {wanted}"
        );
        assert!(number("ci_low") <= wanted && wanted <= number("ci_high"));
        compared += 1;
        moved += u32::from(row["shows"] == "effect" && wanted != 0.0);
    }
    assert_eq!(compared, 3 * 24);
    assert!(moved > 0, "the figure shows no effect");
    let (code, told) = fails(
        &[
            &plot[..5],
            &["first_r9", "--out", path(&home.path().join("none"))],
        ]
        .concat(),
    );
    assert!(code == 2 && told.contains("first_r4"), "{told}");
}
