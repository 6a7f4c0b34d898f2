//! Runs a study and prints which of its factors matter: the rows of `sensitivity.csv`.
//!
//!     cargo run --release --example sobol_indices configs/studies/saltelli.toml outputs/saltelli
//!
//! A study runs a scenario at many points of a space of parameters. With the points of Saltelli's design the variance
//! of an outcome over that space can be shared out: S1 is the share of a factor by itself, ST its share together with
//! all that it does in combination with others.

use std::env::args;
use std::error::Error;
use std::path::PathBuf;

use trilat::store::sensitivity_files::indices;
use trilat::tasks::sensitivity::{Ask as Question, sensitivity};
use trilat::tasks::sweep::{Ask, Planned, sweep_into};
use trilat::tasks::{Command, Out};
use trilat::watch::Quiet;

fn main() -> Result<(), Box<dyn Error>> {
    let file = PathBuf::from(
        args()
            .nth(1)
            .unwrap_or("configs/studies/saltelli.toml".into()),
    );
    let folder = PathBuf::from(args().nth(2).unwrap_or("outputs/saltelli".into()));

    // The runs go into a folder, which may be far larger than memory.
    let planned = Planned::read(&file)?;
    let out = Out::new(&folder, Command::trilat("sweep").path(&file));
    sweep_into(&Ask::new(&planned), &out, &mut Quiet::default())?;

    // The indices are read from them.
    let analysed = sensitivity(&Question::new(&folder), &mut Quiet::default())?;
    print!("{}", indices().csv(&analysed.indices));
    Ok(())
}
