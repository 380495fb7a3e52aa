#!/bin/sh
# Debian packages of the slow tests, installed through apt when that is allowed, else named.
packages="openjdk-17-jdk-headless libjaxb-java poppler-utils chromium exim4-daemon-light"

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { echo "The slow tests want: sudo apt-get install$missing"; exit 0; }
    as_root="sudo -n"
fi
echo "Installing$missing"
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 ||
    { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; } ||
    echo "The slow tests want: sudo apt-get install$missing"
exit 0
