"""A channel that appends a line to a text file, as one that posts to a chat would."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from seqfolio.config.facility import Facility
from seqfolio.deliver.channel import Channel, Delivered, Order, Preview


class Settings(BaseModel):
    """Where the line goes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    room: str = "lab.txt"
    """The file."""


def check(settings: Settings, facility: Facility) -> None:
    """Everything is fine."""


def words(order: Order) -> str:
    """The line."""
    return f"{order.parcel.title} is ready"


def deliver(order: Order) -> Delivered:
    """Append the line."""
    room: Path = order.base / order.settings.room
    with room.open("a", encoding="utf-8") as file:
        file.write(words(order) + "\n")
    return Delivered((order.settings.room,))


CHANNEL = Channel(
    id="chat",
    title="Chat",
    description="Says in a chat room that the results are ready.",
    Settings=Settings,
    check=check,
    preview=lambda order: Preview((words(order),)),
    deliver=deliver,
    same=lambda settings: settings.room,
)
