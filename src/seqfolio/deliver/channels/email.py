"""Mail to collaborators, through the facility's own mail server."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from seqfolio.config.facility import Email, Facility
from seqfolio.config.model import Part, Words
from seqfolio.deliver.channel import Channel, Delivered, Order, Preview
from seqfolio.deliver.mail.addresses import Address, addresses, refuse_outsiders
from seqfolio.deliver.mail.message import Letter, Mail, mail, size
from seqfolio.deliver.mail.server import transfer
from seqfolio.errors import InputError, Problem, gathered

Attachment = Literal["pdf", "digest", "html", "xlsx"]
FILES = {"pdf": "report.pdf", "digest": "digest.pdf", "html": "report.html", "xlsx": "tables/results.xlsx"}


class Settings(Part):
    """Whom to write to, and what goes with it."""

    to: Words = ()
    """Recipients: "ana@example.org" or "Ana Silva <ana@example.org>"."""
    cc: Words = ()
    """Who gets a copy."""
    bcc: Words = ()
    """Who gets a copy that the others do not see."""
    reply_to: Words = ()
    """Where answers go. Default: the facility's reply_to."""
    attach: Annotated[
        tuple[Attachment, ...],
        BeforeValidator(
            lambda value: [value] if isinstance(value, str) else value,
            json_schema_input_type=Attachment | tuple[Attachment, ...],
        ),
        Field(max_length=4),
    ] = ("pdf",)
    """What is attached: "pdf", "digest" (the one-page PDF), "html", "xlsx" (the tables)."""
    subject: str = ""
    """Instead of the usual subject."""
    note: str = ""
    """A line of your own above the results."""


def _check(settings: Settings, facility: Facility) -> None:
    """Whom it goes to. A machine without a mail server can make the report all the same."""
    _letter_people(settings, facility)


def _set_up(facility: Facility) -> Email:
    email = facility.email
    if email is None or not email.host or not email.sender:
        raise InputError(
            Problem(
                "mail-not-set-up",
                "no mail server is configured",
                hint="Write email: {host, sender, ...} into ~/.config/seqfolio/config.yaml; see docs/send.md. "
                "`seqfolio send OUT --dry-run` writes a draft without a server.",
            )
        )
    return email


def _letter_people(settings: Settings, facility: Facility) -> dict[str, tuple[Address, ...]]:
    email = facility.email or Email()
    given = {"to": settings.to, "cc": settings.cc, "bcc": settings.bcc, "reply_to": settings.reply_to or email.reply_to}
    given["sender"] = (email.sender,) if email.sender else ()
    found = gathered(*[lambda key=key, texts=texts: addresses(texts, key) for key, texts in given.items()])
    people = dict(zip(given, found, strict=True))
    everyone = (*people["to"], *people["cc"], *people["bcc"])
    if not everyone:
        raise InputError(Problem("no-recipient", "nobody is named to write to", "to", "Write to: ana@example.org"))
    refuse_outsiders(everyone, email.allow_domains, "to")
    return people


def _letter(order: Order) -> Letter:
    people, settings = _letter_people(order.settings, order.facility), order.settings
    email = order.facility.email or Email()
    return Letter(
        order.parcel,
        next(iter(people["sender"]), None),
        people["to"],
        people["cc"],
        people["bcc"],
        people["reply_to"],
        tuple(dict.fromkeys(FILES[name] for name in settings.attach)),
        email.link_base or "",
        settings.subject,
        settings.note,
        order.key,
        order.copy,
    )


def _preview(order: Order) -> Preview:
    letter, limit = _letter(order), (order.facility.email or Email()).max_size
    made = mail(letter, limit, draft=True)
    return Preview(tuple(_lines(letter, made)), {".eml": made.data})


def _lines(letter: Letter, made: Mail) -> list[str]:
    people = {"From": (letter.sender,) if letter.sender else (), "To": letter.to, "Cc": letter.cc, "Bcc": letter.bcc}
    lines = [f"{name + ':':<10}{', '.join(map(str, found))}" for name, found in people.items() if found]
    lines += [f"Subject:  {made.subject}", f"Size:     {size(len(made.data))}", f"ID:       {letter.message_id}"]
    lines += [f"Attached: {name}" for name in made.attached]
    return lines + [f"Linked:   {link.url} ({link.size})" for link in made.linked]


def _deliver(order: Order) -> Delivered:
    email, letter = _set_up(order.facility), _letter(order)
    accepted = transfer(letter, email)
    reached = tuple(one.spec for one in letter.recipients if one.spec not in accepted.refused)
    details = {
        "message_id": letter.message_id,
        "bytes": len(accepted.mail.data),
        "attached": list(accepted.mail.attached),
        "linked": [link.url for link in accepted.mail.linked],
    }
    return Delivered(reached, details, accepted.refused)


def _same(settings: Settings) -> object:
    people = sorted({text.strip().casefold() for text in (*settings.to, *settings.cc, *settings.bcc)})
    return [people, sorted(settings.attach)]


CHANNEL = Channel(
    id="email",
    title="E-mail",
    description="Mails the answer of every contrast, the warnings and the PDF to the collaborators, through the mail "
    "server of the facility's configuration. What is too large is linked instead.",
    Settings=Settings,
    check=_check,
    preview=_preview,
    deliver=_deliver,
    same=_same,
)
