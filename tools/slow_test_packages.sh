#!/bin/sh
# Debian packages of the slow tests, installed through apt when that is allowed, else named.
# Validators of the HTML report come from npm and are put into FOLDER, when one is named: tools/slow_test_packages.sh FOLDER
folder="$1"
npm_packages() {
    [ -n "$folder" ] && command -v npm >/dev/null || return 0
    [ -e "$folder/node_modules/html-validate" ] && return 0
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-audit --no-fund --loglevel=error \
        vnu-jar@26.9.27 axe-core@4.14.1 html-validate@10 typescript@5 >/dev/null ||
        echo "The tests of the HTML report want: npm install --prefix $folder vnu-jar axe-core html-validate@10 typescript"
}

packages="openjdk-17-jdk-headless libjaxb-java poppler-utils exim4-daemon-light"
command -v chromium >/dev/null || packages="$packages chromium"
command -v npm >/dev/null || packages="$packages nodejs npm"

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && { npm_packages; exit 0; }

as_root=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { echo "The slow tests want: sudo apt-get install$missing"; npm_packages; exit 0; }
    as_root="sudo -n"
fi
echo "Installing$missing"
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 ||
    { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
    echo "The slow tests want: sudo apt-get install$missing"
npm_packages
exit 0
