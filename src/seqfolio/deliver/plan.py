"""``deliver`` of the project file -> deliveries, each checked by its channel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from seqfolio.config import Config
from seqfolio.config.facility import read_facility
from seqfolio.config.read import validate_options
from seqfolio.deliver.channel import CHANNELS, Channel
from seqfolio.errors import InputError, gathered

NAME = "deliver.json"  # in receipts/, which stands in no digest and is not copied


@dataclass(frozen=True)
class Delivery:
    """One item of ``deliver``.

    Attributes:
        channel: how.
        settings: an instance of its ``Settings``.
        base: where relative paths start.
    """

    channel: Channel
    settings: Any
    base: Path


def plan(config: Config) -> tuple[Delivery, ...]:
    """What the project asks for.

    Raises:
        InputError: an unknown channel, or settings that it refuses, all of them at once.
    """
    asked = [{"channel": item.channel, **(item.model_extra or {})} for item in config.deliver]
    return deliveries(asked, config.folder)


def deliveries(asked: Iterable[Mapping[str, Any]], base: Path) -> tuple[Delivery, ...]:
    """The same from plain values."""
    items = list(asked)
    if not items:
        return ()
    return gathered(*[lambda i=i, item=item: _delivery(item, base, f"deliver[{i}]") for i, item in enumerate(items)])


def _delivery(item: Mapping[str, Any], base: Path, where: str) -> Delivery:
    channel = CHANNELS.get(str(item["channel"]), f"{where}.channel")
    settings = validate_options(channel.Settings, {k: v for k, v in item.items() if k != "channel"}, where)
    try:
        channel.check(settings, read_facility())
    except InputError as error:
        raise InputError([replace(p, where=_joined(where, p.where)) for p in error.problems]) from None
    return Delivery(channel, settings, base)


def _joined(where: str, key: str) -> str:
    """A key of the settings below its item; a place in another file stays what it is."""
    return f"{where}.{key}" if key.isidentifier() else key or where


def stored(planned: Iterable[Delivery]) -> str:
    """Deliveries as the text of ``receipts/deliver.json``, so that `seqfolio send` knows them later; empty without any."""
    asked = tuple(planned)
    items = [{"channel": d.channel.id, **d.settings.model_dump(mode="json", exclude_unset=True)} for d in asked]
    if not items:
        return ""
    base = str(asked[0].base)
    return json.dumps({"deliver": items, "base": base}, indent=1, ensure_ascii=False) + "\n"


def asked_by_the_run(folder: Path) -> tuple[Delivery, ...]:
    """The deliveries of the run that made a results folder.

    Raises:
        InputError: a channel is no longer there, or refuses what it once took.
    """
    try:
        said = json.loads((folder / "receipts" / NAME).read_text("utf-8"))
        items, base = said["deliver"], Path(said["base"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return deliveries(items, base)
