#!/usr/bin/env bash
# Builds, prepares data/kith.db and serves. An empty database is filled with
# the demo clinic; one with patients is left alone.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh

export LEPTOS_SITE_ROOT=$SITE
export LEPTOS_SITE_PKG_DIR=pkg

"$KITH" migrate
"$KITH" demo --if-empty
exec "$KITH" serve
