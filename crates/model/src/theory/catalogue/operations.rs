//! O1–O15.

use super::entry::{Entry, Input, list, numbers, output, scalar};
use crate::theory::operations::forms::{
    approval_chain, concentration, defence_of_assets, fire_choreographed, fire_independent,
    fire_mutually_blind, fire_partly_coordinated, layered_leakage, loss, pooled_assets, salvo,
    search, shoot_look, track_per_warhead, track_shared, unsynchronised_sectors,
};
use crate::theory::{Domain, Form};
use Domain::{Count, NonNegative, Positive, PositiveCount, PositiveProbability, Probability};

const WASHBURN_KRESS: &str =
    "Washburn, Alan, and Moshe Kress. 2009. Combat Modeling. New York: Springer.";
const WILKENING: &str = "Wilkening, Dean A. 2000. \"A Simple Model for Calculating Ballistic Missile \
                         Defense Effectiveness.\" Science & Global Security 8(2): 183–215.";
const ERLANG: &str = "Erlang, A. K. 1917. \"Solution of Some Problems in the Theory of Probabilities of \
                      Significance in Automatic Telephone Exchanges.\" Elektroteknikeren 13: 5–13.";

const THREATS: Input = scalar("N", "N", "threats", "1", Domain::AtLeast(1.0), &[10.0]);
const SHOT: Input = scalar(
    "p",
    "p",
    "kill probability of one shot",
    "probability",
    Probability,
    &[0.8],
);
const TRACK: &[Input] = &[
    scalar(
        "P_t",
        "P_t",
        "probability of a good track",
        "probability",
        Probability,
        &[0.9],
    ),
    SHOT,
    scalar("n", "n", "shots per warhead", "1", NonNegative, &[2.0]),
    scalar("W", "W", "warheads", "1", NonNegative, &[10.0]),
];
const SERVERS: Domain = Domain::WholeBetween(1, 10_000);

// One input a line reads as the table that it is.
#[rustfmt::skip]
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        form: Form::O1,
        name: "layered-leakage",
        title: "Leakage through layers",
        equation: "leakers = N·Π(1 − pᵢ)^{nᵢ}; P(none) = [1 − Π(1 − pᵢ)^{nᵢ}]^N",
        source: "Przemieniecki, J. S. 2000. Mathematical Methods in Defense Analyses. 3rd ed. Reston: \
                 AIAA.",
        note: "Shots and threats are independent. One entry of n serves all layers.",
        inputs: &[
            scalar("N", "N", "threats", "1", NonNegative, &[20.0]),
            list("p", "p", "kill probability of a shot, by layer", "probability", Probability, &[0.6, 0.7, 0.6]),
            list("n", "n", "shots at each arriving threat, by layer", "1", NonNegative, &[1.0]),
        ],
        outputs: &[
            output("leakers", "expected leakers"),
            output("no_leaker", "probability that nothing leaks"),
        ],
        evaluator: |x| {
            let (leakers, none) = layered_leakage(x.get("N"), x.list("p"), x.list("n"))?;
            Ok(numbers([leakers, none]))
        },
    },
    Entry {
        form: Form::O2,
        name: "track-per-warhead",
        title: "Defence with a separate track of each warhead",
        equation: "K = P_t[1 − (1 − p)ⁿ]; P(no leak) = K^W",
        source: WILKENING,
        note: "Each track fails on its own; see O2b for one link that serves all.",
        inputs: TRACK,
        outputs: &[
            output("kill", "kill probability per warhead, K"),
            output("no_leaker", "probability that nothing leaks"),
        ],
        evaluator: |x| {
            let (kill, none) = track_per_warhead(x.get("P_t"), x.get("p"), x.get("n"), x.get("W"))?;
            Ok(numbers([kill, none]))
        },
    },
    Entry {
        form: Form::O2b,
        name: "track-shared",
        title: "Defence with one track link for all warheads",
        equation: "P(no leak) = P_t·[1 − (1 − p)ⁿ]^W",
        source: WILKENING,
        note: "A shared outage. This is what losing shared tracking does: fewer bad days, but each a \
               disaster.",
        inputs: TRACK,
        outputs: &[output("no_leaker", "probability that nothing leaks")],
        evaluator: |x| {
            let none = track_shared(x.get("P_t"), x.get("p"), x.get("n"), x.get("W"))?;
            Ok(numbers([none]))
        },
    },
    Entry {
        form: Form::O3,
        name: "independent-fire",
        title: "Every shot picks its target at random",
        equation: "leakers = N(1 − p/N)^M",
        source: WASHBURN_KRESS,
        note: "No plan at all. For nations that each plan their own fire use O5, which leaks about \
               half as much.",
        inputs: &[
            THREATS,
            scalar("M", "M", "interceptors", "1", NonNegative, &[20.0]),
            SHOT,
        ],
        outputs: &[output("leakers", "expected leakers")],
        evaluator: |x| {
            let leakers = fire_independent(x.get("N"), x.get("M"), x.get("p"))?;
            Ok(numbers([leakers]))
        },
    },
    Entry {
        form: Form::O4,
        name: "choreographed-fire",
        title: "One fire plan for all shots",
        equation: "leakers = (N − b)(1 − p)^a + b(1 − p)^{a+1}, M = aN + b",
        source: WASHBURN_KRESS,
        note: "The least leakage possible. At most n_max shots at a threat; the rest stay unfired.",
        inputs: &[
            THREATS,
            scalar("M", "M", "interceptors", "1", NonNegative, &[20.0]),
            SHOT,
            scalar("n_max", "n_max", "most shots at one threat", "1", Count, &[100.0]),
        ],
        outputs: &[output("leakers", "expected leakers")],
        evaluator: |x| {
            let leakers = fire_choreographed(x.get("N"), x.get("M"), x.get("p"), x.get("n_max"))?;
            Ok(numbers([leakers]))
        },
    },
    Entry {
        form: Form::O5,
        name: "mutually-blind-fire",
        title: "Nationally planned, mutually blind salvos",
        equation: "leakers = N·Π_s(1 − p_s)^{a_s}(1 − p_s·b_s/N); a_s = min(n_max, ⌊M_s/N⌋), \
                   b_s = M_s − a_s·N (0 at the cap)",
        source: "O4 within each nation and independence between nations; after Washburn, Alan, and \
                 Moshe Kress. 2009. Combat Modeling. New York: Springer.",
        note: "Each nation plans its own fire well and does not know of the others'. One entry of p or \
               n_max serves all nations.",
        inputs: &[
            THREATS,
            list("M", "M", "interceptors of each nation", "1", NonNegative, &[8.0, 6.0, 6.0]),
            list("p", "p", "kill probability of one shot, by nation", "probability", Probability, &[0.8]),
            list("n_max", "n_max", "most shots at one threat, by nation", "1", Count, &[100.0]),
        ],
        outputs: &[output("leakers", "expected leakers")],
        evaluator: |x| {
            let leakers =
                fire_mutually_blind(x.get("N"), x.list("M"), x.list("p"), x.list("n_max"))?;
            Ok(numbers([leakers]))
        },
    },
    Entry {
        form: Form::O6,
        name: "partly-coordinated-fire",
        title: "A share of the shots coordinated",
        equation: "leakers = N(1 − p)^{κM/N}(1 − p/N)^{(1−κ)M}",
        source: WASHBURN_KRESS,
        note: "For whole M/N only. A reference: the model mixes O4 and O5 by its coordination.",
        inputs: &[
            THREATS,
            scalar("M", "M", "interceptors, a multiple of N", "1", NonNegative, &[20.0]),
            SHOT,
            scalar("kappa", "κ", "share of shots coordinated", "share", Probability, &[0.5]),
        ],
        outputs: &[output("leakers", "expected leakers")],
        evaluator: |x| {
            let leakers =
                fire_partly_coordinated(x.get("N"), x.get("M"), x.get("p"), x.get("kappa"))?;
            Ok(numbers([leakers]))
        },
    },
    Entry {
        form: Form::O7,
        name: "shoot-look-shoot",
        title: "Shots saved by looking before shooting again",
        equation: "shots = [1 − (1 − p)ⁿ]/p",
        source: WILKENING,
        note: "Same leakage as a salvo of n at each threat. Needs time to look.",
        inputs: &[
            scalar("p", "p", "kill probability of one shot", "probability", PositiveProbability, &[0.8]),
            scalar("n", "n", "most shots at one threat", "1", Count, &[2.0]),
        ],
        outputs: &[output("shots", "expected shots per threat")],
        evaluator: |x| Ok(numbers([shoot_look(x.get("p"), x.get("n"))?])),
    },
    Entry {
        form: Form::O8,
        name: "preferential-defence",
        title: "Preferential against random defence",
        equation: "preferential = M·p^a/(aN); random = (M·p/(aN))^a; M ≤ aN",
        source: "Eckler, A. Ross, and Stefan A. Burr. 1972. Mathematical Models of Target Coverage and \
                 Missile Allocation. Alexandria, VA: Military Operations Research Society.",
        note: "Share of N assets that survive a warheads each.",
        inputs: &[
            scalar("M", "M", "interceptors, at most aN", "1", NonNegative, &[10.0]),
            scalar("N", "N", "assets", "1", Positive, &[10.0]),
            scalar("p", "p", "kill probability of one shot", "probability", Probability, &[1.0]),
            scalar("a", "a", "warheads per asset", "1", PositiveCount, &[2.0]),
        ],
        outputs: &[
            output("preferential", "share saved if a subset is defended"),
            output("random", "share saved if warheads are met at random"),
        ],
        evaluator: |x| {
            let (preferential, random) =
                defence_of_assets(x.get("M"), x.get("N"), x.get("p"), x.get("a"))?;
            Ok(numbers([preferential, random]))
        },
    },
    Entry {
        form: Form::O9,
        name: "search",
        title: "Random against exhaustive search",
        equation: "random = 1 − e^{−z}; exhaustive = min(1, z)",
        source: "Koopman, B. O. 1956. \"The Theory of Search. II. Target Detection.\" Operations \
                 Research 4(5): 503–531.",
        note: "The limits of many independent searchers and of one plan.",
        inputs: &[scalar(
            "z",
            "z",
            "area searched over area to search",
            "1",
            NonNegative,
            &[1.0],
        )],
        outputs: &[
            output("random", "detection probability, random search"),
            output("exhaustive", "detection probability, planned search"),
        ],
        evaluator: |x| {
            let (random, exhaustive) = search(x.get("z"))?;
            Ok(numbers([random, exhaustive]))
        },
    },
    Entry {
        form: Form::O10,
        name: "empty-sectors",
        title: "Sectors left empty by unsynchronised searchers",
        equation: "empty = (1 − 1/n)^m",
        source: "Feller, William. 1968. An Introduction to Probability Theory and Its Applications, \
                 vol. 1. 3rd ed. New York: Wiley (the occupancy problem).",
        note: "",
        inputs: &[
            scalar("n", "n", "sectors", "1", PositiveCount, &[6.0]),
            scalar("m", "m", "searchers", "1", Count, &[6.0]),
        ],
        outputs: &[output(
            "empty",
            "expected share of sectors without a searcher",
        )],
        evaluator: |x| Ok(numbers([unsynchronised_sectors(x.get("n"), x.get("m"))?])),
    },
    Entry {
        form: Form::O11,
        name: "salvo",
        title: "Losses in a missile salvo",
        equation: "ΔB = min(B, max(0, (αA − κyB)/w))",
        source: "Hughes, Wayne P. 1995. \"A Salvo Model of Warships in Missile Combat Used to Evaluate \
                 Their Staying Power.\" Naval Research Logistics 42(2): 267–289.",
        note: "",
        inputs: &[
            scalar("A", "A", "attackers", "ships", NonNegative, &[3.0]),
            scalar("B", "B", "defenders", "ships", NonNegative, &[3.0]),
            scalar("alpha", "α", "good shots per attacker", "missiles", NonNegative, &[4.0]),
            scalar("y", "y", "shots stopped per defender", "missiles", NonNegative, &[3.0]),
            scalar("kappa", "κ", "share of the defence on alert", "share", Probability, &[1.0]),
            scalar("w", "w", "hits to put a defender out of action", "missiles", Positive, &[1.0]),
        ],
        outputs: &[output("losses", "defenders out of action")],
        evaluator: |x| {
            let losses = salvo(
                x.get("A"),
                x.get("B"),
                x.get("alpha"),
                x.get("y"),
                x.get("kappa"),
                x.get("w"),
            )?;
            Ok(numbers([losses]))
        },
    },
    Entry {
        form: Form::O12,
        name: "concentration",
        title: "Fighting together against one after the other",
        equation: "together = ΣBᵢ; in turn = √ΣBᵢ²",
        source: "Lanchester, F. W. 1916. Aircraft in Warfare: The Dawn of the Fourth Arm. London: \
                 Constable (the square law).",
        note: "The force of equal quality that an enemy needs for a draw.",
        inputs: &[list(
            "B",
            "B",
            "size of each force",
            "units",
            NonNegative,
            &[60.0, 80.0],
        )],
        outputs: &[
            output("together", "strength of the forces together"),
            output("in_turn", "strength if met one after the other"),
        ],
        evaluator: |x| {
            let (together, in_turn) = concentration(x.list("B"))?;
            Ok(numbers([together, in_turn]))
        },
    },
    Entry {
        form: Form::O13,
        name: "pooled-assets",
        title: "Assets held in common or apart",
        equation: "apart: W = 1/(μ − λ); pooled: W = C(c, cλ/μ)/(cμ − cλ) + 1/μ",
        source: "Smith, Donald R., and Ward Whitt. 1981. \"Resource Sharing for Efficiency in Traffic \
                 Systems.\" Bell System Technical Journal 60(1): 39–55.",
        note: "C is Erlang's probability of waiting.",
        inputs: &[
            scalar("lambda", "λ", "demands per server and unit of time, below μ", "1/time", NonNegative, &[0.8]),
            scalar("mu", "μ", "service rate of a server", "1/time", Positive, &[1.0]),
            scalar("c", "c", "servers", "1", SERVERS, &[2.0]),
        ],
        outputs: &[
            output(
                "apart",
                "mean time in system, each server with its own queue",
            ),
            output("pooled", "mean time in system, one queue"),
            output("waits", "probability of waiting in the pooled queue"),
        ],
        evaluator: |x| {
            let y = pooled_assets(x.get("lambda"), x.get("mu"), x.get("c"))?;
            Ok(numbers([y.separate, y.pooled, y.waits]))
        },
    },
    Entry {
        form: Form::O14,
        name: "erlang-b",
        title: "Demands lost when all assets are busy",
        equation: "B(0) = 1; B(k) = a·B(k − 1)/(k + a·B(k − 1))",
        source: ERLANG,
        note: "Holds for any distribution of service times.",
        inputs: &[
            scalar("c", "c", "servers", "1", SERVERS, &[3.0]),
            scalar("a", "a", "load: arrival rate × mean service time", "erlang", NonNegative, &[2.0]),
        ],
        outputs: &[output("lost", "probability that a demand is lost")],
        evaluator: |x| Ok(numbers([loss(x.get("c"), x.get("a"))?])),
    },
    Entry {
        form: Form::O15,
        name: "approval-chain",
        title: "Approvals before a deadline",
        equation: "one: 1 − e^{−x}; slowest of n: (1 − e^{−x})ⁿ; in series: 1 − e^{−x}Σ_{k<n} xᵏ/k!; \
                   x = deadline/mean",
        source: "Cox, D. R. 1962. Renewal Theory. London: Methuen (sums and maxima of exponential \
                 times).",
        note: "",
        inputs: &[
            scalar("mean", "m", "mean time of one approval", "minutes", Positive, &[10.0]),
            scalar("deadline", "d", "time available", "minutes", NonNegative, &[20.0]),
            scalar("n", "n", "approvals", "1", SERVERS, &[3.0]),
        ],
        outputs: &[
            output("one", "one approval in time"),
            output("slowest", "all of n in parallel in time"),
            output("series", "n one after the other in time"),
        ],
        evaluator: |x| {
            let y = approval_chain(x.get("mean"), x.get("deadline"), x.get("n"))?;
            Ok(numbers([y.single, y.slowest, y.series]))
        },
    },
];
