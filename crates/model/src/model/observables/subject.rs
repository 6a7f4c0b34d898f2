//! Whom an observable is of: nobody in particular, a state, a pair, a place, a rung, or a combination of them.

use crate::scenario::{BaseSpec, Roster};

/// Indices in the roster; those that do not apply are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// An ally.
    pub ally: Option<usize>,
    /// A dyad.
    pub dyad: Option<usize>,
    /// A prober.
    pub prober: Option<usize>,
    /// A theatre.
    pub theatre: Option<usize>,
    /// A prober in a theatre, by its index among the targets.
    pub target: Option<usize>,
    /// A rung, from 0.
    pub rung: Option<usize>,
    /// A base.
    pub base: Option<usize>,
}

impl Subject {
    /// A prober in a theatre.
    pub fn target(roster: &Roster, target: usize) -> Self {
        let spec = roster.targets.get(target);
        Self {
            target: Some(target),
            prober: spec.map(|spec| spec.prober),
            theatre: spec.map(|spec| spec.theatre),
            ..Self::default()
        }
    }

    /// At a rung, from 0.
    pub fn at(self, rung: usize) -> Self {
        Self {
            rung: Some(rung),
            ..self
        }
    }

    /// A template with the names of the subject in it: `{ally}` is a code as columns have it, `{Ally}` a name.
    ///
    /// | of | codes | names |
    /// |---|---|---|
    /// | an ally | `{ally}` | `{Ally}` |
    /// | a dyad | `{pair}`, `{first}`, `{second}` | `{First}`, `{Second}` |
    /// | a prober | `{prober}` | `{Prober}` |
    /// | a theatre | `{theatre}` | `{Theatre}` |
    /// | a rung | `{rung}`, its number | `{Rung}` |
    /// | a base | `{base}` | `{Host}`, `{Guest}`, `{Theatre}` |
    pub fn fill(&self, roster: &Roster, template: &str) -> String {
        let mut text = template.to_owned();
        let mut put = |word: &str, by: &str| {
            if text.contains(word) {
                text = text.replace(word, by);
            }
        };
        if let Some(ally) = self.ally.and_then(|i| roster.allies.get(i)) {
            put("{ally}", &slug(&ally.code));
            put("{Ally}", &ally.name);
        }
        if let Some(dyad) = self.dyad.and_then(|d| roster.dyads.get(d)) {
            let [first, second] = dyad.between.map(|i| &roster.allies[i]);
            put("{pair}", "{first}_{second}");
            put("{first}", &slug(&first.code));
            put("{second}", &slug(&second.code));
            put("{First}", &first.name);
            put("{Second}", &second.name);
        }
        if let Some(prober) = self.prober.and_then(|n| roster.probers.get(n)) {
            put("{prober}", &slug(&prober.code));
            put("{Prober}", &prober.name);
        }
        if let Some((n, rung)) = self.rung.and_then(|n| Some((n, roster.rungs.get(n)?))) {
            put("{rung}", &(n + 1).to_string());
            put("{Rung}", &rung.name);
        }
        let base = self.base.and_then(|n| roster.bases.get(n));
        if let Some(base) = base {
            let [host, guest] = [base.host, base.guest].map(|i| &roster.allies[i]);
            put("{base}", &slug(&base.code));
            put("{Host}", &host.name);
            put("{Guest}", &guest.name);
        }
        let theatre = self.theatre.or(base.map(|base: &BaseSpec| base.theatre));
        if let Some(theatre) = theatre.and_then(|h| roster.theatres.get(h)) {
            put("{theatre}", &slug(&theatre.code));
            put("{Theatre}", &theatre.name);
        }
        text
    }

    /// The targets of the roster that it is of: all, those of a prober, those in a theatre.
    pub fn targets(&self, roster: &Roster) -> usize {
        let fits = |own: Option<usize>, n: usize| own.is_none_or(|own| own == n);
        let own = roster.targets.iter().filter(|target| {
            fits(self.prober, target.prober) && fits(self.theatre, target.theatre)
        });
        own.count()
    }
}

/// Each ally.
pub fn allies(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.allies.len()).map(|i| Subject {
        ally: Some(i),
        ..Subject::default()
    })
}

/// Each dyad.
pub fn dyads(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.dyads.len()).map(|d| Subject {
        dyad: Some(d),
        ..Subject::default()
    })
}

/// Each prober.
pub fn probers(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.probers.len()).map(|n| Subject {
        prober: Some(n),
        ..Subject::default()
    })
}

/// Each theatre.
pub fn theatres(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.theatres.len()).map(|h| Subject {
        theatre: Some(h),
        ..Subject::default()
    })
}

/// Each prober in each theatre in which it can probe.
pub fn targets(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.targets.len()).map(|c| Subject::target(roster, c))
}

/// Each rung.
pub fn rungs(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.rungs.len()).map(|a| Subject::default().at(a))
}

/// Each base.
pub fn bases(roster: &Roster) -> impl Iterator<Item = Subject> {
    (0..roster.bases.len()).map(|n| Subject {
        base: Some(n),
        ..Subject::default()
    })
}

/// A code as it stands in column names.
pub fn slug(code: &str) -> String {
    code.to_lowercase().replace('-', "_")
}
