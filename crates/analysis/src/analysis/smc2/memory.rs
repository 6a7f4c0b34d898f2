//! What the sampler keeps on its way.

use super::super::abc::smc::{Accepted, Chunk};
use super::outcome::Move;

/// What keeps batches, so that a run can go on where it stopped, and hears how far it is.
pub trait Memory<E> {
    /// What an earlier run found of a batch, if it got that far.
    fn recall(&mut self, _batch: Chunk) -> Option<Vec<Accepted>> {
        None
    }

    /// Keeps a batch.
    ///
    /// # Errors
    /// Whatever stops the sampler.
    fn keep(&mut self, _batch: Chunk, _found: &[Accepted]) -> Result<(), E> {
        Ok(())
    }

    /// A group was moved.
    fn moved(&mut self, _group: usize, _move: &Move) {}
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forget;

impl<E> Memory<E> for Forget {}
