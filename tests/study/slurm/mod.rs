//! Studies on a cluster: the scripts as text, and on a real Slurm that the tests start on this machine.
//!
//! The ignored ones need `slurm-wlm`, `munge` and `shellcheck` of Debian; `tests/all.sh` runs them.
#![cfg(unix)]

mod cluster;
mod engines;
mod jobs;
mod place;
mod refusals;
mod scripts;
