//! Scenario files through the library: what is read, where it came from, and that it is written
//! back without loss.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use trilat::scenario::load::{Loaded, Origin, load_carried, load_text};
use trilat::scenario::{Action, ChannelKind, LeverTarget, Month, Party, Scenario, load, load_str};

fn config(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(name)
}

fn loaded(name: &str) -> Loaded {
    load(&config(name), &[]).unwrap_or_else(|errors| panic!("{errors}"))
}

fn with_sets(name: &str, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    load(&config(name), &sets).unwrap_or_else(|errors| panic!("{errors}"))
}

fn bits(scenario: &Scenario) -> Vec<(String, u64)> {
    let mut bits = Vec::new();
    let mut parameters = scenario.parameters.clone();
    parameters.visit_mut(&scenario.roster, &mut |path, _, value| {
        bits.push((path.to_owned(), value.to_bits()));
    });
    bits
}

fn assert_round_trip(scenario: &Scenario) {
    let text = scenario.to_toml();
    let again = load_str(Path::new("resolved.toml"), &text, &[])
        .unwrap_or_else(|errors| panic!("{errors}\n{text}"))
        .scenario;
    assert_eq!(&again, scenario);
    assert_eq!(bits(&again), bits(scenario));
    assert_eq!(again.to_toml(), text);
}

#[test]
fn the_default_has_three_of_each() {
    let loaded = loaded("northeast_asia.toml");
    let scenario = &loaded.scenario;
    let roster = &scenario.roster;
    let codes: Vec<&str> = roster.allies.iter().map(|a| a.code.as_str()).collect();
    assert_eq!(codes, ["USA", "JPN", "KOR"]);
    let targets: Vec<String> = roster
        .targets
        .iter()
        .map(|target| roster.target_code(*target))
        .collect();
    assert_eq!(
        targets,
        ["CHN/TS", "CHN/NEA", "RUS/NEA", "PRK/KP", "PRK/NEA"]
    );
    assert_eq!(roster.rungs.len(), 5);
    assert_eq!(scenario.start.to_string(), "2026-01");
    assert_eq!(
        (scenario.horizon, scenario.burn_in, scenario.runs),
        (120, 24, 2000)
    );
    assert_eq!(roster.allies[2].party, Party::B);
    assert_eq!(roster.theatres[0].host, Some(2));
    assert_eq!(scenario.parameters.base_rate[3][2].base_rate, 0.41);
    assert_eq!(loaded.notes, vec![]);
    assert_round_trip(scenario);
}

#[test]
fn the_default_writes_every_value_out() {
    let loaded = loaded("northeast_asia.toml");
    for section in loaded.scenario.sections() {
        for path in section.entries.iter().flat_map(|entry| &entry.paths) {
            assert_ne!(loaded.provenance.of(path), &Origin::Default, "{path}");
        }
    }
}

#[test]
fn every_shipped_scenario_loads_and_is_written_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let mut seen = 0;
    for folder in ["", "ablations"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let name = path.file_name().unwrap().to_str().unwrap();
            let scenario = loaded(Path::new(folder).join(name).to_str().unwrap()).scenario;
            assert_eq!(format!("{}.toml", scenario.name), name);
            assert_round_trip(&scenario);
            seen += 1;
        }
    }
    assert!(seen >= 25);
}

#[test]
fn a_layer_changes_what_it_says_and_nothing_else() {
    let base = loaded("northeast_asia.toml").scenario;
    let layer = loaded("no_drills.toml").scenario;
    assert_eq!(bits(&layer), bits(&base));
    assert_eq!(layer.roster, base.roster);
    assert_eq!(layer.name, "no_drills");
    let [lever] = layer.levers.as_slice() else {
        panic!("one lever")
    };
    assert_eq!(lever.action, Action::Set(0.0));
    assert_eq!(lever.until.since(lever.from), 24);
    assert_eq!(
        lever.target,
        LeverTarget::Channel {
            dyad: 2,
            channel: ChannelKind::Exercises,
            announced: false
        }
    );
    let learning = loaded("ablations/no_learning.toml").scenario;
    assert!(!learning.mechanisms.learn_channels && !learning.mechanisms.learn_responses);
    assert_eq!(bits(&learning), bits(&base));
}

#[test]
fn overrides_come_last_and_are_remembered() {
    let loaded = with_sets(
        "ablations/no_learning.toml",
        &[
            "states.PRK.targets.KP.drive.3=.5",
            "will.threat = -0.1",
            "scenario.start=2026-07",
            "scenario.war=reset",
            "mechanisms.fear=false",
            "states.KOR.party=\"a\"",
        ],
    );
    let scenario = &loaded.scenario;
    assert_eq!(scenario.parameters.drive[3][2].drive, 0.5);
    let base = load(&config("northeast_asia.toml"), &[]).unwrap().scenario;
    assert_eq!(scenario.parameters.drive[3][1], base.parameters.drive[3][1]);
    assert_eq!(scenario.parameters.will.threat, -0.1);
    assert_eq!(scenario.start, Month::new(2026, 7).unwrap());
    assert_eq!(scenario.war, trilat::scenario::War::Reset);
    assert!(!scenario.mechanisms.fear);
    assert_eq!(scenario.roster.allies[2].party, Party::A);
    let origin = |path: &str| loaded.provenance.of(path).to_string();
    assert_eq!(origin("states.PRK.targets.KP.drive.3"), "--set");
    assert!(origin("states.PRK.targets.KP.drive.2").contains("northeast_asia.toml:"));
    assert!(origin("mechanisms.pooling").contains("no_learning.toml:"));
    assert_eq!(origin("scenario.name"), "default");
    assert_round_trip(scenario);
}

#[test]
fn an_entry_of_an_array_that_no_file_gives_can_be_set() {
    let loaded = with_sets(
        "toy.toml",
        &[
            "states.PROBER.programme_drive.1=0.25",
            "states.PROBER.calendar.12=0.5",
        ],
    );
    assert_eq!(
        loaded.scenario.parameters.programme_drive[0][0].programme_drive,
        0.25
    );
    assert_eq!(loaded.scenario.parameters.calendar[0][11].calendar, 0.5);
    assert_eq!(loaded.scenario.parameters.calendar[0][0].calendar, 0.0);
}

#[test]
fn a_removed_state_takes_its_own_along() {
    let loaded = with_sets("no_drills.toml", &["states.KOR.remove=true"]);
    let roster = &loaded.scenario.roster;
    assert_eq!(roster.allies.len(), 2);
    assert_eq!(roster.dyads.len(), 1);
    assert_eq!(roster.theatres[0].host, None);
    assert_eq!(loaded.scenario.levers, vec![]);
    let note = loaded.notes[0].to_string();
    for gone in [
        "dyads.USA-KOR",
        "levers.no_drills",
        "theatres.KP.host",
        "theatres.TS.stakes.KOR",
    ] {
        assert!(note.contains(gone), "{note}");
    }
    let loaded = with_sets(
        "northeast_asia.toml",
        &["states.CHN.targets.TS.remove=true"],
    );
    assert_eq!(loaded.scenario.roster.targets.len(), 4);
    assert_round_trip(&loaded.scenario);
}

#[test]
fn the_toy_is_the_quantal_response_game() {
    let scenario = loaded("toy.toml").scenario;
    let p = &scenario.parameters;
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let (stake, rung, response) = (&p.stakes[0][0], &p.rungs[0], &p.response);
    for resolute in [0.0, 1.0] {
        let gain = stake.value * rung.severity + p.allies[0].treaty + response.resolve * resolute;
        let q = logistic(response.precision * (gain - response.cost - response.exposure));
        assert!((q - 0.645656).abs() < 5e-7);
        let worth =
            p.targets[0].value * rung.gain * (1.0 - q) - p.probers[0].loss_weight * rung.loss * q;
        let attack = logistic(p.probers[0].precision * (p.drive[0][0].drive + worth));
        assert!((attack - 0.477188).abs() < 5e-7);
    }
    assert!(scenario.mechanisms.switches().all(|(_, on)| !on));
    assert!(scenario.roster.dyads.is_empty());
}

#[test]
fn names_with_quotes_and_accents_are_written_back() {
    let name = "Côte \"d'Ivoire\" \\ 대한민국 #1";
    let set = format!("states.KOR.name='''{name}'''");
    let loaded = with_sets("northeast_asia.toml", &[&set]);
    assert_eq!(loaded.scenario.roster.allies[2].name, name);
    assert_round_trip(&loaded.scenario);
}

#[test]
fn files_from_other_editors_read_the_same() {
    let text = std::fs::read_to_string(config("northeast_asia.toml")).unwrap();
    let plain = load_str(Path::new("a.toml"), &text, &[]).unwrap();
    for other in [text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
        let loaded =
            load_str(Path::new("a.toml"), &other, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(loaded, plain);
    }
}

#[test]
fn a_base_is_found_beside_the_file_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::copy(config("toy.toml"), folder.path().join("toy.toml")).unwrap();
    std::fs::write(
        folder.path().join("a/middle.toml"),
        "extends = \"../toy.toml\"\n[will]\nthreat = 0.1\nopinion = 0.1\n",
    )
    .unwrap();
    std::fs::write(
        deep.join("top.toml"),
        "extends = '../middle.toml'\n[will]\nthreat = 0.2\n",
    )
    .unwrap();
    let scenario = load(&deep.join("top.toml"), &[]).unwrap().scenario;
    let will = &scenario.parameters.will;
    assert_eq!(
        (will.threat, will.opinion, will.commitment),
        (0.2, 0.1, 0.4)
    );
    assert_eq!(
        (scenario.name.as_str(), scenario.title.as_str()),
        ("top", "top")
    );
}

#[test]
fn without_a_disk_a_scenario_extends_what_the_program_carries_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.toml");
    std::fs::write(&secret, "x = \"a line that nobody may see\"\n").unwrap();
    let own = Path::new("scenario.toml");
    for file in [
        secret.to_str().unwrap(),
        "/etc/passwd",
        "shipped:/../../../../etc/passwd",
        "Cargo.toml",
        "configs/toy.toml",
    ] {
        let text = format!("extends = {}\n", trilat::scenario::quoted(file));
        let errors = load_text(own, &text, &[]).unwrap_err().to_string();
        assert!(errors.contains("no other file is read here"), "{errors}");
        assert!(
            !errors.contains("nobody may see") && !errors.contains("root:"),
            "{errors}"
        );
        let named = load_carried(file, &[]).unwrap_err().to_string();
        assert!(named.contains("no other file is read here"), "{named}");
    }
    let text = "extends = \"no_drills.toml\"\n[scenario]\nname = \"mine\"\n[will]\nthreat = 0.25\n";
    let mine = load_text(own, text, &[]).unwrap_or_else(|errors| panic!("{errors}"));
    let drills = load_carried("no_drills", &["will.threat=0.25".to_owned()]).unwrap();
    assert_eq!(bits(&mine.scenario), bits(&drills.scenario));
    assert_eq!(mine.scenario.levers, drills.scenario.levers);
    let closest = load_carried("no_dril", &[]).unwrap_err().to_string();
    assert!(closest.contains("did you mean `no_drills`"), "{closest}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_scenario_in_range_is_read_back_bit_for_bit(
        shares in prop::collection::vec(0.0..1.0f64, 400),
    ) {
        let mut scenario = loaded("no_drills.toml").scenario;
        let roster = scenario.roster.clone();
        let mut shares = shares.iter().cycle();
        scenario.parameters.visit_mut(&roster, &mut |_, parameter, value| {
            let share = shares.next().unwrap();
            *value = parameter.low + share * (parameter.high - parameter.low);
        });
        // Conditions that join several values.
        for rates in &mut scenario.parameters.base_rate {
            rates.iter_mut().for_each(|rate| rate.base_rate /= 5.0);
        }
        scenario.parameters.trust.mutual += 1.0;
        assert_round_trip(&scenario);
    }
}
