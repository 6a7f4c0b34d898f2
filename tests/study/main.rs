//! Studies: designs against SciPy and SALib, study files, running them, and running them on a cluster.

mod arms;
mod commands;
mod designs;
mod distributions;
mod errors;
mod files;
mod months;
mod scrambling;
mod slurm;
mod sweep;
