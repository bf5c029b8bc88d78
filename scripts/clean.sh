#!/usr/bin/env bash
# Removes what was built. The database and mail in data/ stay, and so do the
# tools, which take minutes to compile: remove .tools/ by hand.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
rm -rf "$TARGET" "$ROOT/target" end2end/{node_modules,test-results,playwright-report}
