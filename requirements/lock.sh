#!/bin/sh
# Writes the locked requirements: one file for each image, one for the native stack, one for development.
# Needs `uv` on the PATH. The files hold hashes and no index address, and serve Python 3.11 to 3.13.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1; shift
    uv pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --no-annotate --no-emit-package zhengxin-kernel --output-file "requirements/$out.txt"
    echo "requirements/$out.txt"
}
all="kernel/pyproject.toml gateway/pyproject.toml"
for service in identity archive certificate notification signing; do
    all="$all services/$service/pyproject.toml"
done
# Development is solved first; the others take its versions.
# shellcheck disable=SC2086
lock development $all requirements/native.in requirements/test.in
# shellcheck disable=SC2086
lock native $all requirements/native.in --constraint requirements/development.txt
lock gateway gateway/pyproject.toml kernel/pyproject.toml --constraint requirements/development.txt
for service in identity archive certificate notification signing; do
    lock "$service" "services/$service/pyproject.toml" kernel/pyproject.toml --constraint requirements/development.txt
done
# Node.js for machines without one that is new enough.
lock web requirements/web.in
