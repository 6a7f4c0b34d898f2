//! The layout of the record: columns, how each is made, and where its sums stand.

use bevy_ecs::prelude::*;

use super::events::EventKind;
use super::months::{self, Group};
use super::runs::{Builder, Places, Slot};
use super::subject::Subject;
use crate::record::{Column, EventLabels, MonthColumn};
use crate::scenario::Roster;

/// The columns of a roster and where their sums are kept.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Columns of `runs.csv`: the standing ones, and behind them outcomes of the user's own.
    pub run: Vec<Column>,
    /// How each standing column is made.
    pub slots: Vec<Slot>,
    /// Columns of the monthly record.
    pub month: Vec<MonthColumn>,
    /// Texts of the event log.
    pub labels: EventLabels,
    /// Number of sums.
    pub sums: usize,
    /// Places of the sums.
    pub at: Places,
    /// Of whom the monthly columns are, in their order.
    pub walk: Vec<(Group, Subject)>,
}

/// The layout of the record.
#[derive(Resource)]
pub struct Columns(pub Layout);

impl Layout {
    /// The standing columns for a roster.
    pub fn new(roster: &Roster) -> Self {
        let mut builder = Builder::default();
        let at = Places::new(roster, &mut builder);
        let monthly = months::columns(roster).into_iter();
        Self {
            run: builder.run,
            slots: builder.slots,
            month: monthly.map(|own| own.column).collect(),
            labels: labels(roster),
            sums: builder.sums,
            at,
            walk: months::walk(roster),
        }
    }
}

fn labels(roster: &Roster) -> EventLabels {
    let agents = roster.allies.iter().map(|a| a.code.clone());
    let kinds = EventKind::ALL.iter();
    EventLabels {
        kinds: kinds.map(|kind| kind.name().to_owned()).collect(),
        agents: agents
            .chain(roster.probers.iter().map(|p| p.code.clone()))
            .collect(),
        theatres: roster.theatres.iter().map(|t| t.code.clone()).collect(),
    }
}
