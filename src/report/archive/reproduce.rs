//! The scripts that make everything again in a folder `again`, and compare.

use std::fmt::Write as _;

use super::contents::{Contents, INPUTS, Program, RESULTS};

/// Where everything is made again, beside the scripts.
const AGAIN: &str = "again";
/// What the commands said.
const LOG: &str = "reproduce.log";

/// `reproduce.sh`.
pub(super) fn shell(contents: &Contents) -> String {
    let version = contents.version();
    let mut out = format!(
        "#!/bin/sh\n\
         # Makes every result of this archive again in {AGAIN}/ and compares it, byte for byte: sh reproduce.sh\n\
         # {}\n\
         # Ends with 0 if everything is the same. {LOG} has what was said.\n\
         set -u\n\
         cd \"$(dirname \"$0\")\" || exit 1\n\
         here=$PWD\n\
         log=$here/{LOG}\n\
         failed=0\n\
         : >\"$log\"\n\
         say() {{ echo \"$*\"; echo \"$*\" >>\"$log\"; }}\n\
         step() {{\n  say \"trilat $*\"\n  trilat \"$@\" >>\"$log\" 2>&1 || {{\n    say \"  failed with $?: see {LOG}\"\n    \
         failed=$((failed + 1))\n  }}\n}}\n\n",
        needs(contents)
    );
    let _ = writeln!(out, "mkdir -p {AGAIN}");
    if let Some(program) = startable(contents) {
        let _ = write!(
            out,
            "# Archives lose the mark of what can be started.\n\
             mkdir -p {AGAIN}/bin && cp {} {AGAIN}/bin/trilat && chmod +x {AGAIN}/bin/trilat\n\
             if \"$here/{AGAIN}/bin/trilat\" --version >/dev/null 2>&1; then\n  PATH=$here/{AGAIN}/bin:$PATH\n  export PATH\n\
             fi\n",
            program.file
        );
    }
    let _ = write!(
        out,
        "if ! found=$(trilat --version 2>/dev/null); then\n  \
         say \"trilat is not on the path: install version {version}\"\n  exit 1\nfi\n\
         if [ \"$found\" != \"trilat {version}\" ]; then\n  \
         say \"these results are by trilat {version}, this is $found: they may differ\"\nfi\n\n\
         say \"Are the files what they were?\"\nstep verify .\n\n\
         say \"Everything again.\"\n"
    );
    if !contents.inputs.is_empty() {
        let _ = writeln!(out, "cp -R {INPUTS}/. {AGAIN}/");
    }
    let _ = writeln!(out, "cd {AGAIN} || exit 1");
    for step in contents.steps() {
        let _ = writeln!(out, "step {}", step.shell());
    }
    let _ = write!(
        out,
        "cd ..\n\nsay \"The same as before?\"\n\
         if trilat verify {RESULTS} --same-as {AGAIN} >{AGAIN}/compared.txt 2>&1; then\n  same=yes\nelse\n  same=no\nfi\n\
         cat {AGAIN}/compared.txt >>\"$log\"\ncat {AGAIN}/compared.txt\n\
         if [ $failed -eq 0 ] && [ $same = yes ]; then\n  say \"reproduced\"\n  exit 0\nfi\n\
         say \"NOT reproduced: $failed commands failed; see {LOG}\"\nexit 6\n"
    );
    out
}

/// `reproduce.ps1`, the same for PowerShell.
pub(super) fn power_shell(contents: &Contents) -> String {
    let version = contents.version();
    let mut out = format!(
        "# Makes every result of this archive again in {AGAIN}\\ and compares it, byte for byte:\n\
         #     powershell -ExecutionPolicy Bypass -File reproduce.ps1\n\
         # {}\n\
         # Ends with 0 if everything is the same. {LOG} has what was said.\n\
         Set-Location $PSScriptRoot\n\
         $log = Join-Path $PSScriptRoot '{LOG}'\n\
         $failed = 0\n\
         Set-Content $log ''\n\
         function Say($text) {{ Write-Output $text; Add-Content $log $text }}\n\
         function Step {{\n  Say \"trilat $args\"\n  & trilat @args *>> $log\n  if ($LASTEXITCODE -ne 0) {{\n    \
         Say \"  failed with ${{LASTEXITCODE}}: see {LOG}\"\n    $script:failed++\n  }}\n}}\n\n\
         New-Item -ItemType Directory -Force {AGAIN} | Out-Null\n\
         if (-not (Get-Command trilat -ErrorAction SilentlyContinue)) {{\n  \
         Say 'trilat is not on the path: install version {version}'\n  exit 1\n}}\n\
         $found = trilat --version\n\
         if ($found -ne 'trilat {version}') {{ Say \"these results are by trilat {version}, this is ${{found}}: they may differ\" }}\n\n\
         Say 'Are the files what they were?'\nStep verify .\n\n\
         Say 'Everything again.'\n",
        needs(contents)
    );
    if !contents.inputs.is_empty() {
        let _ = writeln!(out, "Copy-Item -Recurse -Force {INPUTS}/* {AGAIN}");
    }
    let _ = writeln!(out, "Set-Location {AGAIN}");
    for step in contents.steps() {
        let _ = writeln!(out, "Step {}", step.powershell());
    }
    let _ = write!(
        out,
        "Set-Location ..\n\nSay 'The same as before?'\n\
         trilat verify {RESULTS} --same-as {AGAIN} | Tee-Object -Append $log\n\
         if ($failed -eq 0 -and $LASTEXITCODE -eq 0) {{\n  Say 'reproduced'\n  exit 0\n}}\n\
         Say \"NOT reproduced: $failed commands failed; see {LOG}\"\nexit 6\n"
    );
    out
}

/// What the scripts need, in a sentence.
fn needs(contents: &Contents) -> String {
    let version = contents.version();
    match &contents.program {
        Some(program) if !program.wheel => format!(
            "{} is the program ({}); else trilat {version} on the path serves as well.",
            program.file, program.needs
        ),
        Some(program) => format!(
            "Needs trilat {version} on the path: pip install {} ({}).",
            program.file, program.needs
        ),
        None => format!("Needs trilat {version} on the path."),
    }
}

fn startable(contents: &Contents) -> Option<&Program> {
    contents.program.as_ref().filter(|program| !program.wheel)
}
