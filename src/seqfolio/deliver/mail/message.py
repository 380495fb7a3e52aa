"""A results folder as one mail: what is attached, what is linked instead, and the bytes that are sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

from seqfolio import provenance
from seqfolio.deliver.channel import DeliveryError
from seqfolio.deliver.mail.addresses import Address
from seqfolio.deliver.mail.headers import address_line, line, text_line
from seqfolio.deliver.mail.words import Link, Words, words
from seqfolio.deliver.parcel import Parcel
from seqfolio.errors import Problem, printable

ENCODED = 1.37  # base64 with its line ends


@dataclass(frozen=True)
class Letter:
    """Everything that a mail is made of, but for the size that it may have.

    Attributes:
        parcel: the results.
        sender: None only in a draft.
        to, cc, bcc, reply_to: who; ``bcc`` stands in no header but a draft's.
        files: names in the results folder that are to be attached.
        subject, note: texts of the sender's own; may be empty.
        key: names the delivery.
        copy: how often this was sent on purpose.
    """

    parcel: Parcel
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    files: tuple[str, ...]
    link_base: str
    subject: str
    note: str
    key: str
    copy: int = 1

    @property
    def recipients(self) -> tuple[Address, ...]:
        """Everybody, each once."""
        return tuple({one.spec.casefold(): one for one in (*self.to, *self.cc, *self.bcc)}.values())

    @property
    def message_id(self) -> str:
        """The same results to the same people have the same one, so that a copy can be recognised."""
        again = "" if self.copy == 1 else f".{self.copy}"
        return f"<{self.key}{again}@{self.sender.domain if self.sender else 'seqfolio.invalid'}>"

    @property
    def needs_utf8(self) -> bool:
        """Whether an address has letters beyond ASCII before the @, which not every server takes."""
        everyone = (*self.recipients, *self.reply_to, *((self.sender,) if self.sender else ()))
        return not all(one.local.isascii() for one in everyone)


@dataclass(frozen=True)
class Mail:
    """A mail that can be sent."""

    data: bytes
    subject: str
    attached: tuple[str, ...]
    linked: tuple[Link, ...]


def mail(letter: Letter, limit: int, *, draft: bool = False) -> Mail:
    """The mail, with links instead of what would make it larger than ``limit`` bytes, the largest file first.

    Raises:
        DeliveryError: a file is missing, or the mail is too large and there is nothing to link to.
    """
    paths = {name: _file(letter.parcel, name) for name in letter.files}
    attached = list(paths)
    while True:
        made = _mail(letter, attached, [name for name in paths if name not in attached], draft=draft)
        if len(made.data) <= limit or not attached:
            break
        attached.remove(max(attached, key=lambda name: paths[name].stat().st_size))
    if made.linked and not letter.link_base:
        raise _too_large(made, paths.values(), limit)
    return made


def _too_large(made: Mail, paths: Iterable[Path], limit: int) -> DeliveryError:
    need = sum(path.stat().st_size for path in paths) * ENCODED
    return DeliveryError(
        Problem(
            "mail-too-large",
            f"with {', '.join(link.name for link in made.linked)} the mail has {size(need)}; {size(limit)} are allowed",
            hint="Set email.link_base in the facility's configuration, so that files are linked, or attach less, "
            "for example attach: [digest].",
        )
    )


def _file(parcel: Parcel, name: str) -> Path:
    path = parcel.folder / name
    if not path.is_file():
        raise DeliveryError(
            Problem(
                "nothing-to-attach",
                f'"{printable(path)}" is to be attached and is not there',
                hint="See report.formats and report.pdf.digest, and `seqfolio doctor` when the PDF failed.",
            )
        )
    return path


def _mail(letter: Letter, attached: list[str], linked: list[str], *, draft: bool) -> Mail:
    links = tuple(_link(letter, name) for name in linked)
    names = tuple(_shown_name(letter.parcel, name) for name in attached)
    said = words(letter.parcel, names, links, letter.note, letter.subject)
    content = _content(letter, said, attached, names)
    return Mail(_headers(letter, said, draft=draft) + content.as_bytes(), said.subject, names, links)


def _link(letter: Letter, name: str) -> Link:
    base = letter.link_base.rstrip("/")
    path = letter.parcel.folder / name
    return Link(name, f"{base}/{quote(letter.parcel.id)}/{quote(name)}", size(path.stat().st_size))


def _shown_name(parcel: Parcel, name: str) -> str:
    """``report.pdf`` of project S12 as S12_report.pdf: it will lie beside others in somebody's downloads."""
    return f"{parcel.id}_{Path(name).name}"


def size(count: float) -> str:
    """``1.2 MB``."""
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"


def _content(letter: Letter, said: Words, attached: list[str], names: Iterable[str]) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(said.plain, cte="base64" if not said.plain.isascii() else "quoted-printable")
    message.add_alternative(said.html, subtype="html", cte="base64")
    for name, shown in zip(attached, names, strict=True):
        kind = (guess_type(name)[0] or "application/octet-stream").split("/")
        data = (letter.parcel.folder / name).read_bytes()
        message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=shown)
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{letter.key}_{number}")
    return message


def _headers(letter: Letter, said: Words, *, draft: bool) -> bytes:
    found = [address_line("From", [letter.sender])] if letter.sender else []
    who = {"To": letter.to, "Cc": letter.cc, "Reply-To": letter.reply_to, "Bcc": letter.bcc if draft else ()}
    found += [address_line(name, people) for name, people in who.items() if people]
    found += [text_line("Subject", said.subject), line("Date", format_datetime(provenance.now()))]
    found += [line("Message-ID", letter.message_id)]
    found += [line("X-Unsent", "1")] if draft else [line("Auto-Submitted", "auto-generated")]
    return b"".join(found)
