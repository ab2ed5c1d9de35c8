#!/bin/sh
# Brings a Debian 12 machine to where the stack runs: `setup.sh run` or `setup.sh development`.
#
# Touches on the machine: Debian packages that are missing (as root; anybody else is told which), and, as root, the
# system user `zhengxin`, as PostgreSQL and RabbitMQ refuse to run as root. All else stays in the clone: .venv/, .run/,
# gateway/web/node_modules/ and dist/.
# What is done already is left alone, so that a second run takes well under a second.
set -eu
umask 022 # the user zhengxin must be able to read what root installs

kind=${1:-run}
case $kind in
run) requirements=native ;;
development) requirements=development ;;
*) echo "usage: setup.sh run|development" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/../.."
root=$(pwd -P)
say() { printf '==> %s\n' "$*"; }

missing_packages() {
    python3.11 -c 'import ensurepip' 2>/dev/null || echo python3.11-venv
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
    command -v setpriv >/dev/null || echo util-linux
    command -v pdfsig >/dev/null || echo poppler-utils
    [ -f /usr/share/fonts/truetype/arphic/uming.ttc ] || echo fonts-arphic-uming
    [ -f /usr/share/fonts/truetype/hanazono/HanaMinA.ttf ] || echo fonts-hanazono
    [ "$kind" = run ] || {
        missing_validators
        missing_browser
    }
}

# What looks at the web pages, with type that people would see.
missing_browser() {
    [ -x /usr/bin/chromium ] || echo chromium
    [ -f /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || echo fonts-noto-cjk
}

# What the tests ask about the letters, and a token in software.
missing_validators() {
    command -v qpdf >/dev/null || echo qpdf
    command -v openssl >/dev/null || echo openssl
    command -v softhsm2-util >/dev/null || echo softhsm2
    command -v java >/dev/null || echo default-jre-headless
    for library in pdfbox2 fontbox2 commons-logging commons-io jaxb-api; do
        [ -f /usr/share/java/$library.jar ] || echo lib$library-java
    done
    [ -f /usr/share/java/javax.activation.jar ] || echo libactivation-java
}

# Packages may start and enable what they bring; the stack runs a broker of its own, so this one stays down.
install_packages() {
    policy=/usr/sbin/policy-rc.d
    units=rabbitmq-server.service
    command -v epmd >/dev/null || units="$units epmd.service epmd.socket" # Erlang's, if it comes along
    if [ -e $policy ]; then mv $policy $policy.before-zhengxin; fi
    trap restore_policy EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    say "apt-get update"
    apt-get update -qq
    say "apt-get install $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >.run/logs/apt.log 2>&1 || {
        tail -n 20 .run/logs/apt.log >&2
        exit 1
    }
    case " $* " in *" rabbitmq-server "*) keep_broker_down ;; esac
    restore_policy
    trap - EXIT INT TERM HUP
}

keep_broker_down() { # … at the next boot, too
    update-rc.d rabbitmq-server disable
    command -v systemctl >/dev/null || return 0
    # shellcheck disable=SC2086
    systemctl disable --quiet $units 2>/dev/null || true
}

restore_policy() {
    rm -f $policy
    if [ -e $policy.before-zhengxin ]; then mv $policy.before-zhengxin $policy; fi
}

set_up_packages() {
    # shellcheck disable=SC2046
    set -- $(missing_packages)
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "These Debian packages are missing; run this once as root, then again as yourself:" >&2
        echo "    apt-get update && apt-get install --no-install-recommends $*" >&2
        exit 1
    fi
    install_packages "$@"
}

set_up_user() {
    [ "$(id -u)" -eq 0 ] || return 0
    id zhengxin >/dev/null 2>&1 && return 0
    say "system user zhengxin (PostgreSQL and RabbitMQ refuse to run as root)"
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin zhengxin
}

# A stamp holds the folder and the hash of the requirements: a moved clone or a changed lock is set up again.
stamp_of() { echo "$root $(sha256sum <"requirements/$1.txt")"; }
is_current() { [ "$(cat ".venv/.$1.stamp" 2>/dev/null)" = "$(stamp_of "$1")" ]; }

set_up_python() {
    if [ -d .venv ] && ! grep -qsF "$root/.venv" .venv/bin/activate; then
        say "Python environment: made in another folder, made anew"
        rm -rf .venv
    fi
    if [ ! -x .venv/bin/python ]; then
        say "Python environment .venv/"
        python3.11 -m venv .venv
    fi
    { for folder in kernel gateway services/*; do echo "$root/$folder/src"; done; echo "$root/deploy"; } >.venv/zhengxin.pth
    cmp -s .venv/zhengxin.pth .venv/lib/python3.11/site-packages/zhengxin.pth ||
        cp .venv/zhengxin.pth .venv/lib/python3.11/site-packages/zhengxin.pth
    # The development requirements hold all of the native ones, in the same versions.
    if is_current $requirements || is_current development; then return 0; fi
    say "Python packages of requirements/$requirements.txt (a minute or two the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        -r requirements/$requirements.txt >.run/logs/pip.log 2>&1 || {
        tail -n 20 .run/logs/pip.log >&2
        exit 1
    }
    stamp_of $requirements >.venv/.$requirements.stamp
}

# FandolFang's package would bring TeX along: it is downloaded, and the fonts taken out of it, into .run/fonts/.
set_up_fonts() {
    .venv/bin/python -m signing.fonts prepare --fetch
}

set_up_web() {
    deploy/native/web.sh
    [ "$kind" = run ] || deploy/native/web.sh tools
}

mkdir -p .run/logs
exec 9>.run/setup.lock
flock 9 # two of these at once would install into one folder
set_up_packages
set_up_user
set_up_python
set_up_fonts
set_up_web
