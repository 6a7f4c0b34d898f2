//! Nested uniform scrambling of binary digits (Owen 1998, Journal of Complexity 14(4)).

use super::process::OWEN;
use crate::ensemble::rng::{StreamRng, agent_id};
use rand::Rng;

/// The scrambling of one coordinate: each binary digit is flipped or not by a coin that belongs to
/// all digits before it.
///
/// A coin is one bit of a hash of the node of the tree of digits, under a key drawn at the address
/// of the coordinate. Points that agree in their first digits therefore agree in them afterwards,
/// which keeps nets nets, and every scrambled point is uniform on the unit interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scrambling {
    key: [u64; 2],
}

impl Scrambling {
    /// The scrambling of coordinate number `dimension` under a seed.
    pub fn new(seed: u64, dimension: usize) -> Self {
        let mut stream = StreamRng::new(seed, dimension as u64, 0, OWEN, agent_id("owen"));
        Self {
            key: [stream.next_u64(), stream.next_u64()],
        }
    }

    /// Flips the 32 digits, most significant first.
    pub fn scramble(&self, digits: u32) -> u32 {
        let mut flips = 0;
        for depth in 0..32 {
            // The digits before this one, led by a 1 that tells their number.
            let node = (1_u64 << depth) | (u64::from(digits) << depth >> 32);
            flips |= (self.hash(node) as u32 & 1) << (31 - depth);
        }
        digits ^ flips
    }

    /// The scrambled position in (0, 1). The digits beyond the 32nd, in which no two points of a
    /// sequence agree, are uniform; 52 digits and a half stand in all.
    pub fn position(&self, digits: u32) -> f64 {
        const SCALE: f64 = 1.0 / 4_503_599_627_370_496.0;
        let leaf = (1_u64 << 32) | u64::from(digits);
        let rest = self.hash(leaf) & 0xf_ffff;
        let all = (u64::from(self.scramble(digits)) << 20) | rest;
        (all as f64 + 0.5) * SCALE
    }

    /// A hash of a node: the finaliser of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA), twice
    /// and keyed each time, so that coins of neighbouring nodes are unrelated.
    fn hash(&self, node: u64) -> u64 {
        mix(mix(node.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.key[0]) ^ self.key[1])
    }
}

fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
