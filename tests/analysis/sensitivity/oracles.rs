//! Against SALib, pingouin and statsmodels, on the same samples (`tests/fixtures/make_sensitivity.py`).

use trilat::analysis::sensitivity::layout::{radial as check_radial, trajectories};
use trilat::analysis::sensitivity::noise::Numbers;
use trilat::analysis::sensitivity::prcc::partial_rank_correlations;
use trilat::analysis::sensitivity::{Index, Responses, reason};

use super::support::{
    bootstrap, columns, fixture, morris, pawn, prcc, radial, regression, sobol, table,
};

/// What the other programs found: output, index, factor, second factor, value.
fn expected(case: &str) -> Vec<[String; 5]> {
    let mut reader = csv::Reader::from_path(fixture("sensitivity.csv")).unwrap();
    let rows = reader.records().map(|row| row.unwrap());
    let of_case = rows.filter(|row| &row[0] == case);
    of_case
        .map(|row| [1, 2, 3, 4, 5].map(|at| row[at].to_owned()))
        .collect()
}

fn agree(case: &str, output: &str, names: &[&str], found: &[Index], tolerance: f64) {
    let place = |name: &str| names.iter().position(|known| *known == name);
    let rows = expected(case);
    let rows: Vec<_> = rows.iter().filter(|row| row[0] == output).collect();
    assert!(!rows.is_empty());
    let mut compared = 0;
    for [_, kind, factor, second, value] in rows {
        let Some(index) = found.iter().find(|index| {
            index.kind == kind && index.factor == place(factor) && index.second == place(second)
        }) else {
            continue;
        };
        let value: f64 = value.parse().unwrap();
        let error = (index.estimate.value - value).abs();
        assert!(
            error <= tolerance * (1.0 + value.abs()),
            "{case} {kind} {factor} {second}: {} for {value}",
            index.estimate.value
        );
        compared += 1;
    }
    assert_eq!(
        compared,
        found.iter().filter(|i| !i.estimate.value.is_nan()).count()
    );
}

const GROUPS: [usize; 4] = [0, 1, 0, 2];

#[test]
fn sobol_indices_agree_with_salib() {
    for (case, second, names, groups) in [
        ("sobol_second", true, vec!["x1", "x2", "x3"], &[0, 1, 2][..]),
        ("sobol_groups", false, vec!["one", "two", "three"], &GROUPS),
    ] {
        let folder = fixture("foreign").join(case);
        let (factors, design) = table(&folder.join("design.csv"));
        let (outputs, y) = table(&folder.join("outputs.csv"));
        let layout = columns(&design, groups, &factors);
        let samples = check_radial(&layout, second).unwrap();
        assert_eq!(samples, if second { 32 } else { 64 });
        for (output, y) in outputs.iter().zip(&y) {
            let found = sobol(
                &Responses::single(y),
                radial(3, second),
                Numbers::Shared,
                &bootstrap(2, 1),
            );
            agree(case, output, &names, &found, 1e-11);
        }
    }
}

#[test]
fn elementary_effects_agree_with_salib() {
    let bounds = [(0.0, 2.0), (-1.0, 4.0), (1.0, 9.0), (-20.0, 20.0)];
    for (case, names, groups) in [
        ("morris", vec!["a", "b", "c", "d"], [0, 1, 2, 3]),
        ("morris_groups", vec!["one", "two", "three"], GROUPS),
    ] {
        let folder = fixture("foreign").join(case);
        let (factors, mut design) = table(&folder.join("design.csv"));
        let (_, y) = table(&folder.join("outputs.csv"));
        for (column, (low, high)) in design.iter_mut().zip(bounds) {
            column
                .iter_mut()
                .for_each(|x| *x = (*x - low) / (high - low));
        }
        let layout = columns(&design, &groups, &factors);
        for delta in [None, Some(0.6)] {
            let steps = trajectories(&layout, delta).unwrap();
            assert_eq!(steps.trajectories(), 12);
            let found = morris(
                &Responses::single(&y[0]),
                &steps,
                Numbers::Shared,
                &bootstrap(2, 1),
            );
            agree(case, "y", &names, &found, 1e-11);
        }
    }
}

#[test]
fn rank_correlations_and_regressions_agree_with_pingouin_and_statsmodels() {
    let folder = fixture("foreign/cloud");
    let (_, design) = table(&folder.join("design.csv"));
    let (_, y) = table(&folder.join("outputs.csv"));
    let y_only = Responses::single(&y[0]);
    let mut found = prcc(&design, &y_only, Numbers::Shared, &bootstrap(1000, 1));
    for (index, plain) in found.iter().zip(partial_rank_correlations(&design, &y[0])) {
        assert_eq!(index.estimate.value, plain);
        assert!(index.estimate.ci_low < plain && plain < index.estimate.ci_high);
    }
    found.extend(regression(
        &design,
        &y_only,
        Numbers::Shared,
        &bootstrap(1000, 1),
    ));
    agree("cloud", "y", &["a", "b", "c", "d"], &found, 1e-11);
}

/// SALib's slices, with the largest value of a factor in the last one. The second factor has ties, where each of its few values
/// is a slice.
#[test]
fn distances_of_distributions_agree_with_salib() {
    let folder = fixture("foreign/cloud");
    let (_, design) = table(&folder.join("design.csv"));
    let (_, y) = table(&folder.join("outputs.csv"));
    let found = pawn(
        &design,
        &Responses::single(&y[0]),
        Numbers::Shared,
        &bootstrap(1000, 1),
    );
    assert_eq!(found.len(), 12);
    let untied = |index: &Index| index.factor != Some(1) && index.kind != "pawn_noise";
    let compared: Vec<Index> = found
        .iter()
        .filter(|index| untied(index))
        .cloned()
        .collect();
    agree("cloud", "y", &["a", "b", "c", "d"], &compared, 1e-12);
    let of = |kind: &str, factor: usize| {
        let mut all = found.iter();
        all.find(|index| index.kind == kind && index.factor == Some(factor))
            .unwrap()
    };
    for factor in 0..4 {
        let index = of("pawn", factor);
        assert!(index.estimate.has_interval() && index.note.is_empty());
    }
    // The first factor decides most, the last one nothing beyond chance.
    assert!(of("pawn", 0).estimate.value > 1.3 * of("pawn_noise", 0).estimate.value);
    assert!(of("pawn", 3).estimate.value < of("pawn_noise", 3).estimate.value);
    let constant = pawn(
        &design,
        &Responses::single(&[2.0; 60]),
        Numbers::Shared,
        &bootstrap(1000, 1),
    );
    assert!(constant.iter().all(|index| index.note == reason::CONSTANT));
}

#[test]
fn rows_in_another_order_are_refused() {
    let folder = fixture("foreign/sobol_second");
    let (factors, mut design) = table(&folder.join("design.csv"));
    let groups = [0, 1, 2];
    for column in &mut design {
        column.swap(9, 10);
    }
    let error = check_radial(&columns(&design, &groups, &factors), true).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("point 9 should be AB_1 of sample 1"),
        "{text}"
    );
    assert!(check_radial(&columns(&design, &groups, &factors), false).is_err());
    let error = trajectories(&columns(&design, &groups, &factors), None).unwrap_err();
    assert!(
        error.to_string().contains("one factor or group at a time"),
        "{error}"
    );
}

#[test]
fn a_factor_that_decides_alone_correlates_wholly() {
    let folder = fixture("foreign/cloud");
    let (_, design) = table(&folder.join("design.csv"));
    let y: Vec<f64> = design[2].iter().map(|x| -x.powi(3)).collect();
    let found = prcc(
        &design,
        &Responses::single(&y),
        Numbers::Shared,
        &bootstrap(1000, 1),
    );
    assert_eq!(found[2].estimate.value, -1.0);
    for other in [0, 1, 3] {
        assert!(found[other].estimate.value.is_nan());
        assert_eq!(found[other].note, reason::EXPLAINED);
    }
    // Two columns that are the same cannot be told apart.
    let twice = [design[0].clone(), design[0].clone()];
    for index in prcc(
        &twice,
        &Responses::single(&y),
        Numbers::Shared,
        &bootstrap(1000, 1),
    ) {
        assert_eq!(index.note, reason::COLLINEAR);
    }
}
