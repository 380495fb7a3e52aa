"""Addresses: one strict form, so that no other program can read another recipient out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from seqfolio.errors import InputError, Problem, gathered, listed, printable

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a1-\U0010ffff]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_NAMED = re.compile(r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<>"]*?))\s*<(?P<address>[^<>]*)>')


@dataclass(frozen=True)
class Address:
    """One mailbox.

    Attributes:
        name: for people; may be empty; any printable text.
        local: before the @.
        domain: behind it, in ASCII (IDNA).
    """

    name: str
    local: str
    domain: str

    @property
    def spec(self) -> str:
        """``local@domain``."""
        return f"{self.local}@{self.domain}"

    def __str__(self) -> str:
        return f"{self.name} <{self.spec}>" if self.name else self.spec


def address(text: str, where: str) -> Address:
    """``ana@example.org`` or ``Ana <ana@example.org>``.

    Raises:
        InputError: it is anything else.
    """
    stripped = text.strip(" ")
    named = _NAMED.fullmatch(stripped)
    name = re.sub(r"\\(.)", r"\1", named["quoted"]) if named and named["quoted"] is not None else ""
    name = name or (named["plain"] if named and named["plain"] else "")
    local, _, domain = (named["address"] if named else stripped).rpartition("@")
    made = _domain(domain)
    if not (_is_text(stripped) and _is_local(local) and made):
        hint = "Write one address an item: ana@example.org, or Ana Silva <ana@example.org>."
        raise InputError(Problem("wrong-address", f'"{printable(text)}" is not a mail address', where, hint))
    return Address(name.strip(), local, made)


def addresses(texts: Iterable[str], where: str) -> tuple[Address, ...]:
    """Several, each once.

    Raises:
        InputError: with every text that is none.
    """
    found = gathered(*[lambda text=text: address(text, where) for text in texts])
    return tuple({one.spec.casefold(): one for one in reversed(found)}.values())[::-1]


def refuse_outsiders(found: Iterable[Address], domains: Iterable[str], where: str) -> None:
    """Nobody outside the facility's list of domains gets mail.

    Raises:
        InputError: some address lies outside; an empty list allows all.
    """
    allowed = [_domain(domain.strip(" .@")) or domain for domain in domains]
    outside = [one.spec for one in found if allowed and not _within(one.domain, allowed)]
    if outside:
        hint = "email.allow_domains of the facility's configuration lists the domains that mail may go to."
        what = f"mail may not go to {listed(outside)}"
        raise InputError(Problem("address-not-allowed", what, where, hint))


def _within(domain: str, allowed: Iterable[str]) -> bool:
    return any(domain == one.casefold() or domain.endswith(f".{one.casefold()}") for one in allowed)


def _is_text(text: str) -> bool:
    """No control, format, surrogate or line separator: none of these belongs into a header."""
    return not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in text)


def _is_local(local: str) -> bool:
    """Some programs decode "=?...?=" even inside an address, and then write to another one: it is refused."""
    is_plain = "=?" not in local and not any(c.isspace() for c in local)
    return is_plain and bool(_LOCAL.fullmatch(local)) and len(local.encode("utf-8", "replace")) <= 64


def _domain(domain: str) -> str:
    """In ASCII and small letters; empty when it is none."""
    try:
        ascii_form = domain.encode("idna").decode("ascii").casefold()
    except UnicodeError:
        return ""
    labels = ascii_form.split(".")
    return ascii_form if len(ascii_form) <= 253 and all(map(_LABEL.fullmatch, labels)) else ""
