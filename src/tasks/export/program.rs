//! The program in an archive.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::error::ExportError;
use crate::report::archive::{PROGRAM_FOLDER, Program};
use crate::store::error::StoreError;
use crate::store::manifest::platform;

/// Bytes of the head of a program that are looked at.
const HEAD: usize = 4096;

/// What is known of a program or a wheel, which must be of that version.
///
/// # Errors
/// [`ExportError::Program`] if it is of another version or neither; [`ExportError::Report`] if it cannot be read.
pub(super) fn program(path: &Path, version: &str) -> Result<Program, ExportError> {
    let refuse = |message: String| ExportError::Program {
        path: path.to_owned(),
        message,
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".whl") {
        let parts: Vec<&str> = name.trim_end_matches(".whl").split('-').collect();
        let [package, own, .., platform] = parts.as_slice() else {
            return Err(refuse("the name is not that of a wheel".to_owned()));
        };
        if (*package, *own) != ("trilat", version) {
            return Err(refuse(format!(
                "it is {package} {own}, and the results are by trilat {version}"
            )));
        }
        return Ok(Program {
            file: format!("{PROGRAM_FOLDER}/{name}"),
            wheel: true,
            needs: format!("a wheel for Python on {platform}"),
        });
    }
    let full = path
        .canonicalize()
        .map_err(|error| StoreError::io("read", path, error))?;
    let said = Command::new(&full).arg("--version").output();
    let said = said.map_err(|error| refuse(format!("it cannot be started: {error}")))?;
    let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    if said != format!("trilat {version}") {
        return Err(refuse(format!(
            "it says that it is `{said}`, and the results are by trilat {version}"
        )));
    }
    let bytes = fs::read(&full).map_err(|error| StoreError::io("read", path, error))?;
    let ending = if name.ends_with(".exe") { ".exe" } else { "" };
    let needs = match interpreter(&bytes) {
        Some(loader) => format!(
            "for {}, with the libraries of the system that {loader} loads",
            platform()
        ),
        None if bytes.starts_with(b"\x7fELF") => {
            format!("for {}, which needs nothing else", platform())
        }
        None => format!("for {}", platform()),
    };
    Ok(Program {
        file: format!("{PROGRAM_FOLDER}/trilat{ending}"),
        wheel: false,
        needs,
    })
}

/// What loads the libraries of a program for Linux; `None` if it is linked statically, or no such program. The 64-bit
/// little-endian form of ELF alone: header of 64 bytes, program headers of 56, PT_INTERP = 3 (System V ABI).
fn interpreter(program: &[u8]) -> Option<String> {
    let head = &program[..program.len().min(HEAD)];
    if !head.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let number = |at: usize, bytes: usize| -> Option<usize> {
        let found = head.get(at..at + bytes)?;
        Some(
            found
                .iter()
                .rev()
                .fold(0, |sum, byte| (sum << 8) | usize::from(*byte)),
        )
    };
    let (first, size, count) = (number(32, 8)?, number(54, 2)?, number(56, 2)?);
    let mut headers = (0..count).map(|at| first + at * size);
    let at = headers.find(|at| number(*at, 4) == Some(3))?;
    let (offset, length) = (number(at + 8, 8)?, number(at + 32, 8)?);
    let text = program.get(offset..offset + length)?;
    Some(
        String::from_utf8_lossy(text)
            .trim_end_matches('\0')
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This test is a program that a loader starts; a static one has no interpreter, which its header says.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[test]
    fn a_program_says_what_loads_it() {
        let own = fs::read(std::env::current_exe().unwrap()).unwrap();
        let loader = interpreter(&own).unwrap();
        assert!(
            loader.starts_with('/') && Path::new(&loader).exists(),
            "{loader}"
        );
        let mut plain = own[..64].to_vec();
        plain[56] = 0;
        plain[57] = 0;
        assert_eq!(interpreter(&plain), None);
        assert_eq!(interpreter(b"#!/bin/sh"), None);
    }

    #[test]
    fn wheels_of_other_versions_are_refused() {
        let name = |version: &str| format!("trilat-{version}-cp39-abi3-manylinux_2_17_x86_64.whl");
        let found = program(Path::new(&name("1.2.3")), "1.2.3").unwrap();
        assert!(
            found.wheel && found.needs.contains("manylinux"),
            "{found:?}"
        );
        assert!(program(Path::new(&name("1.2.4")), "1.2.3").is_err());
        assert!(program(Path::new("/bin/sh"), "1.2.3").is_err());
    }
}
