use proptest::prelude::*;

use super::*;

fn round(text: &str) -> String {
    parse(text).unwrap().to_string()
}

#[test]
fn operations_bind_as_in_mathematics() {
    for (text, same) in [
        ("1+2*3^2", "1 + 2 * 3 ^ 2"),
        ("-x^2", "-x ^ 2"),
        ("(-x)^2", "(-x) ^ 2"),
        ("2^3^2", "2 ^ 3 ^ 2"),
        ("(2^3)^2", "(2 ^ 3) ^ 2"),
        ("a-b-c", "a - b - c"),
        ("a-(b-c)", "a - (b - c)"),
        ("a/(b*c)", "a / (b * c)"),
        ("not a and b or c", "not a and b or c"),
        ("not (a and b)", "not (a and b)"),
        ("a < b and not c >= 2", "a < b and not c >= 2"),
        ("min(a,b,2)", "min(min(a, b), 2)"),
        (" rolling( a + 1 ,12) ", "rolling(a + 1, 12)"),
        (".5 * 1e-3", "0.5 * 0.001"),
    ] {
        assert_eq!(round(text), same, "{text}");
    }
    let value = |text: &str| parse(text).unwrap().value(&|_| 3.0);
    assert_eq!(value("-x^2 + 2^3^2"), 503.0);
    assert_eq!(value("not x > 2 or x == 3"), 1.0);
    assert_eq!(value("min(x, 7, 2) + max(x, 4) - abs(-1)"), 5.0);
}

#[test]
fn missing_values_propagate_and_compare_as_false() {
    let value = |text: &str| parse(text).unwrap().value(&|_| f64::NAN);
    for text in [
        "x + 1",
        "1 / 0",
        "ln(0)",
        "ln(-1)",
        "0 / 0",
        "exp(1e4)",
        "min(x, 1)",
        "x and 1",
        "not x",
        "(-8)^0.5",
    ] {
        assert!(value(text).is_nan(), "{text}");
    }
    for text in ["x < 1", "x >= 1", "x == x", "x != x", "x != 1"] {
        assert_eq!(value(text), 0.0, "{text}");
    }
    assert_eq!(value("(-2)^3"), -8.0);
    assert_eq!(value("0^0.5"), 0.0);
    assert_eq!(value("exp(-1e4)"), 0.0);
    assert!((value("2^0.5") - std::f64::consts::SQRT_2).abs() < 1e-15);
}

#[test]
fn errors_say_where_and_what_instead() {
    for (text, at, message, help) in [
        ("probes +", 8..8, "breaks off", "made of numbers"),
        ("a < b < c", 6..6, "chained", "a < b and b < c"),
        ("a = 2", 2..3, "compares nothing", "=="),
        ("Probes + 1", 0..6, "`Probes`", "lower case"),
        ("mean(a)", 0..4, "no function `mean`", "rolling"),
        ("lag(a)", 0..3, "other values", "whole number of months"),
        ("rolling(a, 0)", 0..7, "other values", "from 1"),
        ("lag(a, 1.5)", 0..3, "other values", "whole"),
        ("a && b", 2..3, "`&`", "and, or, not"),
        ("(a", 2..2, "breaks off", "made of"),
        ("0,5 * a", 1..2, "`,`", "decimal point"),
        ("", 0..0, "breaks off", "made of"),
    ] {
        let wrong = parse(text).unwrap_err();
        assert_eq!(wrong.at, at, "{text}: {wrong:?}");
        assert!(wrong.message.contains(message), "{text}: {wrong:?}");
        assert!(wrong.help[0].contains(help), "{text}: {wrong:?}");
    }
    let deep = "(".repeat(40) + "a" + &")".repeat(40);
    assert!(parse(&deep).unwrap_err().message.contains("deep"));
    assert!(parse(&"-".repeat(900)).is_err());
    assert!(parse(&("not ".repeat(240) + "a")).is_ok());
}

/// Expressions of some depth, as a user may write them.
fn expressions() -> impl Strategy<Value = Expression> {
    let name = prop::sample::select(vec!["a", "probes_r3", "belief_prk_kor"]);
    let leaf = prop_oneof![
        (0.0..1e6f64).prop_map(Expression::Number),
        (0..100u32).prop_map(|n| Expression::Number(n.into())),
        name.prop_map(|name| Expression::Name(Word {
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
        Binary::Minus,
        Times,
        Over,
        Power,
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
        (0..=MAX_WINDOW).prop_map(Past::Lag),
        (1..=MAX_WINDOW).prop_map(Past::Rolling),
        Just(Past::Since),
        Just(Past::Ever),
    ];
    leaf.prop_recursive(5, 40, 2, move |inner| {
        prop_oneof![
            (unary.clone(), inner.clone()).prop_map(|(o, x)| Expression::Unary(o, Box::new(x))),
            (past.clone(), inner.clone()).prop_map(|(p, x)| Expression::Past(p, Box::new(x))),
            (binary.clone(), inner.clone(), inner).prop_map(|(o, x, y)| Expression::Binary(
                o,
                Box::new(x),
                Box::new(y)
            )),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_to_the_same(expression in expressions()) {
        let text = expression.to_string();
        prop_assume!(text.chars().count() <= MAX_TEXT);
        match parse(&text) {
            Ok(again) => prop_assert_eq!(again, expression, "{}", text),
            Err(wrong) => prop_assert!(wrong.message.contains("deep"), "{text}: {wrong:?}"),
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[ a-z_0-9.+*/^<>=!(),-]{0,80}|.{0,60}") {
        if let Ok(found) = parse(&text) {
            prop_assert!(parse(&found.to_string()).is_ok());
            found.value(&|_| 0.5);
        }
    }
}

#[test]
fn paths_are_names_where_they_are_asked_for() {
    let names = |text: &str| {
        let parsed = parse_paths(text).unwrap();
        let mut names = Vec::new();
        parsed.each_name(&mut |word| names.push((word.name.clone(), word.at.clone())));
        assert!(names.iter().all(|(name, at)| text[at.clone()] == **name));
        names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("fear.per_exercise<2*rungs.3.fear"),
        ["fear.per_exercise", "rungs.3.fear"]
    );
    assert_eq!(
        names("dyads.JPN-KOR.trust-states.KOR.x-PRK_targets_KP_base_rate_3 > a.b -1"),
        [
            "dyads.JPN-KOR.trust",
            "states.KOR.x",
            "PRK_targets_KP_base_rate_3",
            "a.b"
        ]
    );
    assert_eq!(
        names("min(states.KOR.x, 1) > 0 and not states_KOR < 1"),
        ["states.KOR.x", "states_KOR"]
    );
    for (text, at) in [
        ("a.b. < 1", 3..4),
        ("a.b <", 5..5),
        ("states.KOR KOR", 11..14),
        ("sqrt(a.b) < 1", 0..4),
    ] {
        assert_eq!(parse_paths(text).unwrap_err().at, at, "{text}");
    }
    // Without being asked for, names are columns.
    assert_eq!(parse("a.b < 1").unwrap_err().at, 1..2);
    assert!(parse("KOR < 1").unwrap_err().help[0].contains("lower case"));
}
