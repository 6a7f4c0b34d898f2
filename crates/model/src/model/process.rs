//! The processes that draw random numbers. Each has a fixed number that is part of the address
//! of its draws: numbers are never reused or changed, so that a new mechanism moves no draw.

/// A process in the random-number address (seed, replicate, agent, process, step, draw).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
#[allow(missing_docs)]
pub enum Process {
    /// Initial government of an ally.
    InitialGovernment = 1,
    /// Initial hidden type of an ally.
    InitialType = 2,
    /// Initial opinion of a public.
    InitialOpinion = 3,
    /// Initial commitment of a guarantor.
    InitialCommitment = 4,
    /// Initial programme of a prober.
    InitialProgramme = 5,
    /// Early election.
    EarlyElection = 10,
    /// Party and stance after an election.
    NewGovernment = 11,
    /// Redraw of the hidden type.
    TypeRedraw = 12,
    /// Noise of opinion.
    OpinionNoise = 20,
    /// Number of history shocks.
    ShockCount = 21,
    /// Sizes of history shocks.
    ShockSize = 22,
    /// Noise of commitment, and its jump at an election.
    CommitmentNoise = 30,
    /// Suspension and resumption of intelligence sharing.
    Suspension = 50,
    /// Number of exercises.
    DrillCount = 51,
    /// Statement made.
    Statement = 52,
    /// Sizes of exercises.
    DrillSize = 53,
    /// Exercise seen by a prober.
    DrillSeen = 100,
    /// Statement seen by a prober.
    StatementSeen = 101,
    /// Level of intelligence sharing seen by a prober.
    IntelSeen = 102,
    /// Level of doctrine seen by a prober.
    DoctrineSeen = 103,
    /// Noise of the readings of intelligence sharing and doctrine.
    ReadingNoise = 104,
    /// Responses seen by a prober.
    ResponseSeen = 105,
    /// Noise of a prober's programme.
    ProgrammeNoise = 120,
    /// Choice of a rung.
    Choice = 121,
    /// Response of an ally.
    Response = 150,
    /// Measured or hard response of an ally.
    ResponseLevel = 151,
    /// Whether a host grants the use of its bases.
    BaseAccess = 155,
    /// War and settlement in a crisis.
    Crisis = 160,
    /// Leakers of an engagement.
    Leakers = 165,
    /// Beginning and end of the bloc's campaigns.
    Campaign = 170,
    /// What a public record shows of a month's probes.
    Observation = 190,
    /// Which particles of a filter go on.
    Resampling = 191,
}

impl Process {
    /// The number in the address.
    pub const fn code(self) -> u16 {
        self as u16
    }
}
