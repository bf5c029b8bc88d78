#!/usr/bin/env bash
# Runs the named parts (format, lint, rust, browser) one after the other, all
# of them even when one fails, and closes with the sum of all tests run.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

(($#)) || die "name the parts: format, lint, rust, browser."
scripts/setup.sh --toolchain-only

passed=0 failed=0 skipped=0
broken=()
logs=$TARGET/test-logs
mkdir -p "$logs"

count() {
  local p f s
  read -r p f s < <(node scripts/count.mjs "$1" "$2")
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

format() {
  cargo fmt --all --check
}

lint() {
  local ok=0
  # shellcheck disable=SC2046 # an empty answer must vanish
  cargo clippy $(quiet_unless_watched) --locked --all-targets -- -D warnings || ok=1
  # What measures is no default member: nothing else needs it built.
  # shellcheck disable=SC2046
  cargo clippy $(quiet_unless_watched) --locked -p bench --all-targets -- -D warnings || ok=1
  # The browser's half, as it is built: its own target, features and profile.
  # shellcheck disable=SC2046
  cargo clippy $(quiet_unless_watched) --locked -p frontend --no-default-features \
    --target wasm32-unknown-unknown --target-dir "$ROOT/target/front" --profile wasm-release -- -D warnings || ok=1
  if command -v shellcheck >/dev/null; then
    shellcheck --external-sources --source-path=SCRIPTDIR scripts/*.sh .ci/run || ok=1
  fi
  return $ok
}

rust() {
  local ok=0
  if cargo nextest --version >/dev/null 2>&1; then
    local profile=default
    [[ ${CI:-} == true ]] && profile=ci
    # shellcheck disable=SC2046
    cargo nextest run $(quiet_unless_watched | sed 's/--quiet/--cargo-quiet/') --locked --profile "$profile" 2>&1 |
      tee "$logs/rust.log" || ok=1
    count nextest "$logs/rust.log"
  else
    # shellcheck disable=SC2046
    cargo test $(quiet_unless_watched) --locked --no-fail-fast 2>&1 | tee "$logs/rust.log" || ok=1
    count cargo "$logs/rust.log"
  fi
  return $ok
}

browser() {
  local ok=0
  rm -f "$logs/browser.json"
  scripts/browser.sh || return 1
  (cd end2end && node_modules/.bin/tsc --noEmit) || ok=1
  scripts/build.sh || return 1
  local chromium
  chromium=$(scripts/browser.sh --path) || return 1
  (cd end2end && CHROMIUM=$chromium KITH_BIN=$KITH KITH_SITE=$SITE \
    PLAYWRIGHT_JSON_OUTPUT_FILE=$logs/browser.json node_modules/.bin/playwright test) || ok=1
  count playwright "$logs/browser.json"
  return $ok
}

for part in "$@"; do
  case $part in
    format | lint | rust | browser) ;;
    *) die "there is no part '$part'; there are format, lint, rust and browser." ;;
  esac
  say "== $part"
  begun=$SECONDS
  if "$part"; then
    say "== $part: fine, $((SECONDS - begun)) s"
  else
    say "== $part: FAILED, $((SECONDS - begun)) s"
    broken+=("$part")
  fi
done

if ((${#broken[@]})); then
  say "Failed: ${broken[*]}. What each said is above."
fi
case " $* " in
  *" rust "* | *" browser "*) say "total: $passed passed, $failed failed, $skipped skipped" ;;
esac
((${#broken[@]} == 0))
