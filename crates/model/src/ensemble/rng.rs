//! Random numbers with an address instead of a sequence.
//!
//! A draw belongs to (seed, replicate, step, process, agent, draw). Its value is a pure function of
//! that address, so one more logger, agent or parameter moves no other draw, runs under different
//! parameters share their random numbers, and threads, blocks and shards cannot matter.
//!
//! The generator is [`philox4x32_10`]. Its key is the seed (low word first), its counter
//!
//! | word | content |
//! |---|---|
//! | 0 | replicate, low 32 bits |
//! | 1 | replicate, next 16 bits, then step, 16 bits |
//! | 2 | agent, 32 bits: [`agent_id`] of its name |
//! | 3 | process, 16 bits, then block, 16 bits |
//!
//! Each block of 128 bits holds two draws: draw d is half d mod 2 of block ⌊d/2⌋. These blocks stay
//! below 2^15; the blocks from 2^15 on belong to [`StreamRng`], so the two never meet.
//!
//! A uniform draw is (j + ½)/2^52, with j the upper 52 bits of its half (words low, high), hence in
//! \[2^−53, 1 − 2^−53\]: never 0 or 1. A normal draw is [`normal_quantile`] of the uniform draw at the
//! same address, hence within ±8.21.

mod philox;
mod stream;

pub use philox::philox4x32_10;
pub use stream::StreamRng;

use super::lanes::{Hits, Lanes};
use super::simd::simd;
use crate::math::{
    CENTRAL_HALF_WIDTH, NEAR_TAIL_MIN, normal_quantile, normal_quantile_central,
    normal_quantile_near_tail, select,
};
use philox::block;

/// Number of distinct replicates; higher bits of a replicate number are ignored.
pub const MAX_REPLICATES: u64 = 1 << 48;

/// Number of distinct steps; higher bits of a step number are ignored.
pub const MAX_STEPS: u32 = 1 << 16;

/// The process number that [`derive_seed`] keeps for itself.
pub const RESERVED_PROCESS: u16 = u16::MAX;

/// The address word of an agent: a hash of its name, so that neither the order of the roster nor
/// an agent added to it moves anybody's draws.
///
/// 32-bit FNV-1a over the UTF-8 bytes (Fowler, Noll & Vo), then the finaliser of MurmurHash3
/// (Appleby), so that similar names differ in all bits. Two of n names collide with probability of
/// about n²/2^33: a roster should be checked once for equal words.
///
/// ```
/// use trilat_model::ensemble::rng::agent_id;
///
/// const KOREA: u32 = agent_id("KOR");
/// assert_ne!(KOREA, agent_id("JPN"));
/// ```
pub const fn agent_id(name: &str) -> u32 {
    agent_path(&[name])
}

/// The address word of an agent named in parts, such as a directed dyad or a state in a theatre.
///
/// As [`agent_id`], with the byte 0x1f (unit separator) between parts: `["A", "BC"]` and
/// `["AB", "C"]` differ, and a single part gives `agent_id` of it.
pub const fn agent_path(parts: &[&str]) -> u32 {
    const OFFSET: u32 = 0x811c_9dc5;
    const SEPARATOR: u8 = 0x1f;
    let mut hash = OFFSET;
    let mut i = 0;
    while i < parts.len() {
        if i > 0 {
            hash = fnv_step(hash, SEPARATOR);
        }
        let bytes = parts[i].as_bytes();
        let mut j = 0;
        while j < bytes.len() {
            hash = fnv_step(hash, bytes[j]);
            j += 1;
        }
        i += 1;
    }
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

const fn fnv_step(hash: u32, byte: u8) -> u32 {
    const PRIME: u32 = 0x0100_0193;
    (hash ^ byte as u32).wrapping_mul(PRIME)
}

/// A seed for the ensemble number `index` derived from `seed`, for ensembles that must not share
/// random numbers. Unlike `seed + index` it cannot meet the seeds of another study by accident.
pub fn derive_seed(seed: u64, index: u64) -> u64 {
    let counter = [
        index & LOW_32,
        index >> 32,
        u64::from(agent_id("derive seed")),
        u64::from(u32::from(RESERVED_PROCESS) << 16),
    ];
    first_half(block(counter, key(seed)))
}

const LOW_32: u64 = 0xffff_ffff;

#[inline(always)]
fn key(seed: u64) -> [u32; 2] {
    [seed as u32, (seed >> 32) as u32]
}

/// Counter words 0 and 1.
#[inline(always)]
fn run_words(replicate: u64, step: u32) -> [u64; 2] {
    let step = u64::from(step) & 0xffff;
    [replicate & LOW_32, ((replicate >> 16) & 0xffff_0000) | step]
}

/// Counter words 2 and 3.
#[inline(always)]
fn site_words(process: u16, agent: u32, block_index: u16) -> [u64; 2] {
    [
        u64::from(agent),
        (u64::from(process) << 16) | u64::from(block_index),
    ]
}

#[inline(always)]
fn first_half(words: [u64; 4]) -> u64 {
    words[0] | (words[1] << 32)
}

#[inline(always)]
fn second_half(words: [u64; 4]) -> u64 {
    words[2] | (words[3] << 32)
}

/// (j + ½)/2^52 for the upper 52 bits j: written into the mantissa of a number in \[1, 2), then
/// shifted; exact.
#[inline(always)]
fn to_unit(bits: u64) -> f64 {
    const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
    const SHIFT: f64 = 1.0 - 0.5 * f64::EPSILON;
    f64::from_bits((bits >> 12) | ONE_BITS) - SHIFT
}

/// The uniform draw at one address: what the lane functions of [`Draws`] give, one at a time.
pub fn uniform_at(
    seed: u64,
    replicate: u64,
    step: u32,
    process: u16,
    agent: u32,
    draw: u16,
) -> f64 {
    let [c0, c1] = run_words(replicate, step);
    let [c2, c3] = site_words(process, agent, draw >> 1);
    let words = block([c0, c1, c2, c3], key(seed));
    to_unit(if draw & 1 == 0 {
        first_half(words)
    } else {
        second_half(words)
    })
}

/// The standard normal draw at one address.
pub fn normal_at(seed: u64, replicate: u64, step: u32, process: u16, agent: u32, draw: u16) -> f64 {
    normal_quantile(uniform_at(seed, replicate, step, process, agent, draw))
}

/// Draws for `L` replicates at one step; `L` is the number of lanes.
///
/// Two draws of one agent and process cost as much as one when taken as a pair from an even number
/// on.
///
/// ```
/// use trilat_model::ensemble::lanes::Lanes;
/// use trilat_model::ensemble::rng::{Draws, agent_id, uniform_at};
///
/// const ELECTION: u16 = 1;
/// let draws = Draws::<16> { seed: 42, replicate: core::array::from_fn(|k| 100 + k as u64), step: 7 };
/// let mut u = Lanes::ZERO;
/// draws.uniform(ELECTION, agent_id("KOR"), 0, &mut u);
/// assert_eq!(u[3], uniform_at(42, 103, 7, ELECTION, agent_id("KOR"), 0));
/// ```
#[repr(align(64))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws<const L: usize> {
    /// Seed of the ensemble: the generator's key.
    pub seed: u64,
    /// Number of the replicate in each lane, below [`MAX_REPLICATES`], in any order.
    pub replicate: [u64; L],
    /// Step (month), below [`MAX_STEPS`].
    pub step: u32,
}

impl<const L: usize> Draws<L> {
    /// Fills `out` with uniform draws number `draw` in (0, 1).
    pub fn uniform(&self, process: u16, agent: u32, draw: u16, out: &mut Lanes<L>) {
        fill_uniform(self, process, agent, draw, out);
    }

    /// Fills `a` with uniform draws number `draw` and `b` with number `draw + 1`.
    pub fn uniform_pair(
        &self,
        process: u16,
        agent: u32,
        draw: u16,
        a: &mut Lanes<L>,
        b: &mut Lanes<L>,
    ) {
        if draw & 1 == 0 {
            fill_uniform_pair(self, process, agent, draw, a, b);
        } else {
            fill_uniform(self, process, agent, draw, a);
            fill_uniform(self, process, agent, draw.wrapping_add(1), b);
        }
    }

    /// Fills `out` with standard normal draws number `draw`.
    pub fn normal(&self, process: u16, agent: u32, draw: u16, out: &mut Lanes<L>) {
        self.uniform(process, agent, draw, out);
        quantiles_in_place(out);
    }

    /// Fills `a` with standard normal draws number `draw` and `b` with number `draw + 1`.
    pub fn normal_pair(
        &self,
        process: u16,
        agent: u32,
        draw: u16,
        a: &mut Lanes<L>,
        b: &mut Lanes<L>,
    ) {
        self.uniform_pair(process, agent, draw, a, b);
        quantiles_in_place(a);
        quantiles_in_place(b);
    }

    /// The sequential generator of lane `k` (of the last lane if `k` ≥ `L`) for rare draws and for
    /// distributions of the `rand_distr` crate.
    pub fn stream(&self, process: u16, agent: u32, k: usize) -> StreamRng {
        const { assert!(L > 0) };
        StreamRng::new(
            self.seed,
            self.replicate[k.min(L - 1)],
            self.step,
            process,
            agent,
        )
    }
}

simd! {
    fn fill_uniform<const L: usize>(
        draws: &Draws<L>, process: u16, agent: u32, draw: u16, out: &mut Lanes<L>,
    ) {
        let [c2, c3] = site_words(process, agent, draw >> 1);
        let key = key(draws.seed);
        if draw & 1 == 0 {
            out.set(|k| {
                let [c0, c1] = run_words(draws.replicate[k], draws.step);
                to_unit(first_half(block([c0, c1, c2, c3], key)))
            });
        } else {
            out.set(|k| {
                let [c0, c1] = run_words(draws.replicate[k], draws.step);
                to_unit(second_half(block([c0, c1, c2, c3], key)))
            });
        }
    }

    fn fill_uniform_pair<const L: usize>(
        draws: &Draws<L>, process: u16, agent: u32, draw: u16, a: &mut Lanes<L>, b: &mut Lanes<L>,
    ) {
        let [c2, c3] = site_words(process, agent, draw >> 1);
        let key = key(draws.seed);
        for k in 0..L {
            let [c0, c1] = run_words(draws.replicate[k], draws.step);
            let words = block([c0, c1, c2, c3], key);
            a.0[k] = to_unit(first_half(words));
            b.0[k] = to_unit(second_half(words));
        }
    }

    /// Replaces every probability in (0, 1) by its standard normal quantile: [`normal_quantile`] in
    /// each lane, bit for bit, at less cost.
    ///
    /// All lanes take the central formula; the 15 % beyond it are gathered, pass through the tail
    /// formula as a short dense vector, and are scattered back.
    pub fn quantiles_in_place<const L: usize>(p: &mut Lanes<L>) {
        const VECTOR: usize = 8;

        let hits = {
            let p = &*p;
            Hits::<L>::collect(|k| {
                let q = p[k] - 0.5;
                select(q < 0.0, -q, q) > CENTRAL_HALF_WIDTH
            })
        };
        let hits = hits.as_slice();
        let mut tail = Lanes::<L>::splat(0.01);
        for (tail, &k) in tail.0.iter_mut().zip(hits) {
            *tail = select(p[k] > 0.5, 1.0 - p[k], p[k]);
        }
        let mut magnitude = Lanes::<L>::ZERO;
        // Whole vectors only: the surplus entries are valid and ignored.
        for j in 0..hits.len().next_multiple_of(VECTOR).min(L) {
            magnitude[j] = normal_quantile_near_tail(tail[j]);
        }
        p.update(|_, p| normal_quantile_central(p));
        for (j, &k) in hits.iter().enumerate() {
            let magnitude = if tail[j] < NEAR_TAIL_MIN {
                -normal_quantile(tail[j])
            } else {
                magnitude[j]
            };
            // The central formula has the right sign everywhere.
            p[k] = select(p[k] > 0.0, magnitude, -magnitude);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::simd::at_each_level;

    #[test]
    fn uniform_stays_strictly_inside_the_unit_interval() {
        assert_eq!(to_unit(0), 2.0_f64.powi(-53));
        assert_eq!(to_unit(u64::MAX), 1.0 - 2.0_f64.powi(-53));
        assert_eq!(to_unit(1 << 63), 0.5 + 2.0_f64.powi(-53));
        assert_eq!(1.0 - to_unit(u64::MAX), to_unit(0));
        assert!(normal_quantile(to_unit(0)) > -8.21);
    }

    #[test]
    fn every_level_gives_the_same_draws() {
        const L: usize = 128;
        for block in 0..800 {
            let draws = Draws::<L> {
                seed: 77,
                replicate: core::array::from_fn(|k| block * L as u64 + k as u64),
                step: 12,
            };
            let levels = at_each_level(|| {
                let mut x = [Lanes::<L>::ZERO; 6];
                let [a, b, c, d, e, f] = &mut x;
                draws.uniform(1, 2, 3, a);
                draws.uniform_pair(1, 2, 4, b, c);
                draws.normal(1, 2, 6, d);
                draws.normal_pair(1, 2, 8, e, f);
                x.map(|lanes| lanes.0.map(f64::to_bits))
            });
            for level in &levels {
                assert_eq!(level, &levels[0]);
            }
            assert_eq!(
                levels[0][3][5],
                normal_at(77, draws.replicate[5], 12, 1, 2, 6).to_bits()
            );
        }
    }
}
