#!/usr/bin/env bash
# Formats the Rust code.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh --toolchain-only
cargo fmt --all
