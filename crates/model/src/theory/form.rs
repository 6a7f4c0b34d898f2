//! The identifiers of the closed forms, and the hook that lets a test disturb one of them.

#[cfg(feature = "perturb")]
use std::sync::atomic::{AtomicU8, Ordering};

macro_rules! forms {
    ($($name:ident => $id:literal),* $(,)?) => {
        /// A closed form: `T` strategy, `S` signals and beliefs, `O` operations.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Form {
            $(
                #[doc = concat!("Form ", $id, " of the catalogue.")]
                $name,
            )*
        }

        impl Form {
            /// Every form, in catalogue order.
            pub const ALL: &'static [Form] = &[$(Form::$name),*];

            /// The identifier that users see, such as `T1` or `O2b`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Form::$name => $id),* }
            }
        }
    };
}

forms! {
    T1 => "T1", T2 => "T2", T3 => "T3", T4 => "T4", T5 => "T5",
    T6 => "T6", T7 => "T7", T8 => "T8", T9 => "T9", T10 => "T10",
    S1 => "S1", S2 => "S2", S3 => "S3", S4 => "S4", S5 => "S5", S6 => "S6", S7 => "S7",
    O1 => "O1", O2 => "O2", O2b => "O2b", O3 => "O3", O4 => "O4", O5 => "O5", O6 => "O6",
    O7 => "O7", O8 => "O8", O9 => "O9", O10 => "O10", O11 => "O11", O12 => "O12", O13 => "O13",
    O14 => "O14", O15 => "O15",
}

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// Code of "no form": larger than any discriminant.
#[cfg(feature = "perturb")]
const NONE: u8 = u8::MAX;

#[cfg(feature = "perturb")]
static PERTURBED: AtomicU8 = AtomicU8::new(NONE);

/// Select the form whose results are changed by ten per cent, or none.
///
/// Exists only with the cargo feature `perturb`. The selection is global to the process.
#[cfg(feature = "perturb")]
pub fn set_perturbed(form: Option<Form>) {
    PERTURBED.store(form.map_or(NONE, |form| form as u8), Ordering::SeqCst);
}

/// Return `value` unchanged, unless this build tests what depends on `form`.
///
/// Every primitive that *is* a form's result returns through this function, once per evaluation.
/// Without the cargo feature `perturb` it is the identity and compiles to nothing. With it, the form
/// chosen by `set_perturbed` is multiplied by 1.1; a value in (1/1.1, 1] is divided by 1.1 instead,
/// so that a probability stays a probability and no test passes merely because of a NaN.
#[cfg(not(feature = "perturb"))]
#[inline(always)]
#[must_use]
pub fn perturb(_form: Form, value: f64) -> f64 {
    value
}

/// Return `value`, changed by ten per cent if `form` is the one chosen by [`set_perturbed`].
#[cfg(feature = "perturb")]
#[inline(always)]
#[must_use]
pub fn perturb(form: Form, value: f64) -> f64 {
    perturb_within(form, value, 1.0)
}

/// As [`perturb`] for a part of `total`: the result stays within `total`.
#[cfg(feature = "perturb")]
#[inline(always)]
fn perturb_within(form: Form, value: f64, total: f64) -> f64 {
    const FACTOR: f64 = 1.1;
    if PERTURBED.load(Ordering::Relaxed) != form as u8 {
        return value;
    }
    let raised = value * FACTOR;
    if raised > total && value <= total {
        value / FACTOR
    } else {
        raised
    }
}

/// As [`perturb`] for a pair of probabilities: the second is changed, the sum is kept.
#[cfg(not(feature = "perturb"))]
#[inline(always)]
pub(super) fn perturb_pair(_form: Form, pair: (f64, f64)) -> (f64, f64) {
    pair
}

/// As [`perturb`] for a pair of probabilities: the second is changed, the sum is kept.
#[cfg(feature = "perturb")]
#[inline(always)]
pub(super) fn perturb_pair(form: Form, pair: (f64, f64)) -> (f64, f64) {
    let second = perturb_within(form, pair.1, pair.0 + pair.1);
    if second == pair.1 {
        return pair;
    }
    (pair.0 + pair.1 - second, second)
}
