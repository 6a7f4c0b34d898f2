//! `L` replicates side by side: the unit of storage and of vector arithmetic.

use core::array;
use core::ops::{Index, IndexMut};

/// Lanes that go through several steps together in registers: four vectors of AVX2, two of AVX-512.
pub const VECTOR: usize = 16;

/// One state variable of `L` replicates, aligned to a cache line.
///
/// Kernels are written as small loops through [`Lanes::set`] and [`Lanes::update`], whose closures
/// call scalar equation functions; inside a `simd!` function such a loop becomes vector code.
/// Lane numbers carry no meaning: a replicate's draws hang on its number alone, whatever the lane.
///
/// ```
/// use trilat_model::ensemble::lanes::Lanes;
///
/// let cost = Lanes([1.0, 2.0, 3.0, 4.0]);
/// let mut net = Lanes::splat(10.0);
/// net.update(|k, benefit| benefit - cost[k]);
/// assert_eq!(net.0, [9.0, 8.0, 7.0, 6.0]);
/// ```
#[repr(align(64))]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes<const L: usize>(
    /// The values, one per replicate.
    pub [f64; L],
);

impl<const L: usize> Lanes<L> {
    /// Zero in every lane.
    pub const ZERO: Self = Self([0.0; L]);

    /// The same value in every lane.
    #[inline(always)]
    pub const fn splat(value: f64) -> Self {
        Self([value; L])
    }

    /// Lane k holds `value(k)`.
    #[inline(always)]
    pub fn from_fn(value: impl FnMut(usize) -> f64) -> Self {
        Self(array::from_fn(value))
    }

    /// Overwrites lane k with `value(k)`.
    #[inline(always)]
    pub fn set(&mut self, mut value: impl FnMut(usize) -> f64) {
        for k in 0..L {
            self.0[k] = value(k);
        }
    }

    /// Replaces the value x of lane k by `next(k, x)`.
    #[inline(always)]
    pub fn update(&mut self, mut next: impl FnMut(usize, f64) -> f64) {
        for k in 0..L {
            self.0[k] = next(k, self.0[k]);
        }
    }

    /// The lanes in groups of `N`, for kernels that keep a few of them in registers over several steps. What is left
    /// over is left out.
    #[inline(always)]
    pub fn groups<const N: usize>(&self) -> &[[f64; N]] {
        self.0.as_chunks().0
    }

    /// [`Lanes::groups`], to be changed.
    #[inline(always)]
    pub fn groups_mut<const N: usize>(&mut self) -> &mut [[f64; N]] {
        self.0.as_chunks_mut().0
    }

    /// Whether `hit(k)` holds in at least one lane. Every lane is asked, in order.
    #[inline(always)]
    pub fn any(&self, mut hit: impl FnMut(usize) -> bool) -> bool {
        let mut found = false;
        for k in 0..L {
            found |= hit(k);
        }
        found
    }
}

impl<const L: usize> Default for Lanes<L> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const L: usize> Index<usize> for Lanes<L> {
    type Output = f64;

    #[inline(always)]
    fn index(&self, k: usize) -> &f64 {
        &self.0[k]
    }
}

impl<const L: usize> IndexMut<usize> for Lanes<L> {
    #[inline(always)]
    fn index_mut(&mut self, k: usize) -> &mut f64 {
        &mut self.0[k]
    }
}

/// The numbers of the lanes where a rare event happens, in increasing order.
///
/// With an event in a few lanes out of many, working on this list is several times faster than
/// working on all lanes under a mask.
#[derive(Clone, Debug)]
pub struct Hits<const L: usize> {
    lanes: [usize; L],
    count: usize,
}

impl<const L: usize> Hits<L> {
    /// Collects the lanes for which `hit(k)` holds, without branches.
    #[inline(always)]
    pub fn collect(mut hit: impl FnMut(usize) -> bool) -> Self {
        // Two loops, so that asking stays vector code; the second depends on its own past.
        let mut flags = [0_u8; L];
        for (k, flag) in flags.iter_mut().enumerate() {
            *flag = u8::from(hit(k));
        }
        let mut lanes = [0; L];
        let mut count = 0;
        for (k, &flag) in flags.iter().enumerate() {
            // Written at each step, kept on a hit. `count` ≤ k, so `min` only tells the compiler
            // that the index is in range.
            lanes[count.min(k)] = k;
            count += usize::from(flag);
        }
        Self { lanes, count }
    }

    /// The lane numbers.
    #[inline(always)]
    pub fn as_slice(&self) -> &[usize] {
        &self.lanes[..self.count.min(L)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_set_updated_and_indexed_by_number() {
        let mut x = Lanes::<16>::from_fn(|k| k as f64);
        x.update(|k, value| value * value + k as f64);
        assert_eq!(x[3], 12.0);
        x[3] = -1.0;
        assert_eq!(x.0[3], -1.0);
        x.set(|k| 2.0 * k as f64);
        assert_eq!(x.0.iter().sum::<f64>(), 240.0);
        assert_eq!(Lanes::<16>::ZERO, Lanes::splat(0.0));
        assert_eq!(Lanes::<16>::default(), Lanes::ZERO);
    }

    #[test]
    fn lanes_start_on_a_cache_line_and_waste_nothing_from_eight_on() {
        assert_eq!(align_of::<Lanes<128>>(), 64);
        assert_eq!(size_of::<Lanes<128>>(), 1024);
        assert_eq!(size_of::<Lanes<8>>(), 64);
    }

    #[test]
    fn any_finds_a_hit_in_the_first_and_in_the_last_lane() {
        let x = Lanes::<16>::from_fn(|k| k as f64);
        assert!(x.any(|k| x[k] < 0.5));
        assert!(x.any(|k| x[k] > 14.5));
        assert!(!x.any(|k| x[k] > 15.0));
    }

    #[test]
    fn hits_list_exactly_the_lanes_that_were_hit() {
        assert_eq!(
            Hits::<16>::collect(|k| k % 5 == 0).as_slice(),
            [0, 5, 10, 15]
        );
        assert!(Hits::<16>::collect(|_| false).as_slice().is_empty());
        let all: Vec<usize> = (0..16).collect();
        assert_eq!(Hits::<16>::collect(|_| true).as_slice(), all);
        assert_eq!(Hits::<1>::collect(|_| true).as_slice(), [0]);
    }
}
