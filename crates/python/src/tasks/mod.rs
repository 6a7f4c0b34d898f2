//! Each use case: arguments of Python to a request, and the command that makes the same files again.

pub mod analyses;
pub mod archive;
pub mod calibrate;
pub mod forecast;
pub mod run;
pub mod sweep;
pub mod trace;

use trilat::scenario::Month;

use crate::failure::Failure;

/// The month of a text such as `2026-01`.
fn month(text: &str) -> Result<Month, Failure> {
    text.parse()
        .map_err(|()| Failure::usage(format!("`{text}` must be a month such as 2019-12")))
}

/// First and last month of a text such as `2012-01..2019-12`.
fn span(text: &str) -> Result<(Month, Month), Failure> {
    let wrong = || {
        Failure::usage(format!(
            "`{text}` must be two months such as 2012-01..2019-12"
        ))
    };
    let (first, last) = text.split_once("..").ok_or_else(wrong)?;
    let (first, last) = (month(first.trim())?, month(last.trim())?);
    match first <= last {
        true => Ok((first, last)),
        false => Err(Failure::usage(format!("{first} comes after {last}"))),
    }
}
