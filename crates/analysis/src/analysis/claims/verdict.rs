//! From shares of the space to a verdict.

use super::equivalence::Vanished;
use super::shares::{Shares, WRONG, true_share};

/// Least true share of the space for a claim to hold.
const HOLDS: f64 = 0.9;
/// Largest true share of the space for a claim to fail.
const FAILS: f64 = 0.1;
/// Share of undecided points beyond which nothing can be told.
const UNTOLD: f64 = 0.3;

/// Below so many points nothing is said: one of them would be more than a tenth.
const FEWEST: u64 = 10;

/// What a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It follows from the algebra of a mechanism: a test of the code, without a verdict.
    Premise,
    /// It could come out either way.
    Finding,
}

/// What the audit says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The lower end of the interval of the true share with the predicted sign is 0.9 or more.
    Holds,
    /// Its upper end is 0.1 or less.
    Fails,
    /// At nine tenths of the points or more every pair of runs is equal, or the effect lies within the claim's margin.
    NoEffect,
    /// Too many points are undecided, or too few as predicted.
    CannotTell,
    /// There are too few points for any of the others.
    TooFew,
    /// It depends on where one is: it is as predicted in more than a tenth of the space.
    HoldsIf,
    /// A premise has none.
    Premise,
}

impl Verdict {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NoEffect => "no_effect",
            Self::CannotTell => "cannot_tell",
            Self::TooFew => "too_few_points",
            Self::HoldsIf => "holds_if",
            Self::Premise => "premise",
        }
    }

    /// The verdict in plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NoEffect => "has no effect",
            Self::CannotTell => "cannot be told",
            Self::TooFew => "cannot be told from so few points",
            Self::HoldsIf => "holds under conditions",
            Self::Premise => "premise, no verdict",
        }
    }
}

/// The verdict on a claim; `within` counts the points at which its effect is zero in every pair or within the claim's
/// margin ([`equivalent_share`](super::equivalent_share)).
///
/// The sign rule comes first: *holds* if the lower bound of the share with the predicted sign is at least 0.9; *fails* if
/// its upper bound is at most 0.1 (*no effect* if that is because nothing changes in any pair); *holds if* where the sign
/// is told at all but 0.3 of the points and the lower bound is above 0.1. Then *no effect* if it is zero in every pair,
/// or within the margin, at 0.9 of the points or more. Otherwise it *cannot be told*; that there are *too few points* is
/// said where none of these was in reach. The bounds are those of [`Shares::true_share`].
pub fn judge(kind: Kind, shares: &Shares, within: u64) -> Verdict {
    let (interval, few) = (shares.true_share, too_few(shares.points));
    let untold = match few {
        true => Verdict::TooFew,
        false => Verdict::CannotTell,
    };
    let nothing = |count: u64| shares.share(count) >= HOLDS;
    if kind == Kind::Premise {
        Verdict::Premise
    } else if shares.points < FEWEST {
        Verdict::TooFew
    } else if interval.low >= HOLDS {
        Verdict::Holds
    } else if nothing(shares.zero) {
        Verdict::NoEffect
    } else if interval.high <= FAILS {
        Verdict::Fails
    } else if depends(shares, few) {
        Verdict::HoldsIf
    } else if nothing(within) {
        Verdict::NoEffect
    } else {
        untold
    }
}

/// Whether the sign is told nearly everywhere and known to be as predicted in more than a tenth of the space. Where points are so few that no verdict could be
/// had if all were as predicted, it must also be known to be otherwise somewhere.
fn depends(shares: &Shares, few: bool) -> bool {
    let otherwise = shares.opposite + shares.zero > 0;
    let told = shares.share(shares.undecided) <= UNTOLD;
    told && shares.true_share.low > FAILS && (otherwise || !few)
}

/// Whether points are so few that a claim could neither hold nor fail if all of them agreed.
fn too_few(points: u64) -> bool {
    true_share(points, 0, points, WRONG).low < HOLDS
}

/// Why a finding is suspect: look for the place where it was wired in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WiredIn {
    /// It holds, and no point is known at which it does not.
    pub everywhere: bool,
    /// An ablation under which it must vanish leaves it.
    pub survives: bool,
}

impl WiredIn {
    /// Whether there is a reason.
    pub fn suspect(self) -> bool {
        self.everywhere || self.survives
    }
}

/// Whether a finding looks wired in: it holds without a point at which it is known not to, or one of its
/// ablations does not make it vanish. `vanished` has one answer for each ablation under which it must. Premises never are.
pub fn wired_in(kind: Kind, shares: &Shares, vanished: &[Vanished]) -> WiredIn {
    if kind == Kind::Premise {
        return WiredIn::default();
    }
    WiredIn {
        everywhere: judge(kind, shares, shares.zero) == Verdict::Holds
            && shares.opposite + shares.zero == 0,
        survives: vanished.contains(&Vanished::Remains),
    }
}
