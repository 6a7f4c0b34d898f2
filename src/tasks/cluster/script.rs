//! The scripts of a study on a cluster, as text: templates, filled with what an engine says.

use super::engine::{Engine, Job, Limits, htcondor};
use super::values::WARNING;
use crate::named::Named;
use crate::store::command::shell;

/// Name of the script that runs the shards.
pub const ARRAY: &str = "array.sh";
/// Name of the script that joins them.
pub const MERGE: &str = "merge.sh";
/// Name of the script that does all of it on one machine.
pub const RUN: &str = "run.sh";
/// Name of HTCondor's description of the shards.
const ARRAY_SUB: &str = "array.sub";
/// Name of HTCondor's description of the merge.
const MERGE_SUB: &str = "merge.sub";
/// Name of HTCondor's description of their order.
pub const DAG: &str = "study.dag";

/// What the scripts say. Paths are absolute unless said otherwise, and printable ([`check_path`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scripts {
    /// Who runs them.
    pub engine: Engine,
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
    /// and logs with the engine's name.
    pub out: String,
    /// Whether the merge replaces what an earlier study wrote.
    pub force: bool,
    /// Cores of each shard.
    pub cpus: u32,
    /// Limits of both jobs.
    pub limits: Limits,
    /// Options of the scheduler for both jobs, in full.
    pub options: Vec<String>,
    /// Lines of shell that run first.
    pub setup: Vec<String>,
}

/// What is wrong with a path for a script, if anything: Slurm takes a backslash for an end of patterns,
/// HTCondor a dollar with parentheses for a variable, and control characters end lines.
pub fn check_path(path: &str, engine: Engine) -> Result<(), &'static str> {
    let macros = |(_, rest): (&str, &str)| rest.contains('(');
    match path.chars().find(|c| c.is_control() || *c == '\\') {
        Some('\\') => Err("a backslash"),
        Some(_) => Err("a control character"),
        None if engine == Engine::Htcondor && path.split_once('$').is_some_and(macros) => {
            Err("a dollar before a parenthesis")
        }
        None => Ok(()),
    }
}

/// A template with its `{{keys}}` replaced; what a value says is no key.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut pieces = template.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (key, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        let value = values.iter().find(|(known, _)| *known == key);
        out.push_str(value.map_or("", |(_, value)| value));
        out.push_str(rest);
    }
    out
}

/// An argument in HTCondor's own quotes.
fn word_of_htcondor(text: &str) -> String {
    let text = text.replace('\'', "''").replace('"', "\"\"");
    format!("\"'{text}'\"")
}

impl Scripts {
    /// Folder of the scripts and logs.
    pub fn folder(&self) -> String {
        format!("{}.{}", self.out, self.engine.name())
    }

    /// Folder of the shards.
    pub fn shards_folder(&self) -> String {
        format!("{}.shards", self.out)
    }

    /// A script's path, quoted for the shell.
    pub fn script(&self, name: &str) -> String {
        shell(&format!("{}/{name}", self.folder()))
    }

    /// The lines of shell that submit all shards and the merge after them.
    pub fn by_hand(&self) -> Vec<String> {
        let (array, merge) = (self.script(ARRAY), self.script(MERGE));
        match self.engine {
            Engine::Slurm => vec![
                format!("array=$(sbatch --parsable {array})"),
                format!("sbatch --dependency=afterany:\"${{array%%;*}}\" {merge}"),
            ],
            Engine::Pbs => vec![
                format!("array=$(qsub {array})"),
                format!("qsub -W depend=afterany:\"$array\" {merge}"),
            ],
            Engine::Sge => vec![
                format!("array=$(qsub -terse {array})"),
                format!("qsub -hold_jid \"${{array%%.*}}\" {merge}"),
            ],
            Engine::Htcondor => vec![format!("condor_submit_dag -usedagdir {}", self.script(DAG))],
            Engine::Local => vec![format!("bash {}", self.script(RUN))],
        }
    }

    /// All files by their names.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        let mut files = vec![(ARRAY, self.array()), (MERGE, self.merge())];
        match self.engine {
            Engine::Slurm | Engine::Pbs | Engine::Sge => {}
            Engine::Htcondor => {
                let described = |template, script, array| {
                    let limits = htcondor(self.job(&self.name, array));
                    let script = word_of_htcondor(&format!("{}/{script}", self.folder()));
                    self.filled(template, &[("limits", &limits), ("script", &script)])
                };
                let (array, merge) = (
                    include_str!("templates/array.sub"),
                    include_str!("templates/merge.sub"),
                );
                files.push((ARRAY_SUB, described(array, ARRAY, true)));
                files.push((MERGE_SUB, described(merge, MERGE, false)));
                files.push((DAG, self.filled(include_str!("templates/study.dag"), &[])));
            }
            Engine::Local => {
                let (script, cpus) = (self.script(RUN), self.cpus.to_string());
                let values = [("script", script.as_str()), ("cpus", &cpus)];
                files.push((RUN, self.filled(include_str!("templates/run.sh"), &values)));
            }
        }
        files
    }

    /// `array.sh`: task I of an array runs shard I.
    pub fn array(&self) -> String {
        let arguments = self.arguments.iter();
        let arguments: String = arguments.map(|text| format!(" {}", shell(text))).collect();
        let threads = match self.engine {
            Engine::Slurm => "\"$SLURM_CPUS_PER_TASK\"".to_owned(),
            _ => self.cpus.to_string(),
        };
        let (log, begin) = self.begin();
        let signal = Some(WARNING);
        let head = self.head(self.job(&self.name, true), "shard_%a.log", signal);
        self.filled(
            include_str!("templates/array.sh"),
            &[
                ("head", &head),
                ("use", &self.use_of_array()),
                ("ends", &self.ends()),
                ("arguments", &arguments),
                ("log", &log),
                ("begin", &begin),
                ("threads", &threads),
            ],
        )
    }

    /// `merge.sh`: joins the shards, or says which are missing and how to run these again.
    pub fn merge(&self) -> String {
        let name = format!("{}-merge", self.name);
        let head = self.head(self.job(&name, false), "merge.log", None);
        let log = match self.engine.job_variable() {
            None => String::new(),
            Some(job) => {
                format!("[ -z \"${{{job}:-}}\" ] || exec >>\"$scripts/merge.log\" 2>&1\n\n")
            }
        };
        self.filled(
            include_str!("templates/merge.sh"),
            &[
                ("head", &head),
                ("use", &self.use_of_merge()),
                ("script", &self.script(MERGE)),
                ("why", self.why()),
                ("log", &log),
                ("force", if self.force { " --force" } else { "" }),
                ("again", &self.again()),
            ],
        )
    }

    /// A template with what all of them say, and more.
    fn filled(&self, template: &str, more: &[(&str, &str)]) -> String {
        let shards = self.shards.to_string();
        // HTCondor takes a path as it stands.
        let folder = match template.starts_with("#!") {
            true => shell(&self.folder()),
            false => self.folder(),
        };
        let texts = [&self.project, &self.binary, &self.study, &self.out];
        let [project, binary, study, out] = texts.map(|text| shell(text));
        let (shards_folder, setup) = (shell(&self.shards_folder()), self.setup());
        let mut values = vec![
            ("name", self.name.as_str()),
            ("of", &shards),
            ("version", env!("CARGO_PKG_VERSION")),
            ("project", &project),
            ("binary", &binary),
            ("study", &study),
            ("out", &out),
            ("shards", &shards_folder),
            ("folder", &folder),
            ("setup", &setup),
        ];
        values.extend_from_slice(more);
        fill(template, &values)
    }

    fn job<'a>(&'a self, name: &'a str, array: bool) -> Job<'a> {
        Job {
            name,
            cpus: if array { self.cpus } else { 1 },
            tasks: array.then_some(self.shards),
            limits: &self.limits,
            options: &self.options,
        }
    }

    fn head(&self, job: Job<'_>, log: &str, signal: Option<u64>) -> String {
        // In this path `%` begins a pattern of Slurm, and quotes are those of the shell.
        let log = shell(&format!("{}/{log}", self.folder().replace('%', "%%")));
        self.engine.directives(job, &log, signal)
    }

    /// What comes before the study: where the output goes, and which shard this is.
    fn begin(&self) -> (String, String) {
        let (task, of) = (self.engine.task(), self.shards);
        let shard = format!("shard={task}\n");
        if self.engine == Engine::Slurm {
            let words =
                "job ${SLURM_ARRAY_JOB_ID}_$shard, requeued ${SLURM_RESTART_COUNT:-0} times";
            let echo = format!("echo \"shard $shard of {of} on $HOSTNAME, {words}\"\n");
            return (String::new(), shard + &echo);
        }
        // The script writes its log itself: schedulers have rules of their own for names of logs.
        let folder = shell(&self.folder());
        let log = format!("{shard}exec >>{folder}/\"shard_$shard.log\" 2>&1\n\n");
        let echo = format!("echo \"shard $shard of {of} on $HOSTNAME\"\n");
        (log, echo)
    }

    fn use_of_array(&self) -> String {
        let script = self.script(ARRAY);
        match self.engine {
            Engine::Slurm => format!(
                "#   sbatch {script}\n#   sbatch --array=2,5 {script}    # only these shards\n"
            ),
            Engine::Pbs | Engine::Sge => format!("#   qsub {script}\n"),
            Engine::Htcondor => format!("#   condor_submit_dag -usedagdir {}\n", self.script(DAG)),
            Engine::Local => format!("#   TRILAT_SHARD=2 bash {script}    # only this shard\n"),
        }
    }

    fn use_of_merge(&self) -> String {
        let script = self.script(MERGE);
        match self.engine {
            Engine::Slurm => format!("#   sbatch --dependency=afterany:JOB {script}\n"),
            Engine::Pbs => format!("#   qsub -W depend=afterany:JOB {script}\n"),
            Engine::Sge => format!("#   qsub -hold_jid JOB {script}\n"),
            Engine::Htcondor | Engine::Local => String::new(),
        }
    }

    /// What happens to a task at its time limit.
    fn ends(&self) -> String {
        match self.engine {
            Engine::Slurm => format!(
                "{WARNING} s before the time limit Slurm sends TERM to\n# this process, which `exec` has made \
                 trilat: it keeps what is complete and ends with exit code 130."
            ),
            Engine::Pbs | Engine::Htcondor => {
                "At the time limit this process,\n# which `exec` has made \
                 trilat, gets TERM: it keeps what is complete and ends with exit code 130."
                    .to_owned()
            }
            Engine::Sge => {
                "At the time limit Grid Engine\n# kills this process, which costs the parts that \
                 were in flight."
                    .to_owned()
            }
            Engine::Local => {
                "After Ctrl-C trilat keeps what\n# is complete and ends with exit code 130."
                    .to_owned()
            }
        }
    }

    /// Why the merge waits as it does.
    fn why(&self) -> &'static str {
        match self.engine {
            Engine::Slurm | Engine::Pbs => {
                "# afterany, not afterok: with afterok a single task that failed would leave this job \
                 pending for ever.\n"
            }
            Engine::Sge => "# -hold_jid waits for the end of all tasks, however they ended.\n",
            Engine::Htcondor => {
                "# As the FINAL node of the DAG it runs however the shards ended.\n"
            }
            Engine::Local => "",
        }
    }

    /// The words of the merge on how to run what is missing: arguments of `printf`.
    fn again(&self) -> String {
        let complete = "    \"  # missing: $missing; a shard that is complete ends at once\"";
        match self.engine {
            Engine::Slurm => format!(
                "    \"  array=\\$(sbatch --parsable --array=$missing $scripts/{ARRAY})\" \\\n    \
                 \"  sbatch --dependency=afterany:\\\"\\${{array%%;*}}\\\" $scripts/{MERGE}\""
            ),
            Engine::Pbs => format!(
                "{complete} \\\n    \"  array=\\$(qsub $scripts/{ARRAY})\" \\\n    \
                 \"  qsub -W depend=afterany:\\\"\\$array\\\" $scripts/{MERGE}\""
            ),
            Engine::Sge => format!(
                "{complete} \\\n    \"  array=\\$(qsub -terse $scripts/{ARRAY})\" \\\n    \
                 \"  qsub -hold_jid \\\"\\${{array%%.*}}\\\" $scripts/{MERGE}\""
            ),
            Engine::Htcondor => {
                format!("{complete} \\\n    \"  condor_submit_dag -f -usedagdir $scripts/{DAG}\"")
            }
            Engine::Local => format!("{complete} \\\n    \"  bash $scripts/{RUN}\""),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_no_template() {
        let filled = fill("a {{x}} b {{y}}{{x}}", &[("x", "{{y}}"), ("y", "2")]);
        assert_eq!(filled, "a {{y}} b 2{{y}}");
    }

    #[test]
    fn nothing_is_left_to_be_filled() {
        for engine in Engine::ALL {
            let scripts = Scripts {
                engine: *engine,
                name: "toy".to_owned(),
                ..Scripts::default()
            };
            for (name, text) in scripts.files() {
                assert!(
                    !text.contains("{{") && !text.contains("}}"),
                    "{name}: {text}"
                );
            }
        }
    }
}
