//! From shares of the space to a verdict.

use super::equivalence::Vanished;
use super::shares::Shares;

/// Least true share of the space for a claim to hold.
const HOLDS: f64 = 0.9;
/// Largest true share of the space for a claim to fail.
const FAILS: f64 = 0.1;
/// Share of undecided points beyond which nothing can be told.
const UNTOLD: f64 = 0.3;

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
    /// It fails because at nine tenths of the space or more every pair of runs is equal: the lever does not reach the observable.
    NoEffect,
    /// More than 0.3 of the points are undecided.
    CannotTell,
    /// It depends on where one is.
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
            Self::HoldsIf => "holds under conditions",
            Self::Premise => "premise, no verdict",
        }
    }
}

/// The verdict on a claim.
///
/// In this order: *holds* if the lower bound of the share with the predicted sign is at least 0.9; *fails* if
/// its upper bound is at most 0.1 (*no effect* if that is because nothing changes in any pair); *cannot
/// tell* if more than 0.3 of the points are undecided, or there are none; otherwise *holds if*. The bounds are those of
/// [`Shares::true_share`].
pub fn judge(kind: Kind, shares: &Shares) -> Verdict {
    let interval = shares.true_share;
    if kind == Kind::Premise {
        Verdict::Premise
    } else if interval.low >= HOLDS {
        Verdict::Holds
    } else if interval.high <= FAILS {
        if shares.share(shares.zero) >= HOLDS {
            Verdict::NoEffect
        } else {
            Verdict::Fails
        }
    } else if shares.points == 0 || shares.share(shares.undecided) > UNTOLD {
        Verdict::CannotTell
    } else {
        Verdict::HoldsIf
    }
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
        everywhere: judge(kind, shares) == Verdict::Holds && shares.opposite + shares.zero == 0,
        survives: vanished.contains(&Vanished::Remains),
    }
}
