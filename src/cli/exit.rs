//! How a command ends: the one table of exit codes.

use std::fmt::Write;

use crate::fault::Fault;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well.
    Ok,
    /// It did not, and this is what kind of failure it was.
    Fault(Fault),
}

/// Every exit code with what it means.
const TABLE: [(Exit, u8, &str); 7] = [
    (Exit::Ok, 0, "all went well"),
    (
        Exit::Fault(Fault::Failed),
        1,
        "something failed that is none of the below, such as the disk; or some runs of a study failed",
    ),
    (
        Exit::Fault(Fault::Usage),
        2,
        "the arguments make no sense, or the output folder is occupied",
    ),
    (
        Exit::Fault(Fault::Config),
        3,
        "a scenario, study or other file of the user is wrong, or the folder belongs to another study",
    ),
    (Exit::Fault(Fault::Incomplete), 5, "parts are missing"),
    (
        Exit::Fault(Fault::Mismatch),
        6,
        "a file is not what its manifest or journal says",
    ),
    (
        Exit::Fault(Fault::Interrupted),
        130,
        "interrupted; what was complete is kept",
    ),
];

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        let mut rows = TABLE.iter();
        rows.find(|row| row.0 == self).map_or(1, |row| row.1)
    }

    /// The end of a command that left something behind and may have a fault all the same.
    pub fn of(fault: Option<Fault>) -> Self {
        fault.map_or(Self::Ok, Self::Fault)
    }
}

impl From<Fault> for Exit {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Every exit code with what it means.
pub fn codes() -> impl Iterator<Item = (u8, &'static str)> {
    TABLE.into_iter().map(|(_, code, meaning)| (code, meaning))
}

/// The table in words, for `trilat --help`.
pub fn table() -> String {
    let mut text = String::from("Exit codes:\n");
    for (code, meaning) in codes() {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {code:>3}  {meaning}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_code_of_its_own() {
        let faults = [
            Fault::Usage,
            Fault::Config,
            Fault::Incomplete,
            Fault::Mismatch,
            Fault::Interrupted,
            Fault::Failed,
        ];
        let codes = faults.map(|fault| Exit::from(fault).code());
        assert_eq!(codes, [2, 3, 5, 6, 130, 1]);
        assert_eq!(Exit::Ok.code(), 0);
        assert_eq!(table().lines().count(), 1 + TABLE.len());
    }
}
