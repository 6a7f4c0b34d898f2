//! The page as a student uses it, in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the Python with Playwright and axe-core is.
fn python() -> PathBuf {
    let path = std::env::var_os("BROWSER_PYTHON").expect("BROWSER_PYTHON, as tests/all.sh sets it");
    PathBuf::from(path)
}

/// Every visit of `tests/explorer_page.py` ends well.
#[test]
#[ignore = "needs Chromium, and Playwright and axe-core from PyPI; tests/all.sh runs it"]
fn the_page_works_in_a_browser() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explorer");
    let mut command = Command::new(python());
    let command = command
        .arg("tests/explorer_page.py")
        .arg(env!("CARGO_BIN_EXE_trilat"))
        .arg(&folder);
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let failed = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{failed}");
    assert!(said.lines().count() > 20, "{said}");
}
