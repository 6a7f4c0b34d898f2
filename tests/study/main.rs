//! Studies: designs against SciPy and SALib, study files, running them, and running them on a cluster.

mod arm_messages;
mod arms;
mod commands;
mod constraints;
mod designs;
mod distributions;
mod errors;
mod files;
mod months;
mod posterior;
mod scrambling;
mod slurm;
mod sweep;
mod users;
