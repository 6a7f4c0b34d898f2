//! Schedulers other than Slurm: their scripts as text, and the same scripts run here with the scheduler's variable
//! set, one shard after another. `TRILAT_BLESS=1 cargo test --test study slurm::engines` rewrites the golden
//! files after an intended change.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::place::{BINARY, Place, code, text};

/// An engine: its files, the variable of a task with the value of the first, that of a job, and options that
/// only it takes.
struct Engine {
    name: &'static str,
    files: &'static [&'static str],
    task: &'static str,
    first: u64,
    job: Option<&'static str>,
    more: &'static [&'static str],
}

const LIMITS: [&str; 3] = ["--time=1-2:00:00", "--mem=4G", "--account=peace-1"];

const ENGINES: [Engine; 4] = [
    Engine {
        name: "pbs",
        files: &["array.sh", "merge.sh"],
        task: "PBS_ARRAY_INDEX",
        first: 1,
        job: Some("PBS_JOBID"),
        more: &["--queue=short", "--option=-l place=excl"],
    },
    Engine {
        name: "sge",
        files: &["array.sh", "merge.sh"],
        task: "SGE_TASK_ID",
        first: 1,
        job: Some("JOB_ID"),
        more: &["--queue=short", "--option", "-pe openmp 4"],
    },
    Engine {
        name: "htcondor",
        files: &[
            "array.sh",
            "merge.sh",
            "array.sub",
            "merge.sub",
            "study.dag",
        ],
        task: "TRILAT_PROCESS",
        first: 0,
        job: Some("_CONDOR_SCRATCH_DIR"),
        more: &["--option=rank = Mips"],
    },
    Engine {
        name: "local",
        files: &["array.sh", "merge.sh", "run.sh"],
        task: "TRILAT_SHARD",
        first: 1,
        job: None,
        more: &[],
    },
];

impl Engine {
    fn plain(&self) -> Vec<String> {
        let words = ["cluster", "study.toml", "--shards=3", "--engine", self.name];
        words.map(str::to_owned).to_vec()
    }

    /// Every option that ends up in a script.
    fn full(&self) -> Vec<String> {
        let mut words = self.plain();
        let limits = if self.name == "local" {
            &[][..]
        } else {
            &LIMITS
        };
        let common = [
            "--cpus=4",
            "--module=gcc/12.2",
            "--setup=export PATH=\"$HOME/bin:$PATH\"",
            "--set=states.PROBER.precision=3",
            "--replicates=50",
            "--skip-invalid",
            "--out=results/a b",
            "--binary=trilat",
            "--force",
            "--quiet",
        ];
        let more = limits.iter().chain(&common).chain(self.more);
        words.extend(more.map(|word| (*word).to_owned()));
        words
    }
}

fn good(place: &Place, args: &[String]) -> Output {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    place.good(&args)
}

fn golden(place: &Place, script: &str, name: &str) {
    let folder = place.path().display().to_string();
    let shell = folder.replace('\'', r"'\''");
    let condor = folder.replace('\'', "''");
    let found = [shell, condor, folder]
        .iter()
        .fold(place.read(script), |text, form| {
            text.replace(form, "/home/kim/my study")
        })
        .replace(BINARY, "/home/kim/bin/trilat")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert!(!found.is_empty(), "{script} is empty or missing");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/cluster")
        .join(name);
    if std::env::var_os("TRILAT_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{} changed", path.display());
}

#[test]
fn golden_scripts_of_every_engine() {
    for engine in &ENGINES {
        let place = Place::new(30);
        let done = good(&place, &engine.plain());
        good(&place, &engine.full());
        let printed = text(&done.stdout);
        let folder = place.file("outputs/toy").display().to_string();
        for file in engine.files {
            let path = format!("{folder}.{}/{file}\n", engine.name);
            assert!(printed.contains(&path), "{printed}");
            let (name, full) = (engine.name, format!("results/a b.{}/{file}", engine.name));
            golden(
                &place,
                &format!("outputs/toy.{name}/{file}"),
                &format!("{name}/{file}"),
            );
            golden(&place, &full, &format!("{name}/full/{file}"));
        }
        assert_eq!(printed.lines().count(), engine.files.len());
    }
}

#[test]
#[ignore = "needs shellcheck; tests/all.sh runs it"]
fn shellcheck_finds_nothing_wrong_in_any_script() {
    for engine in &ENGINES {
        let place = Place::new(30);
        good(&place, &engine.plain());
        good(&place, &engine.full());
        for folder in ["outputs/toy", "results/a b"] {
            for file in engine.files.iter().filter(|file| file.ends_with(".sh")) {
                let path = place.file(&format!("{folder}.{}", engine.name)).join(file);
                // SC2016: the folder of this test does have a dollar in its name.
                let said = Command::new("shellcheck")
                    .args(["--norc", "--exclude=SC2016"])
                    .arg(&path)
                    .output()
                    .unwrap_or_else(|error| panic!("install shellcheck ({error})"));
                let words = text(&said.stdout);
                assert!(said.status.success(), "{}: {words}", path.display());
            }
        }
    }
}

/// A script without a scheduler, from another folder, with variables set.
fn bash(place: &Place, script: &str, variables: &[(&str, String)]) -> Output {
    let mut command = Command::new("bash");
    command.arg(place.file(script)).current_dir("/");
    for (name, value) in variables {
        command.env(name, value);
    }
    command.output().unwrap()
}

#[test]
fn the_scripts_make_the_files_of_the_study() {
    let place = Place::new(300);
    place.good(&["sweep", "study.toml", "--out", "whole", "-q"]);
    let whole = place.sums("whole");
    for engine in &ENGINES {
        let mut args = engine.plain();
        args.extend([format!("--out=on {}", engine.name), "--quiet".to_owned()]);
        good(&place, &args);
        let script = |name: &str| format!("on {}.{}/{name}", engine.name, engine.name);
        let job = engine.job.map(|name| (name, "17".to_owned()));
        let shard = |index: u64| {
            let task = (engine.task, (engine.first + index).to_string());
            let variables: Vec<_> = job.clone().into_iter().chain([task]).collect();
            let done = bash(&place, &script("array.sh"), &variables);
            assert_eq!(code(&done), 0, "{}", text(&done.stderr));
            let log = place.read(&script(&format!("shard_{}.log", index + 1)));
            assert!(
                log.starts_with(&format!("shard {} of 3 on ", index + 1)),
                "{log}"
            );
        };
        shard(1);
        let merge = |variables: &[_]| bash(&place, &script("merge.sh"), variables);
        let early = merge(&[]);
        assert_eq!(code(&early), 5);
        let said = text(&early.stderr);
        assert!(said.contains("# missing: 1,3; a shard that"), "{said}");
        // A shard that is complete ends at once.
        for index in [0, 1, 2] {
            shard(index);
        }
        let done = merge(&job.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(code(&done), 0, "{}", text(&done.stderr));
        assert_eq!(place.sums(&format!("on {}", engine.name)), whole);
        // As a job it writes a log, by hand it talks.
        let log = place.read(&script("merge.log"));
        assert_eq!(log.is_empty(), engine.job.is_none(), "{log}");
        let alone = bash(&place, &script("array.sh"), &[]);
        assert_ne!(code(&alone), 0, "without a task there is nothing to run");
        assert!(text(&alone.stderr).contains(engine.task));
    }
}

#[test]
fn one_machine_runs_all_of_it_and_goes_on_where_it_stopped() {
    let place = Place::new(300);
    place.good(&["sweep", "study.toml", "--out", "whole", "-q"]);
    place.good(&[
        "cluster",
        "study.toml",
        "--engine=local",
        "--shards=4",
        "-q",
    ]);
    let jobs = [("JOBS", "2".to_owned())];
    let done = bash(&place, "outputs/toy.local/run.sh", &jobs);
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    assert_eq!(place.sums("outputs/toy"), place.sums("whole"));
    for path in ["outputs/toy", "outputs/toy.shards/2_of_4"] {
        fs::remove_dir_all(place.file(path)).unwrap();
    }
    let done = bash(&place, "outputs/toy.local/run.sh", &[]);
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    assert_eq!(place.sums("outputs/toy"), place.sums("whole"));
}

#[test]
fn what_an_engine_does_not_take_is_said_before_anything_is_written() {
    let place = Place::new(30);
    for (args, message) in [
        (&["--engine=torque"][..], "slurm, pbs, sge, htcondor, local"),
        (&[], "--engine <ENGINE>"),
        (&["--engine=local", "--time=90"], "leave --time out"),
        (&["--engine=local", "--option=x"], "leave --option out"),
        (
            &["--engine=htcondor", "--queue=long"],
            "HTCondor has no queues: leave --queue out",
        ),
        (
            &["--engine=pbs", "--option=-J 1-4"],
            "the scripts set -J themselves",
        ),
        (
            &["--engine=sge", "--option=pe smp"],
            "write the option in full",
        ),
        (
            &["--engine=htcondor", "--out=a$(b)"],
            "a dollar before a parenthesis",
        ),
    ] {
        let args = ["cluster", "study.toml", "--shards=3"].iter().chain(args);
        let args: Vec<&str> = args.copied().collect();
        let done = place.trilat(&args);
        let said = text(&done.stderr);
        assert_eq!(
            (code(&done), text(&done.stdout).as_str()),
            (2, ""),
            "{args:?}: {said}"
        );
        assert!(said.contains(message), "{args:?}: {said}");
    }
    assert!(!place.file("outputs").exists());
}

/// Schedulers that print what real ones do.
#[test]
fn the_merge_is_submitted_to_wait_for_the_shards() {
    let place = Place::new(30);
    let bin = place.root().join("bin");
    fs::create_dir(&bin).unwrap();
    let log = place.root().join("log");
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let submit = |engine: &str, program: &str, says: &str, more: &[&str]| {
        let script = bin.join(program);
        let lines = format!("#!/bin/sh\necho \"$@\" >> '{}'\n{says}\n", log.display());
        fs::write(&script, lines).unwrap();
        let done = Command::new("chmod").arg("+x").arg(&script).status();
        assert!(done.unwrap().success());
        let _ = fs::remove_file(&log);
        let done = Command::new(BINARY)
            .args([
                "cluster",
                "study.toml",
                "--shards=3",
                "--submit",
                "-q",
                "--engine",
                engine,
            ])
            .args(more)
            .current_dir(place.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        let calls = fs::read_to_string(&log).unwrap_or_default();
        (code(&done), text(&done.stdout), text(&done.stderr), calls)
    };
    let says = "case $* in *array.sh) echo '17[].pbs' ;; *) echo 18.pbs ;; esac";
    let (code, out, err, calls) = submit("pbs", "qsub", says, &[]);
    assert_eq!(
        (code, out.as_str()),
        (0, "array 17[].pbs\nmerge 18.pbs\n"),
        "{err}"
    );
    assert!(calls.contains("-W depend=afterany:17[].pbs /"), "{calls}");
    let says = "case $* in *array.sh) echo hello; echo 17.1-3:1 ;; *) echo 18 ;; esac";
    let (code, out, err, calls) = submit("sge", "qsub", says, &[]);
    assert_eq!((code, out.as_str()), (0, "array 17\nmerge 18\n"), "{err}");
    assert!(
        calls.starts_with("-terse /") && calls.contains("-terse -hold_jid 17 /"),
        "{calls}"
    );
    let says = "echo '1 job(s) submitted to cluster 17.'";
    let (code, out, err, calls) = submit("htcondor", "condor_submit_dag", says, &[]);
    assert_eq!((code, out.as_str()), (0, "all 17\n"), "{err}");
    assert!(
        calls.starts_with("-usedagdir /") && calls.ends_with("study.dag\n"),
        "{calls}"
    );
    assert_eq!(calls.lines().count(), 1);
    let (code, out, _, _) = submit("htcondor", "condor_submit_dag", says, &["--json"]);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["engine"], "htcondor");
    assert_eq!(value["array"]["job"], "17");
    assert!(value["merge"]["job"].is_null());

    let says = "echo 'qsub: Unknown queue' >&2; exit 1";
    let (code, out, err, _) = submit("pbs", "qsub", says, &[]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("nothing was submitted: qsub refuses /"),
        "{err}"
    );
    assert!(err.contains("array.sh: qsub: Unknown queue"), "{err}");
    let says = "case $* in *array.sh) echo '17[].pbs' ;; *) echo no >&2; exit 1 ;; esac";
    let (code, _, err, _) = submit("pbs", "qsub", says, &[]);
    assert_eq!(code, 1);
    assert!(
        err.contains("again with: qsub -W depend=afterany:17[].pbs '/"),
        "{err}"
    );
    fs::remove_file(bin.join("qsub")).unwrap();
    let (code, _, err, _) = submit("local", "unused", "", &[]);
    assert_eq!(code, 1);
    assert!(err.contains("start it here with\n  bash '/"), "{err}");
}

#[test]
fn slurm_is_the_engine_that_it_was() {
    let place = Place::new(30);
    place.good(&["slurm", "study.toml", "--shards=3", "-q"]);
    let before = place.read("outputs/toy.slurm/array.sh");
    place.good(&[
        "cluster",
        "study.toml",
        "--engine=slurm",
        "--shards=3",
        "-q",
    ]);
    assert_eq!(place.read("outputs/toy.slurm/array.sh"), before);
}
