//! M8: whether a joint response comes in time (O15 is the check).

use crate::ensemble::lanes::{Lanes, VECTOR};
use crate::ensemble::simd::simd;
use crate::math::{CDF_FAR, ln, normal_cdf, normal_cdf_central, normal_cdf_group};
use crate::scenario::Timing;

/// Mean wait for tankers and airlift if they are held in common with probability `coord`.
#[inline(always)]
pub fn mean_wait(coord: f64, common: f64, apart: f64) -> f64 {
    coord * common + (1.0 - coord) * apart
}

/// Logarithm of the median response time of one capital that other theatres distract and that must
/// wait for lift: δ_l·load + ln(1 + δ_w·wait).
#[inline(always)]
pub fn own_delay(distraction: f64, load: f64, lift: f64, wait: f64) -> f64 {
    let longer = 1.0 + lift * wait;
    distraction * load + ln(if longer > 1e-6 { longer } else { 1e-6 })
}

/// What agreement among n capitals adds: δ_n(1 − coord)·ln n.
#[inline(always)]
pub fn agreement_delay(capitals: f64, coord: f64, ln_count: f64) -> f64 {
    capitals * (1.0 - coord) * ln_count
}

/// Probability that a response comes in time, Φ((ln window − ln median)/s_t).
#[inline(always)]
pub fn in_time(ln_window: f64, ln_median: f64, spread: f64) -> f64 {
    normal_cdf(lead(ln_window, ln_median, spread))
}

/// By how many standard deviations the window is longer than the median, (ln window − ln median)/s_t.
#[inline(always)]
fn lead(ln_window: f64, ln_median: f64, spread: f64) -> f64 {
    (ln_window - ln_median) / spread
}

simd! {
    /// δ_l·load + ln(1 + δ_w·wait) at a coordination.
    pub(super) fn delay<const L: usize>(
        p: &Timing<Lanes<L>>, coord: &Lanes<L>, load: &Lanes<L>, common: &Lanes<L>,
        apart: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            own_delay(p.load[k], load[k], p.lift[k], mean_wait(coord[k], common[k], apart[k]))
        });
    }

    /// Adds what agreement among capitals takes.
    pub(super) fn agree<const L: usize>(
        p: &Timing<Lanes<L>>, coord: &Lanes<L>, ln_count: &Lanes<L>, delay: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| agreement_delay(p.capitals[k], coord[k], ln_count[k]) + delay[k]);
    }

    /// P_time.
    pub(super) fn arrive<const L: usize>(
        p: &Timing<Lanes<L>>, ln_window: &Lanes<L>, ln_median: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| lead(ln_window[k], ln_median[k], p.spread[k]));
        // Hardly ever is a lane so far out that Φ needs its asymptotic form.
        if out.any(|k| (out[k] > CDF_FAR) | (out[k] < -CDF_FAR)) {
            out.set(|k| in_time(ln_window[k], ln_median[k], p.spread[k]));
        } else {
            let (groups, rest) = out.0.as_chunks_mut::<VECTOR>();
            for group in groups {
                normal_cdf_group(group);
            }
            for x in rest {
                *x = normal_cdf_central(*x);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_capitals_without_a_plan_are_slower_unless_nothing_delays_them() {
        let at = |delta: f64, coord: f64, n: f64| {
            in_time(ln(2.5), agreement_delay(delta, coord, ln(n)), 0.6)
        };
        assert!(at(0.8, 0.3, 3.0) < at(0.8, 0.3, 2.0) && at(0.8, 0.3, 2.0) < at(0.8, 0.3, 1.0));
        assert_eq!(at(0.8, 1.0, 3.0), at(0.8, 1.0, 1.0));
        assert_eq!(at(0.0, 0.0, 3.0), at(0.0, 0.0, 1.0));
        assert!(at(-0.2, 0.0, 3.0) > at(-0.2, 0.0, 1.0));
        // The window is as long as the median: even odds.
        assert!((in_time(0.7, 0.7, 0.6) - 0.5).abs() < 1e-15);
    }

    #[test]
    fn waiting_for_lift_multiplies_the_median() {
        let wait = mean_wait(0.25, 1.0, 3.0);
        assert_eq!(wait, 2.5);
        assert!((own_delay(0.0, 0.0, 0.2, wait) - 1.5_f64.ln()).abs() < 1e-15);
        assert!((own_delay(0.2, 1.5, 0.0, wait) - 0.3).abs() < 1e-15);
    }
}
