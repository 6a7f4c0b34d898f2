//! The kinds of events of the log: name, whether they precede the choices of their month, the switch without which they
//! never happen, and what they are.

use crate::scenario::Mechanisms;

/// The switch of a mechanism: its key, and whether it is on.
pub type Switch = (&'static str, fn(&Mechanisms) -> bool);

/// A switch, or none.
macro_rules! switch {
    (always) => {
        None
    };
    ($key:ident) => {
        Some((stringify!($key), |on| on.$key))
    };
}

/// Whether it is settled before the probers choose.
macro_rules! settled {
    (before) => {
        true
    };
    (after) => {
        false
    };
}

pub(super) use {settled, switch};

macro_rules! kinds {
    ($( $kind:ident: $name:literal, $when:ident, $switch:ident, $what:literal; )+) => {
        /// A kind of event. Its number is its code in the log.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind {
            $( #[doc = concat!($what, ".")] $kind, )+
        }

        impl EventKind {
            /// All of them, in the order of their codes.
            pub const ALL: &'static [Self] = &[$( Self::$kind, )+];

            /// Its name in the log.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$kind => $name, )+ }
            }

            /// What it is, as a sentence begins.
            pub const fn what(self) -> &'static str {
                match self { $( Self::$kind => $what, )+ }
            }

            /// Whether the events of a month precede the choices of that month.
            pub const fn before_choice(self) -> bool {
                match self { $( Self::$kind => settled!($when), )+ }
            }

            /// The switch without which there are none.
            pub const fn switch(self) -> Option<Switch> {
                match self { $( Self::$kind => switch!($switch), )+ }
            }
        }
    };
}

kinds! {
    Probe:       "probe",          after,  always,      "A probe";
    Response:    "response",       after,  always,      "A response";
    Exercise:    "exercise",       before, always,      "An exercise month";
    Statement:   "statement",      before, always,      "A statement";
    Suspension:  "suspension",     before, suspensions, "A suspension of intelligence sharing";
    Election:    "election",       before, elections,   "An election";
    Shock:       "shock",          before, history,     "A shock to opinion";
    Crisis:      "crisis",         after,  crises,      "A crisis that began";
    War:         "war",            after,  crises,      "A war that began";
    Resumption:  "resumption",     before, suspensions, "A resumption of intelligence sharing";
    Settlement:  "settlement",     after,  crises,      "A settlement of a crisis";
    Campaign:    "campaign",       before, campaigns,   "A joint campaign that began";
    Refusal:     "access_refused", before, base_access, "A refusal of the use of bases";
}
