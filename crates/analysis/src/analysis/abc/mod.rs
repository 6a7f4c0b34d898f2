//! Approximate Bayesian computation by sequential Monte Carlo (ABC-SMC).
//!
//! A model whose likelihood cannot be written down is fitted by simulating it: parameters are kept whose
//! simulated summaries come within a tolerance of the observed ones, and the tolerance shrinks from one
//! generation to the next (Toni, Welch, Strelkowa, Ipsen & Stumpf 2009, *J. R. Soc. Interface* 6, 187–202;
//! Beaumont, Cornuet, Marin & Robert 2009, *Biometrika* 96, 983–990).
//!
//! - **Coordinates.** Each parameter x with prior distribution function F is moved as its score
//!   z = Φ⁻¹(F(x)), so that every prior is standard normal and no proposal leaves its support ([`prior`]).
//! - **Proposals** are numbered from 0 in each generation, and proposal n of generation t draws its random
//!   numbers at the address (seed, t, n). The first generation draws from the prior. Later ones take a
//!   particle by its weight and move it by a normal step with a multiple of the weighted covariance of the
//!   particles (Beaumont et al. 2009; Filippi, Barnes, Cornebise & Stumpf 2013, *SAGMB* 12, 87–107), drawn together
//!   in many dimensions; see [`kernel`].
//! - **Acceptance.** A population is the first N proposals, in the order of their numbers, whose distance is
//!   at most the tolerance: neither threads nor batches can change it.
//! - **Distance** is the root mean square of (simulated − observed)/scale over the fitted summaries; see
//!   [`distance`].
//! - **Tolerance** of a generation is a quantile of the distances of the one before (Del Moral, Doucet & Jasra
//!   2012, *Statistics and Computing* 22, 1009–1020, choose it by the effective sample size; the quantile is
//!   the common simplification).
//! - **Weights** are prior density over proposal density, exactly.
//! - **Adjustment.** Beside the sample stands one that a regression on the misses has moved to the observed summaries; see [`adjust`].

pub mod adjust;
pub mod distance;
pub mod kernel;
pub mod posterior;
pub mod prior;
pub mod smc;

/// The process of the random-number addresses used here; see [`crate::analysis::prim`] for its neighbours.
pub mod process {
    /// Proposals of ABC-SMC.
    pub const PROPOSAL: u16 = 0xfe31;
    /// Resampling of a weighted sample.
    pub const RESAMPLE: u16 = 0xfe32;
}
