//! `trilat calibrate` as a user types it, on a scenario small enough to be quick.

mod command;
mod errors;
mod observed;
mod place;
mod recovery;
