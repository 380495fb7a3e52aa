"""``python -m seqfolio``."""

from seqfolio.cli import program

program()
