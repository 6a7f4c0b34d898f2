//! Makes the list of the inputs that the program carries: every file under `configs`, with its text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folder of the inputs, from that of the package.
const FOLDER: &str = "../../configs";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={FOLDER}");
    let mut paths = Vec::new();
    collect(Path::new(FOLDER), &mut paths)?;
    paths.sort();
    let mut list = String::from("&[\n");
    for path in &paths {
        let path = path.to_string_lossy().replace('\\', "/");
        let inside = path.strip_prefix("../../configs/").unwrap_or(&path);
        let _ = writeln!(
            list,
            "({inside:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{FOLDER}/{inside}\"))),"
        );
    }
    list.push_str("]\n");
    let out = env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from);
    fs::write(out.join("shipped.rs"), list)
}

/// The files that an input can be or name, in a folder and in those within it.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let read = path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "csv");
        match path.is_dir() {
            true => collect(&path, paths)?,
            false if read => paths.push(path),
            false => {}
        }
    }
    Ok(())
}
