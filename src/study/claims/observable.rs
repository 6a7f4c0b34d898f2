//! What a claim measures: sums, differences, products and ratios of columns of a run row.

use std::fmt;

/// An expression in the columns of a run row.
#[derive(Clone, Debug, PartialEq)]
pub struct Observable {
    text: String,
    root: Node,
    /// The columns that occur, each once.
    columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    /// Place in the list of columns.
    Column(usize),
    /// Recorded months.
    Months,
    Negative(Box<Node>),
    Pair(char, Box<Node>, Box<Node>),
}

/// Where and why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// First byte of what is wrong.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// The word for the number of recorded months.
pub const MONTHS: &str = "months";
/// Brackets within brackets.
const DEEPEST: usize = 32;

impl Observable {
    /// Reads columns, numbers, `months`, the signs `+ - * /` and brackets.
    ///
    /// ```
    /// use trilat::study::claims::Observable;
    /// let net = Observable::parse("gain_kor - months * loss_kor").unwrap();
    /// assert_eq!(net.columns(), ["gain_kor", "loss_kor"]);
    /// assert_eq!(net.value(&[Some(0), Some(1)], &[3.0, 0.5], 4.0), 1.0);
    /// ```
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
            columns: Vec::new(),
        };
        let root = parser.sum()?;
        parser.blanks();
        if parser.at < text.len() {
            return Err(parser.wrong("a sign such as + is missing here"));
        }
        if parser.columns.is_empty() {
            return Err(ParseError {
                at: 0,
                message: "names no column of a run".to_owned(),
            });
        }
        Ok(Self {
            text: text.trim().to_owned(),
            root,
            columns: parser.columns,
        })
    }

    /// The columns that it names, each once.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Its value for a run. `places` says where each of [`columns`](Self::columns) stands in the row; a
    /// column without a place is missing, and so is whatever is made of it.
    pub fn value(&self, places: &[Option<usize>], row: &[f64], months: f64) -> f64 {
        value(&self.root, places, row, months)
    }
}

impl fmt::Display for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn value(node: &Node, places: &[Option<usize>], row: &[f64], months: f64) -> f64 {
    match node {
        Node::Number(x) => *x,
        Node::Months => months,
        Node::Column(n) => {
            let at = places.get(*n).copied().flatten();
            at.and_then(|at| row.get(at)).copied().unwrap_or(f64::NAN)
        }
        Node::Negative(of) => -value(of, places, row, months),
        Node::Pair(sign, a, b) => {
            let (a, b) = (value(a, places, row, months), value(b, places, row, months));
            match sign {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                // A share of nothing is missing.
                _ if b == 0.0 => f64::NAN,
                _ => a / b,
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    columns: Vec<String>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn wrong(&self, message: impl Into<String>) -> ParseError {
        ParseError {
            at: self.at,
            message: message.into(),
        }
    }

    /// The next sign, if it is one of these.
    fn sign(&mut self, signs: &[char]) -> Option<char> {
        self.blanks();
        let next = self.rest().chars().next().filter(|c| signs.contains(c))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn sum(&mut self) -> Result<Node, ParseError> {
        let mut left = self.product()?;
        while let Some(sign) = self.sign(&['+', '-']) {
            let right = self.product()?;
            left = Node::Pair(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Node, ParseError> {
        let mut left = self.factor()?;
        while let Some(sign) = self.sign(&['*', '/']) {
            let right = self.factor()?;
            left = Node::Pair(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Node, ParseError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("too many brackets within brackets"));
        }
        let node = self.atom();
        self.depth -= 1;
        node
    }

    fn atom(&mut self) -> Result<Node, ParseError> {
        if self.sign(&['-']).is_some() {
            return Ok(Node::Negative(Box::new(self.factor()?)));
        }
        if self.sign(&['(']).is_some() {
            let inner = self.sum()?;
            return match self.sign(&[')']) {
                Some(_) => Ok(inner),
                None => Err(self.wrong("a bracket `)` is missing")),
            };
        }
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let length = self.rest().find(|c| !word(c)).unwrap_or(self.rest().len());
        let found = self.rest().get(..length).unwrap_or("").to_owned();
        if found.is_empty() {
            return Err(self.wrong("a column or a number is missing here"));
        }
        if found.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return match found.parse::<f64>() {
                Ok(x) if x.is_finite() => {
                    self.at += length;
                    Ok(Node::Number(x))
                }
                _ => Err(self.wrong(format!("`{found}` is neither a number nor a column"))),
            };
        }
        self.at += length;
        if found == MONTHS {
            return Ok(Node::Months);
        }
        let known = self.columns.iter().position(|column| *column == found);
        Ok(Node::Column(known.unwrap_or_else(|| {
            self.columns.push(found);
            self.columns.len() - 1
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(text: &str, row: &[f64]) -> f64 {
        let observable = Observable::parse(text).unwrap();
        let places: Vec<Option<usize>> = observable
            .columns()
            .iter()
            .map(|name| name.bytes().next().map(|letter| usize::from(letter - b'a')))
            .collect();
        observable.value(&places, row, 12.0)
    }

    #[test]
    fn signs_bind_as_in_school() {
        let row = [2.0, 3.0, 5.0];
        assert_eq!(value_of("a + b * c", &row), 17.0);
        assert_eq!(value_of("(a + b) * c", &row), 25.0);
        assert_eq!(value_of("c - b - a", &row), 0.0);
        assert_eq!(value_of("-a * -b / months", &row), 0.5);
        assert_eq!(value_of("0.5*(a+a)", &row), 2.0);
        assert!(value_of("a / (b - b)", &row).is_nan());
        assert!(value_of("a + z", &row).is_nan());
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        for (text, at, word) in [
            ("a +", 3, "missing"),
            ("a b", 2, "sign"),
            ("(a", 2, "bracket"),
            ("1 + 2", 0, "column"),
            ("a * 1.2.3", 4, "1.2.3"),
            ("", 0, "missing"),
        ] {
            let error = Observable::parse(text).unwrap_err();
            assert_eq!(error.at, at, "{text}");
            assert!(error.message.contains(word), "{text}: {}", error.message);
        }
    }
}
