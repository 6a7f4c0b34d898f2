//! What a person reads first in an archive. The order is that of the template of the Social Science Data Editors (Vilhuber et
//! al. 2022, doi:10.5281/zenodo.7293838): what it is, data and their provenance, exhibits, what it needs, what is here, how to
//! make it again, references.

use std::fmt::Write as _;

use super::about::About;
use super::contents::{
    Again, Contents, DOCUMENTS, EXHIBITS, INPUTS, PROGRAM_FOLDER, RESULTS, Results,
};
use super::markdown::{cell, code_cell, plain};
use crate::report::bibliography::{bibtex, sources};
use crate::report::cite::{software, software_bibtex};
use crate::report::folder::ReportError;
use crate::report::methods::{Style, methods};
use crate::report::numbers::count;

/// `README.md`.
pub(super) fn readme(contents: &Contents, about: &About) -> Result<String, ReportError> {
    let mut out = format!("# {}\n\n", plain(&about.title));
    for author in &about.authors {
        let _ = writeln!(out, "- {}", plain(&author.to_string()));
    }
    let _ = write!(out, "\n{}", about.date);
    if let Some(contact) = &about.contact {
        let _ = write!(out, ". Questions: {}", plain(contact));
    }
    out.push_str(".\n");
    overview(&mut out, contents, about)?;
    data(&mut out, contents, about);
    exhibits(&mut out, contents);
    requirements(&mut out, contents);
    files(&mut out, contents);
    instructions(&mut out, contents);
    cited(&mut out, contents);
    Ok(out)
}

fn overview(out: &mut String, contents: &Contents, about: &About) -> Result<(), ReportError> {
    out.push_str("\n## What it is\n\n");
    if !about.description.is_empty() {
        let _ = writeln!(out, "{}\n", plain(&about.description));
    }
    let _ = writeln!(
        out,
        "Results of trilat {}, an agent-based model of deterrence signalling, in {} {}. Everything is simulated: `reproduce.sh`, or \
         `reproduce.ps1` on Windows, makes it all again from the files in this archive and compares every byte.",
        contents.version(),
        contents.results.len(),
        if contents.several() {
            "folders"
        } else {
            "folder"
        }
    );
    if let Some(sentence) = &contents.altered {
        let _ = writeln!(out, "\n{}", plain(sentence));
    }
    let mut said: Vec<(String, &str)> = Vec::new();
    for results in &contents.results {
        let _ = write!(out, "\n### {}\n\n", plain(&results.path));
        match &results.folder {
            Some(folder) => {
                let text = methods(folder, Style::Text)?.text;
                let mut paragraphs = Vec::new();
                for paragraph in text.trim_end().split("\n\n").map(plain) {
                    // What is said of another folder is not said again.
                    let before = said.iter().find(|(known, _)| *known == paragraph);
                    paragraphs.push(match before {
                        Some((_, place)) => format!("The model is that of {}.", plain(place)),
                        None => paragraph.clone(),
                    });
                    said.push((paragraph, &results.path));
                }
                let _ = writeln!(out, "{}", paragraphs.join("\n\n"));
            }
            None => {
                let _ = writeln!(
                    out,
                    "What `trilat {}` found: {}.",
                    results.kind(),
                    analysis(results.kind())
                );
            }
        }
    }
    Ok(())
}

/// What an analysis is, in words.
fn analysis(kind: &str) -> &'static str {
    match kind {
        "sensitivity" => "which factors of a study drive its outputs",
        "discover" => "where in the space of a study's factors something happens",
        "calibrate" => "which values of free parameters fit the record, and how well",
        "forecast" => "what a calibrated model expected of a record before it came",
        "score" => "how forecasts of the record fared against baselines",
        "baselines" => "how simple forecasts of the record fared",
        "claims" => "in how much of the space of plausible parameters claims hold",
        _ => "an analysis of results",
    }
}

fn data(out: &mut String, contents: &Contents, about: &About) {
    let _ = write!(
        out,
        "\n## Data availability and provenance\n\nThe results are simulated; no data of persons are used. They are published \
         here in full under the licence {} and may be used by whoever keeps to it. The program is free software under the licences MIT or Apache-2.0.",
        about.license
    );
    if contents.series.is_empty() {
        out.push_str(
            " No series of observations enters them. Parameters of the model have their sources in the resolved scenario of each \
             folder and in the model's documentation.\n",
        );
        return;
    }
    out.push_str(
        " These series of the record enter them. They are part of the program (`trilat data NAME --csv` prints each) and so of every \
         copy of it; all may be passed on as they are, with credit.\n\n\
         | series | what | covers | from | licence |\n|---|---|---|---|---|\n",
    );
    for series in &contents.series {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            series.name,
            cell(&series.what),
            cell(&series.coverage),
            cell(&series.source),
            cell(&series.license)
        );
    }
}

fn exhibits(out: &mut String, contents: &Contents) {
    out.push_str("\n## Exhibits\n\n");
    if contents.exhibits.is_empty() {
        out.push_str(
            "None is named. Figures and tables stand in the folders; the command of each figure is in the text file beside it, \
             that of each table in its second line.\n",
        );
        return;
    }
    out.push_str("| exhibit | file | made by |\n|---|---|---|\n");
    for exhibit in &contents.exhibits {
        let made = match &exhibit.command {
            Some(command) => code_cell(command),
            None => "not by trilat: see what the authors say of it".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {made} |",
            cell(&exhibit.name),
            code_cell(&exhibit.file)
        );
    }
}

fn requirements(out: &mut String, contents: &Contents) {
    let _ = write!(
        out,
        "\n## What it needs\n\n**Software.** trilat {}. Nothing else is needed to make the results again; to load the tables, R, \
         Python with polars, or Stata 14. ",
        contents.version()
    );
    match &contents.program {
        Some(program) => {
            let _ = writeln!(
                out,
                "The program is in `{}` ({}).",
                program.file, program.needs
            );
        }
        None => out.push_str("The program is not part of this archive.\n"),
    }
    out.push_str(
        "\n**Random numbers.** Each number is drawn at an address that its seed, run and month determine: the seeds below give the \
         same bytes on any machine and with any number of threads.\n\n\
         **Time, memory, disk**, as the folders recorded them when they were made (processor time and memory are those of the whole process):\n\n\
         | folder | runs | seed | threads | time | processor time | memory, at most | on disk |\n|---|---|---|---|---|---|---|---|\n",
    );
    for results in &contents.results {
        let manifest = &results.manifest;
        let resources = results.resources.as_ref();
        let known = |text: Option<String>| text.unwrap_or_else(|| "not recorded".to_owned());
        let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            cell(&results.path),
            count(manifest.runs.completed),
            manifest.seed,
            manifest.execution.threads,
            known(resources.map(|own| seconds(own.seconds))),
            known(resources.and_then(|own| own.processor_seconds).map(seconds)),
            known(resources.and_then(|own| own.peak_memory_bytes).map(size)),
            size(bytes)
        );
    }
    let mut machines: Vec<String> = contents.results.iter().filter_map(machine).collect();
    machines.dedup();
    for machine in machines {
        let _ = writeln!(out, "\nHardware: {machine}.");
    }
}

/// The machine that a folder was made on.
fn machine(results: &Results) -> Option<String> {
    let resources = results.resources.as_ref()?;
    let mut parts = Vec::new();
    parts.extend(resources.processor.clone());
    parts.push(format!("{} cores", resources.cores));
    parts.extend(
        resources
            .memory_bytes
            .map(|bytes| format!("{} of memory", size(bytes))),
    );
    parts.push(results.manifest.execution.platform.clone());
    parts.extend(resources.system.clone());
    Some(plain(&parts.join(", ")))
}

/// A time to two digits: `0.41 s`, `12 s`, `3.2 min`, `1.5 h`.
fn seconds(seconds: f64) -> String {
    let digits = |x: f64| match x {
        x if x < 10.0 => format!("{x:.1}"),
        x => format!("{x:.0}"),
    };
    match seconds {
        s if s < 1.0 => format!("{s:.2} s"),
        s if s < 120.0 => format!("{} s", digits(s)),
        s if s < 7200.0 => format!("{} min", digits(s / 60.0)),
        s => format!("{} h", digits(s / 3600.0)),
    }
}

/// A size in powers of 1,000.
fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        b if b < 1e6 => format!("{:.0} kB", b / 1e3),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

fn files(out: &mut String, contents: &Contents) {
    out.push_str("\n## What is here\n\n| file | what |\n|---|---|\n");
    let mut row = |files: &[&str], what: &str| {
        let names: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        let _ = writeln!(out, "| {} | {what} |", names.join(", "));
    };
    for results in &contents.results {
        let inside = format!("{RESULTS}/{}/", results.path);
        let what = format!(
            "every file of this folder as it was written; its manifest has version, seed and SHA-256{}{}",
            if results.report {
                "; `report.html` shows it on one page"
            } else {
                ""
            },
            if results.tables {
                "; `tables/` has tables in LaTeX and HTML"
            } else {
                ""
            }
        );
        row(&[&inside], &what);
    }
    let folder = |name: &str| format!("{name}/");
    if !contents.inputs.is_empty() {
        row(
            &[&folder(INPUTS)],
            "the files that the commands read, at the paths that they name",
        );
    }
    if contents
        .exhibits
        .iter()
        .any(|own| own.file.starts_with(EXHIBITS))
    {
        row(
            &[&folder(EXHIBITS)],
            "exhibits of the paper that stand in no folder of results",
        );
    }
    if !contents.documents.is_empty() {
        row(&[&folder(DOCUMENTS)], "documents of the authors");
    }
    if let Some(program) = &contents.program {
        row(
            &[&program.file],
            &format!("the program ({})", program.needs),
        );
    }
    if let Some(code) = &contents.code {
        row(
            &[&code.file],
            &format!("source of the program, commit {}", code.commit),
        );
    }
    row(
        &["odd.pdf"],
        &format!(
            "the model of trilat {}: entities, schedule, every equation and parameter, in the order of the ODD protocol",
            env!("CARGO_PKG_VERSION")
        ),
    );
    row(
        &["reproduce.sh", "reproduce.ps1"],
        "make every result again and compare it",
    );
    row(
        &["codebook.md"],
        "every column of every table: type, unit, meaning",
    );
    row(
        &["load.py", "load.R", "load.do"],
        "loaders for Python, R and Stata, with types and labels",
    );
    row(
        &["references.bib"],
        "the program, and the sources of data and equations",
    );
    row(
        &[
            "CITATION.cff",
            "codemeta.json",
            "dataverse.json",
            "ro-crate-metadata.json",
        ],
        "how to cite; metadata for machines; the last lists every file with its SHA-256",
    );
}

fn instructions(out: &mut String, contents: &Contents) {
    out.push_str("\n## How to make it again\n\n");
    let first = match (&contents.program, &contents.code) {
        (Some(program), _) if program.wheel => format!(
            "Install the program: `pip install {}` ({}).",
            program.file, program.needs
        ),
        (Some(_), _) => {
            format!("The program is in `{PROGRAM_FOLDER}/`; the script finds it there.")
        }
        (None, Some(code)) => format!(
            "Unpack `{}` and build the program with Rust (`rust-toolchain.toml` names the version): `cargo build --release --locked`. \
             Put `target/release` on the path.",
            code.file
        ),
        (None, None) => format!(
            "Install trilat {} and put it on the path.",
            contents.version()
        ),
    };
    let _ = write!(
        out,
        "1. {first}\n2. `sh reproduce.sh`, or on Windows `powershell -ExecutionPolicy Bypass -File reproduce.ps1`. It verifies the \
         files, makes every folder, figure, table and report again in `again/`, compares each with the one here, and ends with the \
         word *reproduced*, or says what differs. `reproduce.log` keeps what the commands said.\n\nBy hand, in a copy of `{INPUTS}/`:\n\n\
         ```sh\n"
    );
    for step in contents.steps() {
        let _ = writeln!(out, "trilat {}", step.shell());
    }
    out.push_str("```\n");
    let from_files = |own: &&Results| own.again == Again::Rerun;
    let names: Vec<String> = contents
        .results
        .iter()
        .filter(from_files)
        .map(|own| plain(&own.path))
        .collect();
    if !names.is_empty() {
        let _ = writeln!(
            out,
            "\nWhat the command of {} read was not at hand when this archive was made: it is made again from the resolved scenario and \
             the design in the folder itself.",
            names.join(", ")
        );
    }
}

fn cited(out: &mut String, contents: &Contents) {
    let _ = write!(
        out,
        "\n## References\n\n- {}\n",
        plain(&software(contents.version()))
    );
    let mut seen = Vec::new();
    for citation in contents.series.iter().flat_map(|series| &series.citations) {
        if !seen.contains(&citation) {
            let _ = writeln!(out, "- {}", plain(citation));
            seen.push(citation);
        }
    }
    out.push_str(
        "\n`references.bib` has these and the sources of the model's equations as BibTeX.\n",
    );
}

/// `references.bib`.
pub(super) fn references(contents: &Contents) -> Result<String, ReportError> {
    let mut keys: Vec<&str> = Vec::new();
    for folder in contents
        .results
        .iter()
        .filter_map(|results| results.folder.as_ref())
    {
        for scenario in &folder.scenarios {
            keys.extend(sources(&scenario.scenario));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut out = format!("{}\n{}", software_bibtex(contents.version()), bibtex(&keys));
    let mut seen: Vec<&str> = Vec::new();
    for entry in contents
        .series
        .iter()
        .flat_map(|series| series.bibtex.split("\n\n"))
    {
        let entry = entry.trim();
        if !entry.is_empty() && !seen.contains(&entry) {
            let _ = write!(out, "\n{entry}\n");
            seen.push(entry);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_have_two_digits_or_more() {
        let times = [0.412, 9.96, 12.4, 192.0, 5400.0, 90_000.0].map(seconds);
        assert_eq!(
            times,
            ["0.41 s", "10.0 s", "12 s", "3.2 min", "90 min", "25 h"]
        );
        let sizes = [400, 12_345, 9_000_000, 2_500_000_000].map(size);
        assert_eq!(sizes, ["0 kB", "12 kB", "9 MB", "2.5 GB"]);
    }
}
