//! Exactly the selected form changes, by ten per cent.

use trilat_model::theory::catalogue::{Value, entries};
use trilat_model::theory::{Form, operations, set_perturbed, signals, strategy};

fn outputs(form: Form) -> Vec<f64> {
    let entry = entries().find(|e| e.form == form).unwrap();
    entry
        .evaluate(&[])
        .unwrap()
        .into_iter()
        .flat_map(|(_, value)| match value {
            Value::Number(x) => vec![x],
            Value::List(list) => list,
            _ => vec![],
        })
        .collect()
}

#[test]
fn only_the_selected_form_changes() {
    let _alone = crate::alone();
    set_perturbed(None);
    // S5's hook is in the prediction, which its worked example (one update) does not make.
    let hooked = |f: &Form| *f != Form::S5;
    let before: Vec<Vec<f64>> = Form::ALL.iter().map(|&f| outputs(f)).collect();
    for &selected in Form::ALL.iter().filter(|f| hooked(f)) {
        set_perturbed(Some(selected));
        for (&form, old) in Form::ALL.iter().zip(&before) {
            let changed = outputs(form) != *old;
            assert_eq!(
                changed,
                form == selected,
                "{selected} selected, {form} looked at"
            );
        }
    }

    set_perturbed(Some(Form::S1));
    let p = signals::send_probability(0.0, 0.0, 1.0);
    assert!((p - 0.55).abs() < 1e-15);
    assert!(
        (signals::send_probability(9.0, 0.0, 0.25) - 1.0 / 1.1).abs() < 1e-12,
        "stays a probability"
    );

    set_perturbed(Some(Form::S5));
    let (p0, p1) = signals::mix_pair(0.5, 0.3, 0.0, 0.5);
    assert!((p1 - 0.33).abs() < 1e-15 && (p0 + p1 - 0.8).abs() < 1e-15);
    let (p0, p1) = signals::mix_pair(0.0, 1.0, 0.0, 0.5);
    assert!((p1 - 1.0 / 1.1).abs() < 1e-15 && (p0 + p1 - 1.0).abs() < 1e-15);

    set_perturbed(Some(Form::O4));
    assert!((operations::choreographed_leakers(10.0, 20.0, 0.8, 9.0) - 0.44).abs() < 1e-12);
    set_perturbed(Some(Form::T7));
    assert!((strategy::quantal_response(0.0, 1.0) - 0.55).abs() < 1e-15);
    set_perturbed(None);
    assert_eq!(strategy::quantal_response(0.0, 1.0), 0.5);
}
