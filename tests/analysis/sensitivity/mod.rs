//! Sensitivity: functions with known indices, other programs, noise, and the command.

mod commands;
mod folders;
mod known;
mod noise;
mod oracles;
mod support;
mod tasks;
