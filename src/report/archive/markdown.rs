//! Texts as parts of a page in Markdown.

/// A text in Markdown: what would be HTML, or would end its line, is a plain letter.
pub(super) fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}

/// A text as a cell of a table in Markdown.
pub(super) fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

/// A name of a file or a command in a cell of a table in Markdown.
pub(super) fn code_cell(text: &str) -> String {
    format!(
        "`{}`",
        text.replace('`', "'")
            .replace('|', "\\|")
            .replace('\n', " ")
    )
}
