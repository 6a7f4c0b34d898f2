//! The standard normal distribution: quantile and cumulative distribution function.

use super::{clamp, exp_within, ln, polynomial, select, sqrt};

/// |p − ½| up to which AS241 uses its central rational function.
pub const CENTRAL_HALF_WIDTH: f64 = 0.425;

/// Tail probability above which AS241's near-tail rational function is surely the right one:
/// a little more than e^−25 ≈ 1.389e-11, where √(−ln p) = 5.
pub const NEAR_TAIL_MIN: f64 = 1.4e-11;

// Wichura's coefficients, lowest power first; a denominator's first coefficient is 1.
const CENTRAL_NUM: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRAL_DEN: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const NEAR_NUM: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const NEAR_DEN: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_NUM: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DEN: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// Quantile of the standard normal distribution: the z with Φ(z) = p, for p in (0, 1).
///
/// Algorithm AS 241, routine PPND16 (Wichura 1988, *Applied Statistics* 37(3), 477–484), about
/// 1e-16 relative in exact arithmetic. Odd about ½ and increasing in p, so antithetic and
/// quasi-random designs work through it.
///
/// p ≤ 0 and p ≥ 1 give finite values, ∓37.5193…, the quantile of the smallest normal number.
#[inline(always)]
pub fn normal_quantile(p: f64) -> f64 {
    let central = normal_quantile_central(p);
    let upper = p > 0.5;
    let r = tail_radius(select(upper, 1.0 - p, p));
    let far = r > 5.0;
    let shifted = select(far, r - 5.0, r - 1.6);
    let num = select(
        far,
        polynomial(shifted, &FAR_NUM),
        polynomial(shifted, &NEAR_NUM),
    );
    let den = select(
        far,
        polynomial(shifted, &FAR_DEN),
        polynomial(shifted, &NEAR_DEN),
    );
    let magnitude = num / den;
    let tail = select(upper, magnitude, -magnitude);
    let q = p - 0.5;
    select(select(q < 0.0, -q, q) > CENTRAL_HALF_WIDTH, tail, central)
}

/// AS241 for |p − ½| ≤ [`CENTRAL_HALF_WIDTH`].
#[inline(always)]
pub fn normal_quantile_central(p: f64) -> f64 {
    let q = p - 0.5;
    let r = 0.180625 - q * q;
    q * polynomial(r, &CENTRAL_NUM) / polynomial(r, &CENTRAL_DEN)
}

/// |z| by AS241 for a tail probability (the smaller of p and 1 − p) of at least
/// [`NEAR_TAIL_MIN`] and less than ½ − [`CENTRAL_HALF_WIDTH`].
#[inline(always)]
pub fn normal_quantile_near_tail(tail: f64) -> f64 {
    let r = tail_radius(tail) - 1.6;
    polynomial(r, &NEAR_NUM) / polynomial(r, &NEAR_DEN)
}

#[inline(always)]
fn tail_radius(tail: f64) -> f64 {
    sqrt(-ln(tail))
}

// Cody's coefficients, lowest power first, for the three ranges of |x|.
const CDF_NEAR_NUM: [f64; 5] = [
    18_154.981_253_343_56,
    1_067.689_485_460_370_9,
    161.028_231_068_555_87,
    2.235_252_035_460_683_7,
    0.065_682_337_918_207_45,
];
const CDF_NEAR_DEN: [f64; 5] = [
    45_507.789_335_026_73,
    10_260.932_208_618_979,
    976.098_551_737_776_7,
    47.202_581_904_688_245,
    1.0,
];
const CDF_MID_NUM: [f64; 9] = [
    9_842.714_838_383_978,
    11_602.651_437_647_35,
    6_848.190_450_536_283,
    2_494.537_585_290_372_6,
    597.270_276_394_800_3,
    93.506_656_132_177_85,
    8.883_149_794_388_377,
    0.398_941_512_088_134_66,
    1.076_557_677_372_019_2e-8,
];
const CDF_MID_DEN: [f64; 9] = [
    19_685.429_676_859_992,
    38_912.003_286_093_27,
    34_900.952_721_145_98,
    18_615.571_640_885_097,
    6_485.558_298_266_761,
    1_519.377_599_407_554_7,
    235.387_901_782_625,
    22.266_688_044_328_117,
    1.0,
];
const CDF_FAR_NUM: [f64; 6] = [
    2.911_287_495_116_879_3e-5,
    1.421_619_193_227_893_4e-3,
    2.223_527_787_064_980_7e-2,
    0.127_401_161_160_247_36,
    0.215_898_534_057_957,
    0.023_073_441_764_940_174,
];
const CDF_FAR_DEN: [f64; 6] = [
    7.297_515_550_839_662e-5,
    3.782_396_332_027_582_4e-3,
    0.065_988_137_868_928_56,
    0.468_238_212_480_865_1,
    1.284_260_096_144_911,
    1.0,
];
/// The |x| up to which Φ is that of the middle.
const CDF_NEAR: f64 = 0.662_91;
/// √32, beyond which the asymptotic form of Φ takes over.
pub const CDF_FAR: f64 = 5.656_854_249_492_381;
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// Cumulative distribution function Φ(x) of the standard normal distribution.
///
/// Rational approximations of Cody (1969, *Mathematics of Computation* 23(107), 631–637; in the
/// normal form of 1993, ACM *TOMS* 19(1), algorithm 715). Relative accuracy holds in the lower
/// tail; for 1 − Φ(x) call `normal_cdf(-x)`. x < −37.5 counts as −37.5, so the result is at least
/// 4.6e-308 and its logarithm finite.
#[inline(always)]
pub fn normal_cdf(x: f64) -> f64 {
    let x = clamp(x, -37.5, 37.5);
    let y = select(x < 0.0, -x, x);
    let far = y > CDF_FAR;
    // Keeps the unused branch away from a division by zero.
    let inverse_square = 1.0 / select(far, y * y, 1.0);
    let num = select(
        far,
        polynomial(inverse_square, &CDF_FAR_NUM) * inverse_square,
        polynomial(y, &CDF_MID_NUM),
    );
    let den = select(
        far,
        polynomial(inverse_square, &CDF_FAR_DEN),
        polynomial(y, &CDF_MID_DEN),
    );
    let ratio = num / den;
    let scaled = select(far, (FRAC_1_SQRT_2PI - ratio) / y, ratio);
    assemble_cdf(x, y, scaled)
}

/// Φ(x) where |x| is at most [`CDF_FAR`], the same bits as [`normal_cdf`] with less work: for kernels that
/// find no lane further out.
#[inline(always)]
pub fn normal_cdf_central(x: f64) -> f64 {
    let (x, y) = central(x);
    let outside = y > CDF_NEAR;
    let ((num, den), (near_num, near_den)) = (mid_ratio(y), near_ratio(y));
    // The two ranges share a division.
    let ratio = select(outside, num, near_num) / select(outside, den, near_den);
    select(outside, from_tail(x, y, ratio), 0.5 + x * ratio)
}

/// [`normal_cdf_central`] of a few numbers at once, which often lie in one range alone.
#[inline(always)]
pub fn normal_cdf_group<const N: usize>(group: &mut [f64; N]) {
    let (mut near, mut outside) = (false, false);
    for x in &*group {
        let (_, y) = central(*x);
        near |= y <= CDF_NEAR;
        outside |= y > CDF_NEAR;
    }
    match (near, outside) {
        (false, true) => {
            for x in group {
                let (within, y) = central(*x);
                let (num, den) = mid_ratio(y);
                *x = from_tail(within, y, num / den);
            }
        }
        (true, false) => {
            for x in group {
                let (within, y) = central(*x);
                let (num, den) = near_ratio(y);
                *x = 0.5 + within * (num / den);
            }
        }
        _ => {
            for x in group {
                *x = normal_cdf_central(*x);
            }
        }
    }
}

/// x held within ±[`CDF_FAR`], and its absolute value.
#[inline(always)]
fn central(x: f64) -> (f64, f64) {
    let x = clamp(x, -CDF_FAR, CDF_FAR);
    (x, select(x < 0.0, -x, x))
}

/// Numerator and denominator of the scaled tail at y = |x| between [`CDF_NEAR`] and [`CDF_FAR`].
#[inline(always)]
fn mid_ratio(y: f64) -> (f64, f64) {
    (polynomial(y, &CDF_MID_NUM), polynomial(y, &CDF_MID_DEN))
}

/// Φ(x) from the scaled tail at y = |x|; near 0 from an approximation of its own.
#[inline(always)]
fn assemble_cdf(x: f64, y: f64, scaled: f64) -> f64 {
    let (num, den) = near_ratio(y);
    select(y > CDF_NEAR, from_tail(x, y, scaled), 0.5 + x * (num / den))
}

/// Numerator and denominator of (Φ(x) − ½)/x near 0, at y = |x|.
#[inline(always)]
fn near_ratio(y: f64) -> (f64, f64) {
    let square = y * y;
    (
        polynomial(square, &CDF_NEAR_NUM),
        polynomial(square, &CDF_NEAR_DEN),
    )
}

/// Φ(x) from the scaled tail at y = |x|.
#[inline(always)]
fn from_tail(x: f64, y: f64, scaled: f64) -> f64 {
    let tail = gauss(y) * scaled;
    select(x > 0.0, 1.0 - tail, tail)
}

/// e^(−y²/2) for 0 ≤ y ≤ 37.5.
///
/// y² does not fit a double, and its rounding error would be multiplied by the derivative. So y is
/// cut into a high part, whose square is exact, and a remainder that contributes a factor very
/// close to 1, for which three terms of the exponential series suffice.
#[inline(always)]
fn gauss(y: f64) -> f64 {
    const HIGH_26_BITS: u64 = 0xffff_ffff_f800_0000;
    let high = f64::from_bits(y.to_bits() & HIGH_26_BITS);
    let low = 0.5 * (y - high) * (y + high);
    let factor = 1.0 - low * (1.0 - low * (0.5 - low * (1.0 / 6.0)));
    exp_within(-0.5 * high * high) * factor
}
