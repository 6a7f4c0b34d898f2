//! Where the sums of a run stand, by what they are of: `at.turnovers.of(ally)` is a place, `at.turnovers.of(prober)` cannot be
//! written by mistake for one of another kind.

use std::marker::PhantomData;
use std::ops::Range;

use super::subject::{self, Subject};
use crate::scenario::Roster;

/// Whom there is a sum for, each.
pub trait Kind: Copy {
    /// All of them, in the order of their sums.
    fn subjects(roster: &Roster) -> Vec<Subject>;

    /// The place of a subject among them, where `inner` is the length of the inner of two lists. A subject may say more than
    /// the kind needs.
    fn index(of: &Subject, inner: usize) -> Option<usize>;

    /// The length of the inner of two lists.
    fn inner(_: &Roster) -> usize {
        1
    }
}

/// The places of the sums of one kind, which stand side by side.
#[derive(Clone, Copy, Debug)]
pub struct Place<K> {
    first: usize,
    inner: usize,
    kind: PhantomData<K>,
}

impl<K: Kind> Place<K> {
    /// From a place on.
    pub(super) fn new(first: usize, roster: &Roster) -> Self {
        Self {
            first,
            inner: K::inner(roster),
            kind: PhantomData,
        }
    }

    /// The place for a subject.
    pub(super) fn number(self, of: &Subject) -> usize {
        self.first + K::index(of, self.inner).unwrap_or_default()
    }
}

macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $kind:ident, $subjects:expr, |$of:ident, $inner:ident| $index:expr $(, $length:expr)?; )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;

        impl Kind for $kind {
            fn subjects(roster: &Roster) -> Vec<Subject> {
                let list: fn(&Roster) -> Vec<Subject> = $subjects;
                list(roster)
            }

            fn index($of: &Subject, $inner: usize) -> Option<usize> {
                let _ = ($of, $inner);
                $index
            }

            $( fn inner(roster: &Roster) -> usize {
                let length: fn(&Roster) -> usize = $length;
                length(roster)
            } )?
        }
    )+};
}

kinds! {
    /// One sum.
    Once, |_| vec![Subject::default()], |of, inner| Some(0);
    /// One sum of something of the bloc.
    OfBloc, |_| vec![Subject::default()], |of, inner| Some(0);
    /// One sum over all theatres.
    OverTheatres, |_| vec![Subject::default()], |of, inner| Some(0);
    /// One sum over all probers in all theatres.
    OverChallenges, |_| vec![Subject::default()], |of, inner| Some(0);
    /// One for each rung.
    ByRung, |roster| subject::rungs(roster).collect(), |of, inner| of.rung;
    /// One for each ally.
    ByAlly, |roster| subject::allies(roster).collect(), |of, inner| of.ally;
    /// One for each dyad.
    ByDyad, |roster| subject::dyads(roster).collect(), |of, inner| of.dyad;
    /// One for each prober.
    ByProber, |roster| subject::probers(roster).collect(), |of, inner| of.prober;
    /// One for each base.
    ByBase, |roster| subject::bases(roster).collect(), |of, inner| of.base;
    /// One for each prober and ally, by prober.
    ByProberAndAlly,
        |roster| pairs(subject::probers(roster), || subject::allies(roster), |of, own| Subject { ally: own.ally, ..of }),
        |of, inner| Some(of.prober? * inner + of.ally?), |roster| roster.allies.len();
    /// One for each prober and rung, by prober.
    ByProberAndRung,
        |roster| pairs(subject::probers(roster), || subject::rungs(roster), |of, own| Subject { rung: own.rung, ..of }),
        |of, inner| Some(of.prober? * inner + of.rung?), |roster| roster.rungs.len();
    /// One for each prober in a theatre and rung, by prober in a theatre.
    ByTargetAndRung,
        |roster| pairs(subject::targets(roster), || subject::rungs(roster), |of, own| Subject { rung: own.rung, ..of }),
        |of, inner| Some(of.target? * inner + of.rung?), |roster| roster.rungs.len();
}

/// All pairs, the second varying first.
fn pairs<I: Iterator<Item = Subject>>(
    outer: impl Iterator<Item = Subject>,
    inner: impl Fn() -> I,
    join: impl Fn(Subject, Subject) -> Subject,
) -> Vec<Subject> {
    let join = &join;
    outer
        .flat_map(|of| inner().map(move |own| join(of, own)))
        .collect()
}

impl Place<ByRung> {
    /// The places of all rungs.
    pub fn all(self, rungs: usize) -> Range<usize> {
        self.first..self.first + rungs
    }
}

impl Place<ByProberAndAlly> {
    /// The place for a prober and an ally.
    pub fn of(self, prober: usize, ally: usize) -> usize {
        self.first + prober * self.inner + ally
    }
}

/// Kinds of no index, of one, and of one with all rungs.
macro_rules! reach {
    (one $( $kind:ident; )+) => {$(
        impl Place<$kind> {
            /// The place.
            pub fn here(self) -> usize {
                self.first
            }
        }
    )+};
    ($( $kind:ident by $index:ident; )+) => {$(
        impl Place<$kind> {
            /// The place for one of them.
            pub fn of(self, $index: usize) -> usize {
                self.first + $index
            }
        }
    )+};
    (rungs $( $kind:ident by $index:ident; )+) => {$(
        impl Place<$kind> {
            /// The places of all rungs for one of them.
            pub fn all(self, $index: usize) -> Range<usize> {
                let first = self.first + $index * self.inner;
                first..first + self.inner
            }
        }
    )+};
}

reach! { one Once; OfBloc; OverTheatres; OverChallenges; }
reach! { ByAlly by ally; ByDyad by dyad; ByProber by prober; ByBase by base; }
reach! { rungs ByProberAndRung by prober; ByTargetAndRung by target; }
