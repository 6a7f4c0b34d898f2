//! What each key of a scenario means: looked up by name, and as a document.

use std::fmt::Write as _;

use super::load::closest;
use super::structure::{KEYS, Key, Kind};
use super::{GROUPS, Mechanisms, Parameter, Scope};
use crate::words::{first_sentence, with_unit};

/// Something that a scenario file can say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Topic {
    /// A parameter.
    Parameter(&'static Parameter),
    /// A name, date, role or option.
    Key(&'static Key),
    /// A switch of a mechanism: its key and what it turns on.
    Switch(&'static str, &'static str),
}

impl Topic {
    /// The dotted path with placeholders.
    pub fn pattern(&self) -> String {
        match self {
            Self::Parameter(parameter) => parameter.pattern(),
            Self::Key(key) => key.pattern(),
            Self::Switch(key, _) => format!("mechanisms.{key}"),
        }
    }

    fn matches(&self, query: &str) -> bool {
        let pattern = self.pattern();
        let key = pattern.rsplit('.').next().unwrap_or_default();
        let table = pattern.rsplit_once('.').map_or("", |(table, _)| table);
        let (symbol, mechanism) = match self {
            Self::Parameter(parameter) => (parameter.symbol, parameter.mechanism),
            _ => ("", ""),
        };
        let array = matches!(self, Self::Parameter(p) if matches!(
            p.scope,
            Scope::ProberRung | Scope::ProberCalendar | Scope::TargetRung
        ));
        query == key
            || query == symbol
            || query == mechanism
            || fits(query, &pattern)
            || fits(query, table)
            || (array && entry_of(query).is_some_and(|line| fits(line, &pattern)))
    }
}

/// The path of the array, if a path ends with the number of an entry.
fn entry_of(path: &str) -> Option<&str> {
    let (line, number) = path.rsplit_once('.')?;
    number.parse::<u8>().is_ok().then_some(line)
}

/// Whether a path fits a pattern, in which `<…>` stands for any one key.
fn fits(path: &str, pattern: &str) -> bool {
    let mut keys = path.split('.');
    let mut parts = pattern.split('.');
    loop {
        match (keys.next(), parts.next()) {
            (None, None) => return true,
            (Some(key), Some(part)) if part.starts_with('<') || key == part => {}
            _ => return false,
        }
    }
}

/// Everything that a scenario file can say, in the order of the document.
pub fn topics() -> Vec<Topic> {
    let keys = KEYS.iter().map(Topic::Key);
    let switches = Mechanisms::KEYS
        .iter()
        .zip(Mechanisms::MEANINGS)
        .map(|(key, meaning)| Topic::Switch(key, meaning.trim()));
    let parameters = GROUPS
        .iter()
        .flat_map(|(_, parameters)| parameters.iter())
        .map(Topic::Parameter);
    keys.chain(switches).chain(parameters).collect()
}

/// What a path means in a few words, with the members that it names and the unit: for axes of figures. None for
/// a path that is no number or switch of a scenario.
pub fn in_words(path: &str) -> Option<String> {
    let found = topics().into_iter().find(|topic| {
        let plain = !matches!(topic, Topic::Key(_));
        let pattern = topic.pattern();
        let line = entry_of(path).is_some_and(|line| fits(line, &pattern));
        plain && (fits(path, &pattern) || line)
    })?;
    let pattern = found.pattern();
    let named = pattern.split('.').zip(path.split('.'));
    let members = named.filter(|(part, _)| part.starts_with('<'));
    let members: Vec<&str> = members.map(|(_, key)| key).collect();
    let (doc, unit) = match found {
        Topic::Parameter(parameter) => (parameter.doc, parameter.unit.label()),
        Topic::Switch(_, meaning) => (meaning, "1"),
        Topic::Key(_) => return None,
    };
    let mut words = first_sentence(doc).to_owned();
    if !members.is_empty() {
        words += &format!(", {}", members.join(" "));
    }
    Some(with_unit(&words, unit))
}

/// All that a query names: a path such as `states.PRK.targets.KP.drive.3`, a pattern such as
/// `states.<ally>.treaty`, a table, a bare key, a symbol, or a mechanism such as `M12`.
pub fn lookup(query: &str) -> Vec<Topic> {
    let query = query.trim();
    let found: Vec<Topic> = topics()
        .into_iter()
        .filter(|topic| topic.matches(query))
        .collect();
    // A name in full stands for itself, even where it is also the key of others.
    let exact: Vec<Topic> = found
        .iter()
        .filter(|topic| topic.pattern() == query)
        .copied()
        .collect();
    if exact.is_empty() { found } else { exact }
}

/// The name that a query without result probably meant.
pub fn suggestion(query: &str) -> Option<String> {
    let topics = topics();
    let patterns: Vec<String> = topics.iter().map(Topic::pattern).collect();
    let last = query.rsplit('.').next().unwrap_or(query);
    let keys = || {
        patterns
            .iter()
            .map(|pattern| pattern.rsplit('.').next().unwrap_or_default())
    };
    closest(query, patterns.iter().map(String::as_str))
        .or_else(|| closest(last, keys()))
        .map(str::to_owned)
}

fn bounds(kind: Kind) -> String {
    match kind {
        Kind::Text => "one line of text".into(),
        Kind::Folder => "a name that can be a folder".into(),
        Kind::Month => "a month such as \"2026-01\"".into(),
        Kind::Integer(low, high) => format!("an integer from {low} to {high}"),
        Kind::Number(low, high) => format!("a number from {low} to {high}"),
        Kind::Switch => "true or false".into(),
        Kind::Word(words) => {
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            quoted.join(", ")
        }
        Kind::Code(what) => format!("the code of {what}"),
        Kind::Expression => "an expression in quotes".into(),
        Kind::Pair => "two codes of allies".into(),
    }
}

/// One topic in full, as `trilat explain` prints it.
pub fn explanation(topic: &Topic) -> String {
    let mut rows: Vec<(&str, String)> = Vec::new();
    let mut title = topic.pattern();
    let doc = match topic {
        Topic::Parameter(parameter) => {
            let _ = write!(title, "   ({})", parameter.symbol);
            rows.push(("unit", parameter.unit.label().into()));
            rows.push(("allowed", parameter.unit.allowed().into()));
            match parameter.scope {
                Scope::ProberCalendar => rows.push(("entries", "12, one for each month".into())),
                Scope::ProberRung | Scope::TargetRung => {
                    rows.push(("entries", "one for each rung, rung 1 first".into()));
                }
                _ => {}
            }
            rows.push(("default", parameter.default.to_string()));
            let range = format!("{} to {}", parameter.low, parameter.high);
            rows.push(("plausible", range));
            rows.push(("source", parameter.source.label().into()));
            rows.push(("mechanism", parameter.mechanism.into()));
            rows.push(("equation", parameter.equation.into()));
            parameter.description()
        }
        Topic::Key(key) => {
            rows.push(("allowed", bounds(key.kind)));
            let default = match key.default {
                "" => "required",
                default => default,
            };
            rows.push(("default", default.into()));
            key.doc.to_owned()
        }
        Topic::Switch(_, meaning) => {
            rows.push(("allowed", "true or false".into()));
            rows.push(("default", "true".into()));
            (*meaning).to_owned()
        }
    };
    let mut out = format!("{title}\n  {doc}\n\n");
    for (name, text) in rows {
        let _ = writeln!(out, "  {name:<10} {text}");
    }
    out
}

/// One topic in a line, as the list of all topics prints it.
pub fn summary(topic: &Topic) -> String {
    let pattern = topic.pattern();
    let doc = match topic {
        Topic::Parameter(parameter) => parameter.description(),
        Topic::Key(key) => key.doc.to_owned(),
        Topic::Switch(_, meaning) => (*meaning).to_owned(),
    };
    let first = doc.split_inclusive(". ").next().unwrap_or_default();
    format!("{pattern:<46} {}", first.trim())
}

/// The parameter reference, `docs/parameters.md`.
pub fn parameters_markdown() -> String {
    let mut out = String::from(
        "# What a scenario file can say\n\n\
         Generated by `trilat explain --markdown`; do not edit. `trilat explain NAME` prints one \
         entry.\n\n\
         Where a source is `assumed`, the default is a judgement and the plausible range is what \
         should be swept. A value outside its plausible range is remarked on; one that its unit \
         does not allow is an error.\n",
    );
    out.push_str("\n## Names, dates and options\n\n");
    out.push_str("| key | meaning | allowed | default |\n|---|---|---|---|\n");
    for key in KEYS {
        let default = match key.default {
            "" => "required".to_owned(),
            default => default.to_owned(),
        };
        let cells = [
            format!("`{}`", key.pattern()),
            key.doc.into(),
            bounds(key.kind),
            default,
        ];
        row(&mut out, &cells);
    }
    out.push_str("\n## Switches of mechanisms\n\nAll are on by default.\n\n");
    out.push_str("| key | meaning |\n|---|---|\n");
    for (key, meaning) in Mechanisms::KEYS.iter().zip(Mechanisms::MEANINGS) {
        row(
            &mut out,
            &[format!("`mechanisms.{key}`"), meaning.trim().into()],
        );
    }
    out.push_str("\n## Units\n\n| unit | allowed |\n|---|---|\n");
    let mut units: Vec<[String; 2]> = Vec::new();
    for parameter in GROUPS.iter().flat_map(|(_, parameters)| parameters.iter()) {
        let unit = parameter.unit;
        let cells = [unit.label().to_owned(), unit.allowed().to_owned()];
        if !units.contains(&cells) {
            units.push(cells);
        }
    }
    for cells in &units {
        row(&mut out, cells);
    }
    for (doc, parameters) in GROUPS {
        let Some(first) = parameters.first() else {
            continue;
        };
        let title = doc.trim().replace("\n ", " ");
        let _ = write!(out, "\n## `[{}]`\n\n{title}\n\n", first.table);
        out.push_str(
            "| key | symbol | meaning | unit | default | plausible | source | mechanism | equation |\n\
             |---|---|---|---|---|---|---|---|---|\n",
        );
        for parameter in *parameters {
            let cells = [
                format!("`{}`", parameter.key),
                parameter.symbol.into(),
                parameter.description(),
                parameter.unit.label().into(),
                parameter.default.to_string(),
                format!("{} to {}", parameter.low, parameter.high),
                parameter.source.label().into(),
                parameter.mechanism.into(),
                parameter.equation.into(),
            ];
            row(&mut out, &cells);
        }
    }
    out
}

fn row(out: &mut String, cells: &[String]) {
    for cell in cells {
        // Bars would end a cell, asterisks and brackets would be read as mark-up.
        let safe = cell
            .replace('|', "\\|")
            .replace('*', "\\*")
            .replace('<', "&lt;");
        let safe = if cell.starts_with('`') {
            cell.clone()
        } else {
            safe
        };
        let _ = write!(out, "| {safe} ");
    }
    out.push_str("|\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(query: &str) -> Vec<String> {
        lookup(query).iter().map(Topic::pattern).collect()
    }

    #[test]
    fn finds_by_path_pattern_key_and_symbol() {
        assert_eq!(patterns("states.USA.treaty"), ["states.<ally>.treaty"]);
        assert_eq!(patterns("states.<ally>.treaty"), ["states.<ally>.treaty"]);
        assert_eq!(patterns("treaty"), ["states.<ally>.treaty"]);
        assert_eq!(patterns("β_r"), ["response.resolve"]);
        let drive = ["states.<prober>.targets.<theatre>.drive"];
        assert_eq!(patterns("states.PRK.targets.KP.drive.3"), drive);
        assert_eq!(patterns("states.PRK.targets.KP.drive"), drive);
        assert_eq!(patterns("scenario.horizon"), ["scenario.horizon"]);
        assert_eq!(patterns("mechanisms.fear"), ["mechanisms.fear"]);
        assert_eq!(patterns("levers.mine.set"), ["levers.<lever>.set"]);
        let precision = ["states.<prober>.precision", "response.precision"];
        assert_eq!(patterns("precision"), precision);
        assert_eq!(patterns("commitment").len(), 6);
        assert!(
            patterns("M3")
                .iter()
                .all(|path| path.starts_with("commitment."))
        );
        assert!(patterns("nonsense").is_empty());
    }

    #[test]
    fn suggests_what_was_meant() {
        assert_eq!(suggestion("will.thraet").as_deref(), Some("will.threat"));
        assert_eq!(
            suggestion("resolute_shar").as_deref(),
            Some("resolute_share")
        );
        assert_eq!(suggestion("states.USA.traety").as_deref(), Some("treaty"));
        assert_eq!(suggestion("zzzzzzzz"), None);
    }
}
