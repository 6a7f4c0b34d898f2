//! Functions with known indices, folders of fixtures, and short ways to the library.

use std::path::{Path, PathBuf};

use trilat::analysis::sensitivity::layout::{Columns, Steps};
use trilat::analysis::sensitivity::noise::{Component, Numbers};
use trilat::analysis::sensitivity::sobol::Radial;
use trilat::analysis::sensitivity::{self as library, Bootstrap, Index, Responses};
use trilat::ensemble::rng::StreamRng;
use trilat::study::design::UnitPoints;
use trilat::study::design::saltelli::saltelli;
use trilat::study::design::sobol::scrambled_sobol;
use trilat::watch::unwatched;

pub fn bootstrap(resamples: usize, seed: u64) -> Bootstrap {
    Bootstrap {
        resamples,
        seed,
        threads: 2,
    }
}

pub fn generator(seed: u64) -> StreamRng {
    StreamRng::new(seed, 0, 0, 1, 0)
}

/// The radial design of `factors` factors over scrambled Sobol' points.
pub fn radial_points(seed: u64, factors: usize, samples: usize, second_order: bool) -> UnitPoints {
    let groups: Vec<usize> = (0..factors).collect();
    let base = scrambled_sobol(seed, 2 * factors, 0, samples).unwrap();
    saltelli(&base, &groups, second_order)
}

pub fn radial(groups: usize, second_order: bool) -> Radial {
    Radial {
        groups,
        second_order,
    }
}

/// sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on [−π, π]³ (Ishigami and Homma 1990).
pub fn ishigami(u: &[f64]) -> f64 {
    let x = |k: usize| std::f64::consts::PI * (2.0 * u[k] - 1.0);
    x(0).sin() + 7.0 * x(1).sin().powi(2) + 0.1 * x(2).powi(4) * x(0).sin()
}

/// Its indices: S1, ST, then S2 of (1, 2), (1, 3), (2, 3).
pub fn ishigami_indices() -> Vec<f64> {
    let (a, b, p4) = (7.0_f64, 0.1_f64, std::f64::consts::PI.powi(4));
    let first = 0.5 * (1.0 + b * p4 / 5.0).powi(2);
    let second = a * a / 8.0;
    let both = b * b * p4 * p4 * (1.0 / 18.0 - 1.0 / 50.0);
    let v = first + second + both;
    vec![
        first / v,
        second / v,
        0.0,
        (first + both) / v,
        second / v,
        both / v,
        0.0,
        both / v,
        0.0,
    ]
}

pub fn values(indices: &[Index], kind: &str) -> Vec<f64> {
    let of_kind = indices.iter().filter(|index| index.kind == kind);
    of_kind.map(|index| index.estimate.value).collect()
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// The columns of a table of numbers, with their names.
pub fn table(path: &Path) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let mut columns = vec![Vec::new(); names.len()];
    for row in reader.records() {
        for (column, text) in columns.iter_mut().zip(row.unwrap().iter()) {
            column.push(text.parse().unwrap());
        }
    }
    (names, columns)
}

pub fn columns<'a>(
    values: &'a [Vec<f64>],
    groups: &'a [usize],
    names: &'a [String],
) -> Columns<'a> {
    Columns {
        values,
        groups,
        names,
    }
}

/// [`library::sobol::sobol`], which nobody stops.
pub fn sobol(y: &Responses, layout: Radial, numbers: Numbers, bootstrap: &Bootstrap) -> Vec<Index> {
    unwatched(|ticker| library::sobol::sobol(y, layout, numbers, bootstrap, ticker)).unwrap()
}

/// [`library::morris::morris`], which nobody stops.
pub fn morris(y: &Responses, steps: &Steps, numbers: Numbers, bootstrap: &Bootstrap) -> Vec<Index> {
    unwatched(|ticker| library::morris::morris(y, steps, numbers, bootstrap, ticker)).unwrap()
}

/// [`library::ofat::ofat`], which nobody stops.
pub fn ofat(
    y: &Responses,
    departs: &[Option<usize>],
    numbers: Numbers,
    bootstrap: &Bootstrap,
) -> Vec<Index> {
    unwatched(|ticker| library::ofat::ofat(y, departs, numbers, bootstrap, ticker)).unwrap()
}

/// [`library::prcc::prcc`], which nobody stops.
pub fn prcc(
    columns: &[Vec<f64>],
    y: &Responses,
    numbers: Numbers,
    bootstrap: &Bootstrap,
) -> Vec<Index> {
    unwatched(|ticker| library::prcc::prcc(columns, y, numbers, bootstrap, ticker)).unwrap()
}

/// [`library::pawn::pawn`], which nobody stops.
pub fn pawn(
    columns: &[Vec<f64>],
    y: &Responses,
    numbers: Numbers,
    bootstrap: &Bootstrap,
) -> Vec<Index> {
    unwatched(|ticker| library::pawn::pawn(columns, y, numbers, bootstrap, ticker)).unwrap()
}

/// [`library::regression::regression`], which nobody stops.
pub fn regression(
    columns: &[Vec<f64>],
    y: &Responses,
    numbers: Numbers,
    bootstrap: &Bootstrap,
) -> Vec<Index> {
    unwatched(|ticker| library::regression::regression(columns, y, numbers, bootstrap, ticker))
        .unwrap()
}

/// [`library::noise::components`], which nobody stops.
pub fn components(
    y: &Responses,
    cluster: &[usize],
    numbers: Numbers,
    bootstrap: &Bootstrap,
) -> Vec<Component> {
    unwatched(|ticker| library::noise::components(y, cluster, numbers, bootstrap, ticker)).unwrap()
}
