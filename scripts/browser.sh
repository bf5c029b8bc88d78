#!/usr/bin/env bash
# Makes the browser tests able to run: their npm packages, and Chromium.
# Prints nothing when both are there. With --path prints Chromium's path.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

find_chromium() {
  if [[ -n ${CHROMIUM:-} ]]; then
    [[ -x $CHROMIUM ]] || die "CHROMIUM is '$CHROMIUM', which is not a program."
    say "$CHROMIUM"
    return
  fi
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if type -P "$name"; then
      return
    fi
  done
  return 1
}

if [[ ${1:-} == --path ]]; then
  find_chromium
  exit
fi

lock=end2end/node_modules/.installed-lock.json
if ! cmp -s end2end/package-lock.json "$lock"; then
  say "Browser tests: installing their npm packages (seconds)."
  (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) ||
    die "could not install the packages of end2end/. They come from the npm registry: check the network."
  cp end2end/package-lock.json "$lock"
fi

if ! find_chromium >/dev/null; then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    say "Browser tests: installing Chromium from Debian (about a minute)."
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >"$log" 2>&1 || {
      tail -n 20 "$log" >&2
      die "apt-get could not install chromium; see above."
    }
  else
    die "no Chromium found. Debian: sudo apt-get install chromium. Elsewhere: install Chromium or Chrome and set CHROMIUM to its path."
  fi
fi
