"""Extends Seqfolio from outside."""
