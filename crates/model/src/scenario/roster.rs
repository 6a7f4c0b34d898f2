//! Who takes part: states, dyads, theatres, rungs and levers, as a scenario names them.

use std::ops::{Index, IndexMut};

use serde::Serialize;

use super::month::Month;

/// The largest number of allies with exact beliefs over their joint types (2^8 profiles).
pub const MAX_ALLIES: usize = 8;
/// The largest number of rungs above 0.
pub const MAX_RUNGS: usize = 8;
/// The largest number of probers.
pub const MAX_PROBERS: usize = 16;
/// The largest number of theatres.
pub const MAX_THEATRES: usize = 16;
/// The largest number of theatres where forces engaged in one are missing in another: the common
/// plan is exact, and its work doubles with every theatre.
pub const MAX_ALLOCATED_THEATRES: usize = 6;
/// The largest number of layers of missile defence.
pub const MAX_LAYERS: usize = 8;
/// The largest number of force elements.
pub const MAX_FORCES: usize = 64;
/// The largest number of kinds of sites.
pub const MAX_SITES: usize = 64;
/// The largest number of rights to use bases.
pub const MAX_BASES: usize = 16;
/// The largest number of joint programmes.
pub const MAX_PROGRAMMES: usize = 16;
/// The largest number of public records of probes.
pub const MAX_OBSERVATIONS: usize = 16;
/// The largest number of levers.
pub const MAX_LEVERS: usize = 256;

/// The channels of cooperation, in the order in which all tables list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Joint exercises: counted events.
    Exercises,
    /// Public statements: at most one a month.
    Statements,
    /// Real-time intelligence sharing: a level, read with noise.
    Intel,
    /// Shared doctrine: a level, read with noise.
    Doctrine,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 4] = [
        Self::Exercises,
        Self::Statements,
        Self::Intel,
        Self::Doctrine,
    ];

    /// The share of one channel among all, for plain means over them.
    pub const SHARE: f64 = 1.0 / Self::ALL.len() as f64;

    /// The key in scenario files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Exercises => "exercises",
            Self::Statements => "statements",
            Self::Intel => "intel",
            Self::Doctrine => "doctrine",
        }
    }
}

/// One of something for each channel, reached by the channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct PerChannel<T>(pub [T; Channel::ALL.len()]);

impl<T> PerChannel<T> {
    /// What a function makes for each channel.
    pub fn from_fn(mut make: impl FnMut(Channel) -> T) -> Self {
        Self(Channel::ALL.map(&mut make))
    }

    /// Each by reference.
    pub fn each_ref(&self) -> PerChannel<&T> {
        PerChannel(self.0.each_ref())
    }

    /// What a function makes of each.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> PerChannel<U> {
        PerChannel(self.0.map(make))
    }

    /// All of them, in the order of the channels.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// All of them, in the order of the channels, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.0.iter_mut()
    }
}

impl<T> Index<Channel> for PerChannel<T> {
    type Output = T;

    fn index(&self, channel: Channel) -> &T {
        &self.0[channel as usize]
    }
}

impl<T> IndexMut<Channel> for PerChannel<T> {
    fn index_mut(&mut self, channel: Channel) -> &mut T {
        &mut self.0[channel as usize]
    }
}

impl<'a, T> IntoIterator for &'a PerChannel<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut PerChannel<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// The two parties between which an ally's government alternates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The party with mean stance `stance_a`.
    A,
    /// The party with mean stance `stance_b`.
    B,
    /// Drawn with even odds in each run.
    Random,
}

/// An ally: a sender of signals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AllySpec {
    /// Short name, such as `KOR`; random numbers are addressed by it.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Whether it has a commitment of its own that can waver (M3).
    pub guarantor: bool,
    /// Party in office at the start.
    pub party: Party,
    /// Month of the next regular election.
    pub next_election: Month,
}

/// A prober: a receiver of signals who may escalate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProberSpec {
    /// Short name, such as `PRK`.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Whether it belongs to the bloc that pools beliefs.
    pub bloc: bool,
}

/// Two allies who cooperate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DyadSpec {
    /// Short name, such as `JPN-KOR`.
    pub code: String,
    /// Indices of the two allies.
    pub between: [usize; 2],
}

/// A place where probes happen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheatreSpec {
    /// Short name, such as `KP`.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Index of the ally whose ground it is, if any.
    pub host: Option<usize>,
}

/// One rung of the ladder of escalation above 0 (nothing).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RungSpec {
    /// Name, such as `grey zone`.
    pub name: String,
}

/// A layer of missile defence, in the order in which missiles meet them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerSpec {
    /// Short name, such as `thaad`.
    pub code: String,
    /// Name in full.
    pub name: String,
}

/// What a force element does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ForceKind {
    /// Interceptors of one layer of missile defence.
    MissileDefence,
    /// Batteries that cover sites.
    Cover,
    /// Surveillance, reconnaissance and anti-submarine search.
    Search,
    /// Sorties and missiles that strike aim points.
    Strike,
    /// Tankers and airlift.
    Lift,
}

impl ForceKind {
    /// All kinds with their keys in scenario files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("missile_defence", Self::MissileDefence),
        ("cover", Self::Cover),
        ("search", Self::Search),
        ("strike", Self::Strike),
        ("lift", Self::Lift),
    ];

    /// The key in scenario files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::MissileDefence => "missile_defence",
            Self::Cover => "cover",
            Self::Search => "search",
            Self::Strike => "strike",
            Self::Lift => "lift",
        }
    }
}

/// A force element of one ally.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForceSpec {
    /// Short name, such as `usa_thaad`.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Index of the ally that owns it.
    pub owner: usize,
    /// What it does.
    pub kind: ForceKind,
    /// Index of its layer, for missile defence.
    pub layer: Option<usize>,
}

/// A kind of defended site in a theatre, such as ports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteSpec {
    /// Short name.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Index of the theatre.
    pub theatre: usize,
}

/// A guest's use of a host's bases for operations in a theatre.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BaseSpec {
    /// Short name.
    pub code: String,
    /// Index of the ally whose bases they are.
    pub host: usize,
    /// Index of the ally whose forces use them.
    pub guest: usize,
    /// Index of the theatre that they are used for.
    pub theatre: usize,
}

/// A joint industrial programme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProgrammeSpec {
    /// Short name, such as `gpi`.
    pub code: String,
    /// Name in full.
    pub name: String,
}

/// A public record of what a prober does in a theatre, such as a count of missile tests.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObservationSpec {
    /// Short name: the column of the series that it stands for.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Index of the target.
    pub target: usize,
    /// Lowest rung that the record's definition covers.
    pub from_rung: usize,
    /// Highest rung that it covers.
    pub until_rung: usize,
}

/// A theatre that a prober can challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TargetSpec {
    /// Index of the prober.
    pub prober: usize,
    /// Index of the theatre.
    pub theatre: usize,
}

/// All participants, in the order of the scenario file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Roster {
    /// Senders.
    pub allies: Vec<AllySpec>,
    /// Receivers.
    pub probers: Vec<ProberSpec>,
    /// Pairs of allies.
    pub dyads: Vec<DyadSpec>,
    /// Places.
    pub theatres: Vec<TheatreSpec>,
    /// Rungs 1, 2, …
    pub rungs: Vec<RungSpec>,
    /// Which prober can challenge where.
    pub targets: Vec<TargetSpec>,
    /// Layers of missile defence, outermost first.
    pub layers: Vec<LayerSpec>,
    /// Force elements.
    pub forces: Vec<ForceSpec>,
    /// Kinds of defended sites.
    pub sites: Vec<SiteSpec>,
    /// Rights to use bases.
    pub bases: Vec<BaseSpec>,
    /// Joint industrial programmes.
    pub programmes: Vec<ProgrammeSpec>,
    /// Public records of probes.
    pub observations: Vec<ObservationSpec>,
}

impl Roster {
    /// Number of joint type profiles, 2^allies.
    pub fn profiles(&self) -> usize {
        1 << self.allies.len()
    }

    /// The name of a target for tables and random-number addresses, such as `PRK/KP`.
    pub fn target_code(&self, target: TargetSpec) -> String {
        format!(
            "{}/{}",
            self.probers[target.prober].code, self.theatres[target.theatre].code
        )
    }
}

/// What a lever does to what it acts on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Holds the quantity at a value.
    Set(f64),
    /// Multiplies its target.
    Scale(f64),
    /// Adds to its target.
    Shift(f64),
}

/// What a lever acts on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeverTarget {
    /// One channel of one dyad. `Set` holds the level; `Scale` and `Shift` act on its target.
    Channel {
        /// Index of the dyad.
        dyad: usize,
        /// The channel.
        channel: Channel,
        /// Announced to the probers as restraint, so that keeping it can build trust (T6).
        announced: bool,
    },
    /// The joint will of one dyad, on all channels.
    Will {
        /// Index of the dyad.
        dyad: usize,
    },
    /// Opinion in one ally about the other of a dyad, in logits.
    Opinion {
        /// Index of the dyad.
        dyad: usize,
        /// Which public: 0 or 1 in the order of the dyad.
        public: usize,
    },
    /// The dyad's share in every joint programme.
    Industry {
        /// Index of the dyad.
        dyad: usize,
    },
    /// The stance of an ally's leader towards cooperation, in logits.
    Stance {
        /// Index of the ally.
        ally: usize,
    },
    /// A guarantor's commitment, in logits.
    Commitment {
        /// Index of the ally.
        ally: usize,
    },
    /// The threat that an ally perceives.
    Threat {
        /// Index of the ally.
        ally: usize,
    },
    /// The party in office of an ally: 0 for a, 1 for b. While it lasts there are no other elections;
    /// its first month, unless that is the scenario's, is a month of turnover.
    Party {
        /// Index of the ally.
        ally: usize,
    },
    /// The rung that a prober chooses in a theatre.
    Rung {
        /// Index of the target.
        target: usize,
    },
    /// Coordination as operations have it: the probability that the plan holds.
    Coordination {
        /// Told to the probers, who then expect it.
        announced: bool,
    },
}

/// An exogenous change between two dates. The probers are not told of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lever {
    /// Name given in the scenario.
    pub name: String,
    /// What it acts on.
    pub target: LeverTarget,
    /// What it does.
    pub action: Action,
    /// First month.
    pub from: Month,
    /// First month in which it no longer acts.
    pub until: Month,
}
