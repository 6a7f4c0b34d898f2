# The usual commands; `just` alone lists them.

default:
    @just --list

# The fastest answer.
check:
    cargo check --workspace --all-targets

# The tests that need nothing but Rust.
test-fast:
    cargo test

# All tests; installs what they need, or names it.
test:
    bash tests/all.sh

# The Python package: build the wheel and test it.
test-python:
    bash tests/python.sh

# Rewrite the golden files of the tests whose names contain NAME, after an intended change.
bless NAME:
    TRILAT_BLESS=1 cargo test {{NAME}}

# The library's documentation, as strictly as CI has it.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Speed, in ratios.
bench:
    cargo bench --bench engine
