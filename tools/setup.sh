# Sourced by ./run and ./test: makes .venv as uv.lock says. Bash; $root is the checkout.
#
# pip installs (it knows the machine's index and certificates); uv only reads the lock. Whatever
# is installed is checked against the lock's hashes. Nothing is done twice: .venv/pressdesk/ notes
# what .venv was made from and which dependency groups it holds.

venv=$root/.venv
notes=$venv/pressdesk
: "${HOME:=${TMPDIR:-/tmp}}" # cron and CI may start us without one
export HOME PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_REQUIRE_HASHES

say() { printf 'pressdesk: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

# prepare GROUP...: afterwards .venv holds pressdesk and these dependency groups.
prepare() {
    ( # two at a time would tread on each other
        flock 9
        is_current || make_venv
        holds "$@" || install_locked "$@"
        [[ $(cat "$notes/project" 2>/dev/null) == "$(sum pyproject.toml)" ]] || install_project
    ) 9<"$root" || exit 1
}

# needs_apt COMMAND-OR-FILE PACKAGE...: installs PACKAGE with apt when COMMAND-OR-FILE is missing.
needs_apt() {
    command -v "$1" >/dev/null && return
    apt_install "${@:2}"
    command -v "$1" >/dev/null || fail "$1 is still missing; on this system it does not come from ${*:2}."
}

apt_install() {
    local by_hand="apt-get update && apt-get install --no-install-recommends $*"
    command -v apt-get >/dev/null || fail "This needs $*, and there is no apt-get to install it with."
    [[ $(id -u) == 0 ]] || fail "This needs $*. Install it as root, then try again:  $by_hand"
    say "Installing $* with apt ..."
    quietly apt-get update || say "apt-get update failed; trying with what is known."
    # RUNLEVEL: what is installed for tests must not start by itself.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive quietly apt-get install -y --no-install-recommends "$@" ||
        fail "apt could not install $*. Try by hand:  $by_hand"
}

# needs_postgresql: installs the newest server with apt when there is none. Tests start their own:
# the package would make and start one on the usual port, and must not.
needs_postgresql() {
    local conf=/etc/postgresql-common/createcluster.conf status=0
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && return
    [[ $(id -u) != 0 ]] || apt_install postgresql-common
    [[ ! -w $conf ]] || cp -p -- "$conf" "$conf.was"
    [[ ! -w $conf ]] || printf '%s\n' "create_main_cluster = false" >>"$conf"
    (apt_install postgresql) || status=1
    [[ ! -e $conf.was ]] || mv -- "$conf.was" "$conf"
    ((status == 0)) || exit 1
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || fail "PostgreSQL's initdb is still missing."
}

# ── .venv ──

is_current() { [[ -x $venv/bin/python && $(cat "$notes/state" 2>/dev/null) == "$(state)" ]]; }

# What .venv was made from. A moved checkout, another Python and a new lock each change it.
state() {
    printf '%s\n' "$root"
    "$venv/bin/python" -c 'import sys; print(sys.base_prefix, sys.version_info[:2])' 2>&1
    sum uv.lock
}

make_venv() {
    local python
    python=$(find_python)
    [[ -n $python ]] || fail "Python 3.11 or newer is missing. On Debian or Ubuntu:  apt-get install python3 python3-venv"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "$(venv_package "$python")"
    say "Making .venv with $("$python" -V) ..."
    rm -rf -- "$venv"
    quietly "$python" -m venv "$venv" || fail "$python could not make .venv."
    mkdir -- "$notes"
    state >"$notes/state"
}

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

venv_package() { printf '%s-venv' "$(basename -- "$1")"; }

# ── what goes into it ──

holds() {
    local group
    for group in "$@"; do [[ -e $notes/has-$group ]] || return 1; done
}

install_locked() {
    local python=$venv/bin/python wanted=$notes/requirements.txt
    say "Installing what uv.lock names; the first time takes about a minute ..."
    "$python" tools/lock --pin uv >"$wanted" || fail "uv.lock cannot be read."
    quietly "$python" -m pip install --require-hashes -r "$wanted" ||
        fail "pip could not install uv. Is the package index reachable?"
    quietly "$venv/bin/uv" export --frozen --no-config --no-cache --no-python-downloads \
        --python "$python" --project "$root" --no-emit-project --no-default-groups \
        "${@/#/--group=}" --output-file "$wanted" || fail "uv could not read uv.lock."
    quietly "$python" -m pip install --require-hashes -r "$wanted" ||
        fail "pip could not install what uv.lock names. Is the package index reachable?"
    touch -- "${@/#/$notes/has-}"
}

install_project() {
    quietly "$venv/bin/python" -m pip install --no-index --no-deps --no-build-isolation --editable "$root" ||
        fail "pressdesk itself could not be installed."
    sum pyproject.toml >"$notes/project"
}

# ── small ──

sum() { sha256sum <"$root/$1"; }

# Runs a slow step in silence; when it fails, shows the end of what it said.
quietly() {
    local log
    log=$(mktemp)
    if "$@" </dev/null >"$log" 2>&1; then
        rm -f -- "$log"
        return 0
    fi
    tail -n 25 -- "$log" >&2
    rm -f -- "$log"
    return 1
}
