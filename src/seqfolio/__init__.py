"""Seqfolio: RNA-seq counts, a sample sheet and one YAML file become a report."""

__version__ = "0.1.0"
