//! Sensitivity: functions with known indices, other programs, noise, and the command.

mod known;
mod noise;
mod oracles;
mod support;
