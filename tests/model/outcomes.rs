//! Outcomes of one's own, worked out in lanes, against an evaluator of single numbers that shares no code with them.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use trilat::expression::{Binary, Expression, Past, Unary, Word, parse};
use trilat::model::own_outcomes::checked;
use trilat::model::{Engine, Layout};
use trilat::record::{BlockRecord, Wanted};
use trilat::scenario::load_str;

const MONTHS: usize = 20;
const NAMES: [&str; 4] = ["t", "probes_r1", "belief_prober_ally", "threat_ally"];

type Months = BTreeMap<String, Vec<f64>>;

fn missing_unless(fine: bool, x: f64) -> f64 {
    if fine && x.is_finite() { x } else { f64::NAN }
}

fn yes(x: f64) -> bool {
    !x.is_nan() && x != 0.0
}

/// The value of an expression in every month, by the words of `trilat explain --outcomes`.
fn series(expression: &Expression, months: &Months) -> Vec<f64> {
    let each =
        |x: &Expression, f: &dyn Fn(f64) -> f64| series(x, months).into_iter().map(f).collect();
    match expression {
        Expression::Number(x) => vec![*x; MONTHS],
        Expression::Name(word) => months[&word.name].clone(),
        Expression::Unary(operation, x) => match operation {
            Unary::Minus => each(x, &|x| missing_unless(true, -x)),
            Unary::Abs => each(x, &|x| missing_unless(true, x.abs())),
            Unary::Not => each(x, &|x| {
                if x.is_nan() {
                    x
                } else if x == 0.0 {
                    1.0
                } else {
                    0.0
                }
            }),
            Unary::Exp => each(x, &|x| missing_unless(!x.is_nan() && x < 709.0, x.exp())),
            Unary::Ln => each(x, &|x| missing_unless(x > 0.0, x.ln())),
        },
        Expression::Binary(operation, x, y) => {
            let pairs = series(x, months).into_iter().zip(series(y, months));
            pairs.map(|(x, y)| pair(*operation, x, y)).collect()
        }
        Expression::Past(past, x) => {
            let x = series(x, months);
            let month = |t: usize| match past {
                Past::Lag(k) => (t as i64 - i64::from(*k))
                    .try_into()
                    .map_or(f64::NAN, |t: usize| x[t]),
                Past::Rolling(k) if t + 1 >= *k as usize => {
                    let window = &x[t + 1 - *k as usize..=t];
                    missing_unless(
                        true,
                        window.iter().fold(0.0, |sum, x| sum + x) / f64::from(*k),
                    )
                }
                Past::Rolling(_) => f64::NAN,
                Past::Since => {
                    let last = x[..=t].iter().rposition(|x| yes(*x));
                    last.map_or(f64::INFINITY, |last| (t - last) as f64)
                }
                Past::Ever => f64::from(x[..=t].iter().any(|x| yes(*x))),
            };
            (0..MONTHS).map(month).collect()
        }
    }
}

fn pair(operation: Binary, x: f64, y: f64) -> f64 {
    let both = !x.is_nan() && !y.is_nan();
    let fact = |fact: bool| f64::from(both && fact);
    let given = |x: f64| if both { x } else { f64::NAN };
    match operation {
        Binary::Or => given(f64::from(yes(x) || yes(y))),
        Binary::And => given(f64::from(yes(x) && yes(y))),
        Binary::Less => fact(x < y),
        Binary::LessOrEqual => fact(x <= y),
        Binary::Greater => fact(x > y),
        Binary::GreaterOrEqual => fact(x >= y),
        Binary::Equal => fact(x == y),
        Binary::NotEqual => fact(x != y),
        Binary::Plus => missing_unless(both, x + y),
        Binary::Minus => missing_unless(both, x - y),
        Binary::Times => missing_unless(both, x * y),
        Binary::Over => missing_unless(both, x / y),
        Binary::Power if y.fract() == 0.0 => missing_unless(both, x.powi(y as i32)),
        Binary::Power => missing_unless(both && (x > 0.0 || x == 0.0 && y > 0.0), x.powf(y)),
        Binary::Min => given(x.min(y)),
        Binary::Max => given(x.max(y)),
    }
}

/// Expressions over the months of the toy scenario. Powers are small, so that two ways to work them out agree.
fn expressions() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        prop::sample::select(vec![0.0, 0.25, 1.0, 2.0, 7.5]).prop_map(Expression::Number),
        prop::sample::select(NAMES.to_vec()).prop_map(|name| Expression::Name(Word {
            name: name.into(),
            at: 0..0
        })),
    ];
    use Binary::*;
    let binary = prop::sample::select(vec![
        Or,
        And,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        Equal,
        NotEqual,
        Plus,
        Minus,
        Times,
        Over,
        Min,
        Max,
    ]);
    let unary = prop::sample::select(vec![
        Unary::Minus,
        Unary::Not,
        Unary::Abs,
        Unary::Exp,
        Unary::Ln,
    ]);
    let past = prop_oneof![
        (0..9_u32).prop_map(Past::Lag),
        (1..9_u32).prop_map(Past::Rolling),
        Just(Past::Since),
        Just(Past::Ever),
    ];
    let power = prop::sample::select(vec![0.0, 0.5, 2.0, 3.0]).prop_map(Expression::Number);
    leaf.prop_recursive(4, 24, 2, move |inner| {
        prop_oneof![
            (unary.clone(), inner.clone()).prop_map(|(o, x)| Expression::Unary(o, Box::new(x))),
            (past.clone(), inner.clone()).prop_map(|(p, x)| Expression::Past(p, Box::new(x))),
            (inner.clone(), power.clone()).prop_map(|(x, y)| Expression::Binary(
                Power,
                Box::new(x),
                Box::new(y)
            )),
            (binary.clone(), inner.clone(), inner).prop_map(|(o, x, y)| Expression::Binary(
                o,
                Box::new(x),
                Box::new(y)
            )),
        ]
    })
}

/// What a fold comes to, over the months in which the condition holds.
fn folded(fold: &str, x: &[f64], condition: &[f64]) -> f64 {
    let kept: Vec<f64> = x
        .iter()
        .zip(condition)
        .filter(|(_, c)| yes(**c))
        .map(|(x, _)| *x)
        .collect();
    let gone = kept.iter().any(|x| !x.is_finite());
    if fold == "first" {
        let hit = |(x, c): (&f64, &f64)| yes(*x) && yes(*c);
        let at = x.iter().zip(condition).position(hit);
        return at.map_or(f64::NAN, |at| at as f64 + 1.0);
    }
    if gone || kept.is_empty() {
        return if gone || fold != "sum" { f64::NAN } else { 0.0 };
    }
    let n = kept.len() as f64;
    match fold {
        "sum" => kept.iter().sum(),
        "mean" => kept.iter().sum::<f64>() / n,
        "share" => kept.iter().filter(|x| yes(**x)).count() as f64 / n,
        "min" => kept.iter().copied().fold(f64::INFINITY, f64::min),
        "max" => kept.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        _ => kept[kept.len() - 1],
    }
}

/// Whether two ways to a number agree: exponentials and logarithms differ in their last digits, which differences magnify.
fn agree(a: f64, b: f64) -> bool {
    a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

#[test]
fn lanes_say_what_single_numbers_do() {
    let mut runner = TestRunner::deterministic();
    let (strategy, folds) = (
        expressions(),
        ["sum", "mean", "share", "min", "max", "first", "last"],
    );
    let draw = |runner: &mut TestRunner| strategy.new_tree(runner).unwrap().current();
    let (mut compared, mut present) = (0, 0);
    for batch in 0..4_u64 {
        let asked: Vec<(&str, Expression, Expression)> = (0..60)
            .map(|n| (folds[n % folds.len()], draw(&mut runner), draw(&mut runner)))
            .collect();
        let mut sets = vec![
            format!("scenario.horizon={MONTHS}"),
            "scenario.burn_in=3".into(),
        ];
        for (n, (fold, of, condition)) in asked.iter().enumerate() {
            sets.push(format!(
                "outcomes.o{n}={{ {fold} = \"{of}\", where = \"{condition}\" }}"
            ));
        }
        let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
        let text = std::fs::read_to_string(&toy).unwrap();
        let scenario = load_str(&toy, &text, &sets)
            .and_then(checked)
            .unwrap()
            .scenario;
        let mut world = Engine::new(&scenario);
        let runs: Vec<_> = (0..9).map(|k| (&scenario, batch * 100 + k)).collect();
        let wanted = Wanted {
            months: true,
            ..Wanted::default()
        };
        world.load(&runs, wanted).unwrap();
        // Twice, so that a block is seen to forget the one before.
        for _ in 0..2 {
            world.run();
        }
        let mut record = BlockRecord::default();
        world.record(&mut record);
        let layout = Layout::of(&scenario);
        let standing = layout.run.len() - asked.len();
        for lane in 0..record.lanes() {
            let mut months: Months = layout
                .month
                .iter()
                .enumerate()
                .map(|(n, column)| {
                    let values = (0..MONTHS).map(|t| record.month(t, n)[lane]);
                    (column.name.clone(), values.collect())
                })
                .collect();
            months.insert("t".into(), (1..=MONTHS).map(|t| t as f64).collect());
            for (n, (fold, of, condition)) in asked.iter().enumerate() {
                let by_hand = folded(fold, &series(of, &months), &series(condition, &months));
                let found = record.row(lane)[standing + n];
                assert!(
                    agree(found, by_hand),
                    "{fold}({of}) where {condition}: {found}, not {by_hand}"
                );
                compared += 1;
                present += u32::from(!found.is_nan());
            }
        }
    }
    assert!(
        compared == 4 * 60 * 9 && present > compared / 3,
        "{present} of {compared} say anything"
    );
}

#[test]
fn the_number_of_runs_in_a_block_makes_no_difference() {
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
    let text = std::fs::read_to_string(&toy).unwrap();
    let sets = [
        "scenario.horizon=12".to_owned(),
        "outcomes.a={ sum = \"rolling(probes_r1, 3) > since(probes_r1)\" }".to_owned(),
    ];
    let scenario = load_str(&toy, &text, &sets)
        .and_then(checked)
        .unwrap()
        .scenario;
    assert!(parse("rolling(probes_r1, 3) > since(probes_r1)").is_ok());
    let mut world = Engine::new(&scenario);
    let mut values = |replicates: &[u64]| -> Vec<f64> {
        let runs: Vec<_> = replicates.iter().map(|r| (&scenario, *r)).collect();
        world.load(&runs, Wanted::default()).unwrap();
        world.run();
        let mut record = BlockRecord::default();
        world.record(&mut record);
        (0..record.lanes())
            .map(|lane| *record.row(lane).last().unwrap())
            .collect()
    };
    let all = values(&[4, 5, 6, 7, 8]);
    assert_eq!([values(&[8]), values(&[5])].concat(), [all[4], all[1]]);
    assert!(all.iter().any(|x| *x != all[0]));
}
