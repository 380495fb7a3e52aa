#!/bin/sh
# WeasyPrint's system libraries: installed through apt when they are missing and that is allowed, else named.
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
libraries="libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"

missing=""
for library in $libraries; do
    /sbin/ldconfig -p 2>/dev/null | grep -q "$library" || missing="$missing $library"
done
[ -z "$missing" ] && exit 0

say() { echo "For the PDF these libraries are missing:$missing"; echo "Install them: sudo apt-get install $packages"; }

command -v apt-get >/dev/null 2>&1 || { say; exit 0; }
as_root=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { say; exit 0; }
    as_root="sudo -n"
fi
echo "Installing $packages"
$as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 ||
    { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null; } || say
exit 0
