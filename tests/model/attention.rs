//! Attention: what a prober follows of what is visible, against closed forms; what equal eyes undo; and how the bloc's
//! disagreement fades by pooling.

use trilat::ensemble::lanes::Lanes;
use trilat::model::beliefs::{marginal, pool_beliefs};
use trilat::model::cast::{Cast, Dyad};
use trilat::model::state::{Activity, Belief, Channels, Seen};
use trilat::model::{LaneRun, Simulation};
use trilat::record::Wanted;
use trilat::scenario::{ChannelKind, Scenario};

use super::support::{Record, scenario};

const L: usize = 16;

/// Sums over months, lanes and blocks of what North Korea and China could see of a dyad, and of what they saw.
#[derive(Default)]
struct Sighted {
    drills: [f64; 3],
    /// Months in which a level could be read, in which it was, and the sum of squares of what it was off.
    levels: [[f64; 3]; 2],
}

/// What the probers at the places `of` see of South Korea's dyad with Japan.
fn sighted(spec: &Scenario, of: [usize; 2]) -> Sighted {
    let mut found = Sighted::default();
    let mut simulation = Simulation::<L>::with_lanes(spec);
    for first in [0, 500, 1000, 1500] {
        let runs: Vec<LaneRun<'_>> = (0..L as u64).map(|k| (spec, first + k)).collect();
        simulation.load(&runs, Wanted::default()).unwrap();
        simulation.begin();
        for _ in 0..simulation.months() {
            simulation.step();
            let world = simulation.world();
            let cast = world.resource::<Cast>();
            let dyad = cast.dyads[2];
            let at = world.get::<Dyad>(dyad).unwrap().ix;
            let held = world.get::<Activity<L>>(dyad).unwrap().drills;
            let level = world.get::<Channels<L>>(dyad).unwrap().level[ChannelKind::Doctrine];
            let seen = of.map(|prober| world.get::<Seen<L>>(cast.probers[prober]).unwrap());
            for k in 0..L {
                found.drills[0] += held[k];
                for (n, seen) in seen.iter().enumerate() {
                    found.drills[1 + n] += seen.drills[at][k];
                    found.levels[n][0] += 1.0;
                    if seen.read[at][1][k] > 0.5 {
                        found.levels[n][1] += 1.0;
                        let off = seen.reading[at][1][k] - level[k];
                        found.levels[n][2] += off * off;
                    }
                }
            }
        }
    }
    found
}

#[test]
fn attention_thins_what_is_seen_and_blurs_what_is_read() {
    let spec = scenario(
        "northeast_asia.toml",
        &[
            "scenario.horizon=120",
            "channels.exercises.visibility=0.8",
            "channels.doctrine.visibility=0.9",
            "states.PRK.attention_exercises=0.5",
            "states.PRK.attention_doctrine=0.8",
            "states.PRK.dyads.JPN-KOR.attention=0.5",
            "states.CHN.attention_exercises=1.0",
            "states.CHN.attention_doctrine=1.0",
            "states.CHN.dyads.JPN-KOR.attention=1.0",
        ],
    );
    // Places of North Korea and China in the roster.
    let found = sighted(&spec, [2, 0]);
    let [held, by_prk, by_chn] = found.drills;
    for (seen, share) in [(by_prk, 0.8 * 0.5 * 0.5), (by_chn, 0.8)] {
        let error = (share * (1.0 - share) / held).sqrt();
        assert!(
            (seen / held - share).abs() < 4.0 * error,
            "{seen} of {held}, not {share}"
        );
    }
    for (own, attention) in found.levels.iter().zip([0.8 * 0.5, 1.0]) {
        let [months, read, squares] = *own;
        let share = 0.9 * attention;
        let error = (share * (1.0 - share) / months).sqrt();
        assert!(
            (read / months - share).abs() < 4.0 * error,
            "{read} of {months}"
        );
        // s²/a, with the variance of a sum of squares of normals.
        let wanted = 0.1 * 0.1 / attention;
        let variance = squares / read;
        assert!(
            (variance / wanted - 1.0).abs() < 4.0 * (2.0 / read).sqrt(),
            "{variance} and not {wanted}"
        );
    }
}

#[test]
fn equal_eyes_read_alike_and_three_minds_do_not() {
    let columns = ["disagreement_mean", "agreement_prk_kor", "reading_lag_rus"];
    let of = |file: &str, set: &str| {
        let sets = ["scenario.horizon=120", set];
        let record = Record::of_few(&scenario(file, &sets), 256, false);
        columns.map(|column| {
            let known: Vec<f64> = record
                .run_column(column)
                .into_iter()
                .filter(|x| !x.is_nan())
                .collect();
            known.iter().sum::<f64>() / known.len() as f64
        })
    };
    let little = "beliefs.pooling=0.02";
    let apart = of("northeast_asia.toml", little);
    let alike = of("ablations/equal_eyes.toml", little);
    let pooled = of("northeast_asia.toml", "beliefs.pooling=0.2");
    assert!(apart[0] > 1.5 * alike[0], "{apart:?} {alike:?}");
    assert!(apart[0] > 1.5 * pooled[0], "{apart:?} {pooled:?}");
    assert!(apart[1] < alike[1] && apart[1] < pooled[1]);
    // Who looks away learns late.
    assert!(apart[2] > alike[2] + 2.0, "{apart:?} {alike:?}");
}

#[test]
fn responses_elsewhere_are_seen_by_those_who_attend_to_them() {
    // China alone probes in the strait of Taiwan; what the allies answer there is all that moves beliefs.
    let sets = [
        "scenario.horizon=24",
        "scenario.burn_in=0",
        "scenario.war=reset",
        "mechanisms.learn_channels=false",
        "mechanisms.pooling=false",
        "levers.quiet_nea_chn.rung=CHN/NEA",
        "levers.quiet_nea_chn.set=0",
        "levers.quiet_nea_rus.rung=RUS/NEA",
        "levers.quiet_nea_rus.set=0",
        "levers.quiet_kp.rung=PRK/KP",
        "levers.quiet_kp.set=0",
        "levers.quiet_nea_prk.rung=PRK/NEA",
        "levers.quiet_nea_prk.set=0",
        "levers.taiwan.rung=CHN/TS",
        "levers.taiwan.set=3",
    ];
    let spread = |elsewhere: &str, prober: &str| {
        let key = format!("states.PRK.attention_elsewhere={elsewhere}");
        let all = [&sets[..], &[key.as_str()]].concat();
        let record = Record::of_few(&scenario("northeast_asia.toml", &all), 64, true);
        let column = record.month_column(&format!("belief_{prober}_usa"));
        let last: Vec<f64> = record.months.iter().map(|run| run[23][column]).collect();
        let mean = last.iter().sum::<f64>() / last.len() as f64;
        last.iter().map(|b| (b - mean).abs()).sum::<f64>() / last.len() as f64
    };
    let none = spread("0.0", "prk");
    assert!(none < 1e-12, "it learned {none} from what it does not see");
    assert!(spread("1.0", "prk") > 0.05);
    // What North Korea attends to is nothing to China.
    assert_eq!(
        spread("0.0", "chn").to_bits(),
        spread("1.0", "chn").to_bits()
    );
}

/// The closed form of 7.27: without news a disagreement in log-odds shrinks by 1 − share a month.
#[test]
fn pooling_has_the_half_life_that_it_says() {
    let spec = scenario("northeast_asia.toml", &["beliefs.pooling=0.05"]);
    let mut simulation = Simulation::<1>::with_lanes(&spec);
    simulation.load(&[(&spec, 0)], Wanted::default()).unwrap();
    simulation.begin();
    let world = simulation.world();
    let probers = world.resource::<Cast>().probers.clone();
    for (n, prober) in probers.iter().enumerate() {
        let mut belief = world.get_mut::<Belief<1>>(*prober).unwrap();
        // Independent types, resolute with .2, .5, .8.
        let p = 0.2 + 0.3 * n as f64;
        for (z, share) in belief.profile.iter_mut().enumerate() {
            let of = |i: usize| if z >> i & 1 == 1 { p } else { 1.0 - p };
            *share = Lanes([of(0) * of(1) * of(2)]);
        }
    }
    let gap = |world: &mut bevy_ecs::world::World| {
        let [first, .., last] = [0, 1, 2].map(|n| {
            let mut b = Lanes::ZERO;
            marginal(
                &world.get::<Belief<1>>(probers[n]).unwrap().profile,
                0,
                &mut b,
            );
            (b[0] / (1.0 - b[0])).ln()
        });
        last - first
    };
    let before = gap(world);
    let mut month = bevy_ecs::schedule::Schedule::default();
    month.add_systems(pool_beliefs::<1>);
    let months = 14;
    for _ in 0..months {
        month.run(world);
    }
    let left = gap(world) / before;
    assert!((left - 0.95f64.powi(months)).abs() < 1e-12, "{left}");
    // ln ½ / ln .95 = 13.5 months.
    assert!(left < 0.5 && left / 0.95 > 0.5);
}
