//! Running scenarios and reading columns.

use std::path::Path;

use trilat::model::{Engine, LaneRun, Layout, Simulation};
use trilat::record::{BlockRecord, Wanted};
use trilat::scenario::{Scenario, load};

/// A scenario of `configs/` with overrides.
pub fn scenario(file: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(file);
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match load(&path, &sets) {
        Ok(loaded) => loaded.scenario,
        Err(errors) => panic!("{errors}"),
    }
}

/// Rows and monthly values of the first `runs` replicates.
pub struct Record {
    pub layout: Layout,
    pub rows: Vec<Vec<f64>>,
    /// By run, then month, then column.
    pub months: Vec<Vec<Vec<f64>>>,
}

impl Record {
    /// In the blocks of the program.
    pub fn of(scenario: &Scenario, runs: u64, months: bool) -> Self {
        Self::read(Engine::new(scenario), scenario, runs, months)
    }

    /// In blocks of 16, for few runs.
    pub fn of_few(scenario: &Scenario, runs: u64, months: bool) -> Self {
        Self::read(
            Simulation::<16>::with_lanes(scenario),
            scenario,
            runs,
            months,
        )
    }

    fn read<const L: usize>(
        mut simulation: Simulation<L>,
        scenario: &Scenario,
        runs: u64,
        months: bool,
    ) -> Self {
        let layout = Layout::new(&scenario.roster);
        let (mut rows, mut by_month) = (Vec::new(), Vec::new());
        let mut out = BlockRecord::default();
        for block in 0..runs.div_ceil(L as u64) {
            let lanes: Vec<LaneRun<'_>> = (block * L as u64..runs.min((block + 1) * L as u64))
                .map(|replicate| (scenario, replicate))
                .collect();
            let wanted = Wanted {
                months,
                ..Wanted::default()
            };
            simulation.load(&lanes, wanted).unwrap();
            simulation.run();
            simulation.record(&mut out);
            for lane in 0..out.lanes() {
                rows.push(out.row(lane).to_vec());
                let month = |t| {
                    (0..out.month_columns())
                        .map(|c| out.month(t, c)[lane])
                        .collect()
                };
                by_month.push((0..out.steps()).map(month).collect());
            }
        }
        Self {
            layout,
            rows,
            months: by_month,
        }
    }

    /// Index of a monthly column.
    pub fn month_column(&self, name: &str) -> usize {
        let found = self.layout.month.iter().position(|c| c.name == name);
        found.unwrap_or_else(|| panic!("no monthly column {name}"))
    }

    /// All values of a run column.
    pub fn run_column(&self, name: &str) -> Vec<f64> {
        let found = self.layout.run.iter().position(|c| c.name == name);
        let n = found.unwrap_or_else(|| panic!("no column {name}"));
        self.rows.iter().map(|row| row[n]).collect()
    }

    /// All values of a monthly column, run by run.
    pub fn path(&self, name: &str) -> Vec<Vec<u64>> {
        let n = self.month_column(name);
        let bits = |run: &Vec<Vec<f64>>| run.iter().map(|month| month[n].to_bits()).collect();
        self.months.iter().map(bits).collect()
    }

    /// Whether two records have the same bits in every row.
    pub fn same_rows(&self, other: &Self) -> bool {
        let bits = |record: &Self| -> Vec<Vec<u64>> {
            record
                .rows
                .iter()
                .map(|row| row.iter().map(|x| x.to_bits()).collect())
                .collect()
        };
        bits(self) == bits(other)
    }
}
