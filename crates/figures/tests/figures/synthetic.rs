//! Tables shaped like the model's output, made without random numbers.

use trilat_figures::{Source, Table};

pub fn source() -> Source {
    Source {
        scenario: "northeast_asia".into(),
        seed: 20260101,
        runs: 2000,
        version: "0.1.0".into(),
        command: "trilat plot outputs/northeast_asia --figure all".into(),
    }
}

pub const RUNGS: [&str; 6] = [
    "0 nothing",
    "1 statements and cyber",
    "2 grey zone",
    "3 missile test",
    "4 limited strike",
    "5 major attack",
];

const PAIRS: [(&str, &str); 7] = [
    ("CHN", "Taiwan Strait"),
    ("CHN", "Northeast Asian air and sea"),
    ("CHN", "Korean Peninsula"),
    ("RUS", "Northeast Asian air and sea"),
    ("PRK", "Korean Peninsula"),
    ("PRK", "Northeast Asian air and sea"),
    ("RUS", "Korean Peninsula"),
];

/// A smooth pseudo-random number in −1 to 1.
pub fn wobble(a: usize, b: usize) -> f64 {
    let x = a as f64;
    let k = b as f64 + 1.0;
    (0.13 * x * k.sqrt() + k).sin() * 0.5 + (0.031 * x * k + 2.0 * k).sin() * 0.5
}

/// A hash-like number in 0 to 1.
pub fn scatter(a: usize, b: usize) -> f64 {
    let mut x = (a as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ (b as u64 + 7).wrapping_mul(0xD1B5_4A32_D192_ED03);
    x ^= x >> 29;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 32;
    (x >> 11) as f64 / (1u64 << 53) as f64
}

pub fn table(text: &str) -> Table {
    Table::parse_csv(text).expect("synthetic CSV")
}

pub fn month(t: usize) -> String {
    format!("{}-{:02}", 2024 + t / 12, t % 12 + 1)
}

pub const PROBES_HEADER: &str = "prober,theatre,rung,rung_label,estimate,ci_low,ci_high,n\n";

pub fn probes() -> Table {
    let mut csv = PROBES_HEADER.to_string();
    for (p, (prober, theatre)) in PAIRS.iter().enumerate() {
        for (rung, label) in RUNGS.iter().enumerate().skip(1) {
            let rate = [0.0, 5.5, 4.2, 1.7, 0.06, 0.004][rung] * (0.4 + 1.2 * scatter(p, rung));
            let rate = if rung == 5 && p % 2 == 1 { 0.0 } else { rate };
            let half = 1.96 * (rate / (2000.0 * 10.0)).sqrt();
            let (low, high) = if rate == 0.0 {
                (0.0, 0.000_18)
            } else {
                ((rate - half).max(0.0), rate + half)
            };
            csv += &format!("{prober},{theatre},{rung},{label},{rate},{low},{high},2000\n");
        }
    }
    table(&csv)
}

pub fn probes_all_zero() -> Table {
    let mut csv = PROBES_HEADER.to_string();
    for (rung, label) in RUNGS.iter().enumerate().skip(1) {
        csv += &format!("PRK,Korean Peninsula,{rung},{label},0,0,0,50\n");
    }
    table(&csv)
}

pub const BANDS_HEADER: &str = "panel,series,month,t,q05,q25,q50,q75,q95,mean,unit\n";

fn band_row(panel: &str, series: &str, t: usize, centre: f64, spread: f64, unit: &str) -> String {
    let clip = |v: f64| v.clamp(0.0, 1.0);
    let q = |k: f64| clip(centre + k * spread);
    format!(
        "{panel},{series},{},{t},{},{},{},{},{},{},{unit}\n",
        month(t),
        q(-1.6),
        q(-0.7),
        q(0.0),
        q(0.7),
        q(1.6),
        clip(centre + 0.15 * spread)
    )
}

/// Cohesion, coordination, and three probers' beliefs about three allies, 144 months.
pub fn bands() -> Table {
    let mut csv = BANDS_HEADER.to_string();
    for (p, panel) in ["Cohesion", "Coordination"].iter().enumerate() {
        for t in 0..144 {
            csv += &band_row(
                panel,
                "all allies",
                t,
                0.45 + 0.1 * wobble(t, p),
                0.05 + 0.0006 * t as f64,
                "index 0–1",
            );
        }
    }
    csv = csv.replace("all allies", "three allies");
    table(&csv)
}

pub fn beliefs() -> Table {
    let mut csv = BANDS_HEADER.to_string();
    for (p, prober) in ["CHN", "RUS", "PRK"].iter().enumerate() {
        for (a, ally) in ["USA", "JPN", "KOR"].iter().enumerate() {
            for t in 0..144 {
                let centre = 0.62 - 0.14 * a as f64 + 0.08 * wobble(t, 3 * p + a);
                csv += &band_row(
                    &format!("Beliefs about resolve: {prober}"),
                    ally,
                    t,
                    centre,
                    0.1 + 0.0004 * t as f64,
                    "probability",
                );
            }
        }
    }
    table(&csv)
}

pub fn bands_single_month() -> Table {
    table(&(BANDS_HEADER.to_string() + &band_row("Cohesion", "all", 0, 0.5, 0.1, "index 0–1")))
}

pub const SURVIVAL_HEADER: &str = "series,t,survival,ci_low,ci_high,at_risk\n";

pub fn survival() -> Table {
    let mut csv = SURVIVAL_HEADER.to_string();
    for (rung, label) in RUNGS.iter().enumerate().skip(1) {
        let hazard = [0.0, 0.35, 0.12, 0.035, 0.006, 0.0004][rung];
        let mut s: f64 = 1.0;
        for t in 0..=144_usize {
            let at_risk = (2000.0 * s).round();
            if t > 0 {
                s *= 1.0 - hazard * (0.6 + 0.8 * scatter(t, rung));
            }
            let half = 1.96 * (s * (1.0 - s) / 2000.0).sqrt() * 2.0;
            csv += &format!(
                "{label},{t},{s},{},{},{at_risk}\n",
                (s - half).max(0.0),
                (s + half).min(1.0)
            );
        }
    }
    table(&csv)
}

pub fn survival_no_event() -> Table {
    let mut csv = SURVIVAL_HEADER.to_string();
    for t in 0..=120 {
        csv += &format!("5 major attack,{t},1,0.998,1,2000\n");
    }
    table(&csv)
}

pub const MONTHLY_HEADER: &str = "t,month,series,value,panel\n";
pub const EVENTS_HEADER: &str = "t,month,kind,actor,target,place,rung,value\n";

pub fn run_months(months: usize) -> Table {
    let mut csv = MONTHLY_HEADER.to_string();
    for t in 0..months {
        for (p, prober) in ["CHN", "RUS", "PRK"].iter().enumerate() {
            for (a, ally) in ["USA", "JPN", "KOR"].iter().enumerate() {
                let v = (0.6 - 0.12 * a as f64 + 0.3 * wobble(t, 3 * p + a)).clamp(0.0, 1.0);
                csv += &format!("{t},{},{ally},{v},Belief of {prober}\n", month(t));
            }
        }
        csv += &format!(
            "{t},{},Coordination,{},Coordination\n",
            month(t),
            0.4 + 0.12 * wobble(t, 11)
        );
    }
    table(&csv)
}

pub fn run_events(months: usize) -> Table {
    let mut csv = EVENTS_HEADER.to_string();
    for t in 0..months {
        let m = month(t);
        for (p, (prober, theatre)) in PAIRS.iter().take(6).enumerate() {
            let u = scatter(t, 40 + p);
            let rung = match u {
                u if u < 0.4 => 0,
                u if u < 0.65 => 1,
                u if u < 0.88 => 2,
                u if u < 0.985 => 3,
                u if u < 0.998 => 4,
                _ => 5,
            };
            if rung > 0 {
                csv += &format!("{t},{m},probe,{prober},,{theatre},{rung},\n");
            }
        }
        for (d, (i, j)) in [("USA", "JPN"), ("USA", "KOR"), ("JPN", "KOR")]
            .iter()
            .enumerate()
        {
            for _ in 0..(scatter(t, 80 + d) * 2.6) as usize {
                csv += &format!("{t},{m},exercise,{i},{j},,,{}\n", 1.0);
            }
        }
        for (a, (ally, term, first)) in [("USA", 48, 10), ("JPN", 31, 21), ("KOR", 56, 14)]
            .iter()
            .enumerate()
        {
            if t >= *first && (t - first) % term == 0 {
                csv += &format!("{t},{m},election,{ally},,,,{a}\n");
            }
        }
        match t {
            30 | 101 => csv += &format!("{t},{m},suspension,JPN,KOR,,,\n"),
            44 | 109 => csv += &format!("{t},{m},resumption,JPN,KOR,,,\n"),
            57 => csv += &format!("{t},{m},crisis,CHN,,Taiwan Strait,4,\n"),
            60 => csv += &format!("{t},{m},settlement,CHN,,Taiwan Strait,,\n"),
            120 => csv += &format!("{t},{m},crisis,PRK,,Korean Peninsula,4,\n"),
            122 => csv += &format!("{t},{m},war,PRK,,Korean Peninsula,5,\n"),
            _ => {}
        }
        if scatter(t, 99) < 0.1 {
            csv += &format!("{t},{m},statement,USA,JPN,,,\n");
        }
    }
    table(&csv)
}

pub const CONTRASTS_HEADER: &str =
    "baseline,scenario,group,observable,relative,ci_low,ci_high,n,identical\n";

/// Two scenarios, effects from hundredths of a per cent to the loss of everything.
pub fn contrasts() -> Table {
    let mut csv = CONTRASTS_HEADER.to_string();
    let effects = [
        ("Probes by rung", "1 statements and cyber", 1.7, 0.6),
        ("Probes by rung", "4 limited strike or blockade", -38.0, 4.5),
        ("Probes by rung", "5 major attack", 13.3, 15.0),
        ("Outcomes", "Misjudged probes", -100.0, 0.0),
        ("Outcomes", "Success of probes", 0.01, 0.08),
        ("Alliance", "Cohesion", -1.8, 0.04),
        ("Beliefs in resolve", "PRK of KOR", -3.8, 0.2),
    ];
    for (scenario, sign) in [("seoul_steps_back", 1.0), ("no_learning", -0.4)] {
        for (group, name, effect, half) in effects {
            let x = sign * effect;
            csv += &format!(
                "northeast_asia,{scenario},{group},{name},{x},{},{},2000,0\n",
                x - half,
                x + half
            );
        }
    }
    table(&csv)
}

/// Nothing differs.
pub fn contrasts_alike() -> Table {
    let mut csv = CONTRASTS_HEADER.to_string();
    for name in ["Crises", "Wars", "Elections", "Cohesion", "Coordination"] {
        csv += &format!("toy,toy_2,,{name},0,0,0,300,1\n");
    }
    table(&csv)
}

/// A baseline of zero, an interval without limits, a long whisker, no pair.
pub fn contrasts_odd() -> Table {
    let rows = "toy,other,,Wars,,,,300,0\n\
                toy,other,,Crises,5,,,300,0\n\
                toy,other,,Probes,-3,-12,9,300,0\n\
                toy,other,,Misjudged probes,2,-1,40,300,0\n\
                toy,other,,Success of probes,,,,0,0\n\
                toy,other,,Cohesion,1,0.5,1.5,300,0\n\
                toy,third,,Wars,,,,300,0\n";
    table(&format!("{CONTRASTS_HEADER}{rows}"))
}

const NAMES: [&str; 7] = [
    "drills",
    "none",
    "loud",
    "quiet",
    "a fifth with a name that is far too long for any legend of one column of a journal",
    "sixth",
    "seventh",
];

/// Curves over eleven values of a factor.
pub fn curves_table(series: usize, panels: usize) -> Table {
    let mut csv = "panel,series,x,estimate,ci_low,ci_high,n\n".to_string();
    for p in 0..panels {
        for (k, name) in NAMES.iter().take(series).enumerate() {
            for i in 0..=10 {
                let x = f64::from(i) / 10.0;
                let y = 0.15
                    + 0.09 * k as f64
                    + 0.2 * x * (p as f64 + 1.0) / panels as f64
                    + 0.01 * wobble(i as usize * 9, k + p);
                csv += &format!("0.{p},{name},{x},{y},{},{},500\n", y - 0.03, y + 0.03);
            }
        }
    }
    let mut t = table(&csv);
    t.say("x", "Visibility of exercises");
    t.say("value", "crises: mean per year");
    t.say("series", "exercises");
    t.say("panel", "states.KOR.resolute_share");
    t
}

/// Points with intervals over words.
pub fn curves_words() -> Table {
    let mut csv = "series,x,estimate,ci_low,ci_high,n\n".to_string();
    for (k, name) in NAMES.iter().take(3).enumerate() {
        for (i, x) in [
            "as it is",
            "without statements",
            "without exercises and with a long name",
        ]
        .iter()
        .enumerate()
        {
            let y = 12.0 + 3.0 * k as f64 - 2.0 * i as f64;
            csv += &format!("{name},{x},{y},{},{},200\n", y - 1.5, y + 1.5);
        }
    }
    table(&csv)
}

/// A plane that crosses 0.4, with a hole if asked for.
pub fn grid(columns: usize, rows: usize, hole: bool) -> Table {
    let mut csv = "x,y,estimate,ci_low,ci_high,n,threshold\n".to_string();
    for j in 0..rows {
        for i in 0..columns {
            let (x, y) = (
                i as f64 / (columns - 1).max(1) as f64,
                j as f64 / (rows - 1).max(1) as f64,
            );
            let v = 0.15 + 0.3 * x + 0.2 * y * y + 0.01 * wobble(i * 7, j);
            if hole && i == 1 && j == 2 {
                continue;
            }
            csv += &format!("{x},{y},{v},{},{},500,0.4\n", v - 0.02, v + 0.02);
        }
    }
    let mut t = table(&csv);
    t.say("x", "channels.exercises.visibility");
    t.say("y", "states.KOR.resolute_share");
    t.say("value", "crises: mean per year");
    t
}

pub const TORNADO_HEADER: &str = "factor,level,estimate,ci_low,ci_high,n\n";

pub fn tornado_table() -> Table {
    let mut csv = TORNADO_HEADER.to_string() + ",,0.3,0.28,0.32,500\n";
    for (factor, levels) in [
        ("mechanisms.trust", vec![("0", 0.31)]),
        (
            "fear.per_exercise",
            vec![("0.01", 0.25), ("0.03", 0.3), ("0.05", 0.38)],
        ),
        (
            "states.KOR.resolute_share",
            vec![("0.2", 0.52), ("0.55", 0.33), ("0.9", 0.21)],
        ),
        (
            "states.KOR.a_name_of_a_factor.that_is_far_too_long.for_the_room.beside_a_tornado",
            vec![
                ("a very long word for a level indeed", 0.29),
                ("another", 0.31),
            ],
        ),
        ("scenario.start", vec![("2020-01", 0.3), ("2030-01", 0.3)]),
    ] {
        for (level, v) in levels {
            csv += &format!("{factor},{level},{v},{},{},500\n", v - 0.025, v + 0.025);
        }
    }
    let mut t = table(&csv);
    t.say("value", "crises: mean per year");
    t
}

/// Five cells of each sign and one without any difference.
pub fn phase() -> Table {
    let mut csv = "x,y,estimate,ci_low,ci_high,n\n".to_string();
    for k in 0..16 {
        let (low, v, high) = match k {
            0..=4 => (0.02, 0.1, 0.18),
            5..=9 => (-0.3, -0.2, -0.1),
            10..=14 => (-0.1, 0.02, 0.14),
            _ => (0.0, 0.0, 0.0),
        };
        csv += &format!("{},{},{v},{low},{high},500\n", k % 4, k / 4);
    }
    let mut t = table(&csv);
    t.say("x", "channels.exercises.visibility");
    t.say("y", "states.KOR.resolute_share");
    t.say("value", "effect of mechanisms.fear (0 to 1) on crises");
    t
}

pub const INDEX_HEADER: &str = "factor,index,estimate,ci_low,ci_high,n\n";

const FACTORS: [&str; 9] = [
    "states.KOR.resolute_share",
    "channels.exercises.visibility",
    "fear.per_exercise",
    "will.threat",
    "coordination.substitutability",
    "states.PRK.targets.KP.drive",
    "mechanisms.trust",
    "a factor with a name that is far too long to stand anywhere in a plot of one column at all",
    "opinion.decay",
];

pub fn sobol_table() -> Table {
    let mut csv = INDEX_HEADER.to_string();
    for (k, factor) in FACTORS.iter().enumerate() {
        let first = 0.35 * 0.55f64.powi(k as i32) - 0.005;
        let total = first + 0.06;
        for (index, v) in [("S1", first), ("ST", total), ("S2", 0.01)] {
            csv += &format!("{factor},{index},{v},{},{},512\n", v - 0.03, v + 0.03);
        }
    }
    let mut t = table(&csv);
    t.say("value", "crises");
    t
}

/// Nine factors, six of them in one heap.
pub fn morris_table() -> Table {
    let mut csv = INDEX_HEADER.to_string();
    for (k, factor) in FACTORS.iter().enumerate() {
        let (mu, sigma) = if k < 3 {
            (2.0 - 0.5 * k as f64, 0.7 + 0.3 * k as f64)
        } else {
            (0.12 + 0.02 * k as f64, 0.15 + 0.01 * k as f64)
        };
        csv += &format!("{factor},mu_star,{mu},{},{},20\n", 0.8 * mu, 1.2 * mu);
        csv += &format!(
            "{factor},sigma,{sigma},{},{},20\n",
            0.7 * sigma,
            1.3 * sigma
        );
    }
    let mut t = table(&csv);
    t.say("value", "crises");
    t
}

/// A network of `states` states, all pairs tied.
pub fn network_table(states: usize) -> Table {
    let names = [
        "USA",
        "JPN",
        "KOR",
        "AUS",
        "A state with a long name",
        "PHL",
    ];
    let mut csv = "from,to,estimate,ci_low,ci_high,n\n".to_string();
    for i in 0..states {
        for j in i + 1..states {
            let v = 0.2 + 0.1 * (i + j) as f64;
            csv += &format!(
                "{},{},{v},{},{},500\n",
                names[i],
                names[j],
                v - 0.1,
                v + 0.1
            );
        }
    }
    table(&csv)
}

/// Points of which those with a high `x` and a low `y` are cases.
pub fn prim_points() -> Table {
    let mut csv = "x,y,case,x_low,x_high,y_low,y_high\n".to_string();
    for k in 0..200 {
        let (x, y) = (scatter(k, 1), scatter(k, 2));
        let case = u8::from(x > 0.55 && y < 0.5);
        csv += &format!("{x},{y},{case},0.55,,,0.5\n");
    }
    let mut t = table(&csv);
    t.say("x", "states.KOR.resolute_share");
    t.say("y", "channels.exercises.visibility");
    t.say("value", "war in more than 5 % of runs");
    t
}

pub fn peeling_table() -> Table {
    let mut csv = "step,coverage,density,selected\n".to_string();
    for k in 0..20 {
        let coverage = 1.0 - 0.002 * f64::from(k * k);
        let density = 0.2 + 0.04 * f64::from(k);
        csv += &format!("{k},{coverage},{density},{}\n", u8::from(k == 12));
    }
    table(&csv)
}

/// Draws from a prior and a narrower posterior of some parameters, two of which are correlated.
pub fn draws(parameters: usize) -> Table {
    let name = |k: usize| format!("states.PRK.targets.KP.parameter_with_a_name.{k}");
    let names: Vec<String> = (0..parameters).map(name).collect();
    let mut csv = format!("sample,{}\n", names.join(","));
    for sample in ["prior", "posterior"] {
        for row in 0..60 {
            let value = |k: usize| {
                let spread = scatter(row, k + 3);
                match (sample, k) {
                    ("posterior", 0) => 0.4 + 0.2 * spread,
                    ("posterior", 1) => 0.9 - 0.2 * scatter(row, 3),
                    _ => spread,
                }
            };
            let values: Vec<String> = (0..parameters).map(|k| value(k).to_string()).collect();
            csv += &format!("{sample},{}\n", values.join(","));
        }
    }
    table(&csv)
}

/// Targets that are met and missed, one without an interval and one far away.
pub fn fit_table() -> Table {
    table(
        "target,fitted,observed,observed_low,observed_high,mean,q05,q95,scale,n\n\
         nk_mean_csis_missile_days_2012-2019,1,0.885,0.541,1.230,0.9,0.5,1.3,0.176,1000\n\
         nk_vmr_csis_missile_days_2012-2019,1,1.97,1.41,2.53,1.8,1.1,2.8,0.285,1000\n\
         nk_acf1_csis_missile_days_2012-2019,0,0.382,0.182,0.582,-0.01,-0.15,0.13,0.102,990\n\
         longest_pause_2012-2019,0,12,,,40,20,90,2,1000\n\
         never_defined,0,1,0.5,1.5,,,,0.3,0\n",
    )
}

pub fn history() -> Table {
    let mut csv = "generation,tolerance,acceptance,ess_share\n0,,1,1\n".to_string();
    for k in 1..9 {
        let falling = 0.75_f64.powi(k);
        csv += &format!(
            "{k},{},{},{}\n",
            5.0 * falling,
            falling,
            0.4 + 0.02 * f64::from(k)
        );
    }
    table(&csv)
}

/// Claims of every verdict; `long` names fill the room beside the bars.
pub fn claims_table(long: bool) -> Table {
    let mut text =
        "claim,verdict,as_predicted,opposite,zero,undecided,share_low,share_high\n".to_string();
    let kinds = [
        ("holds", [250, 0, 0, 6], (0.94, 1.0)),
        ("holds under conditions", [140, 70, 20, 26], (0.46, 0.73)),
        ("fails", [2, 240, 0, 14], (0.0, 0.08)),
        ("has no effect", [0, 0, 256, 0], (0.0, 0.02)),
        ("cannot be told", [40, 20, 0, 196], (0.09, 0.96)),
        ("premise", [256, 0, 0, 0], (0.98, 1.0)),
    ];
    for k in 0..24 {
        let (verdict, [a, b, z, u], (low, high)) = kinds[k % 6];
        let name = if long {
            format!(
                "C{} cohesion cut against none over all theatres and states",
                k + 1
            )
        } else {
            format!("C{} finding", k + 1)
        };
        text.push_str(&format!("{name},{verdict},{a},{b},{z},{u},{low},{high}\n"));
    }
    table(&text)
}

/// 256 points over two parameters: as predicted in a box, undecided at its edge.
pub fn claim_points() -> Table {
    let mut text = "x,y,answer,x_low,x_high,y_low,y_high\n".to_string();
    for k in 0..256 {
        let (x, y) = (scatter(k, 1), 2.0 * scatter(k, 2) - 1.0);
        let answer = match x - 0.4 + 0.1 * wobble(k, 3) {
            _ if k % 17 == 0 => "zero",
            d if d.abs() < 0.06 => "undecided",
            d if d > 0.0 && y < 0.3 => "as_predicted",
            _ => "opposite",
        };
        text.push_str(&format!("{x},{y},{answer},0.42,,,0.3\n"));
    }
    let mut t = table(&text);
    t.say("x", "fear.per_exercise");
    t.say("y", "states.PRK.audience_weight");
    t.say("value", "C1");
    t
}
