//! T1–T10.

use super::entry::{Entry, Given, Value, flag, list, numbers, output, scalar};
use crate::theory::crisis_signalling::{CrisisEquilibrium, CrisisPayoffs, crisis_signalling};
use crate::theory::strategy::forms::{
    Alliance, agent_quantal_response, brinkmanship, deterrence_game, mobilisation,
    reliability_window, risk_return, trust, tying_hands, war_of_attrition,
};
use crate::theory::strategy::{ChallengerPayoffs, DefenderPayoffs};
use crate::theory::{Domain, Form, TheoryError};
use Domain::{NonNegative, Positive, PositiveProbability, Probability, Real};

/// Payoffs of T8.
const SD: Domain = Domain::Between(-15.0, 15.0);

// One input a line reads as the table that it is.
#[rustfmt::skip]
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        form: Form::T1,
        name: "tying-hands",
        title: "Tying hands against sinking costs",
        equation: "tying hands: v* = γc/(1 − γ(1 − p)), m* = c − p·v*, war = γ(1 − v*); \
                   sinking costs: v̂ = c/p, m̂ = (1 − γ)c/p, war = γ(1 − c/p); \
                   the challenger is deterred iff its belief q ≥ v_C/(p·v_C + c_C)",
        source: "Fearon, James D. 1997. \"Signaling Foreign Policy Interests: Tying Hands versus \
                 Sinking Costs.\" Journal of Conflict Resolution 41(1): 68–90.",
        note: "The defender's stake is uniform on [0, 1]. A threshold above 1 means that nobody \
               signals; a deterring belief above 1 that no belief deters.",
        inputs: &[
            scalar("p", "p", "defender's chance of winning a war", "probability", PositiveProbability, &[0.5]),
            scalar("c", "c", "defender's cost of war", "utility", NonNegative, &[0.4]),
            scalar("gamma", "γ", "share of challengers that prefer war", "probability", Probability, &[0.3]),
            scalar("v_C", "v_C", "challenger's stake", "utility", Positive, &[1.0]),
            scalar("c_C", "c_C", "challenger's cost of war", "utility", NonNegative, &[0.7]),
        ],
        outputs: &[
            output(
                "v_tying",
                "stake from which the defender ties its hands, v*",
            ),
            output("m_tying", "smallest audience cost, m*"),
            output("war_tying", "probability of war when hands are tied"),
            output(
                "utility_tying",
                "defender's expected utility when hands are tied",
            ),
            output("v_sinking", "stake from which the defender sinks costs, v̂"),
            output("m_sinking", "cost sunk, m̂"),
            output("war_sinking", "probability of war when costs are sunk"),
            output(
                "utility_sinking",
                "defender's expected utility when costs are sunk",
            ),
            output("q_deter", "belief in a resolute defender that deters"),
        ],
        evaluator: |x| {
            let y = tying_hands(
                x.get("p"),
                x.get("c"),
                x.get("gamma"),
                x.get("v_C"),
                x.get("c_C"),
            )?;
            Ok(numbers([
                y.tying.threshold,
                y.tying.size,
                y.tying.war,
                y.tying.utility,
                y.sinking.threshold,
                y.sinking.size,
                y.sinking.war,
                y.sinking.utility,
                y.deterring_belief,
            ]))
        },
    },
    Entry {
        form: Form::T2,
        name: "war-of-attrition",
        title: "Audience costs as a war of attrition",
        equation: "t* = min_j [−1 + √(1 + 4aᵢcⱼ/aⱼ)]/(2aᵢ); Rⱼ = min(1, aⱼt*/cⱼ); \
                   kⱼ = min(1, Rⱼ(1 + aᵢt*)); war = R₁R₂",
        source: "Fearon, James D. 1994. \"Domestic Political Audiences and the Escalation of \
                 International Disputes.\" American Political Science Review 88(3): 577–592.",
        note: "Prize 1, war payoffs uniform on [−c, 0], audience costs a·t. The state with the \
               lower audience cost escalates less often and backs down more often.",
        inputs: &[
            list("a", "a", "audience cost per unit of time, one per state", "utility/time", Positive, &[1.0, 0.5]),
            list("c", "c̄", "largest cost of war, one per state", "utility", Positive, &[1.0, 1.0]),
        ],
        outputs: &[
            output("horizon", "time after which nobody backs down, t*"),
            output("escalates", "probability that each state escalates, k"),
            output("war", "probability of war"),
            output("backs_down", "probability that each state backs down first"),
        ],
        evaluator: |x| {
            let y = war_of_attrition(x.list("a"), x.list("c"))?;
            Ok(vec![
                Value::Number(y.horizon),
                Value::List(y.escalates.to_vec()),
                Value::Number(y.war),
                Value::List(y.backs_down.to_vec()),
            ])
        },
    },
    Entry {
        form: Form::T3,
        name: "unilateral-deterrence",
        title: "Unilateral deterrence with doubtful threats",
        equation: "c_t = (c_DC − c_SQ)/(c_DC − c_DD₊); c_s = (c_DC − c_SQ)/(c_DC − c_CD); \
                   d_n = (d_CD − d_DC)/(d_CD − d_DD₋); deterrence if p_Def ≥ c_t; separating if \
                   c_s ≤ p_Def < c_t; below c_s attack if p_Ch > d_n, else bluff with \
                   x = p_Ch(1 − d_n)/[(1 − p_Ch)d_n], y = (c_s − p_Def)/(1 − p_Def)",
        source: "Zagare, Frank C., and D. Marc Kilgour. 2000. Perfect Deterrence. Cambridge: \
                 Cambridge University Press.",
        note: "Several equilibria can coexist. The four given divide the square of credibilities; \
               the steadfast deterrence equilibria are left out because they need a defender who, \
               on seeing a challenge, believes the challenger less likely to be hard than before. \
               On a boundary the equilibrium with less conflict is taken.",
        inputs: &[
            scalar("p_Ch", "p_Ch", "probability that the challenger is hard", "probability", Probability, &[0.4]),
            scalar("p_Def", "p_Def", "probability that the defender is hard", "probability", Probability, &[0.3]),
            scalar("c_SQ", "c_SQ", "challenger: status quo", "utility", Real, &[0.6]),
            scalar("c_DC", "c_DC", "challenger: defender concedes", "utility", Real, &[1.0]),
            scalar("c_CD", "c_CD", "challenger: backs down", "utility", Real, &[0.2]),
            scalar("c_DD_hard", "c_DD₊", "challenger: conflict, if hard", "utility", Real, &[0.4]),
            scalar("c_DD_soft", "c_DD₋", "challenger: conflict, if soft", "utility", Real, &[0.0]),
            scalar("d_SQ", "d_SQ", "defender: status quo", "utility", Real, &[0.9]),
            scalar("d_CD", "d_CD", "defender: challenger backs down", "utility", Real, &[0.7]),
            scalar("d_DC", "d_DC", "defender: concedes", "utility", Real, &[0.3]),
            scalar("d_DD_hard", "d_DD₊", "defender: conflict, if hard", "utility", Real, &[0.5]),
            scalar("d_DD_soft", "d_DD₋", "defender: conflict, if soft", "utility", Real, &[0.0]),
        ],
        outputs: &[
            output("equilibrium", "deterrence, separating, attack or bluff"),
            output("c_t", "credibility that deters hard challengers"),
            output("c_s", "credibility that deters soft challengers"),
            output(
                "d_n",
                "challenger's credibility that makes a soft defender indifferent",
            ),
            output("x", "probability that a soft challenger challenges"),
            output("y", "probability that a soft defender resists"),
            output("challenge", "probability of a challenge"),
            output("conflict", "probability of conflict"),
        ],
        evaluator: |x| {
            let challenger = ChallengerPayoffs {
                sq: x.get("c_SQ"),
                dc: x.get("c_DC"),
                cd: x.get("c_CD"),
                dd_hard: x.get("c_DD_hard"),
                dd_soft: x.get("c_DD_soft"),
            };
            let defender = DefenderPayoffs {
                sq: x.get("d_SQ"),
                cd: x.get("d_CD"),
                dc: x.get("d_DC"),
                dd_hard: x.get("d_DD_hard"),
                dd_soft: x.get("d_DD_soft"),
            };
            let y = deterrence_game(&challenger, &defender, x.get("p_Ch"), x.get("p_Def"))?;
            let mut values = vec![Value::Text(y.equilibrium.name())];
            values.extend(numbers([
                y.hard_threshold,
                y.soft_threshold,
                y.defender_threshold,
                y.soft_challenges,
                y.soft_resists,
                y.challenge,
                y.conflict,
            ]));
            Ok(values)
        },
    },
    Entry {
        form: Form::T4,
        name: "reliability-window",
        title: "Reliable enough to deter, not so reliable as to embolden",
        equation: "r = min(1, (Δp·V + α)/K); floor = [(1 − p₂)v_A − c_A − SQ_A]/[(p₃ − p₂)v_A + e]; \
                   ceiling = (SQ_B + c_B − p₂v_B)/[(p₃ − p₂)v_B]",
        source: "After Smith, Alastair. 1995. \"Alliance Formation and War.\" International Studies \
                 Quarterly 39(4): 405–425; Morrow, James D. 1994. \"Alliances, Credibility, and \
                 Peacetime Costs.\" Journal of Conflict Resolution 38(2): 270–297; Benson, Brett V. \
                 2012. Constructing International Security. Cambridge: Cambridge University Press.",
        note: "p₂ and p₃ are the chances that the target prevails alone and with its partner. A floor \
               above the ceiling means that no reliability both deters and restrains.",
        inputs: &[
            scalar("V", "V", "partner's stake", "utility", NonNegative, &[0.5]),
            scalar("dp", "Δp", "partner's effect on the chance of winning", "probability", Probability, &[0.3]),
            scalar("alpha", "α", "audience cost of reneging", "utility", NonNegative, &[0.2]),
            scalar("K", "K", "largest cost of joining", "utility", Positive, &[1.0]),
            scalar("p2", "p₂", "chance that the target prevails alone", "probability", Probability, &[0.4]),
            scalar("p3", "p₃", "chance that it prevails with its partner", "probability", Probability, &[0.75]),
            scalar("v_A", "v_A", "attacker's prize", "utility", Positive, &[1.0]),
            scalar("c_A", "c_A", "attacker's cost of war", "utility", NonNegative, &[0.25]),
            scalar("e", "e", "attacker's extra loss against both", "utility", NonNegative, &[0.2]),
            scalar("SQ_A", "SQ_A", "attacker's status quo", "utility", Real, &[0.0]),
            scalar("v_B", "v_B", "protected ally's prize", "utility", Positive, &[1.0]),
            scalar("c_B", "c_B", "protected ally's cost of war", "utility", NonNegative, &[0.35]),
            scalar("SQ_B", "SQ_B", "protected ally's status quo", "utility", Real, &[0.3]),
        ],
        outputs: &[
            output("r", "reliability"),
            output("floor", "reliability above which the attacker is deterred"),
            output("ceiling", "reliability above which the ally turns reckless"),
            output("inside", "1 if floor ≤ r ≤ ceiling"),
        ],
        evaluator: |x| {
            let y = reliability_window(&Alliance {
                stake: x.get("V"),
                dp: x.get("dp"),
                alpha: x.get("alpha"),
                k: x.get("K"),
                p: [x.get("p2"), x.get("p3")],
                attacker: [x.get("v_A"), x.get("c_A"), x.get("e"), x.get("SQ_A")],
                ally: [x.get("v_B"), x.get("c_B"), x.get("SQ_B")],
            })?;
            Ok(numbers([y.reliability, y.floor, y.ceiling, flag(y.inside)]))
        },
    },
    Entry {
        form: Form::T5,
        name: "brinkmanship",
        title: "Critical risk and shared risk",
        equation: "R = (w − s)/(w − d); f ≤ min(1, q(w − s)/[(1 − q)(s − d)])",
        source: "Powell, Robert. 1990. Nuclear Deterrence Theory: The Search for Credibility. \
                 Cambridge: Cambridge University Press.",
        note: "The model reads f as the share of a partner's risk that a guarantor accepts before \
               it decouples.",
        inputs: &[
            scalar("w", "w", "payoff of prevailing", "utility", Real, &[1.0]),
            scalar("s", "s", "payoff of submitting", "utility", Real, &[0.0]),
            scalar("d", "d", "payoff of disaster", "utility", Real, &[-4.0]),
            scalar("q", "q", "probability that standing firm prevails", "probability", Probability, &[0.4]),
        ],
        outputs: &[
            output("R", "largest risk of disaster worth running"),
            output("f", "largest acceptable shared risk"),
        ],
        evaluator: |x| {
            let (r, f) = brinkmanship(x.get("w"), x.get("s"), x.get("d"), x.get("q"))?;
            Ok(numbers([r, f]))
        },
    },
    Entry {
        form: Form::T6,
        name: "trust",
        title: "Trust that makes cooperation rational",
        equation: "cooperate iff t ≥ b/(a − d + b)",
        source: "Kydd, Andrew H. 2005. Trust and Mistrust in International Relations. Princeton: \
                 Princeton University Press.",
        note: "",
        inputs: &[
            scalar("a", "a", "value of mutual cooperation", "utility", Real, &[1.0]),
            scalar("b", "b", "loss from being exploited", "utility", Positive, &[1.0]),
            scalar("d", "d", "value of exploiting, below a", "utility", Real, &[0.5]),
        ],
        outputs: &[output("t", "smallest trust that suffices")],
        evaluator: |x| Ok(numbers([trust(x.get("a"), x.get("b"), x.get("d"))?])),
    },
    Entry {
        form: Form::T7,
        name: "quantal-response",
        title: "Agent quantal response in a two-step crisis",
        equation: "p_F = σ(λ[U_R(war) − U_R(concede)]); \
                   p_A = σ(λ[p_F·W_A + (1 − p_F)·C_A − SQ_A])",
        source: "McKelvey, Richard D., and Thomas R. Palfrey. 1998. \"Quantal Response Equilibria \
                 for Extensive Form Games.\" Experimental Economics 1(1): 9–41; Signorino, Curtis S. \
                 1999. \"Strategic Interaction and the Statistical Analysis of International \
                 Conflict.\" American Political Science Review 93(2): 279–297.",
        note: "λ = 0 is a coin toss; λ → ∞ is the subgame-perfect equilibrium.",
        inputs: &[
            scalar("lambda", "λ", "precision of choice", "1/utility", NonNegative, &[2.0]),
            scalar("U_R_war", "U_R(war)", "responder: war", "utility", Real, &[-0.2]),
            scalar("U_R_concede", "U_R(concede)", "responder: concession", "utility", Real, &[-0.5]),
            scalar("W_A", "W_A", "challenger: war", "utility", Real, &[-0.4]),
            scalar("C_A", "C_A", "challenger: concession won", "utility", Real, &[0.6]),
            scalar("SQ_A", "SQ_A", "challenger: status quo", "utility", Real, &[0.0]),
        ],
        outputs: &[
            output("p_F", "probability that the responder fights"),
            output("p_A", "probability that the challenger attacks"),
        ],
        evaluator: |x| {
            let payoffs = [x.get("W_A"), x.get("C_A"), x.get("SQ_A")];
            let (fight, attack) = agent_quantal_response(
                x.get("lambda"),
                x.get("U_R_war"),
                x.get("U_R_concede"),
                payoffs,
            )?;
            Ok(numbers([fight, attack]))
        },
    },
    Entry {
        form: Form::T8,
        name: "crisis-signalling",
        title: "Crisis signalling, every equilibrium",
        equation: "c = (S_A − (1 − p_R)V_A)/p_R; p_C = 1 − Φ(c − ā)Φ(c − W̄_A); \
                   p_F = Φ₂((W̄_A − ā)/√2, W̄_A − c; 1/√2)/p_C; \
                   p_R = Φ([p_F·W̄_B + (1 − p_F)V_B − C_B]/p_F); war = p_C·p_R·p_F",
        source: "Lewis, Jeffrey B., and Kenneth A. Schultz. 2003. \"Revealing Preferences: Empirical \
                 Estimation of a Crisis Bargaining Game with Incomplete Information.\" Political \
                 Analysis 11(4): 345–367; Jo, Jinhee. 2011. \"Nonuniqueness of the Equilibrium in \
                 Lewis and Schultz's Model.\" Political Analysis 19(3): 351–362; Crisman-Cox, Casey, \
                 and Michael Gibilisco. 2018. \"Audience Costs and the Dynamics of War and Peace.\" \
                 American Journal of Political Science 62(3): 566–580; 2021. \"Estimating Signaling \
                 Games in International Relations: Problems and Solutions.\" Political Science \
                 Research and Methods 9(3): 565–582.",
        note: "Lists hold one value per equilibrium, in increasing order of p_R. Payoffs are in \
               standard deviations of the private shocks.",
        inputs: &[
            scalar("S_A", "S_A", "A: status quo", "sd", SD, &[0.0]),
            scalar("V_A", "V_A", "A: concession won, above S_A", "sd", SD, &[1.0]),
            scalar("C_B", "C_B", "B: concedes", "sd", SD, &[0.0]),
            scalar("W_A", "W̄_A", "A: mean war payoff", "sd", SD, &[-1.8]),
            scalar("W_B", "W̄_B", "B: mean war payoff", "sd", SD, &[-2.45]),
            scalar("a", "ā", "A: mean payoff of backing down", "sd", SD, &[-1.2]),
            scalar("V_B", "V_B", "B: A backs down", "sd", SD, &[1.0]),
        ],
        outputs: &[
            output("equilibria", "number of equilibria"),
            output("p_R", "probability that B resists"),
            output("p_C", "probability that A challenges"),
            output("p_F", "probability that A fights if resisted"),
            output("war", "probability of war"),
            output("stable", "1 if best responses return to the equilibrium"),
        ],
        evaluator: crisis,
    },
    Entry {
        form: Form::T9,
        name: "risk-return",
        title: "The risk–return trade-off in bargaining",
        equation: "z* = min(1 − p, max(0, (C − c_A)/2)); demand = p + z*; P(war) = z*/C",
        source: "Fearon, James D. 1995. \"Rationalist Explanations for War.\" International \
                 Organization 49(3): 379–414.",
        note: "The rival's cost of war is uniform on [0, C]; in the interior P(war) = (C − c_A)/(2C).",
        inputs: &[
            scalar("C", "C", "rival's largest cost of war", "utility", Positive, &[0.4]),
            scalar("c_A", "c_A", "own cost of war", "utility", NonNegative, &[0.1]),
            scalar("p", "p", "own chance of winning", "probability", Probability, &[0.5]),
        ],
        outputs: &[
            output("z", "demand above the expected outcome of war, z*"),
            output("demand", "share demanded"),
            output("war", "probability of war"),
        ],
        evaluator: |x| {
            let y = risk_return(x.get("C"), x.get("c_A"), x.get("p"))?;
            Ok(numbers([y.premium, y.demand, y.war]))
        },
    },
    Entry {
        form: Form::T10,
        name: "mobilisation",
        title: "Smallest mobilisation that makes a threat credible",
        equation: "m = max(0, (c/v − p₀)/β)",
        source: "After Slantchev, Branislav L. 2005. \"Military Coercion in Interstate Crises.\" \
                 American Political Science Review 99(4): 533–547.",
        note: "The least m with (p₀ + βm)v ≥ c.",
        inputs: &[
            scalar("c", "c", "cost of war, at most v", "utility", NonNegative, &[0.4]),
            scalar("v", "v", "stake", "utility", Positive, &[0.6]),
            scalar("p0", "p₀", "chance of winning unmobilised", "probability", Probability, &[0.5]),
            scalar("beta", "β", "gain in that chance per unit mobilised", "1/unit", Positive, &[0.5]),
        ],
        outputs: &[output("m", "mobilisation")],
        evaluator: |x| {
            let m = mobilisation(x.get("c"), x.get("v"), x.get("p0"), x.get("beta"))?;
            Ok(numbers([m]))
        },
    },
];

fn crisis(x: &Given) -> Result<Vec<Value>, TheoryError> {
    let equilibria = crisis_signalling(&CrisisPayoffs {
        s_a: x.get("S_A"),
        v_a: x.get("V_A"),
        c_b: x.get("C_B"),
        v_b: x.get("V_B"),
        w_a: x.get("W_A"),
        w_b: x.get("W_B"),
        a: x.get("a"),
    })?;
    let each = |f: fn(&CrisisEquilibrium) -> f64| Value::List(equilibria.iter().map(f).collect());
    Ok(vec![
        Value::Number(equilibria.len() as f64),
        each(|e| e.resist),
        each(|e| e.challenge),
        each(|e| e.fight),
        each(|e| e.war),
        each(|e| flag(e.stable)),
    ])
}
