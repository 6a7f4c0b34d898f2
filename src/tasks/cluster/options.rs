//! What can stand in the scripts of a scheduler, and what cannot.

use super::engine::{Engine, Limits};
use super::error::ClusterError;
use super::values::line;

impl Engine {
    /// Options that the scripts set themselves and rely on.
    fn own(self) -> &'static [&'static str] {
        match self {
            Self::Slurm => &[
                "--array",
                "--dependency",
                "--error",
                "--no-requeue",
                "--open-mode",
                "--output",
                "--requeue",
                "--signal",
                "--wrap",
            ],
            Self::Pbs => &["-J", "-S", "-e", "-j", "-o", "-r"],
            Self::Sge => &["-S", "-e", "-hold_jid", "-j", "-o", "-r", "-t"],
            Self::Htcondor => &[
                "arguments",
                "environment",
                "executable",
                "log",
                "queue",
                "should_transfer_files",
                "universe",
            ],
            Self::Local => &[],
        }
    }

    /// How an option is written.
    fn example(self) -> &'static str {
        match self {
            Self::Slurm => "--option=--qos=long",
            Self::Pbs => "--option='-l place=excl'",
            Self::Sge => "--option='-pe openmp 4'",
            Self::Htcondor | Self::Local => "--option='rank = Mips'",
        }
    }

    /// Whether an option of the scheduler can stand in its script.
    pub(super) fn check_option(self, option: &str) -> Result<(), ClusterError> {
        let wrong = |problem: String| ClusterError::Option {
            option: option.to_owned(),
            problem,
        };
        line(option).map_err(wrong)?;
        let (key, full) = match self {
            Self::Htcondor => {
                let key = option.split_once('=').map_or("", |(key, _)| key.trim());
                (key.to_ascii_lowercase(), !key.is_empty())
            }
            _ => {
                let dashes = if self == Self::Slurm { "--" } else { "-" };
                let key = option.split(['=', ' ']).next().unwrap_or_default();
                let full = key.starts_with(dashes) && !key.trim_start_matches('-').is_empty();
                (key.to_owned(), full)
            }
        };
        if !full {
            let example = self.example();
            return Err(wrong(format!(
                "write the option in full, such as {example}"
            )));
        }
        match self.own().contains(&key.as_str()) {
            true => Err(wrong(format!("the scripts set {key} themselves"))),
            false => Ok(()),
        }
    }

    /// Whether there is something to limit.
    pub(super) fn check_limits(
        self,
        limits: &Limits,
        options: &[String],
    ) -> Result<(), ClusterError> {
        let no = |option, reason| Err(ClusterError::NoLimit { option, reason });
        let local = self == Self::Local;
        let alone = "--engine local has no scheduler that could set it";
        match limits {
            Limits { time: Some(_), .. } if local => no("--time", alone),
            Limits {
                memory: Some(_), ..
            } if local => no("--mem", alone),
            Limits {
                account: Some(_), ..
            } if local => no("--account", alone),
            Limits { queue: Some(_), .. } if local => no("--queue", alone),
            Limits { queue: Some(_), .. } if self == Self::Htcondor => {
                no("--queue", "HTCondor has no queues")
            }
            _ if local && !options.is_empty() => no("--option", alone),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::named::Named;

    #[test]
    fn options_that_the_scripts_rely_on_are_theirs() {
        let said = |engine: Engine, option: &str| {
            let checked = engine.check_option(option);
            checked.map_err(|error| error.to_string())
        };
        for (engine, good) in [
            (Engine::Slurm, "--qos=long"),
            (Engine::Slurm, "--mail-type END"),
            (Engine::Slurm, "--constraint='a&b'"),
            (Engine::Pbs, "-l place=excl"),
            (Engine::Sge, "-pe openmp 4"),
            (Engine::Htcondor, "rank = Mips"),
        ] {
            assert_eq!(said(engine, good), Ok(()), "{good}");
        }
        for (engine, own) in [
            (Engine::Slurm, "--array=1"),
            (Engine::Slurm, "--signal USR1"),
            (Engine::Pbs, "-J 1-4"),
            (Engine::Sge, "-t 1-4"),
            (Engine::Htcondor, "Executable = x"),
        ] {
            assert!(
                said(engine, own).unwrap_err().ends_with("themselves"),
                "{own}"
            );
        }
        for engine in Engine::ALL {
            for wrong in ["", "qos", "--", "-", "-q\nx", "= 3"] {
                assert!(said(*engine, wrong).is_err(), "{engine} {wrong:?}");
            }
        }
    }
}
