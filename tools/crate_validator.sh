#!/bin/sh
# roc-validator in an environment of its own beside the tests': it pins libraries that MultiQC's plug-in tests want newer.
# rocrate 0.15.0 brings the JSON-LD context of RO-Crate 1.1, so that nothing is asked for over the network.
set -e
folder="$1/roc-validator"
[ -x "$folder/bin/rocrate-validator" ] && exit 0
"$1/bin/python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check roc-validator==0.13.0 rocrate==0.15.0
