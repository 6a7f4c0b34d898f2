//! Hands the scripts of a study to `sbatch`.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use super::error::SlurmError;
use super::script::{ARRAY, MERGE, Scripts};
use crate::store::command::shell;

/// The jobs of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The array of shards.
    pub array: String,
    /// The merge after it.
    pub merge: String,
}

/// Submits the array, and the merge to run when every task of it has ended, however it ended.
///
/// # Errors
/// If there is no `sbatch` or it refuses; the message says what is submitted and what is not.
pub fn submit(scripts: &Scripts) -> Result<Submitted, SlurmError> {
    let path = |name: &str| format!("{}/{name}", scripts.folder());
    let (script, [by_hand, then]) = (path(ARRAY), scripts.by_hand());
    let array = match sbatch(&[], &script) {
        Ok(job) => job,
        Err(Refusal::Missing) => {
            let (array, merge) = (by_hand, then);
            return Err(SlurmError::NoSbatch { array, merge });
        }
        Err(Refusal::Start(source)) => return Err(SlurmError::Start { source }),
        Err(Refusal::Said(said)) => return Err(SlurmError::Array { script, said }),
    };
    // Behind a semicolon stands the cluster, where there are several.
    let (id, cluster) = array.split_once(';').unwrap_or((array.as_str(), ""));
    let mut options = vec![format!("--dependency=afterany:{id}")];
    options.extend((!cluster.is_empty()).then(|| format!("--clusters={cluster}")));
    let script = path(MERGE);
    match sbatch(&options, &script) {
        Ok(merge) => Ok(Submitted { array, merge }),
        Err(refusal) => Err(SlurmError::Merge {
            again: format!("sbatch {} {}", options.join(" "), shell(&script)),
            script,
            said: refusal.words(),
            array,
        }),
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

/// Submits a script and returns its job, as `sbatch --parsable` prints it.
fn sbatch(options: &[String], script: &str) -> Result<String, Refusal> {
    let ended = Command::new("sbatch")
        .arg("--parsable")
        .args(options)
        .arg(script)
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
            false => err.trim().replace("sbatch: error: ", ""),
        };
        return Err(Refusal::Said(said));
    }
    job(&out).ok_or_else(|| Refusal::Said(format!("it prints no job number but: {}", out.trim())))
}

/// The last line that is a job number, perhaps with a cluster: sites let `sbatch` say other things too.
fn job(out: &str) -> Option<String> {
    let number = |line: &&str| {
        let id = line.split(';').next().unwrap_or_default();
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())
    };
    out.lines()
        .map(str::trim)
        .rev()
        .find(number)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_is_found_among_what_sites_print() {
        assert_eq!(job("17\n").as_deref(), Some("17"));
        assert_eq!(job("welcome 3\n17;north\n\n").as_deref(), Some("17;north"));
        assert_eq!(job("Submitted batch job 17\n"), None);
        assert_eq!(job(""), None);
    }
}
