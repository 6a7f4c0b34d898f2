//! Study files: what they say, what is wrong with them, and the scenarios of their points.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use trilat::scenario::{Scenario, load as load_scenario};
use trilat::store::design_tables::{design_csv, factors_csv};
use trilat::study::factor::FactorValue::{Integer, Number, Switch, Text};
use trilat::study::{Points, Study, load};

const SCENARIO: &str = "configs/northeast_asia.toml";

/// Writes a study that names the reference scenario, and reads it.
fn study(text: &str) -> Result<Study, String> {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, text);
    load(&path, &[]).map_err(|errors| errors.to_string())
}

fn write(folder: &TempDir, text: &str) -> PathBuf {
    let scenario = Path::new(SCENARIO).canonicalize().unwrap();
    let head = format!("[study]\nscenario = {:?}\n", scenario.to_str().unwrap());
    let path = folder.path().join("trial.toml");
    fs::write(&path, format!("{head}{text}")).unwrap();
    path
}

fn with(sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load_scenario(Path::new(SCENARIO), &sets).unwrap().scenario
}

const MIXED: &str = r#"
replicates = 5
[design]
kind = "grid"
steps = 3
[factors]
"states.KOR.resolute_share" = { low = 0.2, high = 0.9, also = ["states.JPN.resolute_share"] }
"mechanisms.fear" = { categories = [true, false] }
"scenario.crisis_rung" = { integers = [3, 4] }
"states.PRK.targets.KP.drive.3" = { levels = [-0.5, 1] }
"scenario.war" = { categories = ["absorbing", "reset"] }
"#;

#[test]
fn a_point_is_the_scenario_with_its_values_set() {
    let study = study(MIXED).unwrap();
    assert_eq!((study.len(), study.runs()), (48, 240));
    assert!(study.scenario(0).unwrap().mechanisms.fear);
    for point in 0..study.len() {
        let mut sets = Vec::new();
        for (at, factor) in study.factors.iter().enumerate() {
            let value = study.value(point, at).unwrap().to_toml();
            sets.extend(factor.paths().map(|path| format!("{path}={value}")));
        }
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        assert_eq!(study.scenario(point).unwrap(), with(&sets), "{sets:?}");
    }
    let last: Vec<_> = (0..5)
        .map(|factor| study.value(47, factor).unwrap())
        .collect();
    let expected = [
        Number(0.9),
        Switch(false),
        Integer(4),
        Integer(1),
        Text("reset".into()),
    ];
    assert_eq!(last, expected);
    assert!(study.scenario(48).is_err());
    assert!(study.check_points(10).is_empty());
}

#[test]
fn a_study_does_not_see_later_changes_of_its_files() {
    let folder = TempDir::new().unwrap();
    let own = folder.path().join("own.toml");
    let base = Path::new(SCENARIO).canonicalize().unwrap();
    fs::write(&own, format!("extends = {:?}\n", base.to_str().unwrap())).unwrap();
    let path = folder.path().join("s.toml");
    let text = "[study]\nscenario = \"own.toml\"\n[design]\nkind = \"grid\"\n[factors]\n\
                \"mechanisms.fear\" = { categories = [true, false] }\n";
    fs::write(&path, text).unwrap();
    let study = load(&path, &["will.threat=0.11".to_owned()]).unwrap();
    fs::write(&own, "broken").unwrap();
    let scenario = study.scenario(1).unwrap();
    assert!(!scenario.mechanisms.fear);
    assert_eq!(scenario.parameters.will.threat, 0.11);
    assert_eq!(study.name, "s");
}

#[test]
fn an_empty_factor_takes_the_declared_range_and_groups_move_together() {
    let study = study(
        "[design]\nkind = \"saltelli\"\npoints = 4\n[factors]\n\"will.threat\" = {}\n\
         \"will.opinion\" = { group = \"will\" }\n\"fear.decay\" = { low = 0.1, high = 0.3 }\n\
         \"will.commitment\" = { group = \"will\" }\n",
    );
    let study = study.unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(study.groups, [0, 1, 2, 1]);
    assert_eq!(study.group_names, ["will_threat", "will", "fear_decay"]);
    assert_eq!(study.len(), 4 * 5);
    let (a, ab) = (study.positions(0).unwrap(), study.positions(2).unwrap());
    let changed: Vec<bool> = a.iter().zip(ab).map(|(a, b)| a != b).collect();
    assert_eq!(changed, [false, true, false, true]);
    let table = factors_csv(&study);
    assert!(
        table.contains("will_threat,will.threat,will_threat,range,-0.3,1,linear,,"),
        "{table}"
    );
}

#[test]
fn one_factor_at_a_time_leaves_the_rest_alone() {
    let study = study(
        "[design]\nkind = \"ofat\"\nsteps = 3\n[factors]\n\"will.threat\" = { low = 0.0, high = 1.0 }\n\
         \"mechanisms.fear\" = { categories = [false] }\n",
    )
    .unwrap();
    let base = with(&[]);
    assert_eq!(study.len(), 5);
    assert_eq!(study.scenario(0).unwrap(), base);
    assert_eq!(study.scenario(2).unwrap(), with(&["will.threat=0.5"]));
    assert_eq!(study.scenario(4).unwrap(), with(&["mechanisms.fear=false"]));
    let own = base.parameters.will.threat;
    let expected =
        format!("point,will_threat,mechanisms_fear\n0,{own},1\n1,0,1\n2,0.5,1\n3,1,1\n4,{own},0\n");
    assert_eq!(design_csv(&study), expected);
}

#[test]
fn a_list_is_read_from_csv() {
    let folder = TempDir::new().unwrap();
    let list = "point,will.threat,mechanisms.fear\n7,0.25,true\n8,0.75,false\n";
    fs::write(folder.path().join("points.csv"), list).unwrap();
    let path = write(
        &folder,
        "[design]\nkind = \"list\"\nfile = \"points.csv\"\n",
    );
    let study = load(&path, &[]).unwrap();
    assert!(matches!(study.points(), Points::Listed(rows) if rows.len() == 2));
    let expected = with(&["will.threat=0.75", "mechanisms.fear=false"]);
    assert_eq!(study.scenario(1).unwrap(), expected);

    let list = "will.thraet,mechanisms.fear\n0.25,true\n0.75,maybe\n";
    fs::write(folder.path().join("points.csv"), list).unwrap();
    let errors = load(&path, &[]).unwrap_err().to_string();
    assert!(errors.contains("points.csv:1:1\n"), "{errors}");
    assert!(errors.contains("did you mean `will.threat`?"), "{errors}");
    // Shown at the first point that has the value.
    assert!(errors.contains("points.csv:3:1\n"), "{errors}");
    assert!(
        errors.contains("`mechanisms.fear` must be true or false"),
        "{errors}"
    );
}

#[test]
fn remarks_are_made_where_a_design_is_uneven() {
    let notes = |text: &str| -> Vec<String> {
        let study = study(text).unwrap_or_else(|errors| panic!("{errors}"));
        study.notes.into_iter().map(|note| note.message).collect()
    };
    let factors = "[factors]\n\"will.threat\" = {}\n\"will.opinion\" = { levels = [0, 0.5, 1] }\n";
    let morris = |levels: u32| {
        notes(&format!(
            "[design]\nkind = \"morris\"\nlevels = {levels}\n{factors}"
        ))
    };
    assert_eq!(
        morris(4),
        ["4 levels do not meet the 3 values of `will.opinion` evenly"]
    );
    assert!(morris(6).is_empty());
    let sobol = notes(&format!(
        "[design]\nkind = \"sobol\"\npoints = 100\n{factors}"
    ));
    assert_eq!(sobol, ["100 points of a Sobol' sequence are no net"]);
    let many = format!("[set]\n\"scenario.runs\" = 20000000\n[design]\nkind = \"ofat\"\n{factors}");
    let errors = study(&many).unwrap_err();
    assert!(
        errors.contains("the scenario has 20000000 runs, too many for each point"),
        "{errors}"
    );
}

#[test]
fn random_numbers_are_common_unless_the_study_says_otherwise() {
    let common = study(MIXED).unwrap();
    assert_eq!(common.replicate(3, 4), 4);
    let independent = study(&format!("independent = true\n{MIXED}")).unwrap();
    assert_eq!(independent.replicate(0, 4), 4);
    assert_eq!(independent.replicate(3, 4), 3 * (1 << 24) + 4);
}

#[test]
fn designs_with_the_same_seed_are_the_same_and_others_differ() {
    let text = |seed: u32| {
        format!(
            "[design]\nkind = \"lhs\"\npoints = 16\ncriterion = \"maximin\"\nseed = {seed}\n\
             [factors]\n\"will.threat\" = {{}}\n\"will.opinion\" = {{}}\n"
        )
    };
    let table = |seed| design_csv(&study(&text(seed)).unwrap());
    assert_eq!(table(7), table(7));
    assert_ne!(table(7), table(8));
}

#[test]
fn a_point_whose_values_contradict_each_other_is_named() {
    let study = study(
        "[design]\nkind = \"zip\"\n[factors]\n\
         \"trust.mutual\" = { levels = [0.5, 0.01] }\n\
         \"trust.exploited\" = { levels = [0.4, 0.01] }\n\
         \"trust.exploiting\" = { levels = [0.1, 0.3] }\n",
    );
    let study = study.unwrap_or_else(|errors| panic!("{errors}"));
    let errors = study.check_points(10);
    assert_eq!(errors.len(), 1);
    let text = errors[0].to_string();
    assert!(
        text.starts_with("point 1 is no valid scenario (trust.mutual = 0.01"),
        "{text}"
    );
    assert!(text.contains("must be above 0"), "{text}");
}

#[test]
fn lists_side_by_side_may_repeat_values() {
    let study = study(
        "[design]\nkind = \"zip\"\n[factors]\n\"will.threat\" = { low = 0.0, high = 0.5 }\n\
         \"mechanisms.fear\" = { categories = [true, false, true] }\n",
    );
    let study = study.unwrap_or_else(|errors| panic!("{errors}"));
    let expected = "point,will_threat,mechanisms_fear\n0,0,1\n1,0.25,0\n2,0.5,1\n";
    assert_eq!(design_csv(&study), expected);
}

/// The worked examples with bytes removed, doubled or exchanged: an error or a study, never a panic.
#[test]
fn damaged_studies_are_refused_without_a_panic() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("s.toml");
    fs::copy("configs/studies/list.csv", folder.path().join("list.csv")).unwrap();
    let scenario = Path::new(SCENARIO).canonicalize().unwrap();
    let mut refused = 0;
    for kind in ["saltelli", "list", "ofat", "morris"] {
        let text = fs::read_to_string(format!("configs/studies/{kind}.toml")).unwrap();
        let text = text.replace("../northeast_asia.toml", scenario.to_str().unwrap());
        for case in 0..60_usize {
            let at = text.len() * case / 60;
            let at = (at..).find(|&at| text.is_char_boundary(at)).unwrap();
            let rest = &text[at..];
            let damaged = match case % 4 {
                0 => text[..at].to_owned(),
                1 => format!("{}{}", &text[..at], rest.get(3..).unwrap_or("")),
                2 => format!("{}9{rest}", &text[..at]),
                _ => format!(
                    "{}{rest}{}",
                    &text[..at],
                    "\n\"will.threat\" = { low = -1e308, high = 1e308 }"
                ),
            };
            fs::write(&path, damaged).unwrap();
            match load(&path, &[]) {
                Ok(study) => drop(study.check_points(1)),
                Err(errors) => refused += usize::from(!errors.to_string().is_empty()),
            }
        }
    }
    assert!(refused > 80, "{refused}");
}

#[test]
fn levers_can_vary() {
    let folder = TempDir::new().unwrap();
    let scenario = Path::new("configs/no_drills.toml");
    let whole = scenario.canonicalize().unwrap();
    let text = format!(
        "[study]\nscenario = {:?}\n[design]\nkind = \"ofat\"\nsteps = 3\n[factors]\n\
         \"levers.no_drills.set\" = {{ low = 0.0, high = 1.0 }}\n\
         \"levers.no_drills.until\" = {{ categories = [\"2028-01\", \"2030-01\"] }}\n",
        whole.to_str().unwrap()
    );
    let path = folder.path().join("s.toml");
    fs::write(&path, text).unwrap();
    let study = load(&path, &[]).unwrap_or_else(|errors| panic!("{errors}"));
    let expected = "point,levers_no_drills_set,levers_no_drills_until\n0,0,2029-01\n1,0,2029-01\n\
                    2,0.5,2029-01\n3,1,2029-01\n4,0,2028-01\n5,0,2030-01\n";
    assert_eq!(design_csv(&study), expected);
    let sets = ["levers.no_drills.set=0.5".to_owned()];
    let expected = load_scenario(scenario, &sets).unwrap().scenario;
    assert_eq!(study.scenario(2).unwrap(), expected);
}
