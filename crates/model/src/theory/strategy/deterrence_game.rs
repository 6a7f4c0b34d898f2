//! T3: the unilateral deterrence game with incomplete information.

use super::super::{Form, perturb};

/// Challenger's payoffs by outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChallengerPayoffs {
    /// Status quo.
    pub sq: f64,
    /// Challenge, defender concedes.
    pub dc: f64,
    /// Challenge, defender resists, challenger backs down.
    pub cd: f64,
    /// Conflict, for a hard challenger.
    pub dd_hard: f64,
    /// Conflict, for a soft challenger.
    pub dd_soft: f64,
}

/// Defender's payoffs by outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DefenderPayoffs {
    /// Status quo.
    pub sq: f64,
    /// Challenger backs down.
    pub cd: f64,
    /// Defender concedes.
    pub dc: f64,
    /// Conflict, for a hard defender.
    pub dd_hard: f64,
    /// Conflict, for a soft defender.
    pub dd_soft: f64,
}

/// The equilibrium selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Equilibrium {
    /// Nobody challenges.
    Deterrence,
    /// Only hard challengers challenge; only hard defenders resist.
    Separating,
    /// Everybody challenges; only hard defenders resist.
    Attack,
    /// Soft challengers challenge and soft defenders resist with some probability.
    Bluff,
}

impl Equilibrium {
    /// Lower-case name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Equilibrium::Deterrence => "deterrence",
            Equilibrium::Separating => "separating",
            Equilibrium::Attack => "attack",
            Equilibrium::Bluff => "bluff",
        }
    }
}

/// Solution of the game.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeterrenceGame {
    /// Credibility that deters even hard challengers, c_t.
    pub hard_threshold: f64,
    /// Credibility that deters soft challengers, c_s.
    pub soft_threshold: f64,
    /// Challenger's credibility at which a soft defender is indifferent, d_n.
    pub defender_threshold: f64,
    /// The equilibrium selected.
    pub equilibrium: Equilibrium,
    /// Probability that a soft challenger challenges, x.
    pub soft_challenges: f64,
    /// Probability that a soft defender resists, y.
    pub soft_resists: f64,
    /// Probability of a challenge.
    pub challenge: f64,
    /// Probability of conflict.
    pub conflict: f64,
}

/// T3: solve the game for credibilities `p_challenger`, `p_defender` of the hard types.
///
/// Expects SQ < DC, CD < SQ, DD₋ < CD < DD₊ < SQ for the challenger and DC < CD, DD₋ < DC < DD₊ for
/// the defender. Zagare & Kilgour 2000, *Perfect Deterrence*.
///
/// **Selection.** Several perfect Bayesian equilibria can coexist. The four reported here divide the
/// square of credibilities between them; the "steadfast" deterrence equilibria are left out because
/// they need a defender who, on seeing a challenge, believes the challenger *less* likely to be hard
/// than before. On a boundary the equilibrium with less conflict is taken.
#[must_use]
pub fn deterrence_game(
    challenger: &ChallengerPayoffs,
    defender: &DefenderPayoffs,
    p_challenger: f64,
    p_defender: f64,
) -> DeterrenceGame {
    let (c, d) = (challenger, defender);
    let hard_threshold = (c.dc - c.sq) / (c.dc - c.dd_hard);
    let soft_threshold = (c.dc - c.sq) / (c.dc - c.cd);
    let defender_threshold = (d.cd - d.dc) / (d.cd - d.dd_soft);

    let (equilibrium, soft_challenges, soft_resists) = if p_defender >= hard_threshold {
        (Equilibrium::Deterrence, 0.0, 0.0)
    } else if p_defender >= soft_threshold {
        (Equilibrium::Separating, 0.0, 0.0)
    } else if p_challenger > defender_threshold {
        (Equilibrium::Attack, 1.0, 0.0)
    } else {
        let odds = p_challenger * (1.0 - defender_threshold);
        let x = odds / ((1.0 - p_challenger) * defender_threshold);
        let y = (soft_threshold - p_defender) / (1.0 - p_defender);
        (Equilibrium::Bluff, x, y)
    };
    let (challenge, conflict) = if equilibrium == Equilibrium::Deterrence {
        (0.0, 0.0)
    } else {
        (
            p_challenger + (1.0 - p_challenger) * soft_challenges,
            perturb(
                Form::T3,
                p_challenger * (p_defender + (1.0 - p_defender) * soft_resists),
            ),
        )
    };
    DeterrenceGame {
        hard_threshold,
        soft_threshold,
        defender_threshold,
        equilibrium,
        soft_challenges,
        soft_resists,
        challenge,
        conflict,
    }
}
