//! The figures of a picture: the kinds that print has, of both scenarios.

use super::over_time;
use super::picture::Picture;
use crate::figures::{
    BANDS_OVER_TIME, BELIEFS, CONTRASTS, EFFECT_OVER_TIME, Figure, FigureError, Kind,
    PROBES_BY_RUNG, Preset, TIME_TO_FIRST_EVENT, Table, Theme,
};
use crate::named::named;
use crate::tasks::compare::figure::{source, table as contrasts};
use crate::tasks::plot::run_data::{
    self, RunData, Shown, bands, push_curve, rates_of_arms, survival_columns,
};

named! {
    /// A figure of a picture.
    pub enum Shows {
        Beliefs = "beliefs", "Beliefs in the allies' resolve";
        Probes = "probes", "Probes by rung";
        Effect = "effect", "The outcome over time, and the effect on it";
        Effects = "effects", "Effects on the usual outcomes";
        Alliance = "alliance", "Cohesion and coordination";
        FirstEvent = "first_event", "Time to the first event";
    }
}

impl Shows {
    /// The kind that draws it.
    pub const fn kind(self) -> &'static Kind {
        match self {
            Self::Beliefs => &BELIEFS,
            Self::Probes => &PROBES_BY_RUNG,
            Self::Effect => &EFFECT_OVER_TIME,
            Self::Effects => &CONTRASTS,
            Self::Alliance => &BANDS_OVER_TIME,
            Self::FirstEvent => &TIME_TO_FIRST_EVENT,
        }
    }
}

/// Draws a figure; none where there is nothing to draw. `command` makes the same numbers again, and `preset` is the
/// width, the kind's own if left out.
///
/// # Errors
/// [`FigureError`], such as for a name that no font can write.
pub fn figure(
    picture: &Picture,
    shows: Shows,
    command: &str,
    preset: Option<Preset>,
) -> Result<Option<Figure>, FigureError> {
    let mut table = table(picture, shows)?;
    if table.said("note").is_none() {
        table.say("note", &picture.differences);
    }
    let (kind, source) = (shows.kind(), source(&picture.compared, command));
    let theme = Theme::new(preset.unwrap_or(kind.preset));
    match (kind.draw)(&table, &theme, &source) {
        Ok(figure) => Ok(Some(figure)),
        Err(FigureError::NothingToDraw { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn table(picture: &Picture, shows: Shows) -> Result<Table, FigureError> {
    let roster = &picture.scenarios[0].roster;
    let beliefs = |shown: &Shown| shown.column.starts_with("belief_");
    let usual = || run_data::shown(roster).into_iter();
    match shows {
        Shows::Beliefs => over_months(picture, usual().filter(beliefs).collect()),
        Shows::Alliance => over_months(picture, usual().filter(|own| !beliefs(own)).collect()),
        Shows::Probes => {
            let arms = picture.arms.iter();
            let arms: Vec<(&str, &_)> = arms.map(|arm| (arm.name.as_str(), arm)).collect();
            rates_of_arms(roster, &arms)
        }
        Shows::Effect => over_time::table(picture),
        Shows::Effects => contrasts(&picture.compared, &picture.compared.shown),
        Shows::FirstEvent => first_event(picture),
    }
}

fn over_months(picture: &Picture, shown: Vec<Shown>) -> Result<Table, FigureError> {
    let arms = &picture.arms;
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    bands(&shown, &names, |name, observable| {
        let arm = arms.iter().find(|arm| arm.name == name);
        arm.map(|arm| arm.bands(observable)).unwrap_or_default()
    })
}

/// Kaplan–Meier curves of the event that is followed, or of the first probe at the rung from which a crisis can arise, a
/// series for each scenario.
fn first_event(picture: &Picture) -> Result<Table, FigureError> {
    let column = match &picture.quantity {
        over_time::Quantity::Event(event) => event.name.clone(),
        _ => format!("first_r{}", picture.scenarios[0].crisis_rung),
    };
    let mut out = survival_columns();
    for arm in &picture.arms {
        push_curve(&mut out, &arm.name, &arm.survival(&column));
    }
    out.table()
}
