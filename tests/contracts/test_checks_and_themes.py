"""Every check in every situation; every theme on paper and screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from seqfolio.checks.check import CHECKS, GRAVITY, STAGES, run_checks
from seqfolio.config.model import Config
from seqfolio.model import Analysis
from seqfolio.render import html
from seqfolio.render.theme import THEMES, chain, style_files
from seqfolio.sections.compose import compose
from situations import SITUATIONS, checked


@pytest.mark.parametrize("situation", list(SITUATIONS))
@pytest.mark.parametrize("check", list(CHECKS), ids=lambda c: c.id)
def test_a_check_always_answers(check: Any, situation: str) -> None:
    analysis: Analysis = checked(situation)[1]
    found = list(check.run(analysis, check.Settings()))
    assert found
    known = {c.id for c in analysis.contrasts}
    for finding in found:
        assert finding.check == check.id
        assert finding.severity in GRAVITY
        assert finding.message
        assert "nan" not in finding.message.split()
        assert finding.reason or finding.severity != "not_applicable"
        assert finding.action or finding.severity not in ("stop", "warning")
        assert set(finding.contrasts) <= known
        assert set(finding.samples) <= set(analysis.dataset.counts.columns)


def test_findings_come_the_gravest_first_and_a_check_can_be_switched_off() -> None:
    made, analysis = checked("ordinary")
    off = made.config.model_copy(update={"checks": dict.fromkeys(CHECKS.ids(), "off")})
    assert {f.reason for stage in STAGES for f in run_checks(off, analysis, stage)} == {"switched off"}
    order = [GRAVITY.index(f.severity) for f in analysis.findings]
    assert order == sorted(order)
    assert isinstance(off, Config)


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("theme", list(THEMES), ids=lambda t: t.id)
def test_a_theme_draws_every_block(theme: Any, medium: Any) -> None:
    made, analysis = checked("ordinary")
    report = compose(analysis, made.plan, "en", ())
    assert chain(theme.id)[-1].id == "default"
    assert style_files(replace(made.look, theme=theme.id), medium)
    page = html.render(report, replace(made.look, theme=theme.id), medium)
    for chapter_page in report.pages():
        assert f'id="{chapter_page.id}"' in page
    assert page.count("<figure") == len(list(report.figures()))
    assert "http://" not in page.split("</style>")[1].replace("http://www.w3.org", "").replace("https://doi.org", "")
