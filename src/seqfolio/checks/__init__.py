"""Analysis -> Findings: what a careful statistician would say, the gravest first."""

from __future__ import annotations

from seqfolio.checks.check import CHECKS, Check, run_checks

__all__ = ["CHECKS", "Check", "run_checks"]
