//! The model as a referee would try it: against closed forms, for calibration of beliefs, for
//! independence of draws, and for effects that must vanish.

mod support;

mod attention;
mod beliefs;
mod blindness;
mod brute_force;
mod draws;
mod filter;
mod lanes;
mod library;
mod mechanisms;
mod operations;
mod operations_by_month;
mod outcomes;
mod probes;
mod receivers;
mod reference;
mod responses;
mod toy;
