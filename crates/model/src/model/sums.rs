//! Weighted sums over lanes that several mechanisms take.

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

simd! {
    /// Adds a share of a quantity, as in a mean over partners.
    pub(super) fn add_share<const L: usize>(x: &Lanes<L>, share: f64, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + share * x[k]);
    }

    /// E\[x\] over type profiles.
    pub(super) fn expectation_over<const L: usize>(
        profile: &[Lanes<L>], x: &[Lanes<L>], out: &mut Lanes<L>
    ) {
        *out = Lanes::ZERO;
        for (p, x) in profile.iter().zip(x) {
            out.update(|k, sum| sum + p[k] * x[k]);
        }
    }

    /// Adds a share of the deviation of a quantity from its mean, such as o − ō.
    pub(super) fn add_deviation<const L: usize>(
        held: &Lanes<L>, mean: &Lanes<L>, share: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + share * (held[k] - mean[k]));
    }
}
