"""``python -m seqfolio``."""

from seqfolio.cli import main

main()
