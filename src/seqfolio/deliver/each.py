"""Carry out deliveries: each on its own, each with its receipt, none twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seqfolio.config.facility import Facility
from seqfolio.deliver import receipts
from seqfolio.deliver.channel import Delivered, DeliveryError, Order
from seqfolio.deliver.parcel import Parcel
from seqfolio.deliver.plan import Delivery
from seqfolio.deliver.receipts import FOLDER, Receipt
from seqfolio.errors import InputError, Problem, fail, printable
from seqfolio.lock import held
from seqfolio.writing import writing

AGAIN = "seqfolio send OUT --again delivers it once more."


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery.

    Attributes:
        channel: its id.
        status: "already" was delivered before; "partly" means that some recipients were refused.
        words: for people, one line.
    """

    channel: str
    status: Literal["delivered", "already", "partly", "failed", "uncertain"]
    words: str

    @property
    def well(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in ("delivered", "already")


def carry_out(
    parcel: Parcel, planned: Iterable[Delivery], facility: Facility, *, again: bool = False
) -> tuple[Outcome, ...]:
    """Deliver to everybody who does not have it yet.

    Raises:
        InputError: another process is delivering the same folder, or receipts cannot be written.
    """
    with writing(parcel.folder):
        (parcel.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
        with held(parcel.folder / FOLDER / ".lock") as free:
            if not free:
                what = f'"{printable(parcel.folder)}" is being delivered by another process'
                raise fail("being-delivered", what, hint="Wait for it.")
            return tuple(_one(parcel, delivery, facility, again=again) for delivery in planned)


def order_of(parcel: Parcel, delivery: Delivery, facility: Facility, copy: int = 1) -> Order:
    """What the channel is asked to do."""
    return Order(parcel, delivery.settings, facility, delivery.base, _key(parcel, delivery), copy)


def _key(parcel: Parcel, delivery: Delivery) -> str:
    """The same results to the same people by the same channel: the same key."""
    same = [delivery.channel.id, parcel.id, parcel.content, delivery.channel.same(delivery.settings)]
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:32]


def _one(parcel: Parcel, delivery: Delivery, facility: Facility, *, again: bool) -> Outcome:
    channel, key = delivery.channel, _key(parcel, delivery)
    before = receipts.read(parcel.folder, channel.id, key)
    if before and not again:
        settled = _settled(before, repeatable=channel.repeatable)
        if settled:
            return settled
    copies = _copies(before, again=again)
    begun = (before or Receipt(channel.id, key)).now("started", copies=copies)
    receipts.write(parcel.folder, begun)
    try:
        done = channel.deliver(order_of(parcel, delivery, facility, copies))
    except InputError as error:
        return _failed(parcel.folder, begun, error)
    except BaseException as error:
        receipts.write(parcel.folder, begun.now("uncertain", f"stopped by {type(error).__name__}"))
        raise
    return _done(parcel.folder, begun, done)


def _settled(before: Receipt, *, repeatable: bool) -> Outcome | None:
    """Why nothing is done; None when it is to be done."""
    to, when = ", ".join(before.to), before.attempts[-1]["time"] if before.attempts else "an unknown time"
    if before.status in ("delivered", "partly"):
        without = f"; refused were {', '.join(before.refused)}" if before.refused else ""
        return Outcome(before.channel, "already", f"delivered before, {when}, to {to}{without}. {AGAIN}")
    if before.status in ("started", "uncertain") and not repeatable:
        what = f"begun {when}, and nobody knows whether it arrived: ask a recipient. {AGAIN}"
        return Outcome(before.channel, "uncertain", what)
    return None


def _copies(before: Receipt | None, *, again: bool) -> int:
    """Which copy this is: a try after a failure is still the same one."""
    if before is None:
        return 1
    arrived = before.status != "failed"
    return before.copies + 1 if again and arrived else max(1, before.copies)


def _failed(results: Path, begun: Receipt, error: InputError) -> Outcome:
    uncertain = isinstance(error, DeliveryError) and error.uncertain
    status: Literal["uncertain", "failed"] = "uncertain" if uncertain else "failed"
    words = "; ".join(map(_in_a_line, error.problems))
    receipts.write(results, begun.now(status, words))
    return Outcome(begun.channel, status, words)


def _in_a_line(problem: Problem) -> str:
    return " ".join(str(problem).split())


def _done(results: Path, begun: Receipt, done: Delivered) -> Outcome:
    status: Literal["partly", "delivered"] = "partly" if done.refused else "delivered"
    refused = "; ".join(f"{who} was refused: {why}" for who, why in done.refused.items())
    receipts.write(results, begun.now(status, refused, to=done.to, refused=done.refused, details=done.details))
    return Outcome(begun.channel, status, f"delivered to {', '.join(done.to)}{f'; {refused}' if refused else ''}")
