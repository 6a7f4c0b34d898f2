//! The switches of the mechanisms, declared once like the parameters.

use serde::Serialize;

macro_rules! mechanisms {
    ($( $(#[doc = $doc:literal])* $key:ident; )*) => {
        /// Mechanisms that can be switched off. A switch that is off leaves its state at the
        /// neutral value and moves no draw of any other mechanism.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        pub struct Mechanisms {
            $( $(#[doc = $doc])* pub $key: bool, )*
        }

        impl Mechanisms {
            /// The keys in `[mechanisms]`, in the order of the fields.
            pub const KEYS: &'static [&'static str] = &[$( stringify!($key), )*];

            /// What each switch turns on, in the order of [`Self::KEYS`].
            pub const MEANINGS: &'static [&'static str] = &[$( concat!($($doc),*), )*];

            /// The switches with their keys.
            pub fn switches(&self) -> impl Iterator<Item = (&'static str, bool)> {
                [$( (stringify!($key), self.$key), )*].into_iter()
            }

            /// The switches with their keys, to be set.
            pub fn switches_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut bool)> {
                [$( (stringify!($key), &mut self.$key), )*].into_iter()
            }
        }

        impl Default for Mechanisms {
            /// Everything on.
            fn default() -> Self {
                Self { $( $key: true, )* }
            }
        }
    };
}

mechanisms! {
    /// Elections (M1); without them hidden types change by the monthly hazard alone.
    elections;
    /// Shocks from history (M2).
    history;
    /// Suspensions of intelligence sharing (M5).
    suspensions;
    /// Institutionalisation changes with use (M6).
    institutions;
    /// Allies adapt to one that steps back (M6).
    adaptation;
    /// Allies' defence posture moves with threat, commitment and opinion (M6).
    posture;
    /// Joint programmes make forces interoperable (M13).
    industry;
    /// What a coalition can do comes out of its forces (M8); off, allies bring fixed shares.
    operations;
    /// Coordination acts on operations, tracking and what probers expect of them (M7, M8); off, the plan always holds.
    coordination;
    /// Stocks drain and refill (M8).
    stocks;
    /// Forces engaged in one theatre are missing in another (M9).
    dual_contingency;
    /// A host decides month by month whether its bases may be used (M15).
    base_access;
    /// Each prober attends to channels, dyads and theatres in its own way (M10); off, all follow all that is visible.
    attention;
    /// Probers and allies learn from channels (M11).
    learn_channels;
    /// Probers and allies learn from responses (M11).
    learn_responses;
    /// The bloc pools its beliefs (M11, M14).
    pooling;
    /// Allies run the probers' filter on their partners (M11); off, they hold their priors about them.
    allied_learning;
    /// The bloc aligns and runs joint campaigns (M14).
    campaigns;
    /// Probers see that allied forces are engaged elsewhere (M9, M14).
    opportunism;
    /// Probers' own programmes and calendars (M12).
    programme;
    /// Follow-ups to recent provocations (M12).
    follow_ups;
    /// Responders choose between measured and hard (M15); off, all bring their full forces.
    levels;
    /// Crises and war (M16).
    crises;
    /// Threat perception of the allies (M16).
    threat;
    /// Fear and the spiral (M16).
    fear;
    /// Audience costs (M15).
    audience;
    /// Trust and reciprocity (M16, T6).
    trust;
    /// Allies come to doubt their guarantors (M16, T5).
    decoupling;
}
