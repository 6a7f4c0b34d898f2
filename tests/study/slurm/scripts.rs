//! The scripts as text. `TRILAT_BLESS=1 cargo test --test study slurm::scripts` rewrites the golden files after
//! an intended change.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::place::{BINARY, Place, code, text};

/// Every option that ends up in a script.
const FULL: [&str; 24] = [
    "slurm",
    "study.toml",
    "--shards=8",
    "--time=2:00:00",
    "--mem=4G",
    "--partition=short",
    "--account=peace-1",
    "--cpus=4",
    "--sbatch=--qos=long",
    "--sbatch",
    "--mail-type=FAIL",
    "--module=gcc/12.2",
    "--setup",
    "export PATH=\"$HOME/bin:$PATH\"",
    "--set",
    "states.PROBER.precision=3",
    "--replicates=50",
    "--skip-invalid",
    "--out",
    "results/a b",
    "--binary",
    "trilat",
    "--force",
    "--quiet",
];

fn golden(place: &Place, script: &str, name: &str) {
    let folder = place.path().display().to_string().replace('\'', r"'\''");
    let found = place
        .read(script)
        .replace(&folder.replace('%', "%%"), "/home/kim/my study")
        .replace(&folder, "/home/kim/my study")
        .replace(BINARY, "/home/kim/bin/trilat")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/slurm")
        .join(name);
    if std::env::var_os("TRILAT_BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{} changed", path.display());
}

#[test]
fn golden_scripts_of_a_plain_study_and_of_one_with_every_option() {
    let place = Place::new(30);
    let done = place.good(&["slurm", "study.toml", "--shards", "3"]);
    let folder = place.file("outputs/toy.slurm").display().to_string();
    assert_eq!(
        text(&done.stdout),
        format!("{folder}/array.sh\n{folder}/merge.sh\n")
    );
    golden(&place, "outputs/toy.slurm/array.sh", "array.sh");
    golden(&place, "outputs/toy.slurm/merge.sh", "merge.sh");
    place.good(&FULL);
    golden(&place, "results/a b.slurm/array.sh", "array_full.sh");
    golden(&place, "results/a b.slurm/merge.sh", "merge_full.sh");
}

#[test]
#[ignore = "needs shellcheck; tests/all.sh runs it"]
fn bash_and_shellcheck_find_nothing_wrong() {
    let place = Place::new(30);
    place.good(&["slurm", "study.toml", "--shards", "3", "-q"]);
    place.good(&FULL);
    for folder in ["outputs/toy.slurm", "results/a b.slurm"] {
        for script in ["array.sh", "merge.sh"] {
            let path = place.file(folder).join(script);
            // SC2016: the folder of this test does have a dollar in its name.
            let shellcheck = ["shellcheck", "--norc", "--exclude=SC2016"];
            for check in [&["bash", "-n"][..], &shellcheck] {
                let said = Command::new(check[0]).args(&check[1..]).arg(&path).output();
                let said = said.unwrap_or_else(|error| {
                    panic!("this test needs {}: install it ({error})", check[0])
                });
                let words = text(&said.stdout) + &text(&said.stderr);
                assert!(said.status.success(), "{}: {words}", path.display());
            }
        }
    }
}

/// What `bash` makes of a script, without Slurm: the arguments that reach the program.
#[test]
fn every_word_reaches_the_program_as_it_was() {
    let place = Place::new(30);
    let program = place.file("say words.sh");
    fs::write(&program, "#!/bin/sh\npwd\nprintf '[%s]\\n' \"$@\"\n").unwrap();
    Command::new("chmod")
        .arg("+x")
        .arg(&program)
        .status()
        .unwrap();
    place.good(&[
        "slurm",
        "./study.toml",
        "--shards=3",
        "--out=it's $HOME",
        "--set=states.PROBER.precision=3",
        "--setup=greeting='hello  there'",
        "--binary=./say words.sh",
        "-q",
    ]);
    let run = |script: &str| {
        let mut command = Command::new("bash");
        command
            .arg(place.file("it's $HOME.slurm").join(script))
            .current_dir("/");
        command
    };
    let mut array = run("array.sh");
    array
        .env("SLURM_ARRAY_TASK_ID", "2")
        .env("SLURM_CPUS_PER_TASK", "4");
    let said = text(&array.output().unwrap().stdout);
    let here = place.path().display().to_string();
    let expected = [
        here.clone(),
        "[sweep]\n[./study.toml]\n[--set]\n[states.PROBER.precision=3]\n[--shard]\n[2/3]\n[--out]"
            .into(),
        format!("[{here}/it's $HOME.shards/2_of_3]"),
        "[--resume]\n[--threads]\n[4]\n".into(),
    ]
    .join("\n");
    let (first, rest) = said.split_once('\n').unwrap();
    assert!(first.starts_with("shard 2 of 3 on "), "{first}");
    assert_eq!(rest, expected);

    // Outside of Slurm there is no shard to run.
    let alone = run("array.sh")
        .env_remove("SLURM_ARRAY_TASK_ID")
        .output()
        .unwrap();
    assert!(!alone.status.success());
    assert!(text(&alone.stderr).contains("submit this script with sbatch"));

    // The merge takes the folders of these shards, whatever else is there.
    for folder in ["1_of_3", "3_of_3", "1_of_4"] {
        fs::create_dir_all(place.file("it's $HOME.shards").join(folder)).unwrap();
    }
    let said = text(&run("merge.sh").output().unwrap().stdout);
    let expected = format!(
        "{here}\n[merge]\n[{here}/it's $HOME.shards/1_of_3]\n[{here}/it's $HOME.shards/3_of_3]\n\
         [--out]\n[{here}/it's $HOME]\n"
    );
    assert_eq!(said, expected);
}

#[test]
fn the_merge_passes_on_how_it_ended_and_names_what_is_missing() {
    let place = Place::new(30);
    place.good(&["slurm", "study.toml", "--shards=3", "-q"]);
    let merge = || {
        let script = place.file("outputs/toy.slurm/merge.sh");
        Command::new("bash")
            .arg(script)
            .current_dir("/")
            .output()
            .unwrap()
    };
    let ended = merge();
    assert_eq!(ended.status.code(), Some(5));
    let said = text(&ended.stderr);
    assert!(said.contains("none of the 3 shards has begun"), "{said}");
    assert!(said.contains("sbatch --parsable --array=1-3 "), "{said}");

    let shard = |index: u64| {
        let (share, out) = (
            format!("{index}/3"),
            format!("outputs/toy.shards/{index}_of_3"),
        );
        place.good(&[
            "sweep",
            "study.toml",
            "--shard",
            &share,
            "--out",
            &out,
            "-q",
        ]);
    };
    shard(2);
    let ended = merge();
    assert_eq!(ended.status.code(), Some(5));
    let said = text(&ended.stderr);
    assert!(said.contains("they belong to shards 1 of 3"), "{said}");
    assert!(said.contains("sbatch --parsable --array=1 "), "{said}");

    // The shards that have not begun count as well.
    assert_eq!(code(&place.trilat(&["status", "outputs/toy.shards"])), 5);
    let list = place.trilat(&["status", "--missing-shards", "outputs/toy.shards"]);
    assert_eq!((code(&list), text(&list.stdout).as_str()), (5, "1\n"));

    // 300 runs are two parts: nothing is left for the third shard.
    shard(1);
    assert_eq!(merge().status.code(), Some(0));
    let list = place.good(&["status", "--missing-shards", "outputs/toy.shards"]);
    assert_eq!(text(&list.stdout), "");
    place.good(&["verify", "outputs/toy"]);
    // A second merge overwrites nothing.
    assert_eq!(merge().status.code(), Some(2));
}
