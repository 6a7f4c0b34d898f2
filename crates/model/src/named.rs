//! Choices that have names: an enum whose values, names and meanings are said once, for all who read them
//! from a file or a command, list them or write them down. Imports nothing.

use thiserror::Error;

/// A choice among values that have names; made by the macro `named!`.
pub trait Named: Copy + 'static {
    /// All values, in the order in which they are listed.
    const ALL: &'static [Self];

    /// The name, as files and commands have it.
    fn name(self) -> &'static str;

    /// What it means, without a full stop.
    fn meaning(self) -> &'static str;
}

/// A name that none of the values has.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{name}` is none of {known}")]
pub struct UnknownName {
    /// The name.
    pub name: String,
    /// The names that there are.
    pub known: String,
}

/// The value of a name.
///
/// # Errors
/// [`UnknownName`].
pub fn by_name<T: Named>(name: &str) -> Result<T, UnknownName> {
    let found = T::ALL.iter().copied().find(|value| value.name() == name);
    found.ok_or_else(|| UnknownName {
        name: name.to_owned(),
        known: one_of::<T>(),
    })
}

/// All names in words: `a, b or c`.
pub fn one_of<T: Named>() -> String {
    let names: Vec<&str> = T::ALL.iter().map(|value| value.name()).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.join(""),
    }
}

/// Declares an enum whose values have names: `Value = "name", "what it means";`. What more there is to say
/// of a value stands above it.
#[doc(hidden)]
#[macro_export]
macro_rules! named {
    ($(#[$outer:meta])* pub enum $choice:ident {
        $($(#[$inner:meta])* $value:ident = $name:literal, $meaning:literal;)+
    }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $choice {
            $(#[doc = concat!($meaning, ".")] #[doc = ""] $(#[$inner])* $value,)+
        }

        impl $crate::named::Named for $choice {
            const ALL: &'static [Self] = &[$(Self::$value),+];

            fn name(self) -> &'static str {
                match self { $(Self::$value => $name),+ }
            }

            fn meaning(self) -> &'static str {
                match self { $(Self::$value => $meaning),+ }
            }
        }

        impl std::str::FromStr for $choice {
            type Err = $crate::named::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                $crate::named::by_name(name)
            }
        }

        impl std::fmt::Display for $choice {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::named::Named::name(*self))
            }
        }
    };
}
#[doc(inline)]
pub use named;

#[cfg(test)]
mod tests {
    use super::*;

    named! {
        /// Ways to go.
        #[derive(Default)]
        pub enum Way {
            #[default]
            Left = "left", "To the left";
            Right = "right", "To the right";
            Back = "back", "Where one came from";
        }
    }

    #[test]
    fn names_are_read_as_they_are_written_and_no_others() {
        for way in Way::ALL {
            assert_eq!(way.to_string().parse(), Ok(*way));
        }
        assert_eq!(Way::default().name(), "left");
        assert_eq!(Way::Back.meaning(), "Where one came from");
        let error = "Left".parse::<Way>().unwrap_err();
        assert_eq!(error.to_string(), "`Left` is none of left, right or back");
    }
}
