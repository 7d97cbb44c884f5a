# Sourced by the commands beside it: finds Python, keeps .venv in step with a lock file, sets $python.
# Speaks on standard error only. Usage: root=… ; . "$root/bin/bootstrap.sh" ; bootstrap requirements.lock

PATH=${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}
PYTHONUTF8=1
PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH}
export PATH PYTHONUTF8 PYTHONPATH

say() { echo "$*" >&2; }

bootstrap() {
    lock=$root/$1
    sum=$(sha256sum <"$lock") || exit 1
    choose_venv "$1"
    python=$venv/bin/python
    is_installed "$1" && return
    # One at a time; held on a file that is always there and can be opened where nothing can be written.
    ( flock 9; is_installed "$1" || install "$1" ) 9<"$root/requirements.lock" || exit 1
}

# The repository's own .venv if it is complete or may be written by us, else one in the user's cache.
choose_venv() {
    venv=$root/.venv
    is_installed "$1" && return
    [ -w "$root" ] && [ -O "$root" ] && return
    base=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    base=${base:-${TMPDIR:-/tmp}/botapp-$(id -u)}
    venv=$base/botapp-$(echo "$root" | cksum | cut -d' ' -f1)
    mkdir -p "$base" && [ -O "$base" ] || { say "cannot write to $base: set XDG_CACHE_HOME"; exit 1; }
}

is_installed() {
    [ -x "$venv/bin/python" ] && [ ! -e "$venv/.unfinished" ] && [ "$(cat "$venv/.installed-$1" 2>/dev/null)" = "$sum" ]
}

# `.unfinished` stands while pip works: an environment that was left half done is made anew.
install() {
    [ -e "$venv/.unfinished" ] && rm -rf "$venv"
    if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        found=$(find_python) || exit 1
        say "making $venv ($("$found" -V)) …"
        rm -rf "$venv" && mkdir -p "$venv" && : >"$venv/.unfinished" && "$found" -m venv "$venv" >&2 || exit 1
    fi
    say "installing the packages of $1, about half a minute …"
    : >"$venv/.unfinished"
    rm -f "$venv/.installed-$1"
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --quiet --progress-bar off \
        --require-hashes -r "$lock" >"$venv/install.log" 2>&1 || { explain; exit 1; }
    echo "$sum" >"$venv/.installed-$1"
    rm -f "$venv/.unfinished"
}

explain() {
    grep -i error "$venv/install.log" | tail -n 1 | sed "s#https\{0,1\}://[^ ]*#…#g; s#host='[^']*'#…#g" >&2
    say "installing failed: is the network there? Start again to try again; $venv/install.log has the details"
}

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        command -v "$candidate"
        return
    done
    say "Python 3.11 or newer with venv and pip is needed: apt install python3 python3-venv python3-pip"
    return 1
}
