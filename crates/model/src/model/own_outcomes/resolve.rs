//! From the outcomes of a scenario to what is worked out every month and at the end of a run.

use super::vocabulary::{Known, Source, vocabulary};
use crate::expression::{Binary, Expression, Past, Unary, Word};
use crate::model::observables::{EXPECTED, Layout};
use crate::record::{Column, Kind, Role};
use crate::scenario::load::{Diagnostic, Diagnostics, closest};
use crate::scenario::{Fold, Loaded, Month, Outcome, Rule, Scenario, Written};

/// Most months that the outcomes of a scenario may look back in all; each costs a value a lane.
const MAX_HISTORY: u64 = 20_000;

/// An operation whose operands are results of earlier ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    Number(f64),
    Source(usize),
    Unary(Unary, usize),
    Binary(Binary, usize, usize),
    /// What passed, and where its memory begins.
    Past(Past, usize, usize),
}

/// An outcome over months, in numbers of steps and months.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Folded {
    pub fold: Fold,
    pub of: usize,
    pub condition: Option<usize>,
    /// The first month that counts, and the first that counts no more, from 0.
    pub months: (u32, u32),
}

/// What a column of the user's own is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Made {
    /// The fold of this number.
    Fold(usize),
    /// An expression over columns of the run.
    Value(Expression<usize>),
}

/// The outcomes of a scenario, ready to be worked out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What is read every month.
    pub(super) sources: Vec<Source>,
    /// What is worked out every month, in this order.
    pub(super) steps: Vec<Step>,
    /// Values that are kept from month to month.
    pub(super) memory: usize,
    /// What is folded over months.
    pub(super) folds: Vec<Folded>,
    /// How each column is made, in the order of the columns.
    pub(super) made: Vec<Made>,
    /// The order in which columns are made, since one can be made of another.
    pub(super) order: Vec<usize>,
}

impl Plan {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }
}

/// The outcomes of a scenario with their columns. An outcome that cannot be worked out is missing in every run;
/// [`checked`] says so before.
pub fn plan(scenario: &Scenario) -> (Plan, Vec<Column>) {
    let (plan, columns, _) = resolve(scenario);
    (plan, columns)
}

impl Layout {
    /// The columns of a scenario: those of its roster, and its own outcomes.
    pub fn of(scenario: &Scenario) -> Self {
        let mut layout = Self::new(&scenario.roster);
        layout.run.extend(plan(scenario).1);
        layout
    }
}

/// Holds the outcomes of a scenario against what is observed.
///
/// # Errors
/// Every name that is none, with its place and what was probably meant; names twice; circles; outcomes that ask for what
/// cannot be.
pub fn checked(loaded: Loaded) -> Result<Loaded, Diagnostics> {
    let (.., errors) = resolve(&loaded.scenario);
    match errors.is_empty() {
        true => Ok(loaded),
        false => Err(errors.into()),
    }
}

fn resolve(scenario: &Scenario) -> (Plan, Vec<Column>, Vec<Diagnostic>) {
    if scenario.outcomes.is_empty() {
        return (Plan::default(), Vec::new(), Vec::new());
    }
    let mut resolver = Resolver {
        scenario,
        known: vocabulary(scenario),
        standing: Layout::new(&scenario.roster).run,
        plan: Plan::default(),
        errors: Vec::new(),
    };
    for outcome in &scenario.outcomes {
        let made = resolver.made(outcome);
        resolver.plan.made.push(made);
    }
    resolver.order();
    resolver.memory();
    let columns = scenario.outcomes.iter().map(column).collect();
    (resolver.plan, columns, resolver.errors)
}

/// The column of an outcome.
fn column(outcome: &Outcome) -> Column {
    let (kind, role) = match &outcome.rule {
        Rule::Months {
            fold: Fold::First, ..
        } => (Kind::Integer, Role::EventTime),
        Rule::Months {
            fold: Fold::Sum,
            of,
            ..
        } if of.expression.is_condition() => (Kind::Integer, Role::Count),
        _ => (Kind::Number, Role::Value),
    };
    Column {
        name: outcome.name.clone(),
        kind,
        role,
        unit: outcome.unit().to_owned(),
        description: outcome.description(),
    }
}

struct Resolver<'a> {
    scenario: &'a Scenario,
    known: Vec<Known>,
    standing: Vec<Column>,
    plan: Plan,
    errors: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn error(
        &mut self,
        written: &Written,
        word: Option<&Word>,
        message: String,
        help: Vec<String>,
    ) {
        let place = match word {
            Some(word) => written.place_of(word),
            None => written.place.clone(),
        };
        self.errors.push(Diagnostic::new(message, place, help));
    }

    /// What an outcome is made of; missing everywhere where it cannot be made.
    fn made(&mut self, outcome: &Outcome) -> Made {
        let missing = Made::Value(Expression::Number(f64::NAN));
        let Some(first) = outcome.expressions().next() else {
            return missing;
        };
        if self
            .standing
            .iter()
            .any(|column| column.name == outcome.name)
        {
            let message = format!("`{}` is a column of every run", outcome.name);
            let help = vec!["give the outcome another name".to_owned()];
            self.error(first, None, message, help);
            return missing;
        }
        let made = match &outcome.rule {
            Rule::Value(of) => self.value(of).map(Made::Value),
            Rule::Months {
                fold,
                of,
                condition,
                from,
                until,
            } => {
                let value = self.monthly(of);
                let condition = condition.as_ref().map(|condition| self.monthly(condition));
                let months = self.months(*from, *until);
                match (value, condition) {
                    (Some(of), None) => Some((of, None)),
                    (Some(of), Some(Some(condition))) => Some((of, Some(condition))),
                    _ => None,
                }
                .map(|(of, condition)| {
                    self.plan.folds.push(Folded {
                        fold: *fold,
                        of,
                        condition,
                        months,
                    });
                    Made::Fold(self.plan.folds.len() - 1)
                })
            }
        };
        made.unwrap_or(missing)
    }

    /// Recorded months from 0, from the first that counts to the first that does not: none, unless one is given, since
    /// scenarios that share a world may be recorded for longer than this one.
    fn months(&self, from: Option<Month>, until: Option<Month>) -> (u32, u32) {
        let (start, horizon) = (self.scenario.start, self.scenario.horizon);
        let number = |month: Month| month.since(start).clamp(0, horizon as i32) as u32;
        (from.map_or(0, number), until.map_or(u32::MAX, number))
    }

    /// The steps of an expression over months; the number of the last.
    fn monthly(&mut self, written: &Written) -> Option<usize> {
        let mut wrong = Vec::new();
        let numbered = written
            .expression
            .rename(&mut |word: &Word| -> Result<usize, ()> {
                match self.known.iter().position(|known| known.name == word.name) {
                    Some(n) => match self.known[n].off {
                        Some(switch) => wrong.push((word.clone(), Some(switch))),
                        None => return Ok(n),
                    },
                    None => wrong.push((word.clone(), None)),
                }
                Ok(0)
            });
        for (word, switch) in &wrong {
            let (message, help) = match switch {
                Some(switch) => (
                    format!(
                        "`{}` says nothing here: the mechanism `{switch}` is off",
                        word.name
                    ),
                    vec![format!(
                        "write {switch} = true in [mechanisms], or leave it out"
                    )],
                ),
                None => self.unknown_month(&word.name),
            };
            self.error(written, Some(word), message, help);
        }
        match numbered {
            Ok(expression) if wrong.is_empty() => Some(self.steps(&expression)),
            _ => None,
        }
    }

    /// What to say of a name that no month has.
    fn unknown_month(&self, name: &str) -> (String, Vec<String>) {
        let of_run = self.standing.iter().any(|column| column.name == name)
            || self
                .scenario
                .outcomes
                .iter()
                .any(|outcome| outcome.name == name);
        if of_run {
            let message = format!("`{name}` is of a run, not of a month");
            let help =
                "a `value` is made of columns of the run; the other forms of observables of months";
            return (message, vec![help.to_owned()]);
        }
        let names = self.known.iter().map(|known| known.name.as_str());
        let mut help: Vec<String> = closest(name, names)
            .map(|name| format!("did you mean `{name}`?"))
            .into_iter()
            .collect();
        help.push("`trilat explain --outcomes` lists the names of a scenario".to_owned());
        (format!("no observable `{name}`"), help)
    }

    fn steps(&mut self, expression: &Expression<usize>) -> usize {
        let step = match expression {
            Expression::Number(x) => Step::Number(*x),
            Expression::Name(n) => {
                let source = self.known[*n].source;
                let sources = &mut self.plan.sources;
                let at = sources.iter().position(|own| *own == source);
                Step::Source(at.unwrap_or_else(|| {
                    sources.push(source);
                    sources.len() - 1
                }))
            }
            Expression::Unary(operation, x) => Step::Unary(*operation, self.steps(x)),
            Expression::Binary(operation, x, y) => {
                let (x, y) = (self.steps(x), self.steps(y));
                Step::Binary(*operation, x, y)
            }
            Expression::Past(past, x) => {
                let x = self.steps(x);
                let at = self.plan.memory;
                self.plan.memory += match past {
                    Past::Lag(k) | Past::Rolling(k) => *k as usize,
                    Past::Since | Past::Ever => 1,
                };
                Step::Past(*past, x, at)
            }
        };
        self.plan.steps.push(step);
        self.plan.steps.len() - 1
    }

    /// An expression over columns of the run, in numbers of columns.
    fn value(&mut self, written: &Written) -> Option<Expression<usize>> {
        let before = self.errors.len();
        if written.expression.has_past() {
            let message = "a value is of a run, which has no past".to_owned();
            let help =
                vec!["lag, rolling, since and ever are for expressions over months".to_owned()];
            self.error(written, None, message, help);
        }
        let standing = self.standing.len();
        let mut wrong = Vec::new();
        let numbered = written
            .expression
            .rename(&mut |word: &Word| -> Result<usize, ()> {
                let run = self
                    .standing
                    .iter()
                    .position(|column| column.name == word.name);
                let own = || {
                    let mut outcomes = self.scenario.outcomes.iter();
                    outcomes.position(|outcome| outcome.name == word.name)
                };
                match run.or_else(|| own().map(|n| standing + n)) {
                    Some(n) => Ok(n),
                    None => {
                        wrong.push(word.clone());
                        Ok(0)
                    }
                }
            });
        for word in &wrong {
            let (message, help) = self.unknown_run(&word.name);
            self.error(written, Some(word), message, help);
        }
        let expectations = self.expectations();
        if let Some(word) = nonlinear(&written.expression, &expectations) {
            let message = format!(
                "`{}` can only be added, or multiplied by a number",
                word.name
            );
            let help = "it is a mean before the draw, and stands for the count in sums alone: not in quotients, \
                products, comparisons or functions";
            self.error(written, Some(word), message, vec![help.to_owned()]);
        }
        match numbered {
            Ok(expression) if self.errors.len() == before => Some(expression),
            _ => None,
        }
    }

    /// The names of expectations before a draw, and of values made of them.
    fn expectations(&self) -> Vec<String> {
        let standing = self.standing.iter().map(|column| &column.name);
        let mut found: Vec<String> = standing
            .filter(|name| name.starts_with(EXPECTED))
            .cloned()
            .collect();
        loop {
            let made_of = |outcome: &&Outcome| match &outcome.rule {
                Rule::Months { .. } => false,
                Rule::Value(of) => {
                    let mut any = false;
                    of.expression
                        .each_name(&mut |word: &Word| any |= found.contains(&word.name));
                    any && !found.contains(&outcome.name)
                }
            };
            let more = self.scenario.outcomes.iter().filter(made_of);
            let more: Vec<String> = more.map(|outcome| outcome.name.clone()).collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    fn unknown_run(&self, name: &str) -> (String, Vec<String>) {
        if self.known.iter().any(|known| known.name == name) {
            let message = format!("`{name}` is of a month, not of a run");
            let help = format!("make it an outcome first: mean = \"{name}\"");
            return (message, vec![help]);
        }
        let standing = self.standing.iter().map(|column| column.name.as_str());
        let own = self
            .scenario
            .outcomes
            .iter()
            .map(|outcome| outcome.name.as_str());
        let mut help: Vec<String> = closest(name, standing.chain(own))
            .map(|name| format!("did you mean `{name}`?"))
            .into_iter()
            .collect();
        help.push("a value is made of columns of runs.csv and of other outcomes".to_owned());
        (format!("no column `{name}`"), help)
    }

    /// Orders the columns such that each comes after those that it is made of.
    fn order(&mut self) {
        let standing = self.standing.len();
        let mut left: Vec<usize> = (0..self.plan.made.len()).collect();
        while !left.is_empty() {
            let waits = |n: &usize| match &self.plan.made[*n] {
                Made::Fold(_) => false,
                Made::Value(of) => {
                    let mut waits = false;
                    of.each_name(&mut |column| {
                        waits |= left.iter().any(|other| standing + other == *column);
                    });
                    waits
                }
            };
            let (later, ready): (Vec<usize>, Vec<usize>) = left.iter().partition(|n| waits(n));
            if ready.is_empty() {
                for n in later {
                    let outcome = &self.scenario.outcomes[n];
                    let message = format!("`outcomes.{}` is made of itself", outcome.name);
                    if let Some(written) = outcome.expressions().next() {
                        self.error(written, None, message, vec![]);
                    }
                    self.plan.made[n] = Made::Value(Expression::Number(f64::NAN));
                }
                left = (0..self.plan.made.len())
                    .filter(|n| !self.plan.order.contains(n))
                    .collect();
                continue;
            }
            self.plan.order.extend(ready);
            left = later;
        }
    }

    /// Refuses outcomes that remember more than a machine should.
    fn memory(&mut self) {
        let looks = |outcome: &Outcome| -> u64 {
            outcome.expressions().map(|w| w.expression.window()).sum()
        };
        let total: u64 = self.scenario.outcomes.iter().map(looks).sum();
        if total > MAX_HISTORY
            && let Some(most) = self.scenario.outcomes.iter().max_by_key(|o| looks(o))
            && let Some(written) = most.expressions().next()
        {
            let message = format!(
                "the outcomes look back {total} months in all; at most {MAX_HISTORY} are kept"
            );
            self.error(written, None, message, vec![]);
        }
    }
}

/// The first name of an expectation that does not enter linearly, if there is one: the mean of a function of an
/// expectation is not that of the function of the count.
fn nonlinear<'e>(expression: &'e Expression, expectations: &[String]) -> Option<&'e Word> {
    let constant = |x: &Expression| {
        let mut names = 0;
        x.each_name(&mut |_| names += 1);
        names == 0
    };
    let within = |x: &'e Expression| nonlinear(x, expectations);
    match expression {
        Expression::Number(_) | Expression::Name(_) => None,
        Expression::Unary(Unary::Minus, x) => within(x),
        Expression::Binary(Binary::Plus | Binary::Minus, x, y) => within(x).or_else(|| within(y)),
        Expression::Binary(Binary::Times, x, y) if constant(x) => within(y),
        Expression::Binary(Binary::Times | Binary::Over, x, y) if constant(y) => within(x),
        other => {
            let mut found = None;
            other.each_name(&mut |word: &'e Word| {
                if found.is_none() && expectations.contains(&word.name) {
                    found = Some(word);
                }
            });
            found
        }
    }
}
