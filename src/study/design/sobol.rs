//! Sobol' sequences (Sobol' 1967, USSR Computational Mathematics and Mathematical Physics 7(4)),
//! with the direction numbers of Joe and Kuo (2008, SIAM Journal on Scientific Computing 30(5)).

use sobol::Sobol;
use sobol::params::JoeKuoD6;

use super::UnitPoints;
use super::owen::Scrambling;

/// The largest number of coordinates for which there are direction numbers.
pub const MAX_DIMENSIONS: usize = 1000;
/// The largest number of points, those skipped included.
pub const MAX_LENGTH: usize = 1 << 28;

/// The first 32 binary digits of the coordinates of points `skip` to `skip + points`, point by
/// point: point n is the sum modulo 2 of the direction numbers at the ones of the Gray code of n
/// (Antonov and Saleev 1979, USSR Computational Mathematics and Mathematical Physics 19(1)).
fn digits(dimensions: usize, skip: usize, points: usize) -> Vec<u32> {
    let directions =
        Sobol::<u32>::init_direction_vals::<u32>(dimensions, 32, &JoeKuoD6::standard());
    let gray = skip ^ (skip >> 1);
    let first = |directions: &Vec<u32>| {
        let ones = directions
            .iter()
            .enumerate()
            .filter(|(place, _)| gray >> place & 1 == 1);
        ones.fold(0, |sum, (_, direction)| sum ^ direction)
    };
    let mut point: Vec<u32> = directions.iter().map(first).collect();
    let mut digits = Vec::with_capacity(dimensions * points);
    for number in skip..skip + points {
        digits.extend_from_slice(&point);
        // The one digit in which the Gray codes of this number and the next differ.
        let changed = number.trailing_ones() as usize;
        for (digits, directions) in point.iter_mut().zip(&directions) {
            *digits ^= directions.get(changed).copied().unwrap_or(0);
        }
    }
    digits
}

/// Points `skip` to `skip + points` of the sequence, without scrambling. `None` beyond
/// [`MAX_DIMENSIONS`] or [`MAX_LENGTH`].
///
/// Point 0 is the origin. The points are those of `scipy.stats.qmc.Sobol(d, scramble=False)`.
pub fn sobol(dimensions: usize, skip: usize, points: usize) -> Option<UnitPoints> {
    const SCALE: f64 = 1.0 / 4_294_967_296.0;
    let in_range = within_range(dimensions, skip, points);
    in_range.then(|| {
        let coordinates = digits(dimensions, skip, points)
            .into_iter()
            .map(|digits| f64::from(digits) * SCALE)
            .collect();
        UnitPoints::new(dimensions, coordinates)
    })
}

/// The same points with Owen's scrambling of each coordinate ([`Scrambling`]). `None` as for
/// [`sobol()`].
///
/// Any 2^m points that follow a multiple of 2^m stay a net: each elementary interval in which the
/// plain points lie once holds one scrambled point. The first points of a longer sequence are those
/// of a shorter one.
pub fn scrambled_sobol(
    seed: u64,
    dimensions: usize,
    skip: usize,
    points: usize,
) -> Option<UnitPoints> {
    let in_range = within_range(dimensions, skip, points);
    in_range.then(|| {
        let scramblings: Vec<Scrambling> = (0..dimensions)
            .map(|dimension| Scrambling::new(seed, dimension))
            .collect();
        let coordinates = digits(dimensions, skip, points)
            .into_iter()
            .enumerate()
            .map(|(at, digits)| scramblings[at % dimensions].position(digits))
            .collect();
        UnitPoints::new(dimensions, coordinates)
    })
}

fn within_range(dimensions: usize, skip: usize, points: usize) -> bool {
    (1..=MAX_DIMENSIONS).contains(&dimensions)
        && skip
            .checked_add(points)
            .is_some_and(|length| length <= MAX_LENGTH)
}
