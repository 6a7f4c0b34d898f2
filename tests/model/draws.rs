//! Common random numbers: what is added, recorded or switched off moves nobody else's draws.

use trilat::model::Simulation;
use trilat::record::{BlockRecord, Wanted};

use super::support::{Record, scenario};

/// Monthly columns that depend on draws and parameters alone.
const DRAWN: [&str; 10] = [
    "resolute_usa",
    "resolute_jpn",
    "resolute_kor",
    "stance_usa",
    "stance_jpn",
    "stance_kor",
    "commitment_usa",
    "programme_chn",
    "programme_rus",
    "programme_prk",
];

const SHORT: &str = "scenario.horizon=60";

fn paths(record: &Record) -> Vec<Vec<Vec<u64>>> {
    DRAWN.iter().map(|name| record.path(name)).collect()
}

#[test]
fn a_prober_without_a_theatre_changes_nothing_at_all() {
    let plain = Record::of_few(&scenario("northeast_asia.toml", &[SHORT]), 64, true);
    let added = [
        SHORT,
        "states.IRN.role=prober",
        "states.IRN.name=Iran",
        "states.IRN.bloc=false",
    ];
    let more = Record::of_few(&scenario("northeast_asia.toml", &added), 64, true);
    // How far all probers' beliefs lie apart is of the new one's as well.
    let of_others = |name: &str| name != "disagreement";
    let columns = plain.layout.month.iter();
    for column in columns.filter(|column| of_others(&column.name)) {
        assert!(
            plain.path(&column.name) == more.path(&column.name),
            "{} moved",
            column.name
        );
    }
    assert!(more.path("belief_irn_kor") != plain.path("belief_chn_kor"));
}

#[test]
fn an_added_ally_moves_nobodys_draws() {
    let plain = Record::of_few(&scenario("northeast_asia.toml", &[SHORT]), 64, true);
    let added = [
        SHORT,
        "states.AUS.role=ally",
        "states.AUS.name=Australia",
        "states.AUS.guarantor=false",
        "states.AUS.party=a",
        "states.AUS.next_election=2028-05",
        "dyads.USA-AUS.between=[\"USA\", \"AUS\"]",
    ];
    let more = Record::of_few(&scenario("northeast_asia.toml", &added), 64, true);
    assert!(paths(&plain) == paths(&more));
    assert!(
        plain.path("belief_prk_usa") != more.path("belief_prk_usa"),
        "a dyad is evidence"
    );
}

#[test]
fn switching_a_mechanism_off_moves_no_other_draw() {
    // Crises from the grey zone up, so that there are some to switch off.
    let low = "scenario.crisis_rung=2";
    let plain = Record::of_few(&scenario("northeast_asia.toml", &[SHORT, low]), 64, true);
    for name in [
        "history",
        "suspensions",
        "institutions",
        "attention",
        "learn_channels",
        "learn_responses",
        "pooling",
        "follow_ups",
        "crises",
        "threat",
        "fear",
        "audience",
    ] {
        let off = format!("mechanisms.{name}=false");
        let record = Record::of_few(
            &scenario("northeast_asia.toml", &[SHORT, low, &off]),
            64,
            true,
        );
        assert!(paths(&plain) == paths(&record), "{name} off moved a draw");
        assert!(
            !plain.same_rows(&record),
            "{name} off changes nothing at all"
        );
    }
}

#[test]
fn recording_changes_nothing() {
    let scenario = scenario("northeast_asia.toml", &[SHORT]);
    let rows = |wanted: Wanted| {
        let mut simulation = Simulation::<16>::with_lanes(&scenario);
        let runs: Vec<_> = (0..16).map(|replicate| (&scenario, replicate)).collect();
        simulation.load(&runs, wanted).unwrap();
        simulation.run();
        let mut out = BlockRecord::default();
        simulation.record(&mut out);
        out.rows.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let silent = rows(Wanted::default());
    assert!(
        silent
            == rows(Wanted {
                months: true,
                events: true,
                traced: 8
            })
    );
}

#[test]
fn the_order_of_the_roster_is_of_no_account_to_draws() {
    // The same pair under another name of the dyad and in the other order.
    let plain = Record::of_few(&scenario("northeast_asia.toml", &[SHORT]), 64, true);
    let turned = [SHORT, "dyads.JPN-KOR.between=[\"KOR\", \"JPN\"]"];
    let turned = Record::of_few(&scenario("northeast_asia.toml", &turned), 64, true);
    assert!(paths(&plain) == paths(&turned));
}
