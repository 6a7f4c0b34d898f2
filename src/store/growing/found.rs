//! What is left of work that a process began, when another takes it up again.

/// What was found when work was taken up again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Parts that are complete.
    pub complete: u64,
    /// Files of parts that are not what the journal says, with what is wrong; they are made again.
    pub damaged: Vec<String>,
    /// Lines of the journal that do not count; their parts are made again.
    pub torn: usize,
}

impl Found {
    /// What the reader should know of it, a line each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> = self
            .damaged
            .iter()
            .map(|damaged| format!("{damaged}; it is made again"))
            .collect();
        warnings.extend(match self.torn {
            0 => None,
            1 => Some(
                "a line of the journal was not complete or is damaged; its part is made again"
                    .to_owned(),
            ),
            torn => Some(format!(
                "{torn} lines of the journal were not complete or are damaged; their parts are \
                 made again"
            )),
        });
        warnings
    }
}
