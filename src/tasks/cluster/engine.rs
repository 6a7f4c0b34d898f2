//! The schedulers that scripts can be written for, and what each of them says in its own words.

use super::values::{megabytes, seconds};
use crate::named::named;

named! {
    /// Who runs the shards.
    #[derive(Default)]
    pub enum Engine {
        #[default]
        Slurm = "slurm", "Slurm, submitted with sbatch";
        Pbs = "pbs", "PBS Professional or OpenPBS, submitted with qsub";
        Sge = "sge", "Grid Engine, submitted with qsub";
        Htcondor = "htcondor", "HTCondor, submitted with condor_submit_dag";
        Local = "local", "this machine, without a scheduler";
    }
}

/// Limits of the jobs, as Slurm writes them and [`values`](super::values) checks them; the cluster's if left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Time limit.
    pub time: Option<String>,
    /// Memory of each job.
    pub memory: Option<String>,
    /// Queue or partition.
    pub queue: Option<String>,
    /// Account that is charged.
    pub account: Option<String>,
}

/// What the directives of one job say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its cores.
    pub cpus: u32,
    /// Tasks of the array, if it is one.
    pub tasks: Option<u64>,
    /// What it may use.
    pub limits: &'a Limits,
    /// Other options, in full.
    pub options: &'a [String],
}

impl Engine {
    /// The directives of a job; `log` is the file that Slurm writes to, by its own rules.
    pub(super) fn directives(self, job: Job<'_>, log: &str, signal: Option<u64>) -> String {
        match self {
            Self::Slurm => slurm(job, log, signal),
            Self::Pbs => pbs(job),
            Self::Sge => sge(job),
            Self::Htcondor | Self::Local => String::new(),
        }
    }

    /// What the variable of the task is called, with which words a script refuses to run without one.
    pub(super) fn task(self) -> &'static str {
        match self {
            Self::Slurm => "${SLURM_ARRAY_TASK_ID:?submit this script with sbatch}",
            Self::Pbs => "${PBS_ARRAY_INDEX:?submit this script with qsub}",
            Self::Sge => "${SGE_TASK_ID:?submit this script with qsub}",
            Self::Htcondor => "$((${TRILAT_PROCESS:?submit study.dag with condor_submit_dag} + 1))",
            Self::Local => "${TRILAT_SHARD:?start run.sh instead, or say which shard this is}",
        }
    }

    /// The variable that says that a script runs as a job, whose output goes to a log then.
    pub(super) fn job_variable(self) -> Option<&'static str> {
        match self {
            Self::Slurm | Self::Local => None,
            Self::Pbs => Some("PBS_JOBID"),
            Self::Sge => Some("JOB_ID"),
            Self::Htcondor => Some("_CONDOR_SCRATCH_DIR"),
        }
    }
}

/// Of two options that contradict each other schedulers take the later one, so those on which the scripts
/// rely come last.
fn lines(
    prefix: &str,
    first: Vec<Option<String>>,
    options: &[String],
    last: Vec<Option<String>>,
) -> String {
    let options = options.iter().cloned().map(Some);
    (first.into_iter().chain(options).chain(last))
        .flatten()
        .map(|option| format!("{prefix} {option}\n"))
        .collect()
}

fn slurm(job: Job<'_>, log: &str, signal: Option<u64>) -> String {
    let limits = job.limits;
    let limit = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("--{name}={value}"))
    };
    let first = vec![
        Some(format!("--job-name={}", job.name)),
        job.tasks.map(|tasks| format!("--array=1-{tasks}")),
        Some("--nodes=1".to_owned()),
        Some("--ntasks=1".to_owned()),
        Some(format!("--cpus-per-task={}", job.cpus)),
        limit("time", &limits.time),
        limit("mem", &limits.memory),
        limit("partition", &limits.queue),
        limit("account", &limits.account),
    ];
    let last = vec![
        Some(format!("--output={log}")),
        Some("--open-mode=append".to_owned()),
        Some("--requeue".to_owned()),
        signal.map(|seconds| format!("--signal=B:TERM@{seconds}")),
    ];
    lines("#SBATCH", first, job.options, last)
}

fn pbs(job: Job<'_>) -> String {
    let limits = job.limits;
    let memory = limits.memory.as_deref().and_then(megabytes);
    let memory = memory.map_or_else(String::new, |mb| format!(":mem={mb}mb"));
    let time = limits.time.as_deref().and_then(seconds);
    let first = vec![
        Some(format!("-N trilat-{}", job.name)),
        job.tasks.map(|tasks| format!("-J 1-{tasks}")),
        Some(format!("-l select=1:ncpus={}{memory}", job.cpus)),
        time.map(|s| {
            format!(
                "-l walltime={:02}:{:02}:{:02}",
                s / 3600,
                s / 60 % 60,
                s % 60
            )
        }),
        limits.queue.as_ref().map(|name| format!("-q {name}")),
        limits.account.as_ref().map(|name| format!("-A {name}")),
    ];
    let last =
        ["-S /bin/bash", "-j oe", "-o /dev/null", "-r y"].map(|option| Some(option.to_owned()));
    lines("#PBS", first, job.options, last.to_vec())
}

fn sge(job: Job<'_>) -> String {
    let limits = job.limits;
    // Grid Engine counts memory by slot, which is by core.
    let memory = limits.memory.as_deref().and_then(megabytes);
    let memory = memory.map(|mb| mb.div_ceil(u64::from(job.cpus)));
    let time = limits.time.as_deref().and_then(seconds);
    let chosen = job.options.iter().any(|option| option.starts_with("-pe "));
    let first = vec![
        Some(format!("-N trilat-{}", job.name)),
        job.tasks.map(|tasks| format!("-t 1-{tasks}")),
        (job.cpus > 1 && !chosen).then(|| format!("-pe smp {}", job.cpus)),
        time.map(|seconds| format!("-l h_rt={seconds}")),
        memory.map(|mb| format!("-l h_vmem={mb}M")),
        limits.queue.as_ref().map(|name| format!("-q {name}")),
        limits.account.as_ref().map(|name| format!("-A {name}")),
    ];
    let last = ["-S /bin/bash", "-j y", "-o /dev/null", "-r y"];
    let last = last.map(|option| Some(option.to_owned()));
    lines("#$", first, job.options, last.to_vec())
}

/// What HTCondor's submit description says of one job's limits.
pub(super) fn htcondor(job: Job<'_>) -> String {
    let limits = job.limits;
    let memory = limits.memory.as_deref().and_then(megabytes);
    let time = limits.time.as_deref().and_then(seconds);
    let all = [
        Some(format!("request_cpus = {}", job.cpus)),
        memory.map(|mb| format!("request_memory = {mb}")),
        time.map(|seconds| {
            format!(
                "periodic_remove = (JobStatus == 2) && (time() - EnteredCurrentStatus > {seconds})"
            )
        }),
        limits
            .account
            .as_ref()
            .map(|name| format!("accounting_group = {name}")),
    ];
    let all = all.into_iter().flatten().chain(job.options.iter().cloned());
    all.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_said_in_each_schedulers_words() {
        let limits = Limits {
            time: Some("1-2:03:04".to_owned()),
            memory: Some("4G".to_owned()),
            queue: None,
            account: None,
        };
        let job = Job {
            name: "toy",
            cpus: 3,
            tasks: Some(5),
            limits: &limits,
            options: &["-x".to_owned()],
        };
        let text = pbs(job);
        assert!(text.contains("ncpus=3:mem=4096mb\n") && text.contains("walltime=26:03:04\n"));
        let text = sge(job);
        assert!(
            text.contains("h_vmem=1366M\n") && text.contains("h_rt=93784\n"),
            "{text}"
        );
        assert!(text.contains("-pe smp 3\n"));
        let options = ["-pe openmp 3".to_owned()];
        let other = Job {
            options: &options,
            ..job
        };
        assert!(!sge(other).contains("smp"));
        assert!(htcondor(job).contains("request_memory = 4096\n"));
        let endless = Limits {
            time: Some("UNLIMITED".to_owned()),
            ..Limits::default()
        };
        let endless = Job {
            limits: &endless,
            ..job
        };
        assert!(!pbs(endless).contains("walltime") && !sge(endless).contains("h_rt"));
        assert!(slurm(endless, "x", None).contains("--time=UNLIMITED\n"));
    }
}
