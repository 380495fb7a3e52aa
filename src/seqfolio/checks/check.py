"""The check seam: what a check is, and how all of them are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from seqfolio.config import Config
from seqfolio.config.read import validate_options
from seqfolio.errors import fail
from seqfolio.model import Analysis, Finding
from seqfolio.plugins import Registry

GRAVITY = ("stop", "warning", "note", "passed", "not_applicable")


class NoSettings(BaseModel):
    """Settings of a check that has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Check:
    """One thing that a statistician would look at.

    Attributes:
        id: ``checks.<id>`` in the YAML; stands in seqfolio_summary.json.
        title: for people.
        rationale: why it matters.
        rule: what is computed and compared with what.
        source: literature, with DOI where there is one.
        run: (Analysis, settings) -> findings; one "passed" or "not_applicable" when there is nothing to say.
        Settings: thresholds that a site may change.
    """

    id: str
    title: str
    rationale: str
    rule: str
    source: str
    run: Callable[[Analysis, Any], Iterable[Finding]] = field(repr=False)
    Settings: type[BaseModel] = NoSettings

    def finding(self, severity: Any, message: str, action: str = "", **more: Any) -> Finding:
        """A finding of this check."""
        return Finding(self.id, self.title, severity, message, action, **more)


CHECKS: Registry[Check] = Registry(Check, "seqfolio.checks.rules", "CHECK", "check")


def settings_of(config: Config) -> dict[str, BaseModel | None]:
    """Settings of every check; None for one that is switched off.

    Raises:
        InputError: no such check, or wrong settings.
    """
    for name in config.checks:
        CHECKS.get(name, f"checks.{name}")
    return {check.id: _settings(check, config.checks.get(check.id)) for check in CHECKS}


def _settings(check: Check, given: Any) -> BaseModel | None:
    if given == "off":
        return None
    if not isinstance(given, dict | None):
        raise fail(
            "wrong-value",
            f'checks.{check.id}: "{given}" is not allowed',
            f"checks.{check.id}",
            "Write off, or a mapping of settings.",
        )
    return validate_options(check.Settings, given or {}, f"checks.{check.id}")


def run_checks(config: Config, analysis: Analysis) -> tuple[Finding, ...]:
    """All findings, the gravest first; a check that is switched off says so."""
    found: list[Finding] = []
    for name, settings in settings_of(config).items():
        check = CHECKS.get(name)
        if settings is None:
            found.append(check.finding("not_applicable", "Switched off in the project file.", reason="switched off"))
        else:
            found.extend(check.run(analysis, settings))
    return tuple(sorted(found, key=lambda f: GRAVITY.index(f.severity)))
