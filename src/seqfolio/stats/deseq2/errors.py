"""What can be wrong with the input. Every class is a ValueError, so callers need not know them."""

from __future__ import annotations


class DESeq2InputError(ValueError):
    """The input cannot be analysed; the message says what happened, where, and what to do."""


class CountsError(DESeq2InputError):
    """The count matrix is not one of non-negative whole numbers."""


class DesignError(DESeq2InputError):
    """The design matrix cannot be estimated from these samples."""


class SizeFactorError(DESeq2InputError):
    """Size factors or normalization factors cannot be estimated or used."""


class DispersionError(DESeq2InputError):
    """Dispersions cannot be estimated from these counts."""


class ContrastError(DESeq2InputError):
    """The contrast or the hypothesis does not fit the design."""
