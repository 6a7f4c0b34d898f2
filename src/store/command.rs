//! The command that makes the files of a folder again, as a shell reads it.

use std::fmt;
use std::path::Path;

use super::formats::Formats;
use super::program::PROGRAM;

/// A command line under construction. Every word is quoted where a shell needs it, so that the text can
/// be typed as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(String);

impl Command {
    /// `trilat NAME`.
    pub fn trilat(name: &str) -> Self {
        Self(format!("{PROGRAM} {name}"))
    }

    /// A command that was recorded before.
    pub fn recorded(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Adds a word.
    #[must_use]
    pub fn word(mut self, word: &str) -> Self {
        self.0.push(' ');
        self.0.push_str(&shell(word));
        self
    }

    /// Adds a path. One that begins with a hyphen would be read as an option.
    #[must_use]
    pub fn path(self, path: &Path) -> Self {
        let path = path.to_string_lossy();
        match path.starts_with('-') {
            true => self.word(&format!("./{path}")),
            false => self.word(&path),
        }
    }

    /// Adds `--NAME VALUE`.
    #[must_use]
    pub fn option(self, name: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        match value.starts_with('-') {
            true => self.word(&format!("--{name}={value}")),
            false => self.word(&format!("--{name}")).word(&value),
        }
    }

    /// Adds `--NAME VALUE` for each value; an [`Option`] is a list of at most one.
    #[must_use]
    pub fn options<T: fmt::Display>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values
            .into_iter()
            .fold(self, |command, value| command.option(name, value))
    }

    /// Adds `--NAME PATH` if there is one.
    #[must_use]
    pub fn option_path(self, name: &str, path: Option<&Path>) -> Self {
        match path {
            Some(path) => self.option(name, path.display()),
            None => self,
        }
    }

    /// Adds `--NAME` if it is on.
    #[must_use]
    pub fn flag(self, name: &str, on: bool) -> Self {
        match on {
            true => self.word(&format!("--{name}")),
            false => self,
        }
    }

    /// Adds `--format` if tables are wanted in more formats than CSV.
    #[must_use]
    pub fn formats(self, formats: Formats) -> Self {
        match formats.parquet {
            true => self.option("format", "parquet"),
            false => self,
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The words of a recorded command, without their quotes.
pub fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => quoted = !quoted,
            '\\' if !quoted => words
                .last_mut()
                .into_iter()
                .for_each(|word| word.extend(letters.next())),
            ' ' if !quoted => words.push(String::new()),
            letter => words
                .last_mut()
                .into_iter()
                .for_each(|word| word.push(letter)),
        }
    }
    words
}

/// A word as the shell reads it: in single quotes unless it needs none.
pub fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./,:@%+=".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What `sh -c` makes of the words after `trilat`.
    fn read_by_shell(command: &Command) -> Vec<String> {
        let words = command.to_string();
        let words = words.strip_prefix("trilat").unwrap_or(&words);
        let said = std::process::Command::new("sh")
            .args(["-c", &format!("printf '%s\\0' {words}")])
            .output()
            .unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        let mut words: Vec<String> = text.split('\0').map(str::to_owned).collect();
        words.pop();
        words
    }

    #[test]
    fn words_come_through_the_shell_as_they_are() {
        for word in [
            "", "a b", "it's", "'", "$(id)", "a\\b", "#x", "~", "é", "*", "a;b", "-x=y%", "a\nb",
            "=x",
        ] {
            let command = Command::trilat("run").word(word);
            assert_eq!(read_by_shell(&command), ["run", word], "{word}");
        }
    }

    #[test]
    fn options_are_options_and_paths_are_paths() {
        let command = Command::trilat("run")
            .path(Path::new("-my file.toml"))
            .options("set", ["a.b=\"it's\"", "-c=1"])
            .options("runs", Some(3))
            .options("seed", None::<u64>)
            .flag("events", true)
            .flag("quiet", false)
            .formats(Formats { parquet: true });
        assert_eq!(
            command.to_string(),
            "trilat run './-my file.toml' --set 'a.b=\"it'\\''s\"' --set=-c=1 --runs 3 --events --format parquet"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_word_comes_through_the_shell(words in prop::collection::vec("[^\0]{0,12}", 0..4)) {
            let command = words.iter().fold(Command::trilat("x"), |c, word| c.word(word));
            let mut wanted = vec!["x".to_owned()];
            wanted.extend(words);
            prop_assert_eq!(read_by_shell(&command), wanted);
        }
    }
}
