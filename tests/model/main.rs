//! The model as a referee would try it: against closed forms, for calibration of beliefs, for
//! independence of draws, and for effects that must vanish.

mod support;

mod beliefs;
mod blindness;
mod draws;
mod lanes;
mod mechanisms;
mod responses;
mod toy;
