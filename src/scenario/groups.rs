//! Every parameter of the model, declared once: key, symbol, unit, default, plausible range,
//! source, mechanism, equation, meaning. The order is the order of the schedule.

use super::parameter::Source::{Assumed, Cited, Measured};
use super::parameter::{Parameter, Scope, Unit, parameters};

parameters! {
    /// Elections, leaders' stance and hidden types (M1), common to all allies.
    Politics: Global, "politics" {
        /// Probability that the party in office changes at an election.
        party_change "p_alt" Probability 0.6 [0.3, 0.8] Assumed, "M1", "party' = other party with probability p_alt at turnover";
        /// Standard deviation of leaders' stances about their party's mean.
        stance_spread "s_θ" Scale 0.3 [0.1, 0.6] Assumed, "M1", "θ ~ N(μ_party, s_θ²) at turnover";
        /// Hazard per month that an ally's hidden type is drawn anew, outside elections.
        type_redraw "h" MonthlyHazard 0.02 [0.005, 0.04] Assumed, "M1", "z' ~ Bernoulli(π_true) with probability h";
        /// Probability that the hidden type is drawn anew at a change of leader, in addition to the monthly hazard.
        type_redraw_election "h_e" Probability 0.35 [0.0, 0.6] Assumed, "M1", "h_t = 1 − (1 − h)(1 − h_e) in a month of turnover";
    }

    /// Politics, type and response of one ally (M1, M2, M15).
    Ally: Ally, "states.<ally>" {
        /// Mean stance of leaders of party a towards allied cooperation.
        stance_a "μ_a" Logit 0.3 [-1.0, 1.0] Assumed, "M1", "θ ~ N(μ_party, s_θ²)";
        /// Mean stance of leaders of party b towards allied cooperation.
        stance_b "μ_b" Logit -0.3 [-1.0, 1.0] Assumed, "M1", "θ ~ N(μ_party, s_θ²)";
        /// Months from one regular election to the next.
        term "term" Months 48.0 [36.0, 72.0] Cited("constitutional terms: USA 48, JPN at most 48 (lower house), KOR 60 months"), "M1", "turnover every term months";
        /// Hazard per month of an early election.
        early_election "early" MonthlyHazard 0.0 [0.0, 0.02] Cited("REIGN elections data: two of the last three Korean intervals ended early (.006 a month); Japanese lower houses are dissolved early (.012)"), "M1", "early turnover with this hazard";
        /// Share of resolute types among this ally's governments.
        resolute_share "π_true" Probability 0.6 [0.2, 0.9] Assumed, "M1", "z ~ Bernoulli(π_true)";
        /// Receivers' prior that this ally is resolute.
        resolute_prior "π_0" Probability 0.6 [0.2, 0.9] Assumed, "M11", "T(1|z') = (1 − h)z' + h·π_0";
        /// Obligation to respond that a treaty adds to this ally's utility of responding.
        treaty "treaty" Utility 0.0 [-0.1, 0.4] Assumed, "M15", "q = σ(λ_A[… + treaty + …])";
        /// Stationary mean of this ally's threat perception, the reference of all deviations.
        threat_mean "τ̄" Scale 0.0 [0.0, 3.0] Measured("trilat match-rates"), "M4", "β_t(τ − τ̄)";
    }

    /// Opinion in one ally about another (M2), common to all publics.
    Opinion: Global, "opinion" {
        /// Persistence of opinion from one month to the next.
        persistence "φ" Probability 0.96 [0.9, 0.99] Assumed, "M2", "o' = ō + φ(o − ō) + …";
        /// Standard deviation of the monthly noise in opinion.
        noise "s_o" Scale 0.08 [0.03, 0.15] Assumed, "M2", "… + s_o·ε";
        /// Effect of the threat perceived at home on opinion of the partner.
        threat_effect "β_oτ" Coefficient 0.15 [-0.2, 0.4] Assumed, "M2", "… + β_oτ(τ − τ̄)";
        /// How much a leader unfriendly to cooperation raises the rate of disputes over history.
        politicising "β_pol" Coefficient 0.5 [-0.5, 1.0] Assumed, "M2", "rate ν·exp(−β_pol·θ)";
        /// Mean size of a shock from history, territory or memory.
        shock_size "J̄" Scale 0.35 [0.2, 0.6] Cited("Genron NPO/EAI joint polls: −19 points (1.2 logits) in 2019–20 lies in the tail"), "M2", "J ~ Exponential(mean J̄)";
        /// Share of a shock that passes to the other public of the dyad.
        shock_passed "share_J" Probability 0.3 [0.0, 1.0] Assumed, "M2", "J_ji += share_J·J_ij";
        /// What a leader gains at home for each unit of a shock in the own public.
        domestic_gain "κ_dom" Coefficient 0.1 [-0.2, 0.4] Assumed, "M2", "gain += κ_dom·J_ij";
    }

    /// Opinion in one public about the partner of the dyad (M2).
    Public: Public, "dyads.<dyad>.publics.<ally>" {
        /// Mean opinion of the partner.
        mean "ō" Logit 0.0 [-1.5, 1.5] Cited("Genron NPO/EAI joint polls 2013–2024, Pew 2002–2023"), "M2", "o' = ō + φ(o − ō) + …";
        /// Shocks from history, territory or memory per month at a neutral stance.
        shock_rate "ν" MonthlyRate 0.01 [0.0, 0.1] Assumed, "M2", "shocks ~ Poisson(ν·exp(−β_pol·θ))";
    }

    /// A guarantor's commitment (M3).
    Commitment: Global, "commitment" {
        /// Persistence of commitment from one month to the next.
        persistence "φ_c" Probability 0.95 [0.9, 0.99] Assumed, "M3", "c' = φ_c·c + s_c·ε + jump";
        /// Standard deviation of the monthly noise.
        noise "s_c" Scale 0.1 [0.05, 0.2] Assumed, "M3", "c' = φ_c·c + s_c·ε + jump";
        /// Standard deviation of the jump at the guarantor's election.
        election_jump "s_J" Scale 0.5 [0.2, 1.0] Assumed, "M3", "jump ~ N(0, s_J²) at turnover";
    }

    /// Political will to cooperate (M4).
    Will: Global, "will" {
        /// Intercept of the will that is not insulated.
        intercept "w_0" Logit 1.0 [-0.5, 2.0] Assumed, "M4", "W = v·w̄ + (1 − v)(w_0 + θ + …)";
        /// Will of working-level institutions, whatever the leaders want.
        institutional "w̄" Logit 1.5 [0.5, 2.5] Assumed, "M4", "W = v·w̄ + (1 − v)(…)";
        /// Effect of opinion of the partner.
        opinion "β_o" Coefficient 0.4 [-0.3, 1.0] Assumed, "M4", "… + β_o(o − ō)";
        /// Effect of the threat perceived.
        threat "β_t" Coefficient 0.3 [-0.3, 1.0] Assumed, "M4", "… + β_t(τ − τ̄)";
        /// Effect of a guarantor's own commitment.
        commitment "β_c" Coefficient 0.4 [-0.3, 1.0] Assumed, "M4", "… + β_c·commit";
        /// Substitutability of one partner's will for the other's: 1 additive, ½ Cobb–Douglas, towards 0 weakest link.
        substitutability "u_w" Positive 0.5 [0.1, 1.0] Assumed, "M4", "w_d = CES(w_i, w_j; u_w)";
    }

    /// What leaders gain from being seen to cooperate (M5, S1).
    Sending: Global, "sending" {
        /// Gain of a resolute type from sending a signal.
        benefit_resolute "b_H" Utility 1.2 [0.2, 1.7] Assumed, "M5", "π_k(1) = σ((b_H − cost_k)/s_k)";
        /// Gain of an irresolute type from sending the same signal: the incentive to bluff.
        benefit_irresolute "b_L" Utility 0.5 [0.0, 1.5] Assumed, "M5", "π_k(0) = σ((b_L − cost_k)/s_k)";
    }

    /// One channel of cooperation: exercises, statements, intel or doctrine (M4, M5, M7, M10).
    Channel: Channel, "channels.<channel>" {
        /// Cost that is sunk in sending.
        sunk_cost "sunk_k" Utility 0.4 [0.0, 0.9] Assumed, "M5", "cost_k = sunk_k + aud_k";
        /// Audience cost that a sender expects from having sent.
        audience_cost "aud_k" Utility 0.0 [0.0, 0.4] Assumed, "M5", "cost_k = sunk_k + aud_k";
        /// Spread of the senders' choice.
        cost_spread "s_k" Positive 0.5 [0.25, 0.8] Assumed, "M5", "π_k = σ((b − cost_k)/s_k)";
        /// Share of the distance to a higher target that is closed in a month.
        build "a_k⁺" Probability 0.15 [0.03, 1.0] Assumed, "M5", "x' = x + a_k(x* − x)";
        /// Share of the distance to a lower target that is closed in a month.
        cut "a_k⁻" Probability 0.4 [0.08, 1.0] Assumed, "M5", "x' = x + a_k(x* − x)";
        /// How far institutions shield this channel from politics.
        insulation "ins_k" Probability 0.2 [0.0, 1.0] Assumed, "M4", "v = inst·ins_k";
        /// Probability that a receiver sees what happens on this channel.
        visibility "v_k" Probability 0.9 [0.0, 1.0] Assumed, "M10", "seen with probability v_k";
        /// Weight of this channel in the cooperation of a dyad.
        weight "wt_k" Scale 0.25 [0.0, 1.0] Assumed, "M7", "s_d = Σ wt_k·x_k / Σ wt_k";
    }

    /// Cooperation between two allies (M5, M6, M7).
    Dyad: Dyad, "dyads.<dyad>" {
        /// Exercises per month at full cooperation.
        drill_rate "Λ" MonthlyRate 1.0 [0.4, 2.4] Assumed, "M5", "n ~ Poisson(Λ·x)";
        /// Weight of this dyad in coordination.
        weight "wt_d" Scale 0.333 [0.0, 1.0] Assumed, "M7", "coord = CES(s_d; u), weights wt_d / Σ wt_d";
        /// Scale of the hazard that intelligence sharing is suspended.
        suspension_hazard "η_s" MonthlyHazard 0.01 [0.0, 0.03] Assumed, "M5", "hazard η_s(1 − w)²";
        /// Institutionalisation that treaties and law keep in any case.
        institution_floor "floor" Probability 0.1 [0.0, 0.7] Assumed, "M6", "inst' = inst + η_u·x̄(1 − inst) − η_δ(inst − floor)";
        /// Institutionalisation at the start.
        institution_start "inst_0" Probability 0.3 [0.0, 1.0] Assumed, "M6", "inst at the first month";
    }

    /// Suspension of intelligence sharing (M5).
    Suspension: Global, "suspension" {
        /// Hazard per month that suspended sharing resumes.
        resumption "η_r" MonthlyHazard 0.1 [0.02, 0.3] Assumed, "M5", "resumes with this hazard";
    }

    /// Institutionalisation (M6).
    Institutions: Global, "institutions" {
        /// Growth through use.
        use_effect "η_u" MonthlyHazard 0.02 [0.0, 0.05] Assumed, "M6", "inst' = inst + η_u·x̄(1 − inst) − η_δ(inst − floor)";
        /// Decay towards the legal floor.
        decay "η_δ" MonthlyHazard 0.01 [0.0, 0.03] Assumed, "M6", "inst' = inst + η_u·x̄(1 − inst) − η_δ(inst − floor)";
    }

    /// Coordination over dyads (M7).
    Coordination: Global, "coordination" {
        /// Substitutability between dyads: 1 additive, ½ Cobb–Douglas, towards 0 weakest link.
        substitutability "u" Positive 0.5 [0.1, 1.0] Assumed, "M7", "coord = CES(s_d; u), ρ = 2 − 1/u";
    }

    /// Signals as they are seen (M10).
    Signals: Global, "signals" {
        /// False statements seen per statement that could have been seen.
        false_alarm "f" Probability 0.05 [0.0, 0.2] Assumed, "M10", "seen without cause with probability f·v";
        /// Standard deviation of readings of intelligence sharing.
        noise_intel "s_intel" Positive 0.15 [0.05, 0.3] Assumed, "M10", "y = x + bias + s·ε";
        /// Standard deviation of readings of shared doctrine.
        noise_doctrine "s_doctrine" Positive 0.1 [0.05, 0.3] Assumed, "M10", "y = x + bias + s·ε";
        /// Standard deviation of the logarithm of an exercise's size (mean size 1).
        drill_size_spread "s_size" Scale 0.5 [0.0, 1.0] Assumed, "M10", "size = exp(s_size·ε − s_size²/2)";
        /// Probability that a receiver sees how the allies responded to a probe.
        response_visibility "v_r" Probability 1.0 [0.0, 1.0] Assumed, "M10", "response profile seen with probability v_r";
    }

    /// How receivers learn (M11), common to all probers.
    Beliefs: Global, "beliefs" {
        /// Correlation of channels that receivers allow for.
        channel_correlation "r_disc" Probability 0.3 [0.0, 0.7] Assumed, "M11", "disc = 1/(1 + (n − 1)r_disc)";
        /// Weight of responses to past probes as evidence.
        response_weight "disc_r" Probability 0.3 [0.1, 1.0] Assumed, "M11", "ln P += temper·disc_r·ln f(x)";
        /// Weight of the bloc's pooled belief in each member's own.
        pooling "share" Probability 0.2 [0.0, 0.5] Assumed, "M11", "ln P_m ← (1 − share)ln P_m + share·mean ln P";
        /// Variance of the monthly random walk of coordination that receivers assume.
        coordination_drift "q_c" Variance 0.0005 [0.0001, 0.0025] Assumed, "M11", "Var' = Var + q_c";
        /// Variance of one dyad's reading of coordination.
        coordination_noise "R_c" Variance 0.01 [0.002, 0.05] Assumed, "M11", "R_eff = R_c/n + s²/n";
    }

    /// One prober: how it reads and how it chooses (M11, M12).
    Prober: Prober, "states.<prober>" {
        /// Weight of evidence: 1 Bayesian, below 1 conservative, above 1 credulous.
        temper "temper" Scale 0.6 [0.2, 1.0] Assumed, "M11", "P ∝ P⁻·exp(temper·Σ disc·ln f)";
        /// How much of the allies' domestic politics it sees: 1 discounts politics fully, 0 reads everything as character.
        attribution "attrib" Probability 0.5 [0.0, 1.0] Assumed, "M11", "W_seen = W̄ + attrib(W − W̄)";
        /// Bias of its readings of intelligence sharing and doctrine, which it does not know of.
        bias "bias" Coefficient 0.0 [-0.2, 0.2] Assumed, "M10", "y = x + bias + s·ε";
        /// Precision of choice.
        precision "λ" Precision 5.0 [2.0, 8.0] Assumed, "M12", "P(a) ∝ exp(λ·U(a))";
        /// Weight of losses against gains: 1 neutral, above 1 averse to loss.
        loss_weight "κ_L" Scale 1.0 [0.5, 2.5] Assumed, "M12", "U(a) = … − κ_L·L_a·ρ̂_a";
        /// Weight of the value of information in its utility; 0 is myopic.
        information_weight "voi" Scale 1.0 [0.0, 2.0] Assumed, "M12", "VOI_a = voi·H·(E[V(P⁺)] − V(P))";
        /// Discount factor per month with which it values information.
        discount "δ" Probability 0.946 [0.5, 0.98] Assumed, "M12", "H = δ/(1 − δ(1 − h̄))";
        /// How much an exercise seen frightens this prober.
        fear_weight "f_m" Coefficient 1.0 [-1.0, 2.0] Assumed, "M16", "F' = (1 − δ_F)F + f_e·f_m·Σ size − …";
        /// Stationary mean of its fear, the reference of deviations.
        fear_mean "F̄" Coefficient 0.0 [-5.0, 5.0] Measured("trilat match-rates"), "M12", "f_a(F − F̄)";
        /// Persistence of its own weapons programme.
        programme_persistence "ρ" Probability 0.95 [0.9, 0.98] Assumed, "M12", "prog' = ρ·prog + √(1 − ρ²)·ε";
        /// Its belief at the start that allied restraint is trustworthy.
        trust_prior "t_0" Probability 0.5 [0.1, 0.9] Assumed, "M16", "trust at the first month";
        /// Restraint it returns once it trusts: utility taken from each rung of 2 and above.
        reciprocity "η_rec" Utility 0.1 [0.0, 0.3] Assumed, "M16", "drive_a − η_rec for a ≥ 2 while reciprocating";
    }

    /// One prober's programme drive by rung (M12).
    ProgrammeDrive: ProberRung, "states.<prober>" {
        /// Effect on each rung's drive of the prober's own calendar and programme.
        programme_drive "d_c,a" Utility 0.0 [0.0, 0.7] Assumed, "M12", "drive = d + d_c,a(calendar + prog) + …";
    }

    /// One prober's calendar (M12).
    Calendar: ProberCalendar, "states.<prober>" {
        /// The prober's own season, January to December, in units of its programme's standard deviation.
        calendar "cal" Coefficient 0.0 [-1.0, 1.0] Assumed, "M12", "drive = d + d_c,a(calendar + prog) + …";
    }

    /// One rung of the ladder (M12, M15).
    Rung: Rung, "rungs.<rung>" {
        /// Severity to those who must answer.
        severity "sev_a" Scale 0.5 [0.0, 3.0] Assumed, "M15", "v·sev_a + …";
        /// Gain if nobody responds, per unit of the theatre's value.
        gain "G_a" Utility 0.5 [0.05, 6.0] Assumed, "M12", "U(a) = drive + v·G_a(1 − ρ̂) − L_a·ρ̂ + …";
        /// Loss if the response is full.
        loss "L_a" Utility 0.5 [0.05, 10.0] Assumed, "M12", "U(a) = drive + v·G_a(1 − ρ̂) − L_a·ρ̂ + …";
        /// Effect of fear on the choice of this rung: positive is a spiral, negative is deterrence by fear.
        fear "f_a" Coefficient 0.03 [-0.08, 0.16] Assumed, "M12", "… + f_a(F − F̄)";
        /// Effect of a recent provocation on the choice of this rung.
        excitation "η_a" Coefficient 0.03 [0.0, 0.12] Cited("Hess 2017: the best predictor of a provocation is a recent one; follow-ups are lower-level"), "M12", "drive = … + η_a·E";
    }

    /// A prober's interest in a theatre (M12).
    Target: Target, "states.<prober>.targets.<theatre>" {
        /// Value of the theatre to the prober.
        value "v_mh" Scale 1.0 [0.2, 1.5] Assumed, "M12", "v_mh·G_a(1 − ρ̂)";
    }

    /// A prober's drive in a theatre by rung (M12).
    Drive: TargetRung, "states.<prober>.targets.<theatre>" {
        /// Intercept of the drive towards each rung, matched to base rates.
        drive "d_mha" Utility 0.0 [-5.0, 5.0] Measured("trilat match-rates"), "M12", "drive = d + …";
    }

    /// The rates that the intercepts are matched to (M12).
    BaseRate: TargetRung, "states.<prober>.targets.<theatre>" {
        /// Share of months in which each rung is chosen, that `trilat match-rates` matches.
        base_rate "b_mha" Probability 0.0 [0.0, 1.0] Assumed, "M12", "mean share of months with this rung";
    }

    /// The probers' decision (M12).
    Decision: Global, "decision" {
        /// Persistence of excitation after a provocation.
        excitation_decay "δ_E" Probability 0.8 [0.6, 0.95] Cited("Hess 2017: follow-ups come within months"), "M12", "E' = δ_E·E + 1[a ≥ 2]";
    }

    /// Allied response to a probe (M15).
    Response: Global, "response" {
        /// Precision of the allies' choice.
        precision "λ_A" Precision 2.0 [1.0, 4.0] Assumed, "M15", "q = σ(λ_A[…])";
        /// How much more a resolute type wants to respond, at the reference rung.
        resolve "β_r" Utility 0.7 [-0.3, 1.2] Assumed, "M15", "… + β_r·z·sev_a/sev_ref";
        /// Effect of opinion of the state under pressure.
        opinion "β_o'" Coefficient 0.1 [-0.1, 0.3] Assumed, "M15", "… + β_o'(o − ō)";
        /// Effect of a guarantor's own commitment.
        commitment "β_c'" Coefficient 0.2 [-0.2, 0.6] Assumed, "M15", "… + β_c'·commit";
        /// Cost of responding to any probe.
        cost "cost" Utility 0.55 [0.2, 1.0] Assumed, "M15", "… − cost − exposure·sev_a";
        /// Exposure to retaliation, per unit of severity.
        exposure "exposure" Utility 0.05 [0.0, 0.3] Assumed, "M15", "… − cost − exposure·sev_a";
    }

    /// An ally's stake and contribution in a theatre (M8, M15).
    Stake: Stake, "theatres.<theatre>.stakes.<ally>" {
        /// Value of the theatre to the ally.
        value "v_ih" Scale 0.7 [0.0, 1.5] Assumed, "M15", "v_ih·sev_a";
        /// Share of a full allied response that this ally brings, until operations give it.
        contribution "s_ih" Scale 0.333 [0.0, 1.0] Assumed, "M8", "S(x) = Σ s_ih·x_i / Σ s_ih";
    }

    /// Audience costs of what was said and exercised (M15, M16).
    Audience: Global, "audience" {
        /// Effect of statements made: positive ties hands, negative is moral hazard.
        statements "α_s" Coefficient 0.05 [-0.1, 0.1] Assumed, "M15", "A' = δ_A·A + (1 − δ_A)(α_s·statements + α_e·exercises)";
        /// Effect of exercises held: positive ties hands, negative is moral hazard.
        exercises "α_e" Coefficient 0.05 [-0.1, 0.1] Assumed, "M15", "A' = δ_A·A + (1 − δ_A)(α_s·statements + α_e·exercises)";
        /// Retention of audience costs from month to month.
        retention "δ_A" Probability 0.9 [0.5, 0.98] Assumed, "M15", "A' = δ_A·A + …";
        /// Audience cost that a partner pays for suspending intelligence sharing.
        suspension "α_x" Coefficient 0.05 [-0.2, 0.2] Assumed, "M5", "A' = … − α_x in the month of a suspension";
    }

    /// Outcomes and crises (M16).
    Crisis: Global, "crisis" {
        /// Share of a full response that repels a probe.
        repelled "s̄" Probability 0.4 [0.2, 0.7] Assumed, "M16", "repelled if S ≥ s̄";
        /// Hazard of war per month of crisis, without miscalculation.
        war "η_w" MonthlyRate 0.01 [0.005, 0.05] Assumed, "M16", "1 − exp(−η_w(1 + η_m|S − ρ̂|))";
        /// Effect of miscalculation on the hazard of war.
        miscalculation "η_m" Coefficient 1.0 [-1.0, 3.0] Assumed, "M16", "1 − exp(−η_w(1 + η_m|S − ρ̂|))";
        /// Hazard per month that a crisis is settled.
        settlement "settle" MonthlyHazard 0.3 [0.1, 0.6] Assumed, "M16", "settled with this hazard";
    }

    /// Threat perceived by the allies (M16).
    Threat: Global, "threat" {
        /// Decay of threat perception.
        decay "δ_τ" MonthlyHazard 0.1 [0.05, 0.3] Assumed, "M16", "τ' = (1 − δ_τ)τ + Σ e·v_ih·sev_a";
        /// Threat that a probe adds, per unit of severity and of the theatre's value.
        input "e" Scale 0.1 [0.0, 0.3] Assumed, "M16", "τ' = (1 − δ_τ)τ + Σ e·v_ih·sev_a";
    }

    /// Fear that exercises raise in the probers (M16).
    Fear: Global, "fear" {
        /// Decay of fear.
        decay "δ_F" MonthlyHazard 0.1 [0.05, 0.3] Assumed, "M16", "F' = (1 − δ_F)F + f_e·f_m·Σ size − f_n·reassurance";
        /// Fear per exercise of mean size that is seen.
        per_exercise "f_e" Coefficient 0.03 [0.0, 0.1] Assumed, "M16", "F' = (1 − δ_F)F + f_e·f_m·Σ size − f_n·reassurance";
        /// Reassurance in a month in which announced restraint is kept.
        reassurance "f_n" Coefficient 0.02 [0.0, 0.1] Assumed, "M16", "F' = (1 − δ_F)F + f_e·f_m·Σ size − f_n·reassurance";
    }

    /// Trust in allied restraint (M16, T6).
    Trust: Global, "trust" {
        /// Payoff of mutual restraint.
        mutual "a" Utility 1.0 [0.2, 2.0] Assumed, "M16", "reciprocate iff t ≥ b/(a − d + b) (T6)";
        /// Loss from being exploited.
        exploited "b" Utility 1.0 [0.2, 2.0] Assumed, "M16", "reciprocate iff t ≥ b/(a − d + b) (T6)";
        /// Payoff of exploiting the other's restraint.
        exploiting "d" Utility 0.5 [-0.5, 0.9] Assumed, "M16", "reciprocate iff t ≥ b/(a − d + b) (T6)";
        /// Probability per month that a trustworthy side keeps announced restraint.
        kept_if_trustworthy "k_1" Probability 0.95 [0.8, 1.0] Assumed, "M16", "trust updated by Bayes (S2) on restraint kept or broken";
        /// Probability per month that an untrustworthy side keeps announced restraint.
        kept_otherwise "k_0" Probability 0.7 [0.3, 0.95] Assumed, "M16", "trust updated by Bayes (S2) on restraint kept or broken";
        /// Hazard per month with which trust returns to its prior.
        forgetting "h_t" MonthlyHazard 0.02 [0.0, 0.1] Assumed, "M16", "trust forecast by S4 towards t_0";
    }
}
