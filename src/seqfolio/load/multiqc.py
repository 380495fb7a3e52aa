"""MultiQC's data -> Sequencing: which rows are the project's samples, and what they say."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.errors import fail, printable
from seqfolio.load import multiqc_strand as strand
from seqfolio.measures import MEASURES, Measure
from seqfolio.model import Dataset, Sequencing, Source
from seqfolio.provenance import sha256

KEY = "input.multiqc"
FILES = ("multiqc_data.json", "multiqc.parquet")
STRAND = "multiqc_rseqc_infer_experiment"
READ_MARK = re.compile(r"[._-](?:R?[12]|read_?[12])(?:_001)?(?:[._-]val[._-][12])?$", re.IGNORECASE)
LANE_MARK = re.compile(r"[._-]L00[1-8]$", re.IGNORECASE)
DEMULTIPLEXED = re.compile(r"_S[0-9]{1,4}$")

Rows = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Column:
    """One column of General Statistics: the tool that gave it, its key, and name -> value."""

    tool: str
    key: str
    values: Mapping[str, float]


def with_sequencing(config: Config, dataset: Dataset) -> Dataset:
    """The dataset with what MultiQC says about its samples, when its data were given.

    Raises:
        InputError: there is no such file, it is damaged, or it knows none of the samples.
    """
    if config.input.multiqc is None:
        return dataset
    path = _file(config.path(config.input.multiqc))
    columns = _from_parquet(path) if path.suffix == ".parquet" else _from_json(path)
    found = sequencing(columns, dataset)
    source = Source(printable(path.name, 200), sha256(path), "multiqc", "sequencing", None, len(found.matched))
    return replace(dataset, sequencing=found, sources=(*dataset.sources, source))


def _file(path: Path) -> Path:
    """The file itself, or the one in a folder ``multiqc_data``."""
    places = [path, *(path / name for name in FILES), *(path / "multiqc_data" / name for name in FILES)]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise fail(
            "file-not-found",
            f'there is no "{printable(path.name)}", or no {" or ".join(FILES)} in it',
            KEY,
            "Name the folder multiqc_data that MultiQC writes beside its report.",
        )
    return found


def _damaged(path: Path, why: str) -> Exception:
    return fail(
        "multiqc-data",
        f'"{printable(path.name)}" cannot be used as data of MultiQC: {why}',
        KEY,
        "Name multiqc_data.json or multiqc.parquet of MultiQC 1.20 or newer, or the folder that holds them.",
    )


def _from_json(path: Path) -> list[Column]:
    """General Statistics and strandedness of multiqc_data.json; lists in older versions, mappings from 1.29 on."""
    try:
        tree = json.loads(path.read_text("utf-8"))
        blocks = tree["report_general_stats_data"]
        named = blocks.items() if isinstance(blocks, dict) else _named(blocks, tree["report_general_stats_headers"])
        tables = [(str(tool), _numbers(rows)) for tool, rows in named]
        strands = _numbers((tree.get("report_saved_raw_data") or {}).get(STRAND) or {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, f"{type(error).__name__}: {printable(error)}") from None
    salmon = {name: row for tool, rows in tables if tool.lower().startswith("salmon") for name, row in rows.items()}
    shares = ("RSeQC", strand.sense(strands, strand.RSEQC)), ("Salmon", strand.sense(salmon, strand.SALMON))
    return [*(column for tool, rows in tables for column in _columns(tool, rows)), *_sense(*shares)]


def _named(blocks: list[Any], headers: list[Any]) -> Iterator[tuple[str, Any]]:
    for rows, block in zip(blocks, headers, strict=True):
        tools = [str(header.get("namespace", "")) for header in block.values()]
        yield (tools[0] if tools else ""), rows


def _numbers(rows: Mapping[str, Any]) -> Rows:
    """Numbers by name and key; rows of grouped samples are lists whose first entry is the group."""
    made: Rows = {}
    for name, row in rows.items():
        values = row[0] if isinstance(row, list) and row else row
        values = values.get("data", values) if isinstance(values, dict) else {}
        made[str(name)] = {str(k): float(v) for k, v in values.items() if _is_number(v)}
    return made


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))


def _columns(tool: str, rows: Rows) -> Iterator[Column]:
    for key in dict.fromkeys(key for row in rows.values() for key in row):
        yield Column(re.sub(r"_[0-9]+$", "", tool), key, {name: row[key] for name, row in rows.items() if key in row})


def _sense(*found: tuple[str, dict[str, float]]) -> list[Column]:
    """The strandedness that tools saw, as columns like the others; the first tool that knows a sample is believed."""
    return [Column(tool, "sense", values) for tool, values in found if values]


def _from_parquet(path: Path) -> list[Column]:
    """General Statistics and strandedness of multiqc.parquet."""
    wanted = ["anchor", "type", "section_key", "sample", "metric", "val_raw", "plot_input_data"]
    try:
        frame = pd.read_parquet(path, columns=wanted)
        shares = strand.sense(_numbers(strand.plotted(frame)), strand.RSEQC_PLOT)
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:  # pyarrow's errors are ValueErrors and OSErrors
        raise _damaged(path, printable(error)) from None
    chosen = frame[(frame["anchor"] == "general_stats_table") & (frame["type"] == "plot_input_row")]
    chosen = chosen.assign(value=pd.to_numeric(chosen["val_raw"], errors="coerce")).dropna(subset="value")
    groups = chosen.groupby(["section_key", "metric"], sort=False)
    columns = [
        Column(
            re.sub(r"_[0-9]+$", "", str(tool)),
            str(key),
            {str(n): float(v) for n, v in zip(rows["sample"], rows["value"], strict=True)},
        )
        for (tool, key), rows in groups
    ]
    return [*columns, *_sense(("RSeQC", shares))]


def sequencing(columns: list[Column], dataset: Dataset) -> Sequencing:
    """The measures of the project's samples.

    Raises:
        InputError: no name fits.
    """
    names = list(dict.fromkeys(name for column in columns for name in column.values))
    owner = _owners(names, dataset)
    matched: dict[str, list[str]] = defaultdict(list)
    for name, sample in owner.items():
        matched[sample].append(name)
    samples = [str(sample) for sample in dataset.counts.columns]
    if not matched:
        raise fail(
            "multiqc-data",
            f"MultiQC knows none of the samples; its names begin with {', '.join(map(printable, names[:3])) or 'nothing'}",
            KEY,
            "Name the samples alike, or add a column with MultiQC's names and declare it as input.display_name.",
        )
    picked = {m.id: found for m in MEASURES if (found := _pick(m, columns, owner))}
    values = {name: pd.Series(series, dtype=float).reindex(samples) for name, (series, _) in picked.items()}
    return Sequencing(
        values=pd.DataFrame(values, index=pd.Index(samples, dtype=object)),
        origin={name: origin for name, (_, origin) in picked.items()},
        matched={sample: matched[sample] for sample in samples if sample in matched},
        missing=tuple(sample for sample in samples if sample not in matched),
        others=tuple(name for name in names if name not in owner and not _is_excluded(name, dataset)),
    )


def _is_excluded(name: str, dataset: Dataset) -> bool:
    return bool({_folded(name), _folded(_bare(name))} & {_folded(sample) for sample in dataset.excluded})


def _owners(names: list[str], dataset: Dataset) -> dict[str, str]:
    """Name in MultiQC -> sample: the same name, else the same without the marks of read, lane and demultiplexing."""
    keys: dict[str, set[str]] = defaultdict(set)
    for sample in map(str, dataset.counts.columns):
        for text in (sample, dataset.display_names.get(sample, sample)):
            keys[_folded(text)].add(sample)
    exact = {_folded(str(sample)): str(sample) for sample in dataset.counts.columns}
    owner = {}
    for name in names:
        candidates = (_folded(name), *(_folded(text) for text in _shorter(name)))
        for key in candidates:
            if key in exact or len(keys.get(key, ())) == 1:
                owner[name] = exact.get(key) or next(iter(keys[key]))
                break
    return owner


def _folded(text: str) -> str:
    return text.casefold().strip()


def _shorter(name: str) -> Iterator[str]:
    """The name with one mark after the other taken off its end."""
    for mark in (READ_MARK, LANE_MARK, DEMULTIPLEXED):
        cut = mark.sub("", name)
        if cut != name:
            yield cut
        name = cut


def _bare(name: str) -> str:
    return [name, *_shorter(name)][-1]


def _pick(measure: Measure, columns: list[Column], owner: Mapping[str, str]) -> tuple[dict[str, float], str] | None:
    """The first of MultiQC's columns that says it about a sample, and where it comes from."""
    wanted = (*measure.columns, (measure.id, 1.0)) if measure.id == "sense" else measure.columns
    for key, factor in wanted:
        for column in columns:
            mine = {n: v * factor for n, v in column.values.items() if n in owner} if column.key == key else {}
            if mine:
                return _per_sample(mine, owner, add=measure.unit == "reads"), f"{column.tool}: {key}"
    return None


def _per_sample(values: Mapping[str, float], owner: Mapping[str, str], *, add: bool) -> dict[str, float]:
    """One value per sample: shares are averaged over reads and lanes; counts of lanes are added, not those of a pair."""
    lanes: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for name, value in values.items():
        lanes[owner[name]][READ_MARK.sub("", name)].append(value)
    if add:
        return {sample: sum(max(pair) for pair in lane.values()) for sample, lane in lanes.items()}
    return {sample: float(np.mean([v for pair in lane.values() for v in pair])) for sample, lane in lanes.items()}
