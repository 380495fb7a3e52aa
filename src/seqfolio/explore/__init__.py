"""Analysis -> what the HTML report holds beyond its pictures: every gene of every contrast, and the counts per sample."""

from seqfolio.explore.explorable import explorable

__all__ = ["explorable"]
