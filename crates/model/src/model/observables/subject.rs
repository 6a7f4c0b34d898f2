//! Whom an observable is of: nobody in particular, a state, a pair, a place, a rung, or a combination of them.

use std::borrow::Cow;

use crate::scenario::Roster;

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
        let mut text = String::with_capacity(2 * template.len());
        let mut rest = template;
        while let Some((before, inner)) = rest.split_once('{') {
            text.push_str(before);
            let known = inner
                .split_once('}')
                .and_then(|(word, after)| Some((self.word(roster, word)?, after)));
            rest = match known {
                Some((word, after)) => {
                    text.push_str(&word);
                    after
                }
                None => {
                    text.push('{');
                    inner
                }
            };
        }
        text.push_str(rest);
        text
    }

    /// What a word of a template stands for; `None` if it does not apply.
    fn word<'a>(&self, roster: &'a Roster, word: &str) -> Option<Cow<'a, str>> {
        let ally = |i: usize| roster.allies.get(i);
        let base = || roster.bases.get(self.base?);
        let dyad = || Some(roster.dyads.get(self.dyad?)?.between);
        let prober = || roster.probers.get(self.prober?);
        let rung = || roster.rungs.get(self.rung?);
        let theatre = || {
            let own = self.theatre.or_else(|| Some(base()?.theatre));
            roster.theatres.get(own?)
        };
        Some(match word {
            "ally" => slug(&ally(self.ally?)?.code).into(),
            "Ally" => (&ally(self.ally?)?.name).into(),
            "pair" => {
                let [first, second] = dyad()?;
                format!("{}_{}", slug(&ally(first)?.code), slug(&ally(second)?.code)).into()
            }
            "first" => slug(&ally(dyad()?[0])?.code).into(),
            "second" => slug(&ally(dyad()?[1])?.code).into(),
            "First" => (&ally(dyad()?[0])?.name).into(),
            "Second" => (&ally(dyad()?[1])?.name).into(),
            "prober" => slug(&prober()?.code).into(),
            "Prober" => (&prober()?.name).into(),
            "rung" => {
                rung()?;
                (self.rung? + 1).to_string().into()
            }
            "Rung" => (&rung()?.name).into(),
            "base" => slug(&base()?.code).into(),
            "Host" => (&ally(base()?.host)?.name).into(),
            "Guest" => (&ally(base()?.guest)?.name).into(),
            "theatre" => slug(&theatre()?.code).into(),
            "Theatre" => (&theatre()?.name).into(),
            _ => return None,
        })
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
