//! Addressed random numbers: known answers, statistical sanity, independence of lanes and streams.

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Poisson};
use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::rng::{
    Draws, StreamRng, agent_id, agent_path, derive_seed, normal_at, quantiles_in_place, uniform_at,
};
use trilat::math::{normal_cdf, normal_quantile};

const PROCESS: u16 = 3;
const AGENT: u32 = agent_id("KOR");

fn draws<const L: usize>(seed: u64, first: u64, step: u32) -> Draws<L> {
    Draws {
        seed,
        replicate: core::array::from_fn(|k| first + k as u64),
        step,
    }
}

/// Computed with an independent implementation of the address layout in Python.
#[test]
fn known_answers_of_the_address_layout() {
    assert_eq!(uniform_at(0, 0, 0, 0, 0, 0), 0.880_520_197_888_614_2);
    assert_eq!(
        uniform_at(
            0x0123_4567_89ab_cdef,
            0xfedc_ba98_7654,
            0xbeef,
            0x1234,
            0xdead_beef,
            0x5679
        ),
        0.582_645_572_310_134_6
    );
    assert_eq!(
        uniform_at(42, 7, 119, PROCESS, AGENT, 0),
        0.503_339_171_312_314_6
    );
    assert_eq!(
        uniform_at(42, 7, 119, PROCESS, AGENT, 1),
        0.437_278_426_364_467_45
    );
    let mut stream = StreamRng::new(42, 7, 119, PROCESS, AGENT);
    let words: [u32; 4] = core::array::from_fn(|_| stream.next_u32());
    assert_eq!(words, [0x2b65_63e9, 0x999e_844a, 0xf671_6ff1, 0x6e6e_601a]);
}

/// Computed with an independent implementation of the hash in Python.
#[test]
fn known_answers_of_agent_words() {
    assert_eq!(agent_id(""), 0xab3e_7c0b);
    assert_eq!(agent_id("USA"), 0x7d38_8d86);
    assert_eq!(agent_id("JPN"), 0x0f99_aec0);
    assert_eq!(agent_id("KOR"), 0xde97_eecb);
    assert_eq!(agent_path(&["JPN", "KOR"]), 0x1d61_c396);
    assert_eq!(agent_path(&["KOR", "JPN"]), 0xf22e_96fe);
    assert_eq!(agent_path(&["KOR"]), agent_id("KOR"));
    assert_ne!(agent_path(&["A", "BC"]), agent_path(&["AB", "C"]));
}

#[test]
fn uniform_draws_fit_mean_variance_and_distribution() {
    const N: usize = 1 << 20;
    let mut sample = Vec::with_capacity(N);
    let mut u = Lanes::<128>::ZERO;
    for block in 0..N / 128 {
        draws::<128>(2024, 128 * block as u64, 5).uniform(PROCESS, AGENT, 0, &mut u);
        sample.extend(u.0);
    }
    assert!(sample.iter().all(|&u| 0.0 < u && u < 1.0));

    let n = N as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|u| (u - mean).powi(2)).sum::<f64>() / n;
    // Four standard errors; the variance of (u − ½)² is 1/180.
    assert!((mean - 0.5).abs() < 4.0 * (1.0 / (12.0 * n)).sqrt());
    assert!((variance - 1.0 / 12.0).abs() < 4.0 * (1.0 / (180.0 * n)).sqrt());

    sample.sort_by(f64::total_cmp);
    assert!(kolmogorov_smirnov(&sample, |u| u) < 1.95);
}

#[test]
fn normal_draws_fit_moments_tails_and_distribution() {
    const N: usize = 1 << 20;
    let mut sample = Vec::with_capacity(N);
    let (mut a, mut b) = (Lanes::<128>::ZERO, Lanes::<128>::ZERO);
    for block in 0..N / 256 {
        draws::<128>(2024, 128 * block as u64, 6).normal_pair(PROCESS, AGENT, 0, &mut a, &mut b);
        sample.extend(a.0);
        sample.extend(b.0);
    }
    let n = N as f64;
    let moment = |power: i32| sample.iter().map(|z| z.powi(power)).sum::<f64>() / n;
    // Four standard errors: the variances of z, z², z³ and z⁴ are 1, 2, 15 and 96.
    assert!(moment(1).abs() < 4.0 / n.sqrt());
    assert!((moment(2) - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
    assert!(moment(3).abs() < 4.0 * (15.0 / n).sqrt());
    assert!((moment(4) - 3.0).abs() < 4.0 * (96.0 / n).sqrt());
    for cut in [1.0, 2.0, 3.0, 4.0] {
        let expected = 2.0 * normal_cdf(-cut) * n;
        let found = sample.iter().filter(|z| z.abs() > cut).count() as f64;
        assert!(
            (found - expected).abs() < 4.0 * expected.sqrt(),
            "|z| > {cut}"
        );
    }
    sample.sort_by(f64::total_cmp);
    assert!(kolmogorov_smirnov(&sample, normal_cdf) < 1.95);
}

/// √n·D of a sorted sample; 1.95 is exceeded with probability 0.001.
fn kolmogorov_smirnov(sorted: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sorted.len() as f64;
    let largest = sorted
        .iter()
        .enumerate()
        .map(|(i, &x)| {
            let p = cdf(x);
            (p - i as f64 / n).max((i + 1) as f64 / n - p)
        })
        .fold(0.0, f64::max);
    n.sqrt() * largest
}

#[test]
fn neighbouring_addresses_are_uncorrelated() {
    const N: u64 = 1 << 18;
    type At = fn(u64, u64) -> f64;
    let neighbours: [(&str, At); 8] = [
        ("seed", |i, d| uniform_at(9 + d, i, 1, 1, AGENT, 0)),
        ("seed, high word", |i, d| {
            uniform_at(9 + (d << 32), i, 1, 1, AGENT, 0)
        }),
        ("replicate", |i, d| uniform_at(9, i + d, 1, 1, AGENT, 0)),
        ("replicate, high word", |i, d| {
            uniform_at(9, i + (d << 32), 1, 1, AGENT, 0)
        }),
        ("step", |i, d| uniform_at(9, i, 1 + d as u32, 1, AGENT, 0)),
        ("process", |i, d| {
            uniform_at(9, i, 1, 1 + d as u16, AGENT, 0)
        }),
        ("agent", |i, d| uniform_at(9, i, 1, 1, AGENT + d as u32, 0)),
        ("draw", |i, d| uniform_at(9, i, 1, 1, AGENT, d as u16)),
    ];
    for (axis, at) in neighbours {
        for distance in [1, 2] {
            let covariance = (0..N)
                .map(|i| (at(i, 0) - 0.5) * (at(i, distance) - 0.5))
                .sum::<f64>()
                / N as f64;
            let correlation = 12.0 * covariance;
            assert!(
                correlation.abs() < 4.0 / (N as f64).sqrt(),
                "{axis}, distance {distance}: {correlation}"
            );
        }
    }
}

#[test]
fn every_word_of_the_address_matters_and_the_excess_is_ignored() {
    let base = uniform_at(1, 2, 3, 4, 5, 6);
    let others = [
        uniform_at(1 + (1 << 63), 2, 3, 4, 5, 6),
        uniform_at(1, 2 + (1 << 47), 3, 4, 5, 6),
        uniform_at(1, 2, 3 + (1 << 15), 4, 5, 6),
        uniform_at(1, 2, 3, 4 + (1 << 15), 5, 6),
        uniform_at(1, 2, 3, 4, 5 + (1 << 31), 6),
        uniform_at(1, 2, 3, 4, 5, 6 + (1 << 15)),
    ];
    assert!(others.iter().all(|&other| other != base));
    assert_eq!(uniform_at(1, 2 + (1 << 48), 3, 4, 5, 6), base);
    assert_eq!(uniform_at(1, 2, 3 + (1 << 16), 4, 5, 6), base);
}

/// Lane functions against the scalar ones, for replicates in no order at all.
fn lanes_agree_with_scalars<const L: usize>() {
    let scattered: [u64; L] =
        core::array::from_fn(|k| (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16);
    let lanes = Draws::<L> {
        seed: u64::MAX - 5,
        replicate: scattered,
        step: 65_535,
    };
    let at =
        |k: usize, draw: u16| uniform_at(lanes.seed, scattered[k], 65_535, 65_534, AGENT, draw);
    let (mut a, mut b) = (Lanes::<L>::ZERO, Lanes::<L>::ZERO);
    for draw in [0, 1, 2, 7, u16::MAX - 1, u16::MAX] {
        let next = draw.wrapping_add(1);
        lanes.uniform(65_534, AGENT, draw, &mut a);
        assert_eq!(a, Lanes::from_fn(|k| at(k, draw)));
        lanes.normal(65_534, AGENT, draw, &mut a);
        assert_eq!(a, Lanes::from_fn(|k| normal_quantile(at(k, draw))));
        lanes.uniform_pair(65_534, AGENT, draw, &mut a, &mut b);
        assert_eq!(a, Lanes::from_fn(|k| at(k, draw)));
        assert_eq!(b, Lanes::from_fn(|k| at(k, next)));
        lanes.normal_pair(65_534, AGENT, draw, &mut a, &mut b);
        assert_eq!(a, Lanes::from_fn(|k| normal_quantile(at(k, draw))));
        assert_eq!(b, Lanes::from_fn(|k| normal_quantile(at(k, next))));
    }
}

#[test]
fn lanes_agree_with_scalars_at_any_width() {
    lanes_agree_with_scalars::<1>();
    lanes_agree_with_scalars::<5>();
    lanes_agree_with_scalars::<16>();
    lanes_agree_with_scalars::<64>();
    lanes_agree_with_scalars::<128>();
    lanes_agree_with_scalars::<256>();
}

#[test]
fn quantiles_in_place_are_those_of_the_scalar_function() {
    // All lanes central, all in a tail, all in the far tail, at the cuts, at the extremes.
    let blocks: [[f64; 16]; 5] = [
        core::array::from_fn(|k| 0.1 + 0.05 * k as f64),
        core::array::from_fn(|k| if k % 2 == 0 { 0.001 } else { 0.999 } + 1e-4 * k as f64 / 16.0),
        core::array::from_fn(|k| 2.0_f64.powi(-36 - k as i32)),
        [
            0.075,
            0.075_f64.next_down(),
            0.075_f64.next_up(),
            0.925,
            0.925_f64.next_up(),
            0.925_f64.next_down(),
            1.4e-11,
            1.4e-11_f64.next_down(),
            1.4e-11_f64.next_up(),
            (-25.0_f64).exp(),
            1.0 - 1.4e-11,
            0.5,
            0.5_f64.next_up(),
            0.5_f64.next_down(),
            0.3,
            0.7,
        ],
        core::array::from_fn(|k| {
            if k % 2 == 0 {
                f64::EPSILON / 2.0 * (k + 1) as f64
            } else {
                1.0 - f64::EPSILON / 2.0 * k as f64
            }
        }),
    ];
    for block in blocks {
        let mut found = Lanes(block);
        quantiles_in_place(&mut found);
        assert_eq!(
            found.0.map(f64::to_bits),
            block.map(|p| normal_quantile(p).to_bits())
        );
    }
    assert_eq!(
        normal_at(3, 4, 5, 6, 7, 8),
        normal_quantile(uniform_at(3, 4, 5, 6, 7, 8))
    );
}

#[test]
fn streams_never_meet_numbered_draws_nor_each_other() {
    let mut seen = std::collections::BTreeSet::new();
    let mut total = 0;
    for draw in 0..4_096 {
        seen.insert(uniform_at(1, 2, 3, PROCESS, AGENT, draw).to_bits());
        total += 1;
    }
    let lanes = draws::<4>(1, 0, 3);
    for k in 0..4 {
        let mut stream = lanes.stream(PROCESS, AGENT, k);
        for _ in 0..4_096 {
            let unit = (stream.next_u64() >> 12) as f64 + 0.5;
            seen.insert((unit / 4_503_599_627_370_496.0).to_bits());
            total += 1;
        }
    }
    assert_eq!(seen.len(), total);
    assert_eq!(
        lanes.stream(PROCESS, AGENT, 2),
        StreamRng::new(1, 2, 3, PROCESS, AGENT)
    );
}

#[test]
fn a_stream_goes_on_past_its_blocks_without_repeating() {
    let mut stream = StreamRng::new(1, 2, 3, PROCESS, AGENT);
    let start: Vec<u32> = (0..64).map(|_| stream.next_u32()).collect();
    for _ in 64..1 << 17 {
        stream.next_u32();
    }
    let after: Vec<u32> = (0..64).map(|_| stream.next_u32()).collect();
    assert_ne!(start, after);
    let seed = 1_u64.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut next = StreamRng::new(seed, 2, 3, PROCESS, AGENT);
    assert_eq!(after[0], next.next_u32());
}

#[test]
fn stream_words_bytes_and_distributions_are_consistent() {
    let fresh = || StreamRng::new(11, 5, 2, PROCESS, AGENT);
    let mut words = fresh();
    let (low, high, third) = (words.next_u32(), words.next_u32(), words.next_u32());
    let mut long = fresh();
    assert_eq!(long.next_u64(), u64::from(low) | (u64::from(high) << 32));
    let mut bytes = [0_u8; 10];
    fresh().fill_bytes(&mut bytes);
    assert_eq!(bytes[..4], low.to_le_bytes());
    assert_eq!(bytes[4..8], high.to_le_bytes());
    assert_eq!(bytes[8..], third.to_le_bytes()[..2]);

    let unit: f64 = fresh().random();
    assert!((0.0..1.0).contains(&unit));

    let poisson = Poisson::new(2.5).expect("positive rate");
    let n = 50_000;
    let sum: f64 = (0..n)
        .map(|replicate| {
            let mut stream = StreamRng::new(11, replicate, 2, PROCESS, AGENT);
            let count: f64 = poisson.sample(&mut stream);
            count
        })
        .sum();
    let mean = sum / n as f64;
    assert!((mean - 2.5).abs() < 4.0 * (2.5 / n as f64).sqrt(), "{mean}");
}

#[test]
fn derived_seeds_differ_by_index_and_parent() {
    let mut seeds: Vec<u64> = (0..1_000)
        .flat_map(|index| [derive_seed(1, index), derive_seed(2, index)])
        .collect();
    // Indices 2^10 … 2^63 join those below 1000.
    seeds.extend((10..64).map(|bit| derive_seed(1, 1 << bit)));
    seeds.sort_unstable();
    seeds.dedup();
    assert_eq!(seeds.len(), 2_054);
}
