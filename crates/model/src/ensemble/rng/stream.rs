//! A sequential generator at one address.

use core::convert::Infallible;

use rand::TryRng;

use super::philox::block;
use super::{key, run_words, site_words};

/// First block of a stream; the blocks below hold the numbered draws of [`super::Draws`].
const FIRST_BLOCK: u16 = 1 << 15;

/// A generator for rare draws whose number is not known beforehand, and for the distributions of
/// the `rand` and `rand_distr` crates.
///
/// One stream belongs to (seed, replicate, step, process, agent) and counts through the upper 2^15
/// blocks of that address, which numbered draws never use: 2^17 words of 32 bits. After them it
/// goes on under the next seed by the golden-ratio increment, without end or repetition.
///
/// `rand_distr` calls the platform's mathematics in many distributions; where the last bit of a
/// result reaches a file, transform uniform draws with [`crate::math`] instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRng {
    seed: u64,
    run: [u64; 2],
    process: u16,
    agent: u32,
    /// The block to compute next.
    next_block: u16,
    words: [u32; 4],
    /// How many of `words` were handed out.
    used: usize,
}

impl StreamRng {
    /// The stream at an address, at its beginning. Ranges are those of [`super::Draws`].
    pub fn new(seed: u64, replicate: u64, step: u32, process: u16, agent: u32) -> Self {
        Self {
            seed,
            run: run_words(replicate, step),
            process,
            agent,
            next_block: FIRST_BLOCK,
            words: [0; 4],
            used: 4,
        }
    }

    fn next_word(&mut self) -> u32 {
        if self.used == 4 {
            self.refill();
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    fn refill(&mut self) {
        let [c0, c1] = self.run;
        let [c2, c3] = site_words(self.process, self.agent, self.next_block);
        self.words = block([c0, c1, c2, c3], key(self.seed)).map(|word| word as u32);
        self.used = 0;
        self.next_block = self.next_block.wrapping_add(1);
        if self.next_block == 0 {
            self.next_block = FIRST_BLOCK;
            self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        }
    }
}

impl TryRng for StreamRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_word())
    }

    /// Two words, the low one first.
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.next_word());
        let high = u64::from(self.next_word());
        Ok(low | (high << 32))
    }

    /// Little-endian words; the rest of a word begun is dropped.
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(4) {
            let bytes = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}
