"""Write docs/reference.md and the JSON Schema from the program itself; the tests check that both are current."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from seqfolio.checks.check import CHECKS, WHEN
from seqfolio.cli import cli
from seqfolio.config.described import description
from seqfolio.config.facility import Facility
from seqfolio.config.model import Config
from seqfolio.config.schema import FILE_NAME, make_schema
from seqfolio.deliver.channel import CHANNELS
from seqfolio.differential.method import METHODS
from seqfolio.load.reader import READERS
from seqfolio.render.theme import THEMES
from seqfolio.sections.section import SECTIONS

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "reference.md"
CHECKS_TARGET = ROOT / "docs" / "checks.md"
SCHEMA = ROOT / "src" / "seqfolio" / "config" / FILE_NAME
HEAD = """# Reference

Made by `tools/make_reference.py` from the program itself. Plug-ins that are installed appear in `seqfolio show ...`.
"""


CHECKS_HEAD = """# The checks

Made by `tools/make_reference.py` from the program itself.

Every run is looked at as a careful statistician would. A finding is a `stop` (the run ends before anything is fitted,
nothing is written, exit code 2), a `warning`, a `note`, or the check has `passed` or is `not_applicable`, with the reason.
Findings head the report, the gravest first; `seqfolio check project.yaml` prints those that need no fit, `seqfolio run`
ends with the warnings, `seqfolio_summary.json` has all of them with their numbers, and MultiQC shows them as alerts.

A site may switch a check off, or change its thresholds; the report says so with the values:

```
checks:
  spike_ins: off
  few_replicates: {minimum: 2, advised: 4}
```

No check changes a number. Thresholds come from the literature that is named; where it has none, they were set before
looking at results. How often the checks cry wolf, and how much damage they need to see: [calibration](checks-calibration.md).
"""


EXPECTED = """
**What careful experts expect, point by point.** The points are those of the literature and of the guides of DESeq2, edgeR and
limma; the checks name their sources below.

| # | Expectation | Checks | Elsewhere |
|---|---|---|---|
| 1 | Raw counts, never TPM or FPKM | not_raw_counts, normalized_input | `input.values` |
| 2 | Lengths of transcripts with estimated counts | transcript_lengths | `input.counts_from_abundance` |
| 3 | Replicates: none is refused, three at least, six advised | few_replicates, residual_df | a method says how many samples it needs |
| 4 | What cannot be estimated, with the guilty columns | estimability | errors name columns and empty combinations |
| 5 | Confounded batches | confounding | |
| 6 | Batches in the formula, subtracted for display only | hidden_structure | PCA "without batch (display only)" |
| 7 | Pairs are modelled | pairing, pseudo_replicates | `design.block` |
| 8 | Filters are reported | dropped_genes | methods text; reason per gene in every table |
| 9 | Independent filtering is stated, alpha is the cut | dropped_genes | methods text |
| 10 | The shape of the p-value histogram in words | pvalue_histogram | section "Histogram of p-values" |
| 11 | Size factors: range, association with groups | library_sizes | figure of size factors |
| 12 | limma-trend only with similar libraries | voom_or_trend | |
| 13 | Student's t-test on log counts is not recommended | ttest_on_counts | |
| 14 | Very many samples: rank tests as a second opinion | many_samples | `analysis.concordance: [wilcoxon]` |
| 15 | Outlying counts; a sample with many of them | cooks_burden, outlier_samples, single_sample_genes | reason `count outlier` per gene |
| 16 | Replicates agree | replicate_correlation, outlier_samples, replicate_variation, duplicated_samples | SERE in duplicated_samples |
| 17 | Swapped samples, sex genes | sex_genes, swapped_samples, duplicated_samples | |
| 18 | What the reads are made of | composition, dominant_gene, biotypes, spike_ins, sequencing_depth, sparse_counts | |
| 19 | Adjusted p-values, and which ones are meant | nominal_pvalues | every criterion is named with its column |
| 20 | No fold-change cut after the test | fold_change_cut | `analysis.lfc_threshold` |
| 21 | Adjusted p-values bound false calls in the order of p-values only | | help beside the tables of genes |
| 22 | Shrunken fold changes for ranking, never for p-values | noisy_fold_changes | `analysis.shrinkage`; both columns in the table |
| 23 | Transformed counts for display only | | captions and methods text |
| 24 | Why a gene has no p-value | dropped_genes | column `reason` |
| 25 | Groups fitted together, unless one varies far more | group_spread | |
| 26 | Interactions in words | | the sentence of each contrast |
| 27 | Many contrasts: within which family p-values are adjusted | many_contrasts | `analysis.adjust` |
| 28 | Gene sets: tested genes as background, adjusted p, version | | [gene sets](enrichment.md) |
| 29 | Gene names damaged by Excel, safe exports | excel_names | the workbook has text cells |
| 30 | Careful words | called_share | "What you may and may not conclude"; a test looks for forbidden words |
| 31 | A second method | second_opinion, single_samples | [several](several.md) |
| 32 | Versions, seeds, checksums | fallbacks | provenance, methods text |
"""


def _with_links(table: str) -> str:
    """Ids of checks as links; an unknown id in the third column is an error."""
    lines = []
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].isdigit():
            links = ", ".join(f"[`{CHECKS.get(name).id}`](#{name})" for name in cells[2].split(", ") if name)
            line = f"| {cells[0]} | {cells[1]} | {links} | {cells[3]} |"
        lines.append(line)
    return "\n".join(lines)


def check_page() -> str:
    """docs/checks.md."""
    parts = [CHECKS_HEAD, "| check | when | says | what to do |\n|---|---|---|---|"]
    units = [CHECKS.get(name) for name in CHECKS.ids()]
    parts += [
        f"| [`{c.id}`](#{c.id}) {_cell(c.title)} | {WHEN[c.needs]} | {', '.join(c.severities)} | {_cell(c.advice)} |"
        for c in units
    ]
    parts.append(_with_links(EXPECTED).rstrip())
    for check in units:
        parts.append(f"\n## {check.id}\n\n**{_cell(check.title)}.** {_cell(check.rationale)}\n")
        parts.append(f"- Rule: {_cell(check.rule)}.\n- Source: {_linked(check.source)}.")
        parts.append(f"- Says: {', '.join(check.severities)}; {WHEN[check.needs]}.")
        parts += [f"- What to do: {_cell(check.advice)}"] if check.advice else []
        parts += _settings(check.Settings)
    return "\n".join(parts).rstrip() + "\n"


def _linked(source: str) -> str:
    """DOIs as links."""
    return re.sub(r"\b(10\.\d{4,}/[^\s;,)]+)", r"[\1](https://doi.org/\1)", _cell(source))


def reference() -> str:
    """The whole page."""
    parts = [
        HEAD,
        *_keys(),
        *_commands(),
        *_methods(),
        *_sections(),
        *_checks(),
        *_readers(),
        *_themes(),
        *_channels(),
        *_facility(),
    ]
    return "\n".join(parts) + "\n"


def _keys() -> Iterator[str]:
    yield "\n## project.yaml\n"
    yield "Scalars are read as text and converted by the key's type, so `no`, `007` and dates stay what they are."
    yield "`-` in front of a path means: for each item of a list.\n"
    yield "| key | type | default | meaning |\n|---|---|---|---|"
    yield from _rows(Config, "")


def _rows(model: type[BaseModel], path: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = f"{path}{name}"
        inner = _model(field.annotation)
        default = "" if inner or field.is_required() else _default(field.get_default(call_default_factory=True))
        needed = "**needed**" if field.is_required() else default
        yield f"| `{key}` | {_type(field.annotation)} | {needed} | {_cell(description(model, name))} |"
        if inner:
            many = typing.get_origin(field.annotation) is tuple
            yield from _rows(inner, f"- {key}." if many else f"{key}.")


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model, typing.get_args(annotation)) if m), None)


def _type(annotation: Any) -> str:
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(args[0])
    if origin is typing.Literal:
        return " \\| ".join(f"`{value}`" for value in args)
    if origin in (typing.Union, types.UnionType):
        return " \\| ".join(_type(arg) for arg in args if arg is not type(None))
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if origin is dict:
        return f"mapping to {_type(args[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "mapping"
    return {str: "text", float: "number", int: "whole number", bool: "true \\| false"}.get(annotation, "any")


def _default(value: Any) -> str:
    if value is None or value in ((), {}):
        return ""
    return f"`{', '.join(map(str, value)) if isinstance(value, tuple) else value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _commands() -> Iterator[str]:
    yield "\n## Commands\n"
    for name, command in sorted(cli.commands.items()):
        yield from _command(name, command)
    yield "Exit codes: 0 done; 1 an internal error, or damage was found; 2 the input or the call is wrong and nothing was written;"
    yield "3 everything is there but the PDF; 4 the report is there, a delivery failed."


def _command(name: str, command: click.Command) -> Iterator[str]:
    """A command, and those below it."""
    context = click.Context(command, info_name=f"seqfolio {name}")
    usage = " ".join(
        ["seqfolio", name, *(p.make_metavar(context) for p in command.params if isinstance(p, click.Argument))]
    )
    yield f"### seqfolio {name}\n\n`{usage}`: {_cell(command.help or '')}\n"
    for option in (p for p in command.params if isinstance(p, click.Option) and p.name != "help"):
        value = "" if option.is_flag else f" {option.metavar or option.make_metavar(context)}"
        yield f"- `{', '.join(option.opts)}{value}`: {_cell(option.help or '')}"
    yield ""
    for below, inner in sorted(command.commands.items()) if isinstance(command, click.Group) else ():
        yield from _command(f"{name} {below}", inner)


def _methods() -> Iterator[str]:
    yield "\n## Methods\n\n`analysis.method`.\n"
    for method in map(METHODS.get, METHODS.ids()):
        yield f"### {method.id}\n\n{method.title}. {_cell(method.description)}\n\n- Model: {_cell(method.formula)}."
        yield f"- Limits: {_cell(method.limits)}\n- `auto` means: normalization `{method.needs.normalization}`,"
        rule = (
            method.needs.filter
            if isinstance(method.needs.filter, str)
            else f"min_count {method.needs.filter.min_count:g}"
        )
        yield f"  filter `{rule}`; values: {', '.join(method.needs.accepts)}."
        yield from (f"- Column `{name}`: {_cell(meaning)}." for name, meaning in method.extras.items())
        yield ""


def _sections() -> Iterator[str]:
    yield "\n## Sections\n\n`report.sections` chooses and orders them; `report.options.<section>` sets their keys.\n"
    for section in sorted(SECTIONS, key=lambda s: (s.chapter, s.order)):
        yield f"### {section.id}\n\n{section.title} (chapter: {section.chapter}). {_cell(section.description)}\n"
        yield from _settings(section.Settings)


def _settings(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        default = f"`{field.default}`" if field.default not in ("", ()) else "none"
        yield f"- `{name}`: {_type(field.annotation)}, default {default}. {_cell(description(model, name))}"
    if model.model_fields:
        yield ""


def _checks() -> Iterator[str]:
    yield "\n## Checks\n\n`checks: {<id>: off}` switches one off; `checks: {<id>: {setting: value}}` changes a threshold."
    yield "[The checks](checks.md) has their rules, sources and settings.\n"
    yield from (f"- `{check.id}`: {_cell(check.title)}." for check in map(CHECKS.get, CHECKS.ids()))


def _readers() -> Iterator[str]:
    yield "\n## Readers\n\n`input.format`; by default a file is recognised by its content.\n"
    yield from (f"- `{r.id}`: {_cell(r.description)}." for r in map(READERS.get, READERS.ids()))


def _themes() -> Iterator[str]:
    yield "\n## Themes\n\n`report.theme`.\n"
    yield from (f"- `{t.id}`: {_cell(t.description)}" for t in map(THEMES.get, THEMES.ids()))


def _channels() -> Iterator[str]:
    yield "\n## Channels\n\n`deliver` is a list of them: `{channel: <id>, ...}`. [Sending](send.md) tells the whole story.\n"
    for channel in map(CHANNELS.get, CHANNELS.ids()):
        yield f"### {channel.id}\n\n{channel.title}. {_cell(channel.description)}\n"
        yield from _settings(channel.Settings)


def _facility() -> Iterator[str]:
    yield "\n## The facility's configuration\n"
    yield "`/etc/seqfolio/config.yaml`, and `~/.config/seqfolio/config.yaml` (`$XDG_CONFIG_HOME`) over it, key by key. Relative"
    yield "paths start at the folder of their file.\n"
    yield "| key | type | default | meaning |\n|---|---|---|---|"
    yield from _rows(Facility, "")


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
    CHECKS_TARGET.write_text(check_page(), "utf-8")
    SCHEMA.write_text(make_schema(), "utf-8")
