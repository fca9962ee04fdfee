#!/usr/bin/env bash
# The one recipe: ./build.sh VERB..., run in the order given. `npm start` is `setup serve`, `npm test` is `setup test`.
# Each verb first brings up to date what it needs; what is newer than its sources is left alone.

usage() {
  cat <<'END'
usage: ./build.sh VERB...
  setup     install what is missing: compilers, a browser, fonts (apt), development packages (npm)
  native    build/native: the C tests (sanitized, and as shipped by two compilers) and `describe`
  wasm      build/core.wasm
  package   dist: the npm module with its types, and the data sets
  site      build/site: the page
  serve     serve build/site on this computer and print the address
  test      all tests; or one layer: test-native, test-js, test-browser
  soak      ten minutes of training in the page; its memory must not grow (SOAK_MINUTES for less)
  matrix    the package in every runtime, browser engine, bundler and documentation tool: tests/matrix/README.md;
            or one part: matrix-runtimes, matrix-bundlers, matrix-sites
  docs      docs/api.md, from the types that ship
  bench     the benchmark: tests/bench/README.md; its options in BENCH, as in BENCH="--quick --only W1,W2"
  clean     remove build and dist
EMSDK=folder uses that Emscripten instead of the system's.
END
}

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
shopt -s nullglob

# --- Settings. Contraction to fused multiply-add is off and there is no fast-math: the same bits everywhere depend on it.
C_FLAGS=(-std=c17 -Wall -Wextra -Wshadow -Werror -ffp-contract=off -fno-math-errno)
WASM_STACK=65536           # bytes; the core keeps no large arrays on the stack
WASM_MEMORY=131072         # bytes at the start: stack and tables. core.js grows it once, to what a trainer needs
CORE=(src/core/*.c)

# Debian's Emscripten looks for its JavaScript packages where a Node from elsewhere does not.
export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"
if [ -n "${EMSDK:-}" ]; then PATH="$EMSDK/upstream/emscripten:$PATH"; fi

# --- Steps
say() { printf '== %s\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null; }

# step NAME FUNCTION SOURCE...: runs the function unless its last success is newer than all the sources and this recipe.
# The stamp bears the time of the start, so a file that was edited during the step counts as changed.
step() {
  local name=$1 stamp=build/$1.stamp run=$2
  shift 2
  lock
  if [ ! -e "$stamp" ] || [ -n "$(find build.sh "$@" -newer "$stamp" -print -quit)" ]; then
    say "$name"
    touch "$stamp.new"
    rm -f "$stamp"
    "$run"
    mv "$stamp.new" "$stamp"
  fi
  unlock
}

# `npm start` in one terminal and `npm test` in another take turns.
lock() {
  mkdir -p build
  exec 9>build/lock
  if has flock; then flock 9; fi
}
unlock() { exec 9>&-; }

versions_printed=
versions() {
  if [ -n "$versions_printed" ]; then return; fi
  versions_printed=yes
  local tool
  for tool in gcc clang emcc; do
    if has $tool; then $tool --version | sed -n 1p; fi
  done
  printf 'node %s\n' "$(node --version)"
}

# --- setup
missing_packages() {
  has gcc || echo gcc libc6-dev
  has clang || echo clang
  has emcc || echo emscripten
  has chromium || [ -n "${CHROMIUM:-}" ] || echo chromium
  has_chinese_font || echo fonts-noto-cjk
}

has_chinese_font() {
  { has fc-list && fc-list :lang=zh-cn | grep -q .; } || dpkg -s fonts-noto-cjk >/dev/null 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then env DEBIAN_FRONTEND=noninteractive "$@"; else sudo -n env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

may_install() { has apt-get && { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }; }

apt_updated=
install_with_apt() { # PACKAGE...
  [ $# -gt 0 ] || return 0
  may_install || fail "these are missing; please install them and run this again:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  say "installing with apt: $*"
  if [ -z "$apt_updated" ]; then as_root apt-get update -qq -o Acquire::Retries=3; fi
  apt_updated=yes
  as_root apt-get install -y -qq --no-install-recommends -o Acquire::Retries=3 "$@" >/dev/null ||
    fail "apt-get could not install $*"
}

setup() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node $(node --version) is too old; 20.19 or newer is needed"
  local packages
  read -r -a packages <<<"$(missing_packages | tr '\n' ' ')"
  install_with_apt "${packages[@]}"
  if [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say "installing development packages with npm into node_modules"
    # plotly.js asks for a newer Node to build itself; bundling its source does not need one.
    npm ci --ignore-scripts --engine-strict=false --no-audit --no-fund --loglevel=error
  fi
}

# --- native: the same tests three times. Vectors or plain floats, gcc or clang, -O1 to -O3: the bits are the same.
compile_native() { # OUTPUT COMPILER FLAG...: the C tests with the core
  local output=build/native/$1 compiler=$2
  shift 2
  "$compiler" "${C_FLAGS[@]}" "$@" -Isrc/core -Itests/c tests/c/*.c "${CORE[@]}" -lm -o "$output"
}

build_native() {
  versions
  mkdir -p build/native
  rm -f build/native/tests-*
  compile_native tests-sanitized gcc -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
  compile_native tests-clang-O3 clang -O3 -DNDEBUG
  compile_native tests-gcc-O2-scalar gcc -O2 -DNDEBUG -DSTEP_DECAY_SCALAR
}

build_describe() {
  versions
  mkdir -p build/native
  clang "${C_FLAGS[@]}" -O1 -g -Isrc/core src/gen/describe.c "${CORE[@]}" -lm -o build/native/describe
  build/native/describe >build/description.json
}

describe() { step describe build_describe src/core src/gen/describe.c; }
native() {
  describe
  local tests=(tests/c/*.c)
  if [ ${#tests[@]} -gt 0 ]; then step native build_native src/core tests/c; fi
}

# --- wasm
emscripten_at_least() { [ "$(printf '%s\n' "$1" "$(emcc -dumpversion)" | sort -V | head -1)" = "$1" ]; }

# Names of settings that differ between Emscripten 3.1.6 (Debian 12) and today's.
emscripten_settings() {
  if emscripten_at_least 3.1.27; then echo "-sSTACK_SIZE=$WASM_STACK"; else echo "-sTOTAL_STACK=$WASM_STACK"; fi
  echo "-sINITIAL_MEMORY=$WASM_MEMORY -sALLOW_MEMORY_GROWTH=1 -sSTANDALONE_WASM=1"
}

# What runs in every step is compiled for speed, the rest for size: unrolling is left to the source, which unrolls where it pays.
# On tiny networks this is 3 to 13 % faster than -Os throughout, for 1.5 kB; -O3 for trainer and network too brings nothing more, and breaks the budget.
# NDEBUG: a failing assert would print, and printing needs imports. Bulk memory turns memcpy into one instruction, for which engines call out of the
# module: right for rows of data, so the source says memcpy there, and wrong for a few sums, so the compiler may not make it of a loop.
build_wasm() {
  versions
  local objects=build/wasm fast=(-fno-unroll-loops -mllvm -disable-loop-idiom-all) settings source level
  read -r -a settings <<<"$(emscripten_settings | tr '\n' ' ')"
  rm -rf $objects
  mkdir -p $objects
  for source in "${CORE[@]}" src/wasm/wasm_api.c; do
    case $source in
      */simd_optimizer.c | */simd_losses.c) level=(-O2 "${fast[@]}") ;; # as fast as -O3, and it packs better
      */simd_*.c | */lanes.c) level=(-O3 "${fast[@]}") ;;
      *) level=(-Os -fno-vectorize -fno-slp-vectorize) ;; # what is worth it is vectorised by hand
    esac
    emcc "${C_FLAGS[@]}" "${level[@]}" -DNDEBUG -msimd128 -mbulk-memory -Isrc/core -c "$source" -o "$objects/$(basename "$source" .c).o"
  done
  # -Os here is the linker's own optimiser, run until nothing changes: as fast as -O3, which inlines more, and 0.6 kB smaller.
  emcc -Os -sBINARYEN_EXTRA_PASSES=converge "${settings[@]}" --no-entry $objects/*.o -o build/core.wasm
  chmod 644 build/core.wasm
}

wasm() { step wasm build_wasm src/core src/wasm; }

# --- plotly: the parts of Plotly that the figures need, as a module and as a classic script
build_plotly() { node src/gen/plotly.mjs build/plotly; }

plotly() { step plotly build_plotly src/gen/plotly.mjs node_modules/.package-lock.json; }

# --- package
# Put together beside dist and swapped in at the end, so that a failure leaves the last good dist.
build_package() {
  local new=build/package
  rm -rf $new
  mkdir -p $new/generated $new/data
  cp src/js/*.js build/core.wasm $new
  cp build/plotly/plotly.js build/plotly/plotly.d.ts $new/generated
  cp -r src/cli $new
  chmod 755 $new/cli/main.js
  node src/gen/data.mjs $new/data
  node src/gen/embed.mjs $new
  # Types are checked and written from what ships; messages name the source.
  node_modules/.bin/tsc -p tsconfig.json | sed "s#^$new/\([a-z-]*\.js\)#src/js/\1#"
  node src/gen/element.mjs $new
  rm -rf dist
  mv $new dist
}

package() {
  describe
  wasm
  plotly
  step package build_package src/js src/cli src/gen src/data build/core.wasm build/description.json build/plotly.stamp tsconfig.json package.json node_modules/.package-lock.json
}

# --- site
build_site() {
  node src/gen/site.mjs build/site
  node src/gen/embed-page.mjs build/site
}

site() {
  package
  step site build_site web dist/index.js src/gen/site.mjs src/gen/barrels.mjs src/gen/source.mjs src/gen/stills.mjs src/gen/embed-page.mjs build/plotly.stamp node_modules/.package-lock.json
}

serve() {
  site
  exec node src/gen/serve.mjs build/site
}

# --- test
test-native() {
  native
  local program
  for program in build/native/tests-*; do
    say "$program"
    "$program"
  done
}

node_tests() { # FLAG... FILE...
  if [ $# -gt 0 ]; then node --test --test-reporter=spec "$@"; fi
}

test-js() {
  site
  say "tests/js"
  node_tests tests/js/*.test.js
}

# One file at a time: browsers that share two cores disturb each other's timing.
test-browser() {
  site
  local files=(tests/browser/*.test.js)
  if [ ${#files[@]} -gt 0 ]; then
    say "tests/browser"
    node_tests --test-concurrency=1 "${files[@]}"
  fi
}

test() {
  test-native
  test-js
  test-browser
}

# --- soak
soak() {
  site
  node_tests tests/browser/soak.js
}

# --- matrix
# Each part installs what it needs. Without npm's install scripts; what asks for a newer Node is run by the newest Node, which is among the runtimes.
install_with_npm() { # FOLDER
  if [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then
    say "installing with npm into $1/node_modules: $(node -p 'const { dependencies, devDependencies, optionalDependencies } = require(`${process.cwd()}/${process.argv[1]}/package.json`);
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).map(([name, version]) => `${name} ${version}`).join(", ")' "$1")"
    local try
    for try in first second; do
      if npm ci --prefix "$1" --ignore-scripts --engine-strict=false --no-audit --no-fund --loglevel=error; then return; fi
      say "the $try try of npm ci in $1 failed"
    done
    fail "npm could not install what $1/package-lock.json lists"
  fi
}

# Files one after another: browsers that share two cores disturb each other.
matrix_tests() { # FILE...
  say "$*"
  node_tests --test-concurrency=1 "$@"
}

# The package of each command that is not there.
unless_has() { has "$1" || echo "$2"; }
unless_installed() { dpkg -s "$1" >/dev/null 2>&1 || echo "$1"; }

# All but what the other two parts run.
matrix-runtimes() {
  setup
  site
  # shellcheck disable=SC2046
  install_with_apt $(
    [ -n "${FIREFOX:-}" ] || unless_has firefox-esr firefox-esr
    unless_has WebKitWebDriver webkit2gtk-driver
    unless_has xvfb-run xvfb
    unless_has xauth xauth
    unless_has parallel parallel
  )
  install_with_npm tests/matrix
  local file files=()
  for file in tests/matrix/*.test.js; do
    case $file in
      */bundlers.test.js | */sites.test.js) ;;
      *) files+=("$file") ;;
    esac
  done
  matrix_tests "${files[@]}"
}

matrix-bundlers() {
  setup
  site
  install_with_npm tests/matrix # the newest Node
  install_with_npm tests/matrix/bundlers
  matrix_tests tests/matrix/bundlers.test.js
}

matrix-sites() {
  setup
  site
  # shellcheck disable=SC2046
  install_with_apt $(
    unless_has hugo hugo
    unless_installed mkdocs-material # with it comes MkDocs
    unless_installed furo            # and with these Sphinx
    unless_installed python3-myst-parser
  )
  install_with_npm tests/matrix/sites
  matrix_tests tests/matrix/sites.test.js
}

matrix() {
  matrix-runtimes
  matrix-bundlers
  matrix-sites
}

# --- docs
docs() {
  package
  node src/gen/api.mjs docs/api.md
}

# --- bench
bench() {
  package
  if [ tests/bench/package-lock.json -nt tests/bench/node_modules/.package-lock.json ]; then
    say "installing the benchmark's peers with npm into tests/bench/node_modules"
    npm ci --prefix tests/bench --ignore-scripts --no-audit --no-fund --loglevel=error
  fi
  local options
  read -r -a options <<<"${BENCH:-}"
  node tests/bench/bench.js "${options[@]}"
}

clean() { rm -rf build dist; }

[ $# -gt 0 ] || { usage; exit 2; }
for verb in "$@"; do
  case $verb in
    setup | native | wasm | package | site | serve | test | test-native | test-js | test-browser | soak | matrix | matrix-runtimes | matrix-bundlers | matrix-sites | docs | bench | clean) "$verb" ;;
    *) usage >&2; fail "there is no verb $verb" ;;
  esac
done
