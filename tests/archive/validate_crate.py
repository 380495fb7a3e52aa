"""``validate_crate.py CRATE REPORT``: roc-validator without a network; the one file that it wants comes from a package.

Runs in an environment of its own (tools/crate_validator.sh), as the validator pins libraries that others pin otherwise.
Any other request is an error, so a pass also shows that nothing else was asked for.
"""

import importlib.util
import io
import sys
from pathlib import Path

import requests
from rocrate_validator.cli import cli

PACKAGE = importlib.util.find_spec("rocrate")
assert PACKAGE is not None
assert PACKAGE.origin is not None
CONTEXT = Path(PACKAGE.origin).parent / "data" / "ro-crate.jsonld"  # of 0.15.0: the context of RO-Crate 1.1
assert b'"https://w3id.org/ro/crate/1.1/context"' in CONTEXT.read_bytes()[:200]


def answer(self, request, **_):
    if not request.url.endswith("w3id.org/ro/crate/1.1/context"):
        raise requests.ConnectionError(f"no network in this test: {request.url}")
    response = requests.Response()
    response.status_code, response.url, response.request = 200, request.url, request
    response._content = CONTEXT.read_bytes()
    response.raw = io.BytesIO(response._content)
    response.headers["Content-Type"] = "application/ld+json"
    return response


requests.adapters.HTTPAdapter.send = answer
sys.argv = ["rocrate-validator", "-y", "--disable-color", "validate", "-nc", "-np", "-p", "process-run-crate-0.5", "-l", "RECOMMENDED",
            "--no-paging", "-f", "json", "-o", sys.argv[2], sys.argv[1]]  # fmt: skip
cli()
