"""The check seam: what a check is, and how all of them are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

from seqfolio.config import Config
from seqfolio.config.read import validate_options
from seqfolio.document import Severity
from seqfolio.errors import fail
from seqfolio.model import Finding, Planned
from seqfolio.plugins import Registry

GRAVITY = ("stop", "warning", "note", "passed", "not_applicable")
Stage = Literal["design", "samples", "fit"]
STAGES: tuple[Stage, ...] = get_args(Stage)
WHEN = {
    "design": "before anything is computed",
    "samples": "before the fit, once the samples are normalised",
    "fit": "after the fit",
}


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
        run: (what is known, settings) -> findings; one "passed" or "not_applicable" when there is nothing to say.
        Settings: thresholds that a site may change.
        needs: how much must be known, and so when the check runs and what ``run`` is given: "design" a ``Planned``
            (files, designs and settings), "samples" a ``Measured`` (and the normalised samples), "fit" an
            ``Analysis`` (everything). Each is the one before and more, so every check can be run on an ``Analysis``.
        severities: what it can say besides "passed" and "not_applicable"; ``show checks`` and docs/checks.md list them.
        advice: what to do in general, for docs/checks.md; each finding says it for its own case.
        passed: the title of a check that passed, where ``title`` would sound as if the thing were there.
    """

    id: str
    title: str
    rationale: str
    rule: str
    source: str
    run: Callable[[Any, Any], Iterable[Finding]] = field(repr=False)
    Settings: type[BaseModel] = NoSettings
    needs: Stage = "fit"
    severities: tuple[Severity, ...] = ("warning", "note")
    advice: str = ""
    passed: str = ""

    def finding(self, severity: Severity, message: str, action: str = "", **more: Any) -> Finding:
        """A finding of this check."""
        title = self.passed if severity == "passed" and self.passed else self.title
        return Finding(self.id, title, severity, message, action, **more)


SWITCHED_OFF = "switched off"
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


def run_checks(config: Config, known: Planned, stage: Stage) -> tuple[Finding, ...]:
    """What the checks of one stage say; one that is switched off says so.

    Args:
        config: for switches and settings.
        known: a ``Planned``, ``Measured`` or ``Analysis``, as the stage asks for.
        stage: which checks are run.
    """
    found: list[Finding] = []
    for name, settings in settings_of(config).items():
        check = CHECKS.get(name)
        if check.needs != stage:
            continue
        if settings is None:
            found.append(check.finding("not_applicable", "Switched off in the project file.", reason=SWITCHED_OFF))
        else:
            found.extend(check.run(known, settings))
    return tuple(found)


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first; otherwise in the order in which the checks ran."""
    return tuple(sorted(findings, key=lambda f: GRAVITY.index(f.severity)))


def stopping(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that end a run."""
    return tuple(f for f in findings if f.severity == "stop")
