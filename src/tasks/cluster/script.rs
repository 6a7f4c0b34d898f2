//! The two scripts of a study on a cluster, as text.

use super::values::WARNING;
use crate::store::command::shell;

/// Name of the script that runs the shards.
pub const ARRAY: &str = "array.sh";
/// Name of the script that joins them.
pub const MERGE: &str = "merge.sh";

/// What the scripts say. Paths are absolute unless said otherwise, and printable ([`check_path`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scripts {
    /// Name of the study.
    pub name: String,
    /// Number of shards, at least 2.
    pub shards: u64,
    /// The folder from which the study file is found.
    pub project: String,
    /// The program: a path, or a name to be found on the node.
    pub binary: String,
    /// The study file, as seen from the project.
    pub study: String,
    /// Other arguments of `trilat sweep` that shape its results.
    pub arguments: Vec<String>,
    /// Folder of the study. That of its shards is beside it, with `.shards`, and that of the scripts
    /// and logs with `.slurm`.
    pub out: String,
    /// Whether the merge replaces what an earlier study wrote.
    pub force: bool,
    /// Cores of each shard.
    pub cpus: u32,
    /// Options of `sbatch` for both scripts, in full.
    pub options: Vec<String>,
    /// Lines of shell that run first.
    pub setup: Vec<String>,
}

/// What differs between the directives of the two scripts.
struct Job<'a> {
    name: &'a str,
    cpus: u32,
    /// Name of the log, with the patterns of Slurm.
    log: &'a str,
    array: Option<String>,
    signal: Option<String>,
}

/// What is wrong with a path for a script, if anything: Slurm takes a backslash for an end of patterns,
/// and control characters end lines.
pub fn check_path(path: &str) -> Result<(), &'static str> {
    match path.chars().find(|c| c.is_control() || *c == '\\') {
        Some('\\') => Err("a backslash"),
        Some(_) => Err("a control character"),
        None => Ok(()),
    }
}

impl Scripts {
    /// Folder of the scripts and logs.
    pub fn folder(&self) -> String {
        format!("{}.slurm", self.out)
    }

    /// Folder of the shards.
    pub fn shards_folder(&self) -> String {
        format!("{}.shards", self.out)
    }

    /// A script's path, quoted for the shell.
    pub fn script(&self, name: &str) -> String {
        shell(&format!("{}/{name}", self.folder()))
    }

    /// The two lines of shell that submit all shards and the merge after them.
    pub fn by_hand(&self) -> [String; 2] {
        let (array, merge) = (self.script(ARRAY), self.script(MERGE));
        [
            format!("array=$(sbatch --parsable {array})"),
            format!("sbatch --dependency=afterany:\"${{array%%;*}}\" {merge}"),
        ]
    }

    /// `array.sh`: task I of an array runs shard I.
    pub fn array(&self) -> String {
        let of = self.shards;
        let arguments: String = self
            .arguments
            .iter()
            .map(|argument| format!(" {}", shell(argument)))
            .collect();
        format!(
            "\
#!/usr/bin/env bash
{directives}#
# The study {name} in {of} shards: task I of this array runs shard I.
# Written by `trilat slurm` ({version}).
#
#   sbatch {script}
#   sbatch --array=2,5 {script}    # only these shards
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). {WARNING} s before the time limit Slurm sends TERM to
# this process, which `exec` has made trilat: it keeps what is complete and ends with exit code 130.

set -e

project={project}
trilat={binary}
study={study}
shards={shards}

{setup}cd \"$project\"
shard=${{SLURM_ARRAY_TASK_ID:?submit this script with sbatch}}
echo \"shard $shard of {of} on $HOSTNAME, job ${{SLURM_ARRAY_JOB_ID}}_$shard, requeued ${{SLURM_RESTART_COUNT:-0}} times\"
exec \"$trilat\" sweep \"$study\"{arguments} \\
  --shard \"$shard/{of}\" --out \"$shards/${{shard}}_of_{of}\" --resume \\
  --threads \"$SLURM_CPUS_PER_TASK\"
",
            directives = self.directives(Job {
                name: &self.name,
                cpus: self.cpus,
                log: "shard_%a.log",
                array: Some(format!("--array=1-{of}")),
                signal: Some(format!("--signal=B:TERM@{WARNING}")),
            }),
            name = self.name,
            version = env!("CARGO_PKG_VERSION"),
            script = self.script(ARRAY),
            project = shell(&self.project),
            binary = shell(&self.binary),
            study = shell(&self.study),
            shards = shell(&self.shards_folder()),
            setup = self.setup(),
        )
    }

    /// `merge.sh`: joins the shards, or says which are missing and how to run these again.
    pub fn merge(&self) -> String {
        let of = self.shards;
        format!(
            "\
#!/usr/bin/env bash
{directives}#
# Joins the shards of the study {name}, or says which are missing and how to run them.
# Written by `trilat slurm` ({version}).
#
#   sbatch --dependency=afterany:JOB {script}
#   bash {script}    # here and now
#
# afterany, not afterok: with afterok a single task that failed would leave this job pending for ever.
# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project={project}
trilat={binary}
shards={shards}
out={out}
scripts={folder}

{setup}cd \"$project\"
folders=(\"$shards\"/*_of_{of})
missing=1-{of}
code=5
if [ \"${{#folders[@]}}\" -eq 0 ]; then
  echo \"error: none of the {of} shards has begun: $shards is empty\" >&2
else
  code=0
  \"$trilat\" merge \"${{folders[@]}}\" --out \"$out\"{force} || code=$?
  if [ \"$code\" -eq 5 ]; then
    missing=$(\"$trilat\" status --missing-shards \"${{folders[@]}}\") || true
  fi
fi
if [ \"$code\" -eq 5 ]; then
  scripts=$(printf %q \"$scripts\")
  printf '%s\\n' >&2 \\
    \"The logs of the shards are in $scripts. To run the missing shards and merge again:\" \\
    \"  array=\\$(sbatch --parsable --array=$missing $scripts/{ARRAY})\" \\
    \"  sbatch --dependency=afterany:\\\"\\${{array%%;*}}\\\" $scripts/{MERGE}\"
fi
exit \"$code\"
",
            directives = self.directives(Job {
                name: &format!("{}-merge", self.name),
                cpus: 1,
                log: "merge.log",
                array: None,
                signal: None,
            }),
            name = self.name,
            version = env!("CARGO_PKG_VERSION"),
            script = self.script(MERGE),
            project = shell(&self.project),
            binary = shell(&self.binary),
            shards = shell(&self.shards_folder()),
            out = shell(&self.out),
            folder = shell(&self.folder()),
            setup = self.setup(),
            force = if self.force { " --force" } else { "" },
        )
    }

    /// The options of `sbatch`. Of two that contradict each other `sbatch` takes the later one, so those
    /// on which the scripts rely come last.
    fn directives(&self, job: Job<'_>) -> String {
        let first = [
            Some(format!("--job-name={}", job.name)),
            job.array,
            Some("--nodes=1".to_owned()),
            Some("--ntasks=1".to_owned()),
            Some(format!("--cpus-per-task={}", job.cpus)),
        ];
        // In this path `%` begins a pattern, and quotes are those of the shell.
        let log = format!("{}/{}", self.folder().replace('%', "%%"), job.log);
        let last = [
            Some(format!("--output={}", shell(&log))),
            Some("--open-mode=append".to_owned()),
            Some("--requeue".to_owned()),
            job.signal,
        ];
        let options = self.options.iter().cloned().map(Some);
        (first.into_iter().chain(options).chain(last))
            .flatten()
            .map(|option| format!("#SBATCH {option}\n"))
            .collect()
    }

    fn setup(&self) -> String {
        let lines: String = self.setup.iter().map(|line| format!("{line}\n")).collect();
        match lines.is_empty() {
            true => lines,
            false => {
                format!("# What the program needs on the node (--module, --setup).\n{lines}\n")
            }
        }
    }
}
