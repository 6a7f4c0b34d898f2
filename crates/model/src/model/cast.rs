//! Who is in a world: one entity for each state, dyad, theatre, challenge and the bloc, with
//! the relations between them, and the clock that they share.

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::ensemble::rng::{Draws, agent_id};
use crate::scenario::{ForceKind, Month, Parameters, Roster};

/// An ally: place in the roster and address in the random-number space.
#[derive(Component, Clone, Copy, Debug)]
pub struct Ally {
    /// Index in the roster.
    pub ix: usize,
    /// Random-number address, from the ally's code.
    pub id: u32,
    /// Whether it has a commitment of its own (M3).
    pub guarantor: bool,
}

/// A prober.
#[derive(Component, Clone, Copy, Debug)]
pub struct Prober {
    /// Index in the roster.
    pub ix: usize,
    /// Random-number address, from the prober's code.
    pub id: u32,
}

/// Someone who reads signals and holds a belief: a prober, or an ally that reads its partners.
#[derive(Component, Clone, Copy, Debug)]
pub struct Receiver {
    /// Index among the receivers: probers in the order of the roster, then allies.
    pub ix: usize,
    /// Random-number address, from the state's code.
    pub id: u32,
    /// Index of the ally that it is, or `None` for a prober.
    pub own: Option<usize>,
}

/// Membership of a prober in the bloc.
#[derive(Component, Clone, Copy, Debug)]
#[relationship(relationship_target = Members)]
pub struct MemberOf(pub Entity);

/// The members of the bloc.
#[derive(Component, Debug)]
#[relationship_target(relationship = MemberOf)]
pub struct Members(Vec<Entity>);

impl Members {
    /// The probers that belong to the bloc.
    pub fn entities(&self) -> &[Entity] {
        &self.0
    }
}

/// Two allies who cooperate.
#[derive(Component, Clone, Copy, Debug)]
pub struct Dyad {
    /// Index in the roster.
    pub ix: usize,
    /// Random-number address of the dyad.
    pub id: u32,
    /// Random-number addresses of the two publics.
    pub public_id: [u32; 2],
    /// Indices of the two allies.
    pub between: [usize; 2],
}

/// A theatre.
#[derive(Component, Clone, Copy, Debug)]
pub struct Theatre {
    /// Index in the roster.
    pub ix: usize,
    /// Random-number address.
    pub id: u32,
}

/// A prober's standing possibility to probe in a theatre.
#[derive(Component, Clone, Copy, Debug)]
pub struct Challenge {
    /// Index among the roster's targets.
    pub ix: usize,
    /// Random-number address.
    pub id: u32,
    /// Index of the prober.
    pub prober: usize,
    /// Index of the theatre.
    pub theatre: usize,
}

/// A force element.
#[derive(Component, Clone, Copy, Debug)]
pub struct Force {
    /// Index in the roster.
    pub ix: usize,
    /// Index of the ally that owns it.
    pub owner: usize,
    /// What it does.
    pub kind: ForceKind,
    /// Index of its layer, for missile defence.
    pub layer: Option<usize>,
}

/// A guest's use of a host's bases.
#[derive(Component, Clone, Copy, Debug)]
pub struct Base {
    /// Index in the roster.
    pub ix: usize,
    /// Random-number address.
    pub id: u32,
    /// Index of the host.
    pub host: usize,
    /// Index of the guest.
    pub guest: usize,
    /// Index of the theatre.
    pub theatre: usize,
}

/// The prober that makes a challenge.
#[derive(Component, Clone, Copy, Debug)]
#[relationship(relationship_target = Challenges)]
pub struct ChallengeBy(pub Entity);

/// The challenges that a prober can make.
#[derive(Component, Debug)]
#[relationship_target(relationship = ChallengeBy)]
pub struct Challenges(Vec<Entity>);

/// All entities in the order of the roster: systems iterate over these lists, never over
/// archetypes, so that sums are taken in one order.
#[derive(Resource, Debug)]
pub struct Cast {
    /// Allies.
    pub allies: Vec<Entity>,
    /// Probers.
    pub probers: Vec<Entity>,
    /// Receivers: all probers, then all allies if they learn about their partners.
    pub receivers: Vec<Entity>,
    /// Dyads.
    pub dyads: Vec<Entity>,
    /// Theatres.
    pub theatres: Vec<Entity>,
    /// Challenges, in the order of the roster's targets.
    pub challenges: Vec<Entity>,
    /// Force elements.
    pub forces: Vec<Entity>,
    /// Rights to use bases.
    pub bases: Vec<Entity>,
    /// The bloc.
    pub bloc: Entity,
    /// Random-number address of the bloc.
    pub bloc_id: u32,
    /// Indices of the allies that guarantee others.
    pub guarantors: Vec<usize>,
    /// For each ally: its dyads, and which side of them it is.
    pub own_dyads: Vec<Vec<(usize, usize)>>,
    /// For each theatre and ally: the (dyad, public) pairs whose opinion bears on its response
    /// there: about the host if another ally is host, else about every partner.
    pub sympathies: Vec<Vec<Vec<(usize, usize)>>>,
    /// For each dyad: its two allies.
    pub between: Vec<[usize; 2]>,
    /// Random-number addresses of (receiver, dyad), by receiver.
    pub sightings: Vec<Vec<u32>>,
    /// Random-number addresses of (onlooking receiver, challenge), by receiver.
    pub onlookers: Vec<Vec<u32>>,
    /// Random-number addresses of (ally, challenge), by challenge.
    pub responses: Vec<Vec<u32>>,
}

/// The entity list and addresses of a roster; with `allied_learning`, allies are receivers too.
pub fn spawn(world: &mut World, roster: &Roster, allied_learning: bool) -> Cast {
    let allies: Vec<Entity> = roster
        .allies
        .iter()
        .enumerate()
        .map(|(ix, a)| {
            world
                .spawn(Ally {
                    ix,
                    id: agent_id(&a.code),
                    guarantor: a.guarantor,
                })
                .id()
        })
        .collect();
    let bloc = world.spawn_empty().id();
    let forces = roster
        .forces
        .iter()
        .enumerate()
        .map(|(ix, f)| {
            let force = Force {
                ix,
                owner: f.owner,
                kind: f.kind,
                layer: f.layer,
            };
            world.spawn(force).id()
        })
        .collect();
    let bases = roster
        .bases
        .iter()
        .enumerate()
        .map(|(ix, b)| {
            let [host, guest] = [b.host, b.guest].map(|i| roster.allies[i].code.as_str());
            let theatre = roster.theatres[b.theatre].code.as_str();
            let base = Base {
                ix,
                id: agent_id(&format!("{guest}@{host}/{theatre}")),
                host: b.host,
                guest: b.guest,
                theatre: b.theatre,
            };
            world.spawn(base).id()
        })
        .collect();
    let probers: Vec<Entity> = roster
        .probers
        .iter()
        .enumerate()
        .map(|(ix, p)| {
            let entity = world
                .spawn(Prober {
                    ix,
                    id: agent_id(&p.code),
                })
                .id();
            if p.bloc {
                world.entity_mut(entity).insert(MemberOf(bloc));
            }
            entity
        })
        .collect();
    let onlooking_allies = if allied_learning { &allies[..] } else { &[] };
    let receivers: Vec<Entity> = [&probers[..], onlooking_allies].concat();
    let mut codes: Vec<&str> = roster.probers.iter().map(|p| p.code.as_str()).collect();
    codes.extend(roster.allies.iter().map(|a| a.code.as_str()));
    codes.truncate(receivers.len());
    for (ix, (entity, code)) in receivers.iter().zip(&codes).enumerate() {
        world.entity_mut(*entity).insert(Receiver {
            ix,
            id: agent_id(code),
            own: ix.checked_sub(probers.len()),
        });
    }
    let dyads = roster
        .dyads
        .iter()
        .enumerate()
        .map(|(ix, d)| {
            let [a, b] = d.between.map(|i| roster.allies[i].code.as_str());
            // Addressed by the pair in alphabetical order, so that "KOR-JPN" is "JPN-KOR".
            let (first, second) = if a < b { (a, b) } else { (b, a) };
            let id = agent_id(&format!("{first}-{second}"));
            let public_id = [agent_id(&format!("{a}>{b}")), agent_id(&format!("{b}>{a}"))];
            world
                .spawn(Dyad {
                    ix,
                    id,
                    public_id,
                    between: d.between,
                })
                .id()
        })
        .collect();
    let theatres = roster
        .theatres
        .iter()
        .enumerate()
        .map(|(ix, t)| {
            world
                .spawn(Theatre {
                    ix,
                    id: agent_id(&t.code),
                })
                .id()
        })
        .collect();
    let challenges = roster
        .targets
        .iter()
        .enumerate()
        .map(|(ix, t)| {
            let id = agent_id(&roster.target_code(*t));
            world
                .spawn((
                    Challenge {
                        ix,
                        id,
                        prober: t.prober,
                        theatre: t.theatre,
                    },
                    ChallengeBy(probers[t.prober]),
                ))
                .id()
        })
        .collect();
    let sympathies = roster
        .theatres
        .iter()
        .map(|t| sympathies(roster, t.host))
        .collect();
    let sightings = codes
        .iter()
        .map(|code| {
            let pair = |d: &crate::scenario::DyadSpec| {
                let [a, b] = d.between.map(|i| roster.allies[i].code.as_str());
                let (first, second) = if a < b { (a, b) } else { (b, a) };
                agent_id(&format!("{code}<{first}-{second}"))
            };
            roster.dyads.iter().map(pair).collect()
        })
        .collect();
    let onlookers = codes
        .iter()
        .map(|code| {
            let onlooking = |t: &crate::scenario::TargetSpec| {
                agent_id(&format!("{code}<{}", roster.target_code(*t)))
            };
            roster.targets.iter().map(onlooking).collect()
        })
        .collect();
    let responses = roster
        .targets
        .iter()
        .map(|t| {
            let code = roster.target_code(*t);
            roster
                .allies
                .iter()
                .map(|a| agent_id(&format!("{}:{code}", a.code)))
                .collect()
        })
        .collect();
    let between = roster.dyads.iter().map(|d| d.between).collect();
    let guarantors = (0..roster.allies.len())
        .filter(|i| roster.allies[*i].guarantor)
        .collect();
    let own_dyads = (0..roster.allies.len())
        .map(|i| {
            let sides = roster.dyads.iter().enumerate();
            sides
                .filter_map(|(d, dyad)| {
                    let side = dyad.between.iter().position(|ally| *ally == i)?;
                    Some((d, side))
                })
                .collect()
        })
        .collect();
    Cast {
        allies,
        probers,
        receivers,
        dyads,
        theatres,
        challenges,
        forces,
        bases,
        bloc,
        bloc_id: agent_id("bloc"),
        guarantors,
        own_dyads,
        sympathies,
        between,
        sightings,
        onlookers,
        responses,
    }
}

/// For each ally, the publics whose view of a partner bears on its response in a theatre.
fn sympathies(roster: &Roster, host: Option<usize>) -> Vec<Vec<(usize, usize)>> {
    (0..roster.allies.len())
        .map(|i| {
            let mut held = Vec::new();
            for (d, dyad) in roster.dyads.iter().enumerate() {
                for side in 0..2 {
                    let about = dyad.between[1 - side];
                    let relevant = match host {
                        Some(h) if h != i => about == h,
                        _ => true,
                    };
                    if dyad.between[side] == i && relevant {
                        held.push((d, side));
                    }
                }
            }
            held
        })
        .collect()
}

/// The parameter values of the lanes of a block.
#[derive(Resource)]
pub struct Values<const L: usize>(pub Parameters<Lanes<L>>);

/// The random numbers of a block in the present month.
#[derive(Resource, Clone)]
pub struct Dice<const L: usize>(pub Draws<L>);

/// Time.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Clock {
    /// Months since the start of the burn-in.
    pub step: u32,
    /// Months of burn-in.
    pub burn_in: u32,
    /// First month of the burn-in.
    pub first: Month,
}

impl Clock {
    /// The recorded month, counted from 0, or `None` in the burn-in.
    pub fn recorded(&self) -> Option<usize> {
        (self.step >= self.burn_in).then(|| (self.step - self.burn_in) as usize)
    }

    /// The month of the year, 0 for January.
    pub fn season(&self) -> usize {
        (self.first.plus(self.step as i32).month() - 1) as usize
    }
}
