"""The channel seam: how a results folder reaches people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from seqfolio.config.facility import Facility
from seqfolio.deliver.parcel import Parcel
from seqfolio.errors import InputError, Problem
from seqfolio.plugins import Registry


class DeliveryError(InputError):
    """A delivery failed; the report is there.

    Attributes:
        uncertain: whether it may have arrived all the same, so that trying again by itself could deliver it twice.
    """

    exit_code = 4

    def __init__(self, problem: Problem, *, uncertain: bool = False) -> None:
        super().__init__(problem)
        self.uncertain = uncertain


@dataclass(frozen=True)
class Order:
    """What a channel is asked to do.

    Attributes:
        parcel: what is delivered.
        settings: an instance of the channel's ``Settings``.
        facility: the facility's configuration.
        base: where relative paths of the settings start.
        key: names this delivery; the same results to the same people by the same channel have the same one.
        copy: 1, and one more each time that the same is delivered again on purpose.
    """

    parcel: Parcel
    settings: Any
    facility: Facility
    base: Path
    key: str
    copy: int = 1


@dataclass(frozen=True)
class Delivered:
    """What a channel did.

    Attributes:
        to: whom or where, in words.
        details: for the receipt; JSON.
        refused: recipients that were refused -> why; the others have it.
    """

    to: tuple[str, ...]
    details: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What a channel would do: lines for people, and a file that shows it (name ending -> content)."""

    lines: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Channel:
    """One way to deliver.

    Attributes:
        id: ``channel`` in the YAML.
        title: for people.
        description: what it does, in a sentence or two.
        Settings: pydantic model of the other keys; closed, frozen, every field with a docstring.
        check: settings, facility -> refuses (InputError) what can be known to fail before anything is computed.
        preview: what would be done; changes nothing.
        deliver: does it; raises DeliveryError.
        same: settings -> what makes a delivery the same one (recipients, place), for its key; JSON.
        repeatable: whether doing it once more does no harm, so that one that was cut off is simply done again.
    """

    id: str
    title: str
    description: str
    Settings: type[BaseModel]
    check: Callable[[Any, Facility], None] = field(repr=False)
    preview: Callable[[Order], Preview] = field(repr=False)
    deliver: Callable[[Order], Delivered] = field(repr=False)
    same: Callable[[Any], Any] = field(repr=False)
    repeatable: bool = False


CHANNELS: Registry[Channel] = Registry(Channel, "seqfolio.deliver.channels", "CHANNEL", "channel")
