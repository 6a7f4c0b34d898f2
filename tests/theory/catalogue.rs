//! The catalogue is complete, its domains are the ones enforced, and the two layers agree.

use std::collections::BTreeSet;

use trilat::theory::catalogue::{Entry, Value, entries, find};
use trilat::theory::{Form, TheoryError, operations, signals, strategy};

#[test]
fn every_form_is_listed_once_and_described() {
    let ids: Vec<Form> = entries().map(|e| e.form).collect();
    assert_eq!(ids, Form::ALL);
    let names: BTreeSet<&str> = entries().map(|e| e.name).collect();
    assert_eq!(names.len(), ids.len(), "names are unique");
    for e in entries() {
        assert!(
            e.name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            e.name
        );
        assert!(
            e.source.chars().filter(char::is_ascii_digit).count() >= 4,
            "{}: a source has a year",
            e.name
        );
        assert!(
            !e.title.is_empty() && e.equation.contains(['=', '≥']),
            "{}",
            e.name
        );
        let inputs: BTreeSet<&str> = e.inputs.iter().map(|i| i.name).collect();
        assert_eq!(
            inputs.len(),
            e.inputs.len(),
            "{}: input names are unique",
            e.name
        );
        for i in e.inputs {
            assert!(i.list || i.default.len() == 1, "{} {}", e.name, i.name);
            assert!(
                i.default.iter().all(|&x| i.domain.contains(x)),
                "{} {}",
                e.name,
                i.name
            );
        }
        assert!(std::ptr::eq(find(&e.form.id().to_lowercase()).unwrap(), e));
        assert!(std::ptr::eq(find(&e.name.to_uppercase()).unwrap(), e));
    }
}

#[test]
fn every_default_evaluates_to_finite_outputs() {
    for e in entries() {
        let results = e.evaluate(&[]).unwrap();
        assert_eq!(
            results.len(),
            e.outputs.len(),
            "{}: one value an output",
            e.name
        );
        for (output, value) in results {
            let finite = match value {
                Value::Number(x) => x.is_finite(),
                Value::List(list) => !list.is_empty() && list.iter().all(|x| x.is_finite()),
                Value::Text(text) => !text.is_empty(),
            };
            assert!(finite, "{} {}", e.name, output.name);
        }
    }
}

fn rejects(e: &Entry, input: &'static str, count: usize, x: f64) -> bool {
    match e.evaluate(&vec![(input, x); count]) {
        Err(TheoryError::Domain {
            form,
            input: named,
            value,
            allowed,
        }) => {
            assert_eq!(form, e.form);
            assert!(!allowed.is_empty());
            named == input && (value == x || x.is_nan())
        }
        _ => false,
    }
}

#[test]
fn every_domain_in_the_catalogue_is_enforced_by_the_form() {
    let probes = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -1e9,
        -1.0,
        -1e-9,
        0.0,
        1e-9,
        0.5,
        1.0,
        1.0 + 1e-9,
        1.5,
        2.0,
        16.0,
        701.0,
        1e5,
        1e7,
        1e9,
    ];
    let mut rejected = 0;
    for e in entries() {
        for i in e.inputs {
            // S7's weights have no default: as many as its default values.
            let count = if i.default.is_empty() {
                3
            } else {
                i.default.len()
            };
            for x in probes.into_iter().filter(|x| !i.domain.contains(*x)) {
                assert!(
                    rejects(e, i.name, count, x),
                    "{} {} = {x}: {:?}",
                    e.name,
                    i.name,
                    e.evaluate(&[(i.name, x)])
                );
                rejected += 1;
            }
        }
    }
    assert!(rejected > 1000, "{rejected}");
}

#[test]
fn no_admissible_input_gives_nan() {
    // Whatever the domains admit is either evaluated to a number or refused by a stated condition.
    let probes = [-20.0, -1.0, 0.0, 1e-9, 0.3, 0.5, 1.0, 2.0, 7.0, 1e3, 1e6];
    for e in entries() {
        for i in e.inputs {
            for x in probes.into_iter().filter(|x| i.domain.contains(*x)) {
                let Ok(results) = e.evaluate(&[(i.name, x)]) else {
                    continue;
                };
                for (output, value) in results {
                    let numbers = match value {
                        Value::Number(x) => vec![x],
                        Value::List(list) => list,
                        _ => vec![],
                    };
                    assert!(
                        numbers.iter().all(|y| !y.is_nan()),
                        "{} {} = {x}: {}",
                        e.name,
                        i.name,
                        output.name
                    );
                }
            }
        }
    }
}

fn number(name: &str, inputs: &[(&str, f64)], output: &str) -> f64 {
    let results = find(name).unwrap().evaluate(inputs).unwrap();
    match results.iter().find(|(o, _)| o.name == output).unwrap().1 {
        Value::Number(x) => x,
        _ => panic!("{name} {output} is not a number"),
    }
}

/// The model calls primitives; users see forms. Same bits, or the documentation lies.
#[test]
fn forms_and_primitives_give_the_same_bits() {
    let same = |a: f64, b: f64, what: &str| assert_eq!(a.to_bits(), b.to_bits(), "{what}: {a} {b}");
    for k in 1..20 {
        let x = f64::from(k) / 20.0;
        let t = [("a", 1.0 + x), ("b", x), ("d", 0.5)];
        same(
            number("T6", &t, "t"),
            strategy::trust_threshold(1.0 + x, x, 0.5),
            "T6",
        );
        let f = strategy::acceptable_shared_risk(x, 1.0, 0.0, -4.0);
        same(number("T5", &[("q", x)], "f"), f, "T5");
        let fight = strategy::quantal_response(10.0 * x, 0.3);
        same(
            number(
                "T7",
                &[("lambda", 10.0 * x), ("U_R_war", 0.3), ("U_R_concede", 0.0)],
                "p_F",
            ),
            fight,
            "T7",
        );
        same(
            number("S2", &[("r", x)], "discount"),
            signals::evidence_discount(3.0, x),
            "S2",
        );
        same(
            number("S3", &[("P", x)], "gain"),
            signals::kalman_gain(x, 0.01),
            "S3",
        );
        same(
            number("S4", &[("h", x)], "log_odds"),
            signals::predict_log_odds(2.0, x, 0.3),
            "S4",
        );
        let voi = signals::value_of_information(x, 0.6, 0.4, 5.0, (0.9, 0.2));
        same(number("S6", &[("belief", x)], "VOI"), voi, "S6");
        let ces = signals::ces(&[0.8, 0.3, 0.3], &[1.0 / 3.0; 3], x);
        same(number("S7", &[("u", x)], "mean"), ces, "S7");
        let m = 40.0 * x;
        same(
            number("O3", &[("M", m)], "leakers"),
            operations::independent_fire(10.0, m, 0.8),
            "O3",
        );
        let planned = operations::choreographed_leakers(10.0, m, 0.8, 100.0);
        same(number("O4", &[("M", m)], "leakers"), planned, "O4");
        let survival = operations::blind_survival(10.0, m, 0.8, 2.0)
            * operations::blind_survival(10.0, 7.0, 0.8, 2.0);
        let blind = operations::blind_leakers(10.0, survival);
        same(
            number("O5", &[("M", m), ("M", 7.0), ("n_max", 2.0)], "leakers"),
            blind,
            "O5",
        );
        same(
            number("O9", &[("z", 2.0 * x)], "exhaustive"),
            operations::exhaustive_search(2.0 * x),
            "O9",
        );
        same(
            number("O14", &[("a", 5.0 * x)], "lost"),
            operations::erlang_b(3, 5.0 * x),
            "O14",
        );
    }
}

#[test]
fn conditions_across_inputs_are_stated() {
    let message = |name: &str, inputs: &[(&str, f64)]| {
        find(name)
            .unwrap()
            .evaluate(inputs)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        message("T5", &[("d", 0.5)]),
        "T5: d = 0.5 is not allowed; d must be below s = 0"
    );
    assert!(message("T8", &[("V_A", 0.0)]).contains("above S_A = 0"));
    assert!(message("O13", &[("lambda", 1.0)]).contains("below mu = 1"));
    assert!(message("O6", &[("M", 25.0)]).contains("multiple of N = 10"));
    assert!(message("S7", &[("w", 0.5), ("w", 0.5), ("w", 0.5)]).contains("sums to 1"));
    assert!(message("T2", &[("a", 1.0), ("a", 1.0), ("a", 1.0)]).contains("3 value(s)"));
    assert!(
        message(
            "O5",
            &[("M", 8.0), ("M", 6.0), ("M", 6.0), ("p", 0.8), ("p", 0.7)]
        )
        .contains("exactly 3")
    );
}
