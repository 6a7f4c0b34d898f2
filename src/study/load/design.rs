//! The section `[design]`.

use std::path::PathBuf;

use super::constraints::CONSTRAINTS;
use super::keys::known;
use crate::scenario::load::document::Table;
use crate::scenario::load::fields::Context;
use crate::scenario::load::settings::MAX_SEED;
use crate::scenario::load::source::Span;
use crate::study::design::lhs::MAX_MAXIMIN;
use crate::study::design::sobol::MAX_LENGTH;
use crate::study::plan::{Criterion, Design, MAX_POINTS};

const KINDS: [(&str, &[&str]); 8] = [
    ("grid", &["kind", "steps", CONSTRAINTS]),
    ("zip", &["kind", "steps", CONSTRAINTS]),
    ("list", &["kind", "file", CONSTRAINTS]),
    ("lhs", &["kind", "points", "criterion", "seed", CONSTRAINTS]),
    (
        "sobol",
        &["kind", "points", "scramble", "skip", "seed", CONSTRAINTS],
    ),
    (
        "saltelli",
        &["kind", "points", "second_order", "scramble", "skip", "seed"],
    ),
    ("morris", &["kind", "trajectories", "levels", "seed"]),
    ("ofat", &["kind", "steps"]),
];

/// Values of a range in a grid unless the file says otherwise.
const STEPS: usize = 5;

/// What `[design]` says.
pub(super) struct Plan {
    pub design: Design,
    pub seed: u64,
    /// Values of a range whose factor does not say how many.
    pub steps: usize,
    /// Where the file of a list is named.
    pub file: Option<Span>,
    /// Where the design is named.
    pub span: Span,
}

/// Reads `[design]`; `None` if it is not clear which design is meant.
pub(super) fn read(root: &Table, cx: &mut Context<'_>) -> Option<Plan> {
    let Some(entry) = root.get("design") else {
        let message = "the study has no design";
        let help = "write [design] and kind = \"lhs\", for example";
        cx.found.error(None, message, vec![help.into()]);
        return None;
    };
    let table = root.table("design")?;
    if table.get("kind").is_none() {
        let help = "kind = \"grid\", \"zip\", \"list\", \"lhs\", \"sobol\", \"saltelli\", \
                    \"morris\" or \"ofat\"";
        cx.error(entry.key, "[design] has no kind", vec![help.into()]);
        return None;
    }
    let (kind, allowed) = cx.word(
        table,
        "design",
        "kind",
        &KINDS.map(|(kind, keys)| (kind, (kind, keys))),
    )?;
    let at = format!("[design] of kind \"{kind}\"");
    // What these designs estimate is taken from points that belong together.
    let whole = format!(
        "a {kind} design needs all its points; lhs, sobol, grid, zip and list can leave some out"
    );
    known(table, &at, allowed, &[(CONSTRAINTS, &whole)], cx);
    let mut reader = Keys { table, cx };
    let seed = reader.integer("seed", 0..=MAX_SEED, 1);
    let steps = reader.integer("steps", 2..=10_000, STEPS as u64) as usize;
    let design = reader.design(kind, entry.key)?;
    let file = table.get("file").map(|entry| entry.node.span);
    Some(Plan {
        design,
        seed,
        steps,
        file,
        span: entry.key,
    })
}

struct Keys<'a, 'c, 's> {
    table: &'a Table,
    cx: &'c mut Context<'s>,
}

impl Keys<'_, '_, '_> {
    fn integer(&mut self, key: &str, range: std::ops::RangeInclusive<u64>, default: u64) -> u64 {
        self.cx
            .integer(self.table, "design", key, range)
            .unwrap_or(default)
    }

    /// A number without which the design is not defined.
    fn required(
        &mut self,
        key: &str,
        range: std::ops::RangeInclusive<u64>,
        at: Span,
    ) -> Option<usize> {
        if self.table.get(key).is_none() {
            let message = format!("[design] has no `{key}`");
            self.cx
                .error(at, message, vec![format!("write {key} = 64, for example")]);
        }
        let value = self.cx.integer(self.table, "design", key, range)?;
        Some(value as usize)
    }

    fn switch(&mut self, key: &str, default: bool) -> bool {
        self.cx
            .boolean(self.table, "design", key)
            .unwrap_or(default)
    }

    fn design(&mut self, kind: &str, at: Span) -> Option<Design> {
        Some(match kind {
            "zip" => Design::Zip,
            "list" => self.list(at)?,
            "lhs" => self.lhs(at)?,
            "sobol" => Design::Sobol {
                points: self.sequence_points(at)?,
                skip: self.integer("skip", 0..=MAX_LENGTH as u64 / 2, 0) as usize,
                scramble: self.switch("scramble", true),
            },
            "saltelli" => Design::Saltelli {
                samples: self.sequence_points(at)?,
                second_order: self.switch("second_order", false),
                skip: self.integer("skip", 0..=MAX_LENGTH as u64 / 2, 0) as usize,
                scramble: self.switch("scramble", true),
            },
            "morris" => self.morris(),
            "ofat" => Design::Ofat,
            _ => Design::Grid,
        })
    }

    fn list(&mut self, at: Span) -> Option<Design> {
        if self.table.get("file").is_none() {
            let help = "write file = \"points.csv\", relative to this file";
            self.cx
                .error(at, "[design] has no `file`", vec![help.into()]);
        }
        let (file, _) = self.cx.text(self.table, "design", "file")?;
        let file = PathBuf::from(file);
        Some(Design::List { file })
    }

    fn lhs(&mut self, at: Span) -> Option<Design> {
        let criteria = [
            ("random", Criterion::Random),
            ("maximin", Criterion::Maximin),
        ];
        let criterion = self
            .cx
            .word(self.table, "design", "criterion", &criteria)
            .unwrap_or_default();
        let points = self.required("points", 2..=MAX_POINTS, at)?;
        if criterion == Criterion::Maximin
            && points > MAX_MAXIMIN
            && let Some(entry) = self.table.get("points")
        {
            let message = format!("a maximin hypercube has at most {MAX_MAXIMIN} points");
            let help = "it compares all pairs; criterion = \"random\" has no such limit";
            self.cx.error(entry.node.span, message, vec![help.into()]);
        }
        Some(Design::Lhs { points, criterion })
    }

    /// Points of a Sobol' sequence: best a power of two, which alone makes a net.
    fn sequence_points(&mut self, at: Span) -> Option<usize> {
        let points = self.required("points", 2..=MAX_POINTS, at)?;
        if !points.is_power_of_two()
            && let Some(entry) = self.table.get("points")
        {
            let above = points.next_power_of_two();
            let message = format!("{points} points of a Sobol' sequence are no net");
            let help = format!(
                "powers of two are balanced: {} or {above} (Owen 2020, arXiv:2008.08051)",
                above / 2
            );
            self.cx
                .found
                .note(Some(entry.node.span), message, vec![help]);
        }
        Some(points)
    }

    fn morris(&mut self) -> Design {
        let levels = self.integer("levels", 2..=1000, 4) as usize;
        if levels % 2 == 1
            && let Some(entry) = self.table.get("levels")
        {
            let message = "`design.levels` must be even";
            let help = "only then does the step p/(2(p - 1)) reach all levels equally often";
            self.cx.error(entry.node.span, message, vec![help.into()]);
        }
        Design::Morris {
            trajectories: self.integer("trajectories", 2..=1_000_000, 20) as usize,
            levels,
        }
    }
}
