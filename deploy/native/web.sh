#!/bin/sh
# Builds the web pages when their sources have changed: gateway/web/ → gateway/web/dist/. Part of the set-up.
#
#   web.sh            build, with Node.js ≥ 20.19 of the machine or else one from PyPI in .venv/
#   web.sh tools      install the packages only, as the checks of the pages need them
#   web.sh run NAME   run a script of package.json with them
set -eu
cd "$(dirname "$0")/../.."
root=$(pwd -P)
web=gateway/web
say() { printf '==> %s\n' "$*"; }

fits() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

set_up_node() {
    if fits node && command -v npm >/dev/null; then return 0; fi
    PATH="$root/.venv/bin:$PATH"
    export PATH
    if [ -x .venv/bin/node ] && fits .venv/bin/node; then return 0; fi
    say "Node.js (the machine has none that is new enough) into .venv/"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        -r requirements/web.txt >.run/logs/pip-web.log 2>&1 || {
        tail -n 20 .run/logs/pip-web.log >&2
        exit 1
    }
}

# What the packages and the build depend on; the folder too, as the packages' commands do not survive a move.
packages_edition() { { echo "$root"; node --version; cat $web/package.json $web/package-lock.json; } | sha256sum; }
build_edition() {
    {
        cat $web/package-lock.json $web/*.json $web/*.ts $web/index.html $web/m/index.html $web/console/index.html
        find $web/src $web/build $web/public -type f ! -name '*.test.ts' 2>/dev/null | LC_ALL=C sort | while read -r file; do
            echo "$file"
            cat "$file"
        done
    } | sha256sum
}

set_up_packages() {
    [ "$(cat $web/node_modules/.zhengxin 2>/dev/null)" != "$(packages_edition)" ] || return 0
    say "Packages of the web pages (a minute the first time)"
    (cd $web && npm ci --prefer-offline --no-progress >"$root/.run/logs/npm.log" 2>&1) || {
        tail -n 20 .run/logs/npm.log >&2
        exit 1
    }
    packages_edition >$web/node_modules/.zhengxin
}

# Beside the old build first, so that a running gateway never sees half a one.
build() {
    edition=$(build_edition)
    [ "$(cat $web/dist/.edition 2>/dev/null)" != "$edition" ] || return 0
    set_up_node
    set_up_packages
    say "Web pages"
    (cd $web && ZHENGXIN_WEB_OUT=dist.new node node_modules/vite/bin/vite.js build >"$root/.run/logs/web.log" 2>&1) || {
        tail -n 30 .run/logs/web.log >&2
        exit 1
    }
    echo "$edition" >$web/dist.new/.edition
    rm -rf $web/dist.old
    if [ -d $web/dist ]; then mv $web/dist $web/dist.old; fi
    mv $web/dist.new $web/dist
    rm -rf $web/dist.old
}

mkdir -p .run/logs
case ${1:-build} in
build) build ;;
tools)
    set_up_node
    set_up_packages
    ;;
run)
    set_up_node
    set_up_packages
    cd $web && exec npm run --silent "$2"
    ;;
*) echo "usage: web.sh [build | tools | run NAME]" >&2; exit 2 ;;
esac
