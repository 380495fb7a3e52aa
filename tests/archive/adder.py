"""A process that adds results to an archive, over and over, in children of its own: ``adder.py ARCHIVE``.

For every path of a results folder on standard input a child is started and its process id printed; the next line makes
this process wait for it and print its status, so that until then the number is still the child's.
"""

from __future__ import annotations

import os
import sys

import numpy  # noqa: F401 - imported once, not in every child
import pyarrow.compute
import pyarrow.csv  # noqa: F401

from seqfolio.archive import add
from seqfolio.archive.catalogue import entry, genes, writing  # noqa: F401

for line in iter(sys.stdin.readline, ""):
    child = os.fork()
    if child == 0:
        add(line.rstrip("\n"), sys.argv[1])
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
