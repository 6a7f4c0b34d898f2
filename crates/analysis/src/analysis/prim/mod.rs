//! Where in the space of the factors does something happen? Scenario discovery by PRIM, the patient rule
//! induction method (Friedman & Fisher 1999; Bryant & Lempert 2010).
//!
//! A point is a *case* if the outcome there is what one looks for. PRIM looks for a box (limits on few
//! factors) that holds many of the cases and little else. It begins with the whole space, *peels* a thin
//! slice off one side at a time, the one that raises the share of cases most, until the box would
//! become too small, and then *pastes* slices back as long as that raises the share. Each step is a
//! candidate:
//!
//! - *coverage*: share of all cases that lie in the box;
//! - *density*: share of the box's points that are cases;
//! - *mass*: share of all points that lie in the box.
//!
//! Limits are halfway between neighbouring points, and depend on the order of the values alone: a
//! factor on a logarithmic scale needs nothing special.
//!
//! One concept a file: [`points`] (the table), [`cases`], [`region`] (a box), [`objective`], [`search`]
//! (peel and paste), [`trajectory`], [`select`] (which step to report), [`quasi_p`], [`resample`],
//! [`shuffle`] and [`discover`](mod@discover), which does all of it for several boxes.
//!
//! # References
//! 1. Friedman, J. H. & Fisher, N. I. (1999). Bump hunting in high-dimensional data. *Statistics and
//!    Computing* 9, 123–143.
//! 2. Bryant, B. P. & Lempert, R. J. (2010). Thinking inside the box: a participatory, computer-assisted
//!    approach to scenario discovery. *Technological Forecasting and Social Change* 77, 34–49.
//! 3. Kwakkel, J. H. & Jaxa-Rozen, M. (2016). Improving scenario discovery for handling heterogeneous
//!    uncertainties and multinomial classified outcomes. *Environmental Modelling & Software* 79, 311–321.
//!
//! # Example
//! ```
//! use trilat_analysis::analysis::prim::discover::discover;
//! use trilat_analysis::analysis::prim::points::{Dimension, Points};
//! use trilat_analysis::analysis::prim::settings::Settings;
//! use trilat_model::watch::unwatched;
//!
//! // 100 points; something happens wherever x is above 0.7, whatever y is.
//! let x: Vec<f64> = (0..100).map(|k| f64::from(k) / 100.0).collect();
//! let y: Vec<f64> = (0..100).map(|k| f64::from(k * 37 % 100)).collect();
//! let cases: Vec<bool> = x.iter().map(|x| *x > 0.7).collect();
//! let points = Points::new(vec![Dimension::numbers("x", x), Dimension::numbers("y", y)])?;
//!
//! let found = unwatched(|ticker| discover(&points, &cases, &Settings::default(), ticker))?;
//! let first = &found.boxes[0];
//! assert_eq!(first.step().restricted, [0]); // x alone
//! assert_eq!(first.step().density, 1.0);
//! let limit = points.shown(0, &first.step().region, &first.trajectory.whole);
//! assert!((limit.low.unwrap() - 0.7).abs() < 0.03 && limit.high.is_none());
//! # Ok::<(), trilat_analysis::analysis::prim::error::PrimError>(())
//! ```

pub mod binomial;
pub mod cases;
mod cut;
pub mod discover;
pub mod error;
mod frame;
pub mod objective;
mod paste;
mod peel;
pub mod points;
pub mod quasi_p;
pub mod region;
pub mod resample;
pub mod search;
pub mod select;
pub mod settings;
mod shown;
pub mod shuffle;
pub mod trajectory;

/// The processes of the random-number addresses used here: far above those of the model and beside those
/// of the designs, so that nothing shares a number.
pub mod process {
    /// Half-samples of the points.
    pub const RESAMPLE: u16 = 0xfe21;
    /// Shuffles of the cases.
    pub const SHUFFLE: u16 = 0xfe22;
}
