//! The few numbers that matter of a run, for people.

use crate::analysis::summary::SummaryRow;
use crate::cli::layout::Table;
use crate::tasks::numbers::{counted, fixed, interval, percent, unit};
use crate::tasks::run::Results;

/// What came out: probes a year by rung, crises and wars, and each outcome of the user's own.
pub fn came_out(results: &Results, own: &[String]) -> String {
    let mut table = Table::new("<<");
    table.row(["what came out", "mean", "95 % interval", ""]);
    for row in &results.summary {
        let standing = match row.statistic {
            "rate_per_year" => {
                of_rung(&row.column) || matches!(row.column.as_str(), "crises" | "wars")
            }
            "share_by_horizon" => row.column == "first_war",
            _ => false,
        };
        if standing || own.contains(&row.column) {
            table.row(cells(row));
        }
    }
    table.to_string()
}

/// Whether a column counts all probes at a rung.
fn of_rung(column: &str) -> bool {
    let rung = column.strip_prefix("probes_r");
    rung.is_some_and(|rung| rung.parse::<u8>().is_ok())
}

/// An estimate in words; what is missing is said.
fn cells(row: &SummaryRow) -> [String; 4] {
    let share = row.unit.starts_with("share");
    let number = |x: f64| match share {
        true => percent(x),
        false => fixed(x, 3),
    };
    let is = match row.statistic {
        "mean" | "rate_per_year" => String::new(),
        statistic => format!(", {}", statistic.replace('_', " ")),
    };
    let by_horizon = matches!(row.statistic, "share_by_horizon" | "median_time");
    let missing = match row.n_missing {
        0 => String::new(),
        n if by_horizon => format!("{} without it", counted(n, "run", "runs")),
        n => format!("{} of {} missing", n, counted(row.n + n, "run", "runs")),
    };
    let of = if share {
        String::new()
    } else {
        unit(&row.unit)
    };
    [
        format!("{}{is}{of}", row.column),
        number(row.estimate),
        interval(row.ci_low, row.ci_high, number),
        missing,
    ]
}
