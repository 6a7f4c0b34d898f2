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
        /// Intercept of this ally's defence posture.
        posture_level "p_0" Logit 0.0 [-1.0, 1.0] Assumed, "M6", "P = σ(p_0 + p_1(τ − τ̄) − p_2·commit + p_3·reform + p_4(o − ō))";
        /// Effect of the threat perceived on posture.
        posture_threat "p_1" Coefficient 0.0 [-0.4, 0.8] Assumed, "M6", "P = σ(… + p_1(τ − τ̄) + …)";
        /// Effect of the guarantors' wavering on posture: positive if own posture grows as their commitment falls.
        posture_commitment "p_2" Coefficient 0.0 [-0.4, 0.8] Assumed, "M6", "P = σ(… − p_2·commit + …)";
        /// Effect of legal reform on posture.
        posture_reform "p_3" Coefficient 0.0 [-0.4, 0.8] Assumed, "M6", "P = σ(… + p_3·reform + …)";
        /// Effect of the own public's sentiment towards the partners on posture.
        posture_opinion "p_4" Coefficient 0.0 [-0.4, 0.8] Assumed, "M6", "P = σ(… + p_4(o − ō))";
        /// How far law lets this ally's forces fight away from home: 0 logistics only, 1 without limit.
        reform "reform" Probability 1.0 [0.0, 1.0] Assumed, "M6", "usable share of missile defence and strike abroad × reform";
        /// How much the belief that partners will respond hardens this ally's own response.
        emboldening "e_i" Coefficient 0.5 [-0.5, 1.5] Assumed, "M15", "P(hard) = σ(λ_A[e_i·r̂ − k_hard])";
        /// Stationary mean of this ally's doubt about its guarantors, the reference of deviations.
        doubt_mean "D̄" Probability 0.3 [0.0, 1.0] Measured("trilat match-rates"), "M4", "− β_D(doubt − D̄)";
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
        /// Effect of doubt about the guarantors: positive if doubt loosens cooperation.
        doubt "β_D" Coefficient 0.5 [-0.3, 1.0] Assumed, "M4", "… − β_D(doubt − D̄)";
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
        /// Interoperability of the two forces at the start.
        interoperability_start "ι_0" Probability 0.3 [0.0, 1.0] Assumed, "M13", "ι at the first month";
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

    /// Adaptation of allies to one that steps back (M6).
    Adaptation: Global, "adaptation" {
        /// Share of the way to full adaptation per month, and of the way back.
        speed "η_A" MonthlyHazard 0.05 [0.0, 0.2] Assumed, "M6", "A' = A + η_A(1 − A) while the laggard's will < w_low, else A − η_A·A";
        /// Will below which an ally counts as stepping back.
        threshold "w_low" Probability 0.35 [0.1, 0.6] Assumed, "M6", "A' = A + η_A(1 − A) while the laggard's will < w_low";
        /// How far the other allies raise their cooperation with each other.
        gain "χ" Probability 0.3 [0.0, 0.6] Assumed, "M6", "x* += A·χ(1 − x*) for dyads without the laggard";
        /// Share of that effort taken from cooperation with the laggard, since staff and exercise time are finite.
        dilution "χ'/χ" Probability 0.5 [0.0, 1.0] Assumed, "M6", "x* × (1 − A·χ·(χ'/χ)) for the laggard's dyads";
    }

    /// What posture does to forces and to responses (M6).
    Posture: Global, "posture" {
        /// Share of nominal forces in being at the lowest posture.
        floor "ψ_0" Scale 0.7 [0.0, 1.0] Assumed, "M6", "M = M̄(ψ_0 + ψ_1·P)";
        /// What full posture adds.
        slope "ψ_1" Coefficient 0.5 [-0.5, 1.0] Assumed, "M6", "M = M̄(ψ_0 + ψ_1·P)";
        /// Effect of posture on the own response to probes.
        response "β_P" Coefficient 0.2 [-0.3, 0.6] Assumed, "M6", "q = σ(λ_A[… + β_P(P − σ(p_0 + p_3·reform))])";
    }

    /// Joint industry and interoperability (M13).
    Industry: Global, "industry" {
        /// Growth of interoperability through joint programmes.
        learning "η_ι" MonthlyHazard 0.02 [0.0, 0.05] Assumed, "M13", "ι' = ι + η_ι·share(1 − ι) − δ_ι·ι";
        /// Decay of interoperability.
        decay "δ_ι" MonthlyHazard 0.005 [0.0, 0.02] Assumed, "M13", "ι' = ι + η_ι·share(1 − ι) − δ_ι·ι";
        /// Share of exports in defence output at mean interoperability, on the logit scale.
        export_level "e_0" Logit -1.5 [-3.0, 0.0] Assumed, "M13", "export = σ(e_0 + e_ι(ι − ῑ)·trend)";
        /// Effect of interoperability on exports.
        export_effect "e_ι" Coefficient 2.0 [-1.0, 4.0] Assumed, "M13", "export = σ(e_0 + e_ι(ι − ῑ)·trend)";
        /// Growth per year of the market for interoperable arms.
        export_trend "trend" Coefficient 0.05 [-0.1, 0.2] Assumed, "M13", "trend_t = 1 + trend·t/12";
        /// Mean interoperability, the reference of deviations.
        mean "ῑ" Probability 0.3 [0.0, 1.0] Assumed, "M13", "export = σ(e_0 + e_ι(ι − ῑ)·trend)";
    }

    /// A joint industrial programme (M13).
    Programme: Programme, "programmes.<programme>" {
        /// How far the programme is open to partners: the share at full will.
        openness "open_p" Probability 0.6 [0.0, 1.0] Assumed, "M13", "share' = share + speed(open·w − share)";
        /// Share of the distance to that level that is closed in a month: years, not months.
        speed "a_p" MonthlyHazard 0.02 [0.005, 0.1] Assumed, "M13", "share' = share + speed(open·w − share)";
        /// Weight among the programmes.
        weight "wt_p" Scale 1.0 [0.0, 2.0] Assumed, "M13", "share = Σ wt_p·share_p / Σ wt_p";
    }

    /// Coordination over dyads (M7).
    Coordination: Global, "coordination" {
        /// Substitutability between dyads: 1 additive, ½ Cobb–Douglas, towards 0 weakest link.
        substitutability "u" Positive 0.5 [0.1, 1.0] Assumed, "M7", "coord = CES(s_d; u), ρ = 2 − 1/u";
        /// Weight of interoperability in a dyad's cooperation, beside the channels'.
        interoperability "wt_ι" Scale 0.1 [0.0, 0.5] Assumed, "M7", "s_d = (Σ wt_k·x_k + wt_ι·ι_d) / (Σ wt_k + wt_ι)";
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
        /// Share of the way from each member's own belief to the bloc's pooled one that a month closes: half of a disagreement is gone after ln ½ / ln(1 − share) months, 34 at .02 and 3 at .2.
        pooling "share" Probability 0.02 [0.0, 0.5] Assumed, "M11", "ln P_m ← (1 − share)ln P_m + share·mean ln P";
        /// Variance of the monthly random walk of coordination that receivers assume.
        coordination_drift "q_c" Variance 0.0005 [0.0001, 0.0025] Assumed, "M11", "Var' = Var + q_c";
        /// Variance of one dyad's reading of coordination.
        coordination_noise "R_c" Variance 0.01 [0.002, 0.05] Assumed, "M11", "R_eff = R_c/n + s²/n";
    }

    /// How allies read each other: the probers' filter, run on partners (M11, M15).
    Partners: Global, "partners" {
        /// Weight of evidence.
        temper "temper_A" Scale 0.6 [0.2, 1.0] Assumed, "M11", "P ∝ P⁻·exp(temper_A·Σ disc·ln f)";
        /// How much of a partner's domestic politics an ally sees.
        attribution "attrib_A" Probability 0.9 [0.0, 1.0] Assumed, "M11", "W_seen = W̄ + attrib_A(W − W̄)";
        /// Probability that an ally sees what its partners do on a channel, or how they responded.
        visibility "v_A" Probability 1.0 [0.0, 1.0] Assumed, "M10", "seen with probability v_A";
    }

    /// One prober: how it reads and how it chooses (M11, M12).
    Prober: Prober, "states.<prober>" {
        /// Weight of evidence: 1 Bayesian, below 1 conservative, above 1 credulous.
        temper "temper" Scale 0.6 [0.2, 1.0] Assumed, "M11", "P ∝ P⁻·exp(temper·Σ disc·ln f)";
        /// How much of the allies' domestic politics it sees: 1 discounts politics fully, 0 reads everything as character.
        attribution "attrib" Probability 0.5 [0.0, 1.0] Assumed, "M11", "W_seen = W̄ + attrib(W − W̄)";
        /// Bias of its readings of intelligence sharing and doctrine, which it does not know of.
        bias "bias" Coefficient 0.0 [-0.2, 0.2] Assumed, "M10", "y = x + bias + s·ε";
        /// Attention to exercises: share of what is visible of them that it follows.
        attention_exercises "a_m,exercises" Probability 1.0 [0.1, 1.0] Assumed, "M10", "v_mdk = v_k·a_m,k·a_md";
        /// Attention to statements.
        attention_statements "a_m,statements" Probability 1.0 [0.1, 1.0] Assumed, "M10", "v_mdk = v_k·a_m,k·a_md";
        /// Attention to intelligence sharing, and precision of what it reads of it.
        attention_intel "a_m,intel" Probability 1.0 [0.1, 1.0] Assumed, "M10", "v_mdk = v_k·a_m,k·a_md, s_mdk² = s_k²/(a_m,k·a_md)";
        /// Attention to shared doctrine, and precision of what it reads of it.
        attention_doctrine "a_m,doctrine" Probability 1.0 [0.1, 1.0] Assumed, "M10", "v_mdk = v_k·a_m,k·a_md, s_mdk² = s_k²/(a_m,k·a_md)";
        /// Attention to how the allies respond in theatres in which it cannot probe itself.
        attention_elsewhere "a_m,else" Probability 1.0 [0.1, 1.0] Assumed, "M10", "response profile seen with probability v_r·a_m,else elsewhere";
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

    /// What one prober makes of one dyad (M10).
    Regard: ProberDyad, "states.<prober>.dyads.<dyad>" {
        /// Attention to what these two allies do together, on all channels.
        attention "a_md" Probability 1.0 [0.1, 1.0] Assumed, "M10", "v_mdk = v_k·a_m,k·a_md";
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
        /// Share of the theatre's raid that a probe at this rung fires.
        raid_share "r_a" Scale 1.0 [0.0, 1.5] Assumed, "M8", "N_ha = r_a·N_h";
        /// Weight of missile defence in what repels this rung.
        weight_defence "w_md" Scale 0.35 [0.0, 1.0] Assumed, "M8", "S = P_time·Σ w_c·[coord·choreographed + (1 − coord)·blind] / Σ w_c";
        /// Weight of the cover of sites.
        weight_cover "w_cov" Scale 0.2 [0.0, 1.0] Assumed, "M8", "S = P_time·Σ w_c·[…] / Σ w_c";
        /// Weight of surveillance and search.
        weight_search "w_isr" Scale 0.2 [0.0, 1.0] Assumed, "M8", "S = P_time·Σ w_c·[…] / Σ w_c";
        /// Weight of strike and air tasking.
        weight_strike "w_str" Scale 0.25 [0.0, 1.0] Assumed, "M8", "S = P_time·Σ w_c·[…] / Σ w_c";
        /// Time in which a response to this rung still counts, relative to the median time of one capital.
        window "win_a" Positive 2.5 [0.5, 8.0] Assumed, "M8", "P_time = Φ((ln win_a − ln median)/s_t)";
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
        /// Share of a full allied response that this ally brings where operations are switched off.
        contribution "s_ih" Scale 0.333 [0.0, 1.0] Assumed, "M8", "S(x) = Σ s_ih·x_i / Σ s_ih";
        /// Share of the ally's forces that can be used in this theatre.
        reach "reach_sh" Probability 0.8 [0.0, 1.0] Assumed, "M8", "v_sh = reach_sh·M_s";
    }

    /// What an attack on a theatre asks of its defence (M8).
    Theatre: Theatre, "theatres.<theatre>" {
        /// Missiles in a raid at full scale.
        raid "N_h" Count 10.0 [4.0, 30.0] Assumed, "M8", "1 − leakers/N after the layers (O4, O5)";
        /// Areas to be searched, in units of search effort.
        areas "A_h" Positive 1.0 [0.5, 2.0] Assumed, "M8", "search = min(1, Σ v_s/A_h) or 1 − Π(1 − min(1, v_s/A_h))";
        /// Aim points that a reply must strike.
        aim_points "T_h" Positive 10.0 [3.0, 24.0] Assumed, "M8", "strike = min(1, Σ v_s/T_h) or 1 − Π(1 − min(1, v_s/T_h))";
    }

    /// A kind of defended site in a theatre: ports, depots, hubs, command centres (M8).
    Site: Site, "sites.<site>" {
        /// How many there are.
        count "K" Count 2.0 [0.0, 10.0] Assumed, "M8", "cover = min(1, Σ v_s/K) or 1 − Π(1 − min(1, v_s/K))";
        /// What the loss of one is worth, in utility, for the record.
        value "v_K" Scale 1.0 [0.0, 5.0] Assumed, "M8", "exposed value = Σ v_K·K·(1 − cover)";
    }

    /// A layer of missile defence; the next layer meets what leaks (M8, O1).
    Layer: Layer, "layers.<layer>" {
        /// Single-shot kill probability.
        kill "p" Probability 0.7 [0.5, 0.9] Cited("swept, not measured: tests are no combat record"), "M8", "leakers after the layer (O4, O5)";
        /// Most shots at one missile, a whole number.
        shots "n_max" Count 2.0 [1.0, 4.0] Assumed, "M8", "a = min(n_max, ⌊M/N⌋) (O5)";
        /// Share of engagements in which there is time to shoot, look and shoot again.
        second_look "look" Probability 0.3 [0.0, 1.0] Assumed, "M8", "interceptors go further by n/[(1 − (1 − p)ⁿ)/p] (O7)";
    }

    /// A force element of one ally (M8, M9).
    Force: Force, "forces.<force>" {
        /// Units ready for an engagement: interceptors, batteries, search effort, sorties or tankers.
        capacity "M_s" Count 4.0 [0.0, 30.0] Assumed, "M8", "v_s = reach·M_s·(ψ_0 + ψ_1·P)";
        /// Share of the units used that an engagement of the highest rung consumes; 0 for what is not consumed.
        consumption "c_s" Probability 0.0 [0.0, 1.0] Assumed, "M8", "stock' = stock − c_s·used·sev_a/sev_top + refill";
        /// Units held in all when full.
        stock "stock_s" Count 0.0 [0.0, 500.0] Assumed, "M8", "v_s ≤ stock";
        /// Units delivered per month while the stock is below full.
        refill "refill_s" Count 0.0 [0.0, 50.0] Assumed, "M8", "stock' = min(full, stock − used + refill)";
        /// Cost of a unit per month.
        unit_cost "u_s" Cost 0.1 [0.0, 10.0] Assumed, "M16", "cost += u_s·M_s";
    }

    /// Time to a joint decision (M8, O15).
    Timing: Global, "timing" {
        /// How much each further capital that must agree delays a response without a plan.
        capitals "δ_n" Coefficient 0.8 [-0.2, 1.2] Assumed, "M8", "ln median = δ_n(1 − coord)·ln n + δ_l·load + ln(1 + δ_w·wait)";
        /// How much other theatres under pressure delay a response.
        load "δ_l" Coefficient 0.2 [0.0, 0.4] Assumed, "M8", "ln median = … + δ_l·load + …";
        /// How much waiting for tankers and airlift delays a response, per mean service time waited.
        lift "δ_w" Coefficient 0.2 [0.0, 1.0] Assumed, "M9", "ln median = … + ln(1 + δ_w·wait)";
        /// Spread of the logarithm of response times.
        spread "s_t" Positive 0.6 [0.3, 1.0] Assumed, "M8", "P_time = Φ((ln win_a − ln median)/s_t)";
    }

    /// Tracking of missiles, alone and shared (M8, O2b).
    Tracking: Global, "tracking" {
        /// Probability that an ally's own sensors hold the track of a raid.
        own "P_own" Probability 0.6 [0.3, 0.9] Assumed, "M8", "P_t = P_own + (P_shared − P_own)·x_intel";
        /// The same with all partners' sensors, through one link that serves every track.
        shared "P_shared" Probability 0.95 [0.6, 1.0] Assumed, "M8", "P_t = P_own + (P_shared − P_own)·x_intel";
    }

    /// What is held in common or apart when several theatres call (M9).
    Sharing: Global, "sharing" {
        /// Calls for surveillance and strike per unit of load, in erlangs.
        requests "ω" Scale 1.5 [0.0, 4.0] Assumed, "M9", "lost share B(servers, ω·load) (O14)";
        /// Orbits that a unit of search effort sustains.
        orbits "n_isr" Scale 5.0 [2.0, 10.0] Assumed, "M9", "servers = n_isr·v_s (O14)";
        /// Strike groups in a unit of strike capacity.
        groups "n_str" Scale 0.5 [0.2, 1.0] Assumed, "M9", "servers = n_str·v_s (O14)";
        /// Calls for tankers and airlift per unit of load, in erlangs.
        lift "ω_w" Scale 1.5 [0.0, 4.0] Assumed, "M9", "wait of M/M/c (O13)";
    }

    /// How hard a responder responds (M15).
    Levels: Global, "levels" {
        /// Share of its forces that a measured responder brings; a hard one brings all.
        measured "μ" Probability 0.75 [0.5, 1.0] Assumed, "M15", "v_s × μ if measured";
        /// Cost of a hard response over a measured one.
        hard_cost "k_hard" Utility 0.5 [0.0, 1.5] Assumed, "M15", "P(hard) = σ(λ_A[e_i·r̂ − k_hard])";
        /// Effect of hard responses on the hazard of war.
        war "η_h" Coefficient 0.5 [-0.5, 2.0] Assumed, "M16", "1 − exp(−η_w(1 + η_m|S − ρ̂|)(1 + η_h·hard))";
    }

    /// A guest's use of a host's bases for a theatre (M15).
    Base: Base, "bases.<base>" {
        /// Readiness to let the bases be used, on the logit scale.
        level "g_0" Logit 1.0 [-1.0, 3.0] Assumed, "M15", "P(access) = σ(g_0 + g_o(o − ō) + g_τ(τ − τ̄) − g_e·exposure)";
        /// Effect of the host public's view of the state that the theatre belongs to.
        opinion "g_o" Coefficient 0.4 [-0.3, 0.8] Assumed, "M15", "P(access) = σ(… + g_o(o − ō) + …)";
        /// Effect of the threat that the host perceives.
        threat "g_τ" Coefficient 0.3 [-0.3, 1.0] Assumed, "M15", "P(access) = σ(… + g_τ(τ − τ̄) + …)";
        /// Effect of the host's own exposure.
        exposure "g_e" Coefficient 0.5 [-0.3, 1.0] Assumed, "M15", "P(access) = σ(… − g_e·exposure)";
        /// Share of the guest's forces in the theatre that depends on the bases.
        loss "χ_b" Probability 0.4 [0.0, 0.7] Assumed, "M15", "guest's v_s × (1 − χ_b) if refused";
    }

    /// The bloc's alignment and its joint campaigns (M14).
    Bloc: Global, "bloc" {
        /// Alignment that the bloc returns to.
        mean "ḡ" Probability 0.3 [0.0, 1.0] Assumed, "M14", "g' = g + η_g(ḡ + γ_p·pressure − g)";
        /// Speed of alignment.
        speed "η_g" MonthlyHazard 0.05 [0.01, 0.2] Assumed, "M14", "g' = g + η_g(ḡ + γ_p·pressure − g)";
        /// Effect of the coordination that members see among the allies: positive draws the bloc together.
        pressure "γ_p" Coefficient 0.5 [-0.7, 0.7] Assumed, "M14", "pressure = mean ĉ − c̄";
        /// Coordination at which there is no pressure.
        reference "c̄" Probability 0.37 [0.0, 1.0] Measured("trilat match-rates"), "M14", "pressure = mean ĉ − c̄";
        /// Probability per month that a fully aligned bloc begins a campaign.
        campaign "ξ" MonthlyHazard 0.15 [0.0, 0.4] Assumed, "M14", "a campaign begins with probability ξ·g";
        /// What a campaign adds to the members' drive at every rung. Below 0 members leave the pressing to one another.
        drive "d_g" Utility 0.1 [-0.15, 0.3] Assumed, "M14", "drive += d_g while a campaign is in force";
        /// Hazard per month that a campaign ends.
        end "end" MonthlyHazard 0.5 [0.1, 1.0] Assumed, "M14", "a campaign ends with this hazard";
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
        /// How far a response must exceed the prober's expectation for the probe to count as misjudged, in the record.
        misjudged "m̄" Probability 0.5 [0.1, 0.6] Assumed, "M16", "misjudged if a ≥ 3 and S − ρ̂ > m̄";
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

    /// Doubt about the guarantors: decoupling (M16, T5).
    Decoupling: Global, "decoupling" {
        /// Value of standing firm to the protected ally.
        worth "w" Utility 1.0 [0.2, 2.0] Assumed, "M16", "f* = min(1, q(w − s)/[(1 − q)(s − d)]) (T5)";
        /// Value of giving way.
        yielding "s" Utility 0.0 [-0.5, 0.1] Assumed, "M16", "f* = min(1, q(w − s)/[(1 − q)(s − d)]) (T5)";
        /// Value of disaster.
        disaster "d" Utility -4.0 [-10.0, -1.0] Assumed, "M16", "f* = min(1, q(w − s)/[(1 − q)(s − d)]) (T5)";
        /// Shared risk that a crisis carries in any case.
        risk "f_0" Scale 0.1 [0.01, 0.5] Assumed, "M16", "f_t = f_0 + f_1·reach + f_2·exposure·(1 − access)";
        /// Risk added by a prober's reach to the guarantor's homeland.
        risk_reach "f_1" Coefficient 0.05 [0.0, 0.3] Assumed, "M16", "f_t = f_0 + f_1·reach + f_2·exposure·(1 − access)";
        /// Risk added where a host of bases is exposed and refuses them.
        risk_exposure "f_2" Coefficient 0.2 [-0.2, 0.6] Assumed, "M16", "f_t = f_0 + f_1·reach + f_2·exposure·(1 − access)";
        /// Reach to the guarantor's homeland at the start.
        reach "reach_0" Probability 0.5 [0.0, 1.0] Assumed, "M16", "reach_t = reach_0 + growth·t/12, at most 1";
        /// Growth of that reach per year.
        reach_growth "growth" Coefficient 0.03 [0.0, 0.1] Assumed, "M16", "reach_t = reach_0 + growth·t/12, at most 1";
        /// Spread of the risk that an ally accepts, on the scale of the logarithm.
        spread "s_f" Positive 1.0 [0.3, 2.0] Assumed, "M16", "doubt' = δ_D·doubt + (1 − δ_D)·Φ((ln f_t − ln f*)/s_f)";
        /// Persistence of doubt.
        persistence "δ_D" Probability 0.9 [0.5, 0.98] Assumed, "M16", "doubt' = δ_D·doubt + (1 − δ_D)·Φ((ln f_t − ln f*)/s_f)";
        /// Effect of doubt on the ally's own strike capacity.
        strike "β_DS" Coefficient 0.2 [-0.2, 0.6] Assumed, "M16", "own strike × (1 + β_DS(doubt − D̄))";
    }

    /// The crisis stage as a signalling game between prober and allies (M16, T8).
    CrisisSignalling: Global, "crisis_signalling" {
        /// Prober's value of the prize.
        prize "V_A" Utility 1.0 [0.5, 2.0] Cited("Lewis & Schultz 2003, normalised"), "M16", "T8";
        /// Prober's mean payoff of war.
        war_prober "W̄_A" Utility -1.8 [-3.0, -0.5] Assumed, "M16", "T8";
        /// Allies' mean payoff of war.
        war_allies "W̄_B" Utility -2.45 [-3.5, -0.5] Assumed, "M16", "T8";
        /// Prober's mean payoff of backing down.
        backing_down "ā" Utility -1.2 [-2.0, 0.0] Assumed, "M16", "T8";
        /// Effect of a stronger reply: adds to the allies' payoff of war and takes from the prober's.
        balance "κ_S" Coefficient 0.5 [-0.5, 2.0] Assumed, "M16", "W̄_B + κ_S(S − ½), W̄_A − κ_S(S − ½)";
        /// Which equilibrium is played if there are several: 0 the one in which allies resist least, 1 most.
        equilibrium "eq" Probability 0.0 [0.0, 1.0] Assumed, "M16", "T8: roots in order of p_R";
    }

    /// What things cost, so that alternatives can be compared at equal cost (M16).
    Costs: Global, "costs" {
        /// Cost of an exercise.
        exercise "u_e" Cost 0.5 [0.0, 5.0] Assumed, "M16", "cost += u_e·n";
        /// Cost per month of a fully used link or shared doctrine.
        link "u_l" Cost 0.5 [0.0, 5.0] Assumed, "M16", "cost += u_l(x_intel + x_doctrine)";
        /// Cost per month of full participation in joint programmes.
        programme "u_p" Cost 0.5 [0.0, 5.0] Assumed, "M16", "cost += u_p·share";
        /// What a war costs an ally whose stake is 1, in utility.
        war_loss "ℓ_w" Utility 10.0 [1.0, 50.0] Assumed, "M16", "loss += ℓ_w·v_ih";
    }

    /// What a public record shows of a prober's probes in a theatre: the observation model, which stands between
    /// probes and counts and which no agent of the model sees.
    Observation: Observation, "observations.<observation>" {
        /// Mean number of events after the first in a month in which a rung was chosen that the record's definition covers.
        further "m" MonthlyRate 1.0 [0.0, 4.0] Assumed, "observation", "happened = 1 + NB(m, κ) in such a month";
        /// Overdispersion of that number: its variance is m + κ·m²; 0 is Poisson.
        dispersion "κ" Scale 0.5 [0.0, 3.0] Assumed, "observation", "happened = 1 + NB(m, κ) in such a month";
        /// Probability that an event that happened is in the record.
        reporting "r" Probability 0.95 [0.5, 1.0] Assumed, "observation", "reported = Binomial(happened, r)";
        /// Events per month that the record counts for other reasons, such as tests too small for the rung.
        background "b" MonthlyRate 0.05 [0.0, 0.5] Assumed, "observation", "count = reported + Poisson(b)";
    }
}
