//! Bands over months as a user asks for them: observables and arms of one's own choice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

type Row = BTreeMap<String, String>;

/// How a command ended, what it said on standard output, and on standard error.
fn trilat(args: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = done.status.code().unwrap();
    (code, text(&done.stdout), text(&done.stderr))
}

fn rows(file: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

/// Small runs of a baseline and of two other scenarios in a folder, with all months.
fn compared(home: &TempDir) -> String {
    let folder = home.path().join("pair");
    let base = [
        "compare",
        "northeast_asia",
        "seoul_steps_back",
        "no_learning",
    ];
    let small = [
        "--runs",
        "40",
        "--set",
        "scenario.horizon=18",
        "-q",
        "--out",
    ];
    // A bloc that believes what it believes on average: every prober the same of each ally.
    let pooled = ["--set", "beliefs.pooling=1"];
    let (code, _, told) = trilat(&[&base[..], &pooled, &small, &[path(&folder)]].concat());
    assert_eq!(code, 0, "{told}");
    path(&folder).to_owned()
}

#[test]
fn arms_lie_over_one_another_with_the_values_of_the_months() {
    let home = TempDir::new().unwrap();
    let pair = compared(&home);
    let out = home.path().join("drawn");
    let asked = "cohesion,probes_r3_up";
    let args = [
        "plot",
        &pair,
        "--figure",
        "bands_over_time",
        "--value",
        asked,
        "--format",
        "svg",
        "--out",
        path(&out),
    ];
    let (code, _, told) = trilat(&args);
    assert_eq!(code, 0, "{told}");
    let months = rows(&Path::new(&pair).join("months.csv"));
    let drawn = rows(&out.join("bands_over_time.csv"));
    assert_eq!(drawn.len(), 2 * 3 * 18);
    for row in &drawn {
        let observable = match row["panel"].as_str() {
            "Cohesion" => "cohesion",
            other => {
                assert_eq!(other, "Probes of rung 3 or above (probes)");
                "probes_r3_up"
            }
        };
        let own = months.iter().find(|own| {
            own["arm"] == row["series"] && own["observable"] == observable && own["t"] == row["t"]
        });
        let own = own.unwrap();
        for name in ["month", "q05", "q25", "q50", "q75", "q95", "mean"] {
            assert_eq!(own[name], row[name], "{row:?}");
        }
    }
    let caption = std::fs::read_to_string(out.join("bands_over_time.txt")).unwrap();
    for words in [
        "Lines: median of northeast_asia, seoul_steps_back, no_learning",
        "In seoul_steps_back, the stance of the leader of South Korea",
        "In no_learning, the mechanism ",
        &format!("--value {asked}"),
    ] {
        assert!(caption.contains(words), "{words}: {caption}");
    }
    // Some of the arms, in the order of the folder.
    let few = home.path().join("few");
    let some = ["--arms", "no_learning,northeast_asia", "--out", path(&few)];
    let (code, _, told) = trilat(&[&args[..8], &some].concat());
    assert_eq!(code, 0, "{told}");
    let drawn = rows(&few.join("bands_over_time.csv"));
    let series: Vec<&str> = drawn.iter().map(|row| row["series"].as_str()).collect();
    assert_eq!(series.len(), 2 * 2 * 18);
    assert_eq!((series[0], series[18]), ("northeast_asia", "no_learning"));
    let caption = std::fs::read_to_string(few.join("bands_over_time.txt")).unwrap();
    assert!(!caption.contains("In seoul_steps_back"), "{caption}");
    assert!(caption.contains("--arms no_learning,northeast_asia"));
}

#[test]
fn what_two_probers_believe_alike_is_drawn_once() {
    let home = TempDir::new().unwrap();
    let pair = compared(&home);
    let draw = |arm: &str, to: &str| {
        let out = home.path().join(to);
        let (code, _, told) = trilat(&[
            "plot",
            &pair,
            "--figure",
            "beliefs",
            "--arms",
            arm,
            "--value",
            "belief_prk_kor,belief_chn_kor",
            "--format",
            "svg",
            "--out",
            path(&out),
        ]);
        assert_eq!(code, 0, "{told}");
        let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
        (
            read("beliefs.csv"),
            read("beliefs.txt"),
            read("beliefs.svg"),
        )
    };
    // Probers who learn nothing believe the same, in one panel.
    let (data, caption, svg) = draw("no_learning", "alike");
    assert!(
        caption.contains("and drawn once: PRK: KOR resolute, CHN: KOR resolute."),
        "{caption}"
    );
    assert!(svg.contains("PRK: KOR resolute; CHN: KOR"), "one panel");
    // The plotted data are whole.
    assert_eq!(data.lines().count(), 1 + 2 * 18);
    // Those who attend to different things do not.
    let (_, caption, svg) = draw("northeast_asia", "apart");
    assert!(!caption.contains("drawn once"), "{caption}");
    assert!(!svg.contains("PRK: KOR resolute; CHN: KOR"));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let home = TempDir::new().unwrap();
    let pair = compared(&home);
    let out = home.path().join("none");
    for (options, words) in [
        (
            &["--figure", "bands_over_time", "--arms", "seoul_step_back"][..],
            "`seoul_steps_back`?",
        ),
        (
            &["--figure", "bands_over_time", "--value", "cohesionn"],
            "did you mean `cohesion`?",
        ),
        (
            &[
                "--figure",
                "bands_over_time",
                "--value",
                "cohesion,cohesion",
            ],
            "`cohesion` twice",
        ),
        (
            &["--figure", "bands_over_time", "--value", "cohesion,"],
            "`` is not among",
        ),
        (
            &["--figure", "beliefs", "--value", "cohesion"],
            "bands_over_time shows it",
        ),
        (
            &["--figure", "contrasts", "--arms", "no_learning"],
            "--arms is no option of contrasts",
        ),
        (
            &["--figure", "bands_over_time", "--series", "a"],
            "--series is no option of bands",
        ),
        (
            &["--figure", "bands_over_time", "--at", "point=0"],
            "--at is no option of bands",
        ),
    ] {
        let args = [&["plot", &pair][..], options, &["--out", path(&out)]].concat();
        let (code, _, told) = trilat(&args);
        assert!(code == 2 && told.contains(words), "{options:?}: {told}");
        assert!(!out.exists(), "{options:?}");
    }
}

/// A run has no arms, and shows any of its observables.
#[test]
fn a_run_shows_what_is_asked_for() {
    let home = TempDir::new().unwrap();
    let (run, out) = (home.path().join("run"), home.path().join("out"));
    let (run, to) = (path(&run), path(&out));
    let (code, _, told) = trilat(&[
        "run",
        "configs/toy.toml",
        "--runs",
        "20",
        "-q",
        "--no-figures",
        "--out",
        run,
    ]);
    assert_eq!(code, 0, "{told}");
    // Unasked for a kind, only what can show it is drawn: no beliefs.
    let args = [
        "plot",
        run,
        "--value",
        "probes_r1",
        "--format",
        "svg",
        "--out",
        to,
    ];
    let (code, printed, told) = trilat(&args);
    assert_eq!(code, 0, "{told}");
    assert!(!printed.contains("beliefs.svg"), "{printed}");
    let svg = std::fs::read_to_string(out.join("bands_over_time.svg")).unwrap();
    assert!(svg.contains("Probes at rung 1") && !svg.contains("probes_r1<"));
    let (code, _, told) = trilat(&[&args[..2], &["--arms", "toy", "--out", to]].concat());
    assert!(
        code == 2 && told.contains("bands_over_time (comparison)"),
        "{told}"
    );
}

/// The caption of a comparison's own figure says what each scenario changes, and so does the figure drawn again.
#[test]
fn captions_of_contrasts_say_what_each_scenario_changes() {
    let home = TempDir::new().unwrap();
    let pair = compared(&home);
    let out = home.path().join("again");
    let (code, _, told) = trilat(&["plot", &pair, "--figure", "contrasts", "--out", path(&out)]);
    assert_eq!(code, 0, "{told}");
    for file in [
        Path::new(&pair).join("figures/contrasts.txt"),
        out.join("contrasts.txt"),
    ] {
        let caption = std::fs::read_to_string(file).unwrap();
        assert!(
            caption.contains("In seoul_steps_back, the stance of the leader"),
            "{caption}"
        );
    }
}
