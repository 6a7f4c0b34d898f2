//! A month allocates nothing: all memory of a simulation is taken when it is built and when its
//! first block begins.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use trilat::ensemble::LANES;
use trilat::model::Engine;
use trilat::record::Wanted;
use trilat::scenario::{Scenario, load};

/// The system's allocator, counting requests for memory.
struct Counting;

static REQUESTS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is passed on to `System` unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        REQUESTS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        REQUESTS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn scenario(file: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(file);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    load(&path, &sets)
        .expect("a shipped scenario is valid")
        .scenario
}

/// Requests in all months of the second block.
fn requests(spec: &Scenario) -> u64 {
    let mut simulation = Engine::new(spec);
    let block = |first: u64| -> Vec<(&Scenario, u64)> {
        (first..first + LANES as u64)
            .map(|replicate| (spec, replicate))
            .collect()
    };
    simulation
        .load(&block(0), Wanted::default())
        .expect("one scenario is compatible");
    simulation.run();
    simulation
        .load(&block(500), Wanted::default())
        .expect("one scenario is compatible");
    simulation.begin();
    let before = REQUESTS.load(Ordering::Relaxed);
    for _ in 0..simulation.months() {
        simulation.step();
    }
    REQUESTS.load(Ordering::Relaxed) - before
}

/// One test, because the count belongs to the process.
#[test]
fn a_month_allocates_nothing() {
    let kept = std::hint::black_box(vec![0_u8; 100]);
    assert!(
        REQUESTS.load(Ordering::Relaxed) > 0,
        "the allocator counts {}",
        kept.len()
    );
    for sets in [
        ["scenario.information=off", "scenario.horizon=60"],
        ["scenario.information=derived", "scenario.horizon=12"],
        ["scenario.war=reset", "signals.response_visibility=0.5"],
    ] {
        let spec = scenario("northeast_asia.toml", &sets);
        assert_eq!(requests(&spec), 0, "{sets:?}");
    }
    assert_eq!(requests(&scenario("no_drills.toml", &[])), 0, "levers");
    for sets in [&[][..], &["mechanisms.dual_contingency=false"]] {
        let spec = scenario("../tests/configs/operations.toml", sets);
        assert_eq!(requests(&spec), 0, "operations, {sets:?}");
    }
}
