//! `trilat calibrate` as a user types it and as a program calls it, on a scenario small enough to be quick.

mod command;
mod errors;
mod exact;
mod library;
mod observed;
mod place;
mod recovery;
