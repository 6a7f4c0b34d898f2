//! From text to an expression.

use std::ops::Range;

use winnow::ascii::{digit1, multispace0};
use winnow::combinator::{
    alt, cut_err, delimited, fail, opt, peek, preceded, repeat, separated, terminated,
};
use winnow::error::{ContextError, StrContext};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Stateful, Stream};
use winnow::token::{one_of, take, take_while};

use super::{Binary, Expression, Past, Unary, Word};

/// Longest text of an expression, in characters.
pub const MAX_TEXT: usize = 1000;
/// Parentheses within parentheses that an expression may have.
const MAX_NESTING: usize = 32;
/// Most months that `lag` and `rolling` look back.
pub const MAX_WINDOW: u32 = 600;

/// The functions and how many arguments they take, for messages.
const FUNCTIONS: [(&str, &str); 9] = [
    ("min", "min(x, y) takes two values or more"),
    ("max", "max(x, y) takes two values or more"),
    ("abs", "abs(x) takes one value"),
    ("exp", "exp(x) takes one value"),
    ("ln", "ln(x) takes one value"),
    (
        "lag",
        "lag(x, k) takes a value and a whole number of months from 0 to 600",
    ),
    (
        "rolling",
        "rolling(x, k) takes a value and a whole number of months from 1 to 600",
    ),
    ("since", "since(x) takes one condition"),
    ("ever", "ever(x) takes one condition"),
];

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Vec<String>,
}

/// What is parsed before functions are known by their names.
enum Raw {
    Number(f64),
    Name(Word),
    Unary(Unary, Box<Raw>),
    Binary(Binary, Box<Raw>, Box<Raw>),
    Call(Word, Vec<Raw>),
}

/// How names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    /// Lower-case letters, digits and `_`, as columns are called.
    Plain,
    /// Dotted paths as well, such as `states.KOR.resolute_share`.
    Paths,
}

type Input<'a> = Stateful<LocatingSlice<&'a str>, Names>;

/// Labels of errors that have a message of their own.
const CHAINED: &str = "chained";
const SINGLE: &str = "single";

/// Parses an expression.
///
/// # Errors
/// The first thing that is wrong, with its place and what to write instead.
///
/// ```
/// # use trilat_model::expression::parse;
/// let found = parse("since(turnover_kor) <= 3").unwrap();
/// assert_eq!(found.to_string(), "since(turnover_kor) <= 3");
/// assert_eq!(parse("probes +").unwrap_err().at, 8..8);
/// ```
pub fn parse(text: &str) -> Result<Expression, Wrong> {
    parse_with(text, Names::Plain)
}

/// Parses an expression whose names may be dotted paths: keys of letters, digits and `_`, and names of pairs such as
/// `JPN-KOR` behind a point. A `-` between anything else is a minus.
///
/// # Errors
/// As [`parse()`].
///
/// ```
/// # use trilat_model::expression::parse_paths;
/// let found = parse_paths("dyads.JPN-KOR.leader_trust-rungs.3.fear > 0").unwrap();
/// let mut names = Vec::new();
/// found.each_name(&mut |word| names.push(word.name.as_str()));
/// assert_eq!(names, ["dyads.JPN-KOR.leader_trust", "rungs.3.fear"]);
/// ```
pub fn parse_paths(text: &str) -> Result<Expression, Wrong> {
    parse_with(text, Names::Paths)
}

fn parse_with(text: &str, names: Names) -> Result<Expression, Wrong> {
    bounded(text)?;
    let whole = terminated(delimited(multispace0, or, multispace0), end);
    let input = Stateful {
        input: LocatingSlice::new(text),
        state: names,
    };
    match { whole }.parse(input) {
        Ok(raw) => name(raw),
        Err(error) => Err(explain(text, names, error.offset(), error.inner())),
    }
}

/// Refuses what no reader would follow and what recursion could not.
fn bounded(text: &str) -> Result<(), Wrong> {
    if text.chars().count() > MAX_TEXT {
        let message = format!("an expression of more than {MAX_TEXT} characters");
        return Err(wrong(
            0..text.len(),
            message,
            "name parts of it as outcomes of their own",
        ));
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            let message = format!("parentheses within parentheses, more than {MAX_NESTING} deep");
            return Err(wrong(
                at..at + 1,
                message,
                "name parts of it as outcomes of their own",
            ));
        }
    }
    Ok(())
}

fn wrong(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Wrong {
    Wrong {
        at,
        message: message.into(),
        help: vec![help.into()],
    }
}

/// Turns an error of the parser into words.
fn explain(text: &str, names: Names, offset: usize, error: &ContextError) -> Wrong {
    let label = |wanted: &str| {
        error
            .context()
            .any(|context| matches!(context, StrContext::Label(label) if *label == wanted))
    };
    let rest = &text[offset..];
    if label(CHAINED) {
        return wrong(
            offset..offset,
            "comparisons cannot be chained",
            "write a < b and b < c",
        );
    }
    if label(SINGLE) {
        return wrong(
            offset..offset + 1,
            "`=` compares nothing",
            "write == to compare",
        );
    }
    let token: String = match rest.chars().next() {
        None => return wrong(offset..offset, "the expression breaks off", EXPECTED),
        Some(c) if c.is_alphanumeric() || c == '_' => rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
            .collect(),
        Some(c) => c.into(),
    };
    let at = offset..offset + token.len();
    let help = match token.as_str() {
        "," => "a comma stands between the values of a function; a decimal point is a point",
        "&" | "|" | "!" => "write and, or, not",
        "%" => "write / 100",
        "[" | "{" => "write round parentheses",
        _ if names == Names::Plain && token.chars().any(char::is_uppercase) => {
            "names are in lower case"
        }
        _ => EXPECTED,
    };
    wrong(at, format!("`{token}` cannot stand here"), help)
}

const EXPECTED: &str = "an expression is made of numbers, names, + - * / ^, < <= > >= == !=, and, or, not, parentheses, \
    and min max abs exp ln lag rolling since ever";

fn end(input: &mut Input<'_>) -> ModalResult<()> {
    winnow::combinator::eof.void().parse_next(input)
}

/// A parser and the white space behind it.
fn token<'a, O>(
    inner: impl Parser<Input<'a>, O, winnow::error::ErrMode<ContextError>>,
) -> impl Parser<Input<'a>, O, winnow::error::ErrMode<ContextError>> {
    terminated(inner, multispace0)
}

/// A word of the language or a name.
fn word<'a>(input: &mut Input<'a>) -> ModalResult<&'a str> {
    if input.state == Names::Paths {
        return match path_length(input.peek_finish()) {
            0 => fail.parse_next(input),
            length => take(length).parse_next(input),
        };
    }
    let begins = |c: char| c.is_ascii_lowercase();
    let goes_on = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (one_of(begins), take_while(0.., goes_on))
        .take()
        .parse_next(input)
}

/// Characters of the path at the beginning of a text, all of them ASCII; 0 if there is none.
fn path_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let at = |place: usize| bytes.get(place).copied().unwrap_or_default();
    if !at(0).is_ascii_alphabetic() {
        return 0;
    }
    let mut dotted = false;
    let mut length = 1;
    loop {
        let next = at(length + 1);
        let goes_on = match at(length) {
            b'.' => next.is_ascii_alphanumeric(),
            // The ends of a path are in lower case, so that this is no difference of two.
            b'-' => dotted && at(length - 1).is_ascii_uppercase() && next.is_ascii_uppercase(),
            own => own.is_ascii_alphanumeric() || own == b'_',
        };
        if !goes_on {
            return length;
        }
        dotted |= at(length) == b'.';
        length += 1;
    }
}

fn keyword<'a>(
    wanted: &'static str,
) -> impl Parser<Input<'a>, &'a str, winnow::error::ErrMode<ContextError>> {
    token(word.verify(move |found: &str| found == wanted))
}

/// Folds `part (between part)*` from the left.
fn left<'a>(
    mut part: impl FnMut(&mut Input<'a>) -> ModalResult<Raw>,
    mut between: impl FnMut(&mut Input<'a>) -> ModalResult<Binary>,
    input: &mut Input<'a>,
) -> ModalResult<Raw> {
    let mut whole = part.parse_next(input)?;
    while let Some(operation) = opt(between.by_ref()).parse_next(input)? {
        let next = cut_err(part.by_ref()).parse_next(input)?;
        whole = Raw::Binary(operation, Box::new(whole), Box::new(next));
    }
    Ok(whole)
}

fn or(input: &mut Input<'_>) -> ModalResult<Raw> {
    left(
        and,
        |i| keyword("or").value(Binary::Or).parse_next(i),
        input,
    )
}

fn and(input: &mut Input<'_>) -> ModalResult<Raw> {
    left(
        not,
        |i| keyword("and").value(Binary::And).parse_next(i),
        input,
    )
}

fn not(input: &mut Input<'_>) -> ModalResult<Raw> {
    let nots: usize = repeat(0.., keyword("not"))
        .fold(|| 0, |n, _| n + 1)
        .parse_next(input)?;
    let inner = if nots > 0 {
        cut_err(comparison).parse_next(input)?
    } else {
        comparison(input)?
    };
    Ok((0..nots).fold(inner, |x, _| Raw::Unary(Unary::Not, Box::new(x))))
}

fn comparator(input: &mut Input<'_>) -> ModalResult<Binary> {
    token(alt((
        "<=".value(Binary::LessOrEqual),
        "<".value(Binary::Less),
        ">=".value(Binary::GreaterOrEqual),
        ">".value(Binary::Greater),
        "==".value(Binary::Equal),
        "!=".value(Binary::NotEqual),
        preceded(peek("="), cut_err(fail.context(StrContext::Label(SINGLE)))),
    )))
    .parse_next(input)
}

fn comparison(input: &mut Input<'_>) -> ModalResult<Raw> {
    let x = sum(input)?;
    let Some(operation) = opt(comparator).parse_next(input)? else {
        return Ok(x);
    };
    let y = cut_err(sum).parse_next(input)?;
    if opt(peek(comparator)).parse_next(input)?.is_some() {
        cut_err(fail.context(StrContext::Label(CHAINED))).parse_next(input)?;
    }
    Ok(Raw::Binary(operation, Box::new(x), Box::new(y)))
}

fn sum(input: &mut Input<'_>) -> ModalResult<Raw> {
    let sign = |i: &mut Input<'_>| {
        token(alt(("+".value(Binary::Plus), "-".value(Binary::Minus)))).parse_next(i)
    };
    left(product, sign, input)
}

fn product(input: &mut Input<'_>) -> ModalResult<Raw> {
    let sign = |i: &mut Input<'_>| {
        token(alt(("*".value(Binary::Times), "/".value(Binary::Over)))).parse_next(i)
    };
    left(signed, sign, input)
}

/// Minus signs bind less tightly than a power: -x^2 is -(x^2).
fn signed(input: &mut Input<'_>) -> ModalResult<Raw> {
    let signs: usize = repeat(0.., token("-"))
        .fold(|| 0, |n, _| n + 1)
        .parse_next(input)?;
    let inner = if signs > 0 {
        cut_err(power).parse_next(input)?
    } else {
        power(input)?
    };
    Ok((0..signs).fold(inner, |x, _| Raw::Unary(Unary::Minus, Box::new(x))))
}

/// A power is worked out from the right: 2^3^2 is 2^9.
fn power(input: &mut Input<'_>) -> ModalResult<Raw> {
    let base = atom(input)?;
    if opt(token("^")).parse_next(input)?.is_none() {
        return Ok(base);
    }
    let exponent = cut_err(signed).parse_next(input)?;
    Ok(Raw::Binary(
        Binary::Power,
        Box::new(base),
        Box::new(exponent),
    ))
}

fn atom(input: &mut Input<'_>) -> ModalResult<Raw> {
    alt((number, parenthesis, named)).parse_next(input)
}

fn parenthesis(input: &mut Input<'_>) -> ModalResult<Raw> {
    delimited(token("("), cut_err(or), cut_err(token(")"))).parse_next(input)
}

fn number(input: &mut Input<'_>) -> ModalResult<Raw> {
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1);
    let digits = alt((
        (digit1, opt((".", opt(digit1)))).void(),
        (".", digit1).void(),
    ));
    let text = token((digits, opt(exponent)).take());
    text.try_map(|text: &str| text.parse().map(Raw::Number))
        .verify(|number| matches!(number, Raw::Number(x) if x.is_finite()))
        .parse_next(input)
}

fn named(input: &mut Input<'_>) -> ModalResult<Raw> {
    let keywords = ["and", "or", "not"];
    let name = word.verify(move |found: &str| !keywords.contains(&found));
    let (name, at) = token(name.with_span()).parse_next(input)?;
    let word = Word {
        name: name.to_owned(),
        at,
    };
    if opt(token("(")).parse_next(input)?.is_none() {
        return Ok(Raw::Name(word));
    }
    let values = cut_err(separated(0.., or, token(","))).parse_next(input)?;
    cut_err(token(")")).parse_next(input)?;
    Ok(Raw::Call(word, values))
}

/// Puts functions in the place of their names.
fn name(raw: Raw) -> Result<Expression, Wrong> {
    Ok(match raw {
        Raw::Number(x) => Expression::Number(x),
        Raw::Name(word) => Expression::Name(word),
        Raw::Unary(operation, x) => Expression::Unary(operation, Box::new(name(*x)?)),
        Raw::Binary(operation, x, y) => {
            Expression::Binary(operation, Box::new(name(*x)?), Box::new(name(*y)?))
        }
        Raw::Call(function, values) => {
            let values = values.into_iter().map(name).collect::<Result<_, _>>()?;
            call(function, values)?
        }
    })
}

/// A whole number of months as the second value of a function.
fn months(value: &Expression) -> Option<u32> {
    match value {
        Expression::Number(x) if *x == x.trunc() && *x <= f64::from(MAX_WINDOW) => Some(*x as u32),
        _ => None,
    }
}

fn call(function: Word, values: Vec<Expression>) -> Result<Expression, Wrong> {
    let known = FUNCTIONS.iter().find(|(name, _)| *name == function.name);
    let Some((_, usage)) = known else {
        let names = || FUNCTIONS.iter().map(|(name, _)| *name);
        let help = format!(
            "the functions are {}",
            names().collect::<Vec<_>>().join(", ")
        );
        return Err(wrong(
            function.at,
            format!("no function `{}`", function.name),
            help,
        ));
    };
    let refused = || {
        wrong(
            function.at.clone(),
            format!("`{}` has other values", function.name),
            *usage,
        )
    };
    let unary = |operation, x| Expression::Unary(operation, Box::new(x));
    let past = |past, x| Expression::Past(past, Box::new(x));
    let mut values = values.into_iter();
    let (Some(x), y) = (values.next(), values.next()) else {
        return Err(refused());
    };
    Ok(match (function.name.as_str(), y) {
        ("min" | "max", Some(y)) => {
            let operation = if function.name == "min" {
                Binary::Min
            } else {
                Binary::Max
            };
            let join = |x, y| Expression::Binary(operation, Box::new(x), Box::new(y));
            return Ok(values.fold(join(x, y), join));
        }
        ("abs", None) => unary(Unary::Abs, x),
        ("exp", None) => unary(Unary::Exp, x),
        ("ln", None) => unary(Unary::Ln, x),
        ("since", None) => past(Past::Since, x),
        ("ever", None) => past(Past::Ever, x),
        ("lag", Some(k)) if values.len() == 0 => {
            past(Past::Lag(months(&k).ok_or_else(refused)?), x)
        }
        ("rolling", Some(k)) if values.len() == 0 => match months(&k) {
            Some(k @ 1..) => past(Past::Rolling(k), x),
            _ => return Err(refused()),
        },
        _ => return Err(refused()),
    })
}
