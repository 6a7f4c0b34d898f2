//! Arms run as a family against arms run by themselves.

use super::*;
use crate::scenario::load;

/// An arm of the reference scenario with changes laid on.
fn arm(sets: &[&str], levers: &str) -> Arm {
    let folder = tempfile::tempdir().unwrap();
    let base = std::path::Path::new("configs/northeast_asia.toml");
    let base = std::fs::canonicalize(base).unwrap();
    let path = folder.path().join("arm.toml");
    let text = format!(
        "extends = {:?}\n[scenario]\nname = \"arm\"\n{levers}",
        base.display().to_string()
    );
    std::fs::write(&path, text).unwrap();
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    Arm {
        scenario: load(&path, &sets).unwrap().scenario,
        fixed: Vec::new(),
        moved: Vec::new(),
    }
}

const PAUSE: &str = "[levers.pause]\ndyad = \"JPN-KOR\"\nchannel = \"exercises\"\nset = 0.0\n";
const SHOCK: &str = "[levers.shock]\ncommitment = \"USA\"\nshift = -2.0\nfrom = \"2027-03\"\n";

fn bits(scenarios: &[Vec<Scenario>], runs: &[(usize, u64)]) -> Vec<Vec<(usize, Vec<u64>)>> {
    let mut found = vec![Vec::new(); scenarios.len()];
    let each = |arm: usize, run, row: &[f64]| {
        found[arm].push((run, row.iter().map(|x| x.to_bits()).collect()));
    };
    let never = AtomicBool::new(false);
    assert!(rows(scenarios, runs, each, &never).unwrap());
    found
}

#[test]
fn arms_of_one_past_are_told_by_levers_and_months() {
    let plain = arm(&["scenario.horizon=24"], "");
    let longer = arm(&["scenario.horizon=36"], "");
    let pause = arm(&["scenario.horizon=24"], PAUSE);
    let other = arm(
        &["scenario.horizon=24", "decision.excitation_decay=0.7"],
        PAUSE,
    );
    let arms = [&plain, &longer, &other, &pause];
    assert_eq!(families(&arms), [vec![0, 1, 3], vec![2]]);
}

/// The state that a month hands to the next is kept whole: forgetting any of it would show.
#[test]
fn a_family_gives_the_bits_of_its_arms_by_themselves() {
    let all: &[&str] = &[];
    let signalling: &[&str] = &[
        "scenario.crisis_stage=signalling",
        "scenario.information=derived",
    ];
    for shape in [all, signalling] {
        let with = |months: u32, levers: &str| {
            let months = format!("scenario.horizon={months}");
            let sets: Vec<&str> = shape.iter().copied().chain([months.as_str()]).collect();
            arm(&sets, levers).scenario
        };
        let arms: Vec<Vec<Scenario>> = [(9, PAUSE), (14, ""), (30, SHOCK), (20, PAUSE), (30, "")]
            .map(|(months, levers)| {
                let one = with(months, levers);
                let mut two = one.clone();
                two.parameters.decision.excitation_decay *= 0.5;
                vec![one, two]
            })
            .into();
        let runs: Vec<(usize, u64)> = (0..150).map(|run| (run % 2, run as u64 / 2)).collect();
        let together = bits(&arms, &runs);
        for (arm, found) in arms.iter().zip(&together) {
            assert_eq!(found.len(), runs.len());
            let alone = bits(std::slice::from_ref(arm), &runs);
            assert!(alone[0] == *found);
        }
        // The futures differ, or nothing was tested.
        assert!(together[2] != together[4]);
    }
}

/// A lever that holds a rung leaves nothing to be expected of another.
#[test]
fn what_a_lever_decides_is_not_expected_of_chance() {
    let hold = ["PRK/KP", "PRK/NEA", "CHN/TS", "CHN/NEA", "RUS/NEA"].map(|target| {
        let name = target.to_lowercase().replace('/', "_");
        format!("[levers.{name}]\nrung = {target:?}\nset = 0\n")
    });
    let horizon = "scenario.horizon=48";
    for (levers, chance) in [(String::new(), true), (hold.concat(), false)] {
        let arm = arm(&[horizon], &levers).scenario;
        let names = names(&arm);
        let at = |name: &str| names.iter().position(|n| n == name).unwrap();
        let probes = ["expected_r3", "expected_prk_r3", "expected_after_turnover"].map(at);
        let fresh = at("months_after_turnover");
        let runs: Vec<(usize, u64)> = (0..32).map(|run| (0, run)).collect();
        let mut seen = 0;
        let each = |_, _, row: &[f64]| {
            assert!(probes[..2].iter().all(|p| (row[*p] > 0.0) == chance));
            seen += usize::from(row[fresh] > 0.0);
            assert_eq!(row[probes[2]] > 0.0, chance && row[fresh] > 0.0);
        };
        assert!(rows(&[vec![arm]], &runs, each, &AtomicBool::new(false)).unwrap());
        assert!(seen > 0);
    }
}
