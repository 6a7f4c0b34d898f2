//! Hands the scripts of a study to the scheduler.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use super::engine::Engine;
use super::error::ClusterError;
use super::script::{ARRAY, DAG, MERGE, Scripts};
use crate::store::command::shell;

/// The jobs of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The array of shards, or the graph of all jobs.
    pub array: String,
    /// The merge after it; nothing where it is a part of the graph.
    pub merge: Option<String>,
}

/// Submits the array, and the merge to run when every task of it has ended, however it ended.
///
/// # Errors
/// If there is no scheduler or it refuses; the message says what is submitted and what is not.
pub fn submit(scripts: &Scripts) -> Result<Submitted, ClusterError> {
    let path = |name: &str| format!("{}/{name}", scripts.folder());
    let Some(scheduler) = Scheduler::of(scripts.engine) else {
        return Err(ClusterError::NoScheduler {
            reason: "there is no scheduler to submit to; start it here with".to_owned(),
            by_hand: scripts.by_hand(),
        });
    };
    let program = scheduler.program;
    let script = path(scheduler.first);
    let array = match scheduler.call(&[], &script) {
        Ok(job) => job,
        Err(Refusal::Missing) => {
            return Err(ClusterError::NoScheduler {
                reason: format!(
                    "there is no {program} on this machine; on the cluster submit with"
                ),
                by_hand: scripts.by_hand(),
            });
        }
        Err(Refusal::Start(source)) => return Err(ClusterError::Start { program, source }),
        Err(Refusal::Said(said)) => {
            return Err(ClusterError::Array {
                program,
                script,
                said,
            });
        }
    };
    let Some(after) = scheduler.after else {
        return Ok(Submitted { array, merge: None });
    };
    let options = after(&array);
    let script = path(MERGE);
    match scheduler.call(&options, &script) {
        Ok(merge) => Ok(Submitted {
            array,
            merge: Some(merge),
        }),
        Err(refusal) => Err(ClusterError::Merge {
            again: format!("{program} {} {}", options.join(" "), shell(&script)),
            program,
            script,
            said: refusal.words(),
            array,
        }),
    }
}

/// How a scheduler takes scripts.
struct Scheduler {
    program: &'static str,
    /// Options that make it print the job alone.
    tersely: &'static [&'static str],
    /// What is submitted first.
    first: &'static str,
    /// Options that make the merge wait for a job, if it is a job of its own.
    after: Option<fn(&str) -> Vec<String>>,
    /// The job in a line of what it prints, if there is one.
    job: fn(&str) -> Option<&str>,
}

impl Scheduler {
    fn of(engine: Engine) -> Option<Self> {
        let of = |program, tersely, job| Self {
            program,
            tersely,
            first: ARRAY,
            after: None,
            job,
        };
        match engine {
            Engine::Slurm => Some(Self {
                after: Some(after_slurm),
                ..of("sbatch", &["--parsable"], job_of_slurm)
            }),
            Engine::Pbs => Some(Self {
                after: Some(|job| vec!["-W".to_owned(), format!("depend=afterany:{job}")]),
                ..of("qsub", &[], job_of_pbs)
            }),
            Engine::Sge => Some(Self {
                after: Some(|job| vec!["-hold_jid".to_owned(), job.to_owned()]),
                ..of("qsub", &["-terse"], job_of_sge)
            }),
            Engine::Htcondor => Some(Self {
                first: DAG,
                ..of("condor_submit_dag", &["-usedagdir"], job_of_htcondor)
            }),
            Engine::Local => None,
        }
    }

    /// Submits a script and returns its job.
    fn call(&self, options: &[String], script: &str) -> Result<String, Refusal> {
        let ended = Command::new(self.program)
            .args(self.tersely)
            .args(options)
            .arg(Path::new(script))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => Refusal::Missing,
                _ => Refusal::Start(error),
            })?;
        let [out, err] = [&ended.stdout, &ended.stderr].map(|text| String::from_utf8_lossy(text));
        if !ended.status.success() {
            let said = match err.trim().is_empty() {
                true => ended.status.to_string(),
                false => err
                    .trim()
                    .replace(&format!("{}: error: ", self.program), ""),
            };
            return Err(Refusal::Said(said));
        }
        let job = self.job(&out).map(str::to_owned);
        job.ok_or_else(|| Refusal::Said(format!("it prints no job number but: {}", out.trim())))
    }

    /// The last line that names a job: sites let schedulers say other things too.
    fn job<'a>(&self, out: &'a str) -> Option<&'a str> {
        out.lines().map(str::trim).rev().find_map(self.job)
    }
}

/// Why a script was not taken.
enum Refusal {
    Missing,
    Start(std::io::Error),
    Said(String),
}

impl Refusal {
    fn words(self) -> String {
        match self {
            Self::Missing => "it is gone".to_owned(),
            Self::Start(error) => error.to_string(),
            Self::Said(said) => said,
        }
    }
}

fn after_slurm(job: &str) -> Vec<String> {
    // Behind a semicolon stands the cluster, where there are several.
    let (id, cluster) = job.split_once(';').unwrap_or((job, ""));
    let mut options = vec![format!("--dependency=afterany:{id}")];
    options.extend((!cluster.is_empty()).then(|| format!("--clusters={cluster}")));
    options
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `17`, or `17;north` of a cluster.
fn job_of_slurm(line: &str) -> Option<&str> {
    let id = line.split(';').next().unwrap_or_default();
    digits(id).then_some(line)
}

/// `17.server`, or `17[].server` of an array.
fn job_of_pbs(line: &str) -> Option<&str> {
    let id = line.split(['[', '.']).next().unwrap_or_default();
    let whole = !line.contains(char::is_whitespace);
    (whole && digits(id)).then_some(line)
}

/// `17`, or `17.1-40:1` of an array, which is waited for by its number.
fn job_of_sge(line: &str) -> Option<&str> {
    let (id, tasks) = line.split_once('.').unwrap_or((line, ""));
    let range = tasks
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-:".contains(&byte));
    (digits(id) && range).then_some(id)
}

/// `1 job(s) submitted to cluster 17.`
fn job_of_htcondor(line: &str) -> Option<&str> {
    let (_, id) = line.split_once("submitted to cluster ")?;
    let id = id.trim_end_matches('.');
    digits(id).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_is_found_among_what_sites_print() {
        let job = |engine, out| Scheduler::of(engine).unwrap().job(out).map(str::to_owned);
        for (engine, out, expected) in [
            (Engine::Slurm, "17\n", Some("17")),
            (Engine::Slurm, "welcome 3\n17;north\n\n", Some("17;north")),
            (Engine::Slurm, "Submitted batch job 17\n", None),
            (Engine::Slurm, "", None),
            (
                Engine::Pbs,
                "17[].pbs.example.org\n",
                Some("17[].pbs.example.org"),
            ),
            (Engine::Pbs, "18.pbs\nhave a nice day\n", Some("18.pbs")),
            (Engine::Pbs, "3 jobs\n", None),
            (Engine::Sge, "17.1-40:1\n", Some("17")),
            (Engine::Sge, "18\n", Some("18")),
            (Engine::Sge, "Your job 18 is in\n", None),
            (
                Engine::Htcondor,
                "1 job(s) submitted to cluster 17.\n----\n",
                Some("17"),
            ),
            (Engine::Htcondor, "ERROR\n", None),
        ] {
            assert_eq!(job(engine, out).as_deref(), expected, "{engine}: {out}");
        }
    }
}
