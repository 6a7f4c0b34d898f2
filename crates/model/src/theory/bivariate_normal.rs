//! The standard bivariate normal distribution function, accurate to 10⁻¹² or better.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use crate::math::{exp, normal_cdf};

/// Positive nodes and weights of the 20-point Gauss–Legendre rule on \[−1, 1\].
const GAUSS_20: [(f64, f64); 10] = [
    (0.076_526_521_133_497_33, 0.152_753_387_130_725_85),
    (0.227_785_851_141_645_08, 0.149_172_986_472_603_75),
    (0.373_706_088_715_419_56, 0.142_096_109_318_382_05),
    (0.510_867_001_950_827_1, 0.131_688_638_449_176_63),
    (0.636_053_680_726_515, 0.118_194_531_961_518_42),
    (0.746_331_906_460_150_8, 0.101_930_119_817_240_44),
    (0.839_116_971_822_218_8, 0.083_276_741_576_704_75),
    (0.912_234_428_251_326, 0.062_672_048_334_109_06),
    (0.963_971_927_277_913_8, 0.040_601_429_800_386_94),
    (0.993_128_599_185_094_9, 0.017_614_007_139_152_118),
];

/// Beyond this many standard deviations the normal tail is zero in double precision.
const FAR: f64 = 40.0;

/// P(X ≤ h, Y ≤ k) for standard normals with correlation `rho`, |ρ| ≤ 1.
///
/// For |ρ| ≤ 0.8 Plackett's identity dΦ₂/dρ = φ₂ integrated over θ = asin ρ (Plackett 1954,
/// Biometrika; Genz 2004, Statistics and Computing); beyond that, where the integrand becomes
/// singular, the conditional form ∫ φ(x)Φ((h − ρx)/√(1 − ρ²))dx with panels placed around the step
/// of its second factor. `rho` outside \[−1, 1\] is held at the nearest end; infinite limits are
/// allowed.
#[must_use]
pub fn bivariate_normal_cdf(h: f64, k: f64, rho: f64) -> f64 {
    let (h, k) = (h.clamp(-FAR, FAR), k.clamp(-FAR, FAR));
    let rho = rho.clamp(-1.0, 1.0);
    if rho >= 1.0 {
        normal_cdf(if h < k { h } else { k })
    } else if rho <= -1.0 {
        (normal_cdf(h) - normal_cdf(-k)).max(0.0)
    } else if rho.abs() <= 0.8 {
        plackett(h, k, rho)
    } else {
        conditional(h, k, rho)
    }
}

fn gauss(low: f64, high: f64, f: &impl Fn(f64) -> f64) -> f64 {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let sum: f64 = GAUSS_20
        .iter()
        .map(|(x, w)| w * (f(middle - half * x) + f(middle + half * x)))
        .sum();
    half * sum
}

fn plackett(h: f64, k: f64, rho: f64) -> f64 {
    let integrand = |theta: f64| {
        let (sin, cos) = (libm::sin(theta), libm::cos(theta));
        exp(-(h * h + k * k - 2.0 * h * k * sin) / (2.0 * cos * cos))
    };
    let end = libm::asin(rho);
    let halfway = 0.5 * end;
    let area = gauss(0.0, halfway, &integrand) + gauss(halfway, end, &integrand);
    normal_cdf(h) * normal_cdf(k) + area / TAU
}

fn conditional(h: f64, k: f64, rho: f64) -> f64 {
    const NEGLIGIBLE: f64 = 9.0;
    let spread = ((1.0 - rho) * (1.0 + rho)).sqrt();
    let density = FRAC_1_SQRT_2 / (TAU / 2.0).sqrt();
    let integrand = |x: f64| density * exp(-0.5 * x * x) * normal_cdf((h - rho * x) / spread);
    let top = k.min(NEGLIGIBLE);
    let (step, width) = (h / rho, spread / rho.abs());
    let mut edges: Vec<f64> = [-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0]
        .iter()
        .map(|m| step + m * width)
        .chain((-6..6).map(|i| f64::from(i) * 1.5))
        .filter(|x| (-NEGLIGIBLE..top).contains(x))
        .chain([top])
        .collect();
    edges.sort_by(f64::total_cmp);
    edges
        .windows(2)
        .map(|pair| match pair {
            [low, high] => gauss(*low, *high, &integrand),
            _ => 0.0,
        })
        .sum()
}
