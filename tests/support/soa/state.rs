//! The arrays.

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::rng::{Draws, agent_id};
use trilat::model::levers::Levers;
use trilat::scenario::{Parameters, Scenario};

use super::tally::Sums;
use super::value::Scratch;

/// All state of a block of `L` replicates.
pub struct Soa<const L: usize> {
    pub spec: Scenario,
    pub p: Parameters<Lanes<L>>,
    pub levers: Levers<L>,
    pub dice: Draws<L>,
    pub step: u32,
    pub fixed: Fixed<L>,
    pub allies: Vec<Ally<L>>,
    pub dyads: Vec<Dyad<L>>,
    pub probers: Vec<Prober<L>>,
    pub theatres: Vec<Theatre<L>>,
    pub challenges: Vec<Challenge<L>>,
    pub at_war: Lanes<L>,
    pub coordination: Lanes<L>,
    pub sums: Sums<L>,
    pub work: Work<L>,
}

/// What depends on the scenario alone.
#[derive(Default)]
pub struct Fixed<const L: usize> {
    /// Distinct attributions, and the one of each prober.
    pub attribution: Vec<Lanes<L>>,
    pub view: Vec<usize>,
    /// π_k(z).
    pub worth: [[Lanes<L>; 2]; 4],
    pub channel_weight: [Lanes<L>; 4],
    pub dyad_weight: Vec<Lanes<L>>,
    /// Whether a channel follows its target at once.
    pub immediate: [bool; 4],
    /// Whether the will, and coordination, are Cobb–Douglas in all lanes.
    pub geometric_will: bool,
    pub geometric_coordination: bool,
    /// β_r·sev_a/sev_ref by rung.
    pub resolve: Vec<Lanes<L>>,
    /// Variance of an innovation and its logarithm, for levels that fall and rise.
    pub innovation: [[[Lanes<L>; 2]; 2]; 2],
    /// s̄ and shares: S(x) by theatre.
    pub capability: Vec<Vec<Lanes<L>>>,
}

#[derive(Default, Clone)]
pub struct Ally<const L: usize> {
    pub id: u32,
    pub party: Lanes<L>,
    pub stance: Lanes<L>,
    pub party_mean: Lanes<L>,
    pub months_left: Lanes<L>,
    pub turnover: Lanes<L>,
    pub resolute: Lanes<L>,
    pub threat: Lanes<L>,
    pub audience: Lanes<L>,
    pub commitment: Lanes<L>,
    pub gain: Lanes<L>,
    pub hazard: Lanes<L>,
}

#[derive(Default, Clone)]
pub struct Dyad<const L: usize> {
    pub id: u32,
    pub public_id: [u32; 2],
    pub opinion: [Lanes<L>; 2],
    pub shock: [Lanes<L>; 2],
    pub institution: Lanes<L>,
    pub will: [Lanes<L>; 4],
    /// By view.
    pub seen_will: Vec<[Lanes<L>; 4]>,
    /// x*_dk by view, channel and pair of types.
    pub goal: Vec<[[Lanes<L>; 4]; 4]>,
    pub level: [Lanes<L>; 4],
    pub drills: Lanes<L>,
    pub statement: Lanes<L>,
    pub suspended: Lanes<L>,
    pub suspension: Lanes<L>,
    pub strength: Lanes<L>,
}

#[derive(Default, Clone)]
pub struct Prober<const L: usize> {
    pub id: u32,
    /// Addresses of what it sees of each dyad, and of the answers to each challenge.
    pub sighting: Vec<u32>,
    pub onlooker: Vec<u32>,
    /// Visibility of each channel by dyad, and of responses by challenge.
    pub visible: Vec<[Lanes<L>; 4]>,
    pub answers: Vec<Lanes<L>>,
    /// Blur of readings by dyad and level: factors on deviation and variance, logarithm of the latter.
    pub blur: Vec<[[Lanes<L>; 3]; 2]>,
    pub drills: Vec<Lanes<L>>,
    pub drill_size: Lanes<L>,
    pub heard: Vec<Lanes<L>>,
    pub reading: Vec<[Lanes<L>; 2]>,
    pub read: Vec<[Lanes<L>; 2]>,
    pub belief: Vec<Lanes<L>>,
    /// By dyad, of exercises and statements, by profile.
    pub level: Vec<[Vec<Lanes<L>>; 2]>,
    pub reference: Vec<[Lanes<L>; 2]>,
    pub audience: Vec<Lanes<L>>,
    pub estimate: Lanes<L>,
    pub variance: Lanes<L>,
    pub programme: Lanes<L>,
    pub excitation: Lanes<L>,
    pub fear: Lanes<L>,
    pub trust: Lanes<L>,
    pub kept: Lanes<L>,
    pub reciprocates: Lanes<L>,
}

#[derive(Default, Clone)]
pub struct Theatre<const L: usize> {
    pub id: u32,
    /// (v − exposure)·sev_a by rung and ally.
    pub pressure: Vec<Vec<Lanes<L>>>,
    pub inclination: Vec<Lanes<L>>,
    pub crisis: Lanes<L>,
    pub gap: Lanes<L>,
    pub began: Lanes<L>,
    pub war: Lanes<L>,
}

#[derive(Default, Clone)]
pub struct Challenge<const L: usize> {
    pub id: u32,
    pub prober: usize,
    pub theatre: usize,
    pub response_id: Vec<u32>,
    /// By rung, ally and type.
    pub q: Vec<Vec<[Lanes<L>; 2]>>,
    /// By rung and profile.
    pub effect: Vec<Vec<Lanes<L>>>,
    pub rho: Vec<Lanes<L>>,
    pub utility: Vec<Lanes<L>>,
    pub information: Vec<Lanes<L>>,
    pub probability: Vec<Lanes<L>>,
    pub rung: Lanes<L>,
    pub severity: Lanes<L>,
    pub expected: Lanes<L>,
    pub respond: Vec<Lanes<L>>,
    pub any: Lanes<L>,
    pub strength: Lanes<L>,
    pub success: Lanes<L>,
}

/// Scratch space.
#[derive(Default, Clone)]
pub struct Work<const L: usize> {
    pub a: Lanes<L>,
    pub b: Lanes<L>,
    pub c: Lanes<L>,
    pub mass: Vec<Lanes<L>>,
    pub evidence: Vec<Lanes<L>>,
    pub by_type: Vec<[Lanes<L>; 2]>,
    pub strengths: Vec<Lanes<L>>,
    pub logs: Vec<Lanes<L>>,
    pub slice: Scratch,
}

fn pair_id(spec: &Scenario, [i, j]: [usize; 2], prefix: &str) -> u32 {
    let mut codes = [i, j].map(|n| spec.roster.allies[n].code.as_str());
    codes.sort_unstable();
    agent_id(&format!("{prefix}{}-{}", codes[0], codes[1]))
}

impl<const L: usize> Soa<L> {
    pub fn new(spec: &Scenario) -> Self {
        let (allies, dyads) = (spec.roster.allies.len(), spec.roster.dyads.len());
        let (profiles, rungs) = (spec.roster.profiles(), spec.roster.rungs.len());
        let code = |i: usize| spec.roster.allies[i].code.as_str();
        let zero = Lanes::<L>::ZERO;
        let n = |count: usize| vec![zero; count];
        let p = spec.parameters.map(&mut |x| Lanes::splat(*x));
        let lanes: [&Scenario; L] = [spec; L];
        let mut soa = Self {
            p,
            levers: Levers::gather(&lanes),
            dice: Draws {
                seed: spec.seed,
                replicate: [0; L],
                step: 0,
            },
            step: 0,
            fixed: Fixed::default(),
            allies: (0..allies)
                .map(|i| Ally {
                    id: agent_id(code(i)),
                    ..Ally::default()
                })
                .collect(),
            dyads: spec
                .roster
                .dyads
                .iter()
                .map(|d| {
                    let [a, b] = d.between.map(code);
                    Dyad {
                        id: pair_id(spec, d.between, ""),
                        public_id: [agent_id(&format!("{a}>{b}")), agent_id(&format!("{b}>{a}"))],
                        ..Dyad::default()
                    }
                })
                .collect(),
            probers: spec
                .roster
                .probers
                .iter()
                .map(|m| {
                    let prefix = format!("{}<", m.code);
                    let sighting =
                        |d: &trilat::scenario::DyadSpec| pair_id(spec, d.between, &prefix);
                    let onlooker = |t: &trilat::scenario::TargetSpec| {
                        agent_id(&format!("{prefix}{}", spec.roster.target_code(*t)))
                    };
                    Prober {
                        id: agent_id(&m.code),
                        sighting: spec.roster.dyads.iter().map(sighting).collect(),
                        onlooker: spec.roster.targets.iter().map(onlooker).collect(),
                        visible: vec![[zero; 4]; dyads],
                        answers: n(spec.roster.targets.len()),
                        blur: vec![[[zero; 3]; 2]; dyads],
                        drills: n(dyads),
                        heard: n(dyads),
                        reading: vec![[zero; 2]; dyads],
                        read: vec![[zero; 2]; dyads],
                        belief: n(profiles),
                        level: vec![[n(profiles), n(profiles)]; dyads],
                        reference: vec![[zero; 2]; dyads],
                        audience: n(allies),
                        ..Prober::default()
                    }
                })
                .collect(),
            theatres: spec
                .roster
                .theatres
                .iter()
                .map(|t| Theatre {
                    id: agent_id(&t.code),
                    inclination: n(allies),
                    ..Theatre::default()
                })
                .collect(),
            challenges: spec
                .roster
                .targets
                .iter()
                .map(|t| {
                    let target = spec.roster.target_code(*t);
                    Challenge {
                        id: agent_id(&target),
                        prober: t.prober,
                        theatre: t.theatre,
                        response_id: (0..allies)
                            .map(|i| agent_id(&format!("{}:{target}", code(i))))
                            .collect(),
                        q: vec![vec![[zero; 2]; allies]; rungs],
                        effect: vec![n(profiles); rungs],
                        rho: n(rungs),
                        utility: n(rungs + 1),
                        information: n(rungs + 1),
                        probability: n(rungs + 1),
                        respond: n(allies),
                        ..Challenge::default()
                    }
                })
                .collect(),
            at_war: zero,
            coordination: zero,
            sums: Sums::new(spec),
            work: Work {
                mass: n(profiles),
                evidence: n(profiles),
                by_type: vec![[zero; 2]; allies],
                strengths: n(dyads),
                logs: n(dyads),
                slice: Scratch::new(allies, profiles, rungs),
                ..Work::default()
            },
            spec: spec.clone(),
        };
        soa.prepare();
        soa
    }
}
