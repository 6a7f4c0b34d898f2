//! From data to millimetres: spans, ticks and their labels.

use super::font::{TextSize, width_mm};

/// A linear map from data to millimetres. A span of zero width maps everything to its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub lo: f64,
    pub hi: f64,
    pub at_lo: f64,
    pub at_hi: f64,
}

impl Span {
    pub(super) fn new(data: (f64, f64), mm: (f64, f64)) -> Self {
        Self {
            lo: data.0,
            hi: data.1,
            at_lo: mm.0,
            at_hi: mm.1,
        }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let share = if self.hi > self.lo {
            (value - self.lo) / (self.hi - self.lo)
        } else {
            0.5
        };
        self.at_lo + share * (self.at_hi - self.at_lo)
    }
}

/// A tick: where, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    pub label: String,
}

/// Smallest and largest finite value; `None` if there is none.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .filter(|v| v.is_finite())
        .fold(None, |range, v| match range {
            None => Some((v, v)),
            Some((lo, hi)) => Some((f64::min(lo, v), f64::max(hi, v))),
        })
}

/// A whole number with commas at the thousands.
pub(super) fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0.0 && digits != "0" {
        out.insert(0, '−');
    }
    out
}

/// Step of 1, 2 or 5 times a power of ten that cuts `range` into at most `most` parts.
fn nice_step(range: f64, most: usize) -> f64 {
    let raw = range / most.max(1) as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= raw * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// Range widened to round numbers, and ticks across it.
pub(super) fn linear_ticks(lo: f64, hi: f64, most: usize) -> ((f64, f64), Vec<Tick>) {
    let pad = if hi > lo {
        0.0
    } else {
        f64::max(lo.abs() * 0.5, 0.5)
    };
    let (lo, hi) = (lo - pad, hi + pad);
    let step = nice_step(hi - lo, most);
    let (first, last) = (libm::floor(lo / step + 1e-9), libm::ceil(hi / step - 1e-9));
    let count = (last - first).clamp(1.0, 50.0) as usize;
    let ticks = (0..=count)
        .map(|i| {
            let value = (first + i as f64) * step;
            Tick {
                value,
                label: decimal(value, step),
            }
        })
        .collect();
    ((first * step, (first + count as f64) * step), ticks)
}

/// A tick value with as many decimals as its step needs; scientific where digits would run long.
fn decimal(value: f64, step: f64) -> String {
    if value == 0.0 && step < 1e-4 {
        return "0".to_owned();
    }
    if !(1e-4..1e6).contains(&step) {
        return format!("{value:.1e}").replace('-', "−");
    }
    let decimals = f64::max(0.0, -libm::floor(libm::log10(step) + 1e-9)) as usize;
    if decimals == 0 {
        return thousands(value);
    }
    let text = format!("{value:.decimals$}");
    if text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.')
    {
        format!("{:.decimals$}", 0.0)
    } else {
        text.replace('-', "−")
    }
}

/// Label of 10 to the power `decade`.
pub(super) fn decade_label(decade: i32) -> String {
    match decade {
        -4..=-1 => format!("0.{}1", "0".repeat((-decade - 1) as usize)),
        0..=5 => thousands(libm::pow(10.0, f64::from(decade))),
        _ => format!("1e{decade}").replace('-', "−"),
    }
}

/// Keeps ticks from the first on so that no two labels come closer than `gap` mm.
pub(super) fn thin(ticks: Vec<Tick>, span: &Span, size: TextSize, gap: f64) -> Vec<Tick> {
    let width = ticks
        .iter()
        .map(|t| width_mm(&t.label, size))
        .fold(0.0, f64::max);
    let spacing = ticks
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((span.at(b.value) - span.at(a.value)).abs()),
            _ => None,
        })
        .fold(f64::INFINITY, f64::min);
    if !spacing.is_finite() || spacing <= 0.0 {
        return ticks;
    }
    let every = libm::ceil((width + gap) / spacing).max(1.0) as usize;
    ticks.into_iter().step_by(every).collect()
}

/// `YYYY-MM` of months since year 0.
pub(super) fn month_label(month: i64) -> String {
    format!(
        "{:04}-{:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

/// Ticks of a date axis from month `first` to `last`: years, each at its January, or months if the
/// span is short; far enough apart for their labels.
pub(super) fn date_ticks(first: i64, last: i64, span: &Span, size: TextSize) -> Vec<Tick> {
    let per_month = if last > first {
        (span.at(1.0) - span.at(0.0)).abs()
    } else {
        0.0
    };
    let (steps, sample): (&[i64], &str) = if last - first >= 24 {
        (&[12, 24, 60, 120, 240, 600, 1200], "2000")
    } else {
        (&[1, 2, 3, 6, 12], "2000-00")
    };
    let years = last - first >= 24;
    let needed = width_mm(sample, size) * 1.35;
    let step = steps
        .iter()
        .copied()
        .find(|s| *s as f64 * per_month >= needed)
        .or(steps.last().copied())
        .unwrap_or(12);
    let start = if years {
        (first + step - 1).div_euclid(step) * step
    } else {
        first
    };
    (0..)
        .map(|i| start + i * step)
        .take_while(|m| *m <= last)
        .map(|m| Tick {
            value: m as f64,
            label: if years {
                format!("{:04}", m.div_euclid(12))
            } else {
                month_label(m)
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_round_and_cover_the_data() {
        let (range, ticks) = linear_ticks(0.0, 1.0, 5);
        assert_eq!(range, (0.0, 1.0));
        assert_eq!(labels(&ticks), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        let ((lo, hi), ticks) = linear_ticks(-0.3, 7.1, 4);
        assert!(lo <= -0.3 && hi >= 7.1);
        assert_eq!(labels(&ticks), ["−2", "0", "2", "4", "6", "8"]);
        let (_, large) = linear_ticks(0.0, 40_000.0, 4);
        assert_eq!(
            labels(&large),
            ["0", "10,000", "20,000", "30,000", "40,000"]
        );
    }

    #[test]
    fn a_constant_gets_a_range() {
        let ((lo, hi), ticks) = linear_ticks(3.0, 3.0, 4);
        assert!(lo < 3.0 && hi > 3.0 && ticks.len() > 1);
    }

    #[test]
    fn date_ticks_are_years_or_months_with_room_for_their_labels() {
        let size = TextSize::regular(7.0);
        let start = 2024 * 12 + 3;
        let span = Span::new((start as f64, (start + 144) as f64), (0.0, 30.0));
        let years = date_ticks(start, start + 144, &span, size);
        assert_eq!(labels(&years), ["2025", "2030", "2035"]);
        let short = Span::new((start as f64, (start + 5) as f64), (0.0, 30.0));
        let months = date_ticks(start, start + 5, &short, size);
        assert_eq!(labels(&months), ["2024-04", "2024-07"]);
        let one = Span::new((start as f64, start as f64), (0.0, 30.0));
        assert_eq!(labels(&date_ticks(start, start, &one, size)), ["2024-04"]);
    }

    #[test]
    fn decades_and_thousands() {
        let decades: Vec<String> = (-5..=3).map(decade_label).collect();
        let expected = [
            "1e−5", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100", "1,000",
        ];
        assert_eq!(decades, expected);
        assert_eq!(thousands(1_234_567.0), "1,234,567");
        assert_eq!(thousands(-1_234.0), "−1,234");
    }
}
