//! One binary, the widest vector instructions of the machine it runs on, and the same bits.
//!
//! The `simd!` macro compiles a function three times on x86-64 (baseline SSE2, AVX2, AVX-512) and
//! picks one at each call. Rust never contracts or reorders floating-point operations, and fused
//! multiply-add is enabled at no level, so the levels differ in speed alone. On other
//! architectures only the baseline exists.

use core::fmt;
use core::sync::atomic::{AtomicU8, Ordering};

/// Level of the baseline instruction set (SSE2 on x86-64, NEON on AArch64).
pub const BASELINE: u8 = 0;
/// Level of AVX2.
pub const AVX2: u8 = 1;
/// Level of AVX-512 (F, DQ and VL).
pub const AVX512: u8 = 2;

/// Name of the environment variable that [`init_level_from_env`] reads.
pub const LEVEL_VARIABLE: &str = "TRILAT_SIMD";

/// Not yet looked up.
const UNKNOWN: u8 = u8::MAX;

/// The level in force. It publishes no other memory, hence relaxed ordering everywhere.
static LEVEL: AtomicU8 = AtomicU8::new(UNKNOWN);

/// The level in force: [`BASELINE`], [`AVX2`] or [`AVX512`]; never more than [`supported_level`].
#[inline]
pub fn level() -> u8 {
    match LEVEL.load(Ordering::Relaxed) {
        UNKNOWN => force_level(None),
        level => level,
    }
}

/// The highest level this machine can run.
pub fn supported_level() -> u8 {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx2") {
            let wide = std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512dq")
                && std::arch::is_x86_feature_detected!("avx512vl");
            return if wide { AVX512 } else { AVX2 };
        }
    }
    BASELINE
}

/// Sets the level for the whole process and returns the one now in force; for tests and benchmarks.
///
/// `None` stands for the best that the machine has. A level above [`supported_level`] is lowered
/// to it, so that no call can reach instructions the machine lacks.
pub fn force_level(wanted: Option<u8>) -> u8 {
    let supported = supported_level();
    let level = wanted.map_or(supported, |level| level.min(supported));
    LEVEL.store(level, Ordering::Relaxed);
    level
}

/// Sets the level from the environment variable `TRILAT_SIMD` (`0`, `1` or `2`) and returns the one
/// now in force; without the variable, the best that the machine has.
///
/// Meant to be called once, by a binary at its start. The library itself never reads the
/// environment.
///
/// # Errors
/// [`InvalidLevel`] if the variable is set to anything else.
pub fn init_level_from_env() -> Result<u8, InvalidLevel> {
    match std::env::var_os(LEVEL_VARIABLE) {
        None => Ok(force_level(None)),
        Some(text) => parse_level(&text.to_string_lossy()).map(|level| force_level(Some(level))),
    }
}

fn parse_level(text: &str) -> Result<u8, InvalidLevel> {
    match text.trim() {
        "0" => Ok(BASELINE),
        "1" => Ok(AVX2),
        "2" => Ok(AVX512),
        _ => Err(InvalidLevel {
            found: text.to_owned(),
        }),
    }
}

/// `TRILAT_SIMD` holds something other than a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidLevel {
    /// The text of the variable.
    pub found: String,
}

impl fmt::Display for InvalidLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{LEVEL_VARIABLE} is \"{}\"; allowed are 0 (baseline), 1 (AVX2) and 2 (AVX-512)",
            self.found
        )
    }
}

impl core::error::Error for InvalidLevel {}

/// Compiles functions once per vector level and dispatches each call to the level in force.
///
/// ```text
/// simd! {
///     /// Stance of the next month.
///     pub fn stance_step<const L: usize>(stance: &mut Lanes<L>, mean: &Lanes<L>, rho: f64) {
///         stance.update(|k, s| mean[k] + rho * (s - mean[k]));
///     }
///
///     fn total(values: &[f64]) -> f64 {
///         values.iter().sum()
///     }
/// }
/// ```
///
/// Free functions only (no `self`, no lifetime or type parameters, no patterns as arguments);
/// const parameters are allowed. Everything called in the body must be `#[inline(always)]`, or it
/// stays baseline code. Keep one heavy primitive per loop: many small loops vectorise, one big loop
/// does not.
#[doc(hidden)]
#[macro_export]
macro_rules! simd {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident
        $(<$(const $generic:ident : $kind:ty),+ $(,)?>)?
        ($($argument:ident : $type:ty),* $(,)?)
        $(-> $output:ty)?
        $body:block
    )+) => { $(
        $crate::ensemble::simd::simd! { @one
            [$(#[$attribute])*] [$visibility] $name
            [$($(const $generic : $kind),+)?] [$($($generic),+)?]
            [$($argument : $type),*] [$($argument),*]
            [$(-> $output)?] $body
        }
    )+ };

    (@one
        [$($attribute:tt)*] [$visibility:vis] $name:ident
        [$($parameters:tt)*] [$($generic:ident),*]
        [$($signature:tt)*] [$($argument:ident),*]
        [$($output:tt)*] $body:block
    ) => {
        $($attribute)*
        #[inline(never)]
        $visibility fn $name<$($parameters)*>($($signature)*) $($output)* {
            // The body is written out once per level rather than shared: a closure in it then
            // belongs to one function, inherits its instruction set, and having a single caller is
            // inlined whatever its size. Shared by three callers, big closures stay scalar calls.
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl")]
                fn avx512<$($parameters)*>($($signature)*) $($output)* $body

                #[target_feature(enable = "avx2")]
                fn avx2<$($parameters)*>($($signature)*) $($output)* $body

                match $crate::ensemble::simd::level() {
                    $crate::ensemble::simd::AVX512 => {
                        // SAFETY: `level` never exceeds `supported_level`, which returns AVX512
                        // only if all features that `avx512` enables were detected.
                        return unsafe { avx512::<$($generic),*>($($argument),*) };
                    }
                    $crate::ensemble::simd::AVX2 => {
                        // SAFETY: `level` never exceeds `supported_level`, which returns AVX2 or
                        // more only if AVX2 was detected.
                        return unsafe { avx2::<$($generic),*>($($argument),*) };
                    }
                    _ => {}
                }
            }
            fn baseline<$($parameters)*>($($signature)*) $($output)* $body
            baseline::<$($generic),*>($($argument),*)
        }
    };
}

// Public for the benchmarks and tests of this package alone.
#[doc(hidden)]
pub use simd;

/// Runs `calculate` at every level that the machine has, in increasing order, one test at a time
/// (the level belongs to the process).
#[cfg(test)]
pub fn at_each_level<T>(mut calculate: impl FnMut() -> T) -> Vec<T> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let guard = ALONE.lock().unwrap_or_else(|poison| poison.into_inner());
    let results = (BASELINE..=supported_level())
        .map(|wanted| {
            assert_eq!(force_level(Some(wanted)), wanted);
            assert_eq!(level(), wanted);
            calculate()
        })
        .collect();
    force_level(None);
    drop(guard);
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    simd! {
        /// Takes slices, references and values, and returns one.
        fn dot(a: &[f64], b: &[f64], scale: f64) -> f64 {
            scale * a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>()
        }

        #[must_use]
        pub fn tenfold<const N: usize, const UP: bool>(values: &[f64; N],) -> [f64; N] {
            values.map(|x| if UP { x * 10.0 } else { x / 10.0 })
        }

        fn negate(values: &mut [f64]) {
            for x in values {
                *x = -*x;
            }
        }

        fn largest(values: &[f64]) -> Option<&f64> {
            values.iter().reduce(|a, b| if b > a { b } else { a })
        }

        fn seven() -> u64 {
            7
        }
    }

    #[test]
    fn macro_accepts_every_documented_shape() {
        assert_eq!(dot(&[1.0, 2.0], &[3.0, 4.0], 2.0), 22.0);
        assert_eq!(tenfold::<2, true>(&[1.0, 2.5]), [10.0, 25.0]);
        assert_eq!(tenfold::<1, false>(&[1.0]), [0.1]);
        let mut values = [1.0, -2.0];
        negate(&mut values);
        assert_eq!(values, [-1.0, 2.0]);
        assert_eq!(largest(&values), Some(&2.0));
        assert_eq!(seven(), 7);
    }

    #[test]
    fn no_level_beyond_the_machine_can_be_forced() {
        let beyond = at_each_level(|| force_level(Some(200)));
        assert!(beyond.iter().all(|&level| level == supported_level()));
    }

    #[test]
    fn levels_are_parsed_and_bad_text_is_named() {
        assert_eq!(parse_level("0"), Ok(BASELINE));
        assert_eq!(parse_level(" 1 "), Ok(AVX2));
        assert_eq!(parse_level("2"), Ok(AVX512));
        let error = parse_level("avx").unwrap_err();
        assert_eq!(error.found, "avx");
        assert_eq!(
            error.to_string(),
            "TRILAT_SIMD is \"avx\"; allowed are 0 (baseline), 1 (AVX2) and 2 (AVX-512)"
        );
        assert!(parse_level("").is_err());
        assert!(parse_level("3").is_err());
    }
}
