//! Studies: designs against SciPy and SALib, and study files.

mod commands;
mod designs;
mod errors;
mod files;
mod scrambling;
