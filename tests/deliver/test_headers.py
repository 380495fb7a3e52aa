"""Header injection is impossible: whatever texts come in, the standard library's parsers read the same back, and no more."""

from __future__ import annotations

import email.utils
import re
import unicodedata
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_servers import Box, serving

from seqfolio.config.facility import Email
from seqfolio.deliver.mail.addresses import Address, address, addresses
from seqfolio.deliver.mail.headers import address_line, encoded, text_line
from seqfolio.deliver.mail.message import Letter, mail
from seqfolio.deliver.mail.server import transfer
from seqfolio.deliver.parcel import Parcel
from seqfolio.errors import InputError

NASTY = [
    "\r", "\n", "\r\nBcc: eve@evil.example\r\n", "\0", "\x85", "\u2028", "\u202e", ",", ";", ":", "<", ">", '"', "\\",
    "@", "(", ")", "=?utf-8?q?x?=", "=0D=0A", "%0d%0a", "ü", "太", "🧬", "a", "b.c", " ", "\t", "x" * 80, "e\u0301", "group:",
    "eve@evil.example",
]  # fmt: skip
texts = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(NASTY), max_size=12).map("".join))
fuzzed = settings(max_examples=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
GOOD = Address("Ana", "ana", "example.org")
SUMMARY: dict[str, Any] = {
    "seqfolio_summary": 1, "project": {"id": "S12"}, "created": "2026-03-04", "versions": {"seqfolio": "1"}, "samples": [],
    "contrasts": [], "findings": [],
}  # fmt: skip


def letter(to: tuple[Address, ...], subject: str = "s", note: str = "", title: str | None = None) -> Letter:
    parcel = Parcel(Path(), {**SUMMARY, "project": {"id": "S12", "title": title}})
    return Letter(parcel, GOOD, to, (), (), (), (), "", subject, note, "0" * 32)


def parsed(data: bytes) -> Any:
    head = data.split(b"\r\n\r\n", 1)[0]
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", head)
    return BytesParser(policy=policy.default).parsebytes(data)


HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]


@fuzzed
@given(texts, texts)
def test_no_subject_and_no_note_can_add_a_header(subject: str, note: str) -> None:
    data = mail(letter((GOOD,), subject or "s", note, title=subject), 10**6).data
    message = parsed(data)
    assert message.keys() == HEADERS
    wanted = " ".join("".join(c if c.isprintable() else " " for c in subject or "s").split())
    old = BytesParser(policy=policy.compat32).parsebytes(data)  # the older parser is another one
    assert str(make_header(decode_header(old["Subject"].replace("\r\n ", "\n ") if old["Subject"] else ""))) == wanted


@fuzzed
@given(texts, texts, texts)
def test_an_address_is_refused_or_read_back_as_exactly_that_one(name: str, local: str, domain: str) -> None:
    for text in (
        f"{local}@{domain}",
        f"{name} <{local}@{domain}>",
        f'"{name}" <ana@example.org>',
        f"{name} <ana@example.org>",
        name,
    ):
        try:
            one = address(text, "to")
        except InputError:
            continue
        assert not any(unicodedata.category(c).startswith(("C", "Z")) for c in one.spec)
        if one.spec.isascii():
            message = parsed(address_line("To", [one, GOOD]) + b"\r\n")
            assert message.keys() == ["To"]
            assert [a.addr_spec for a in message["To"].addresses] == [one.spec, GOOD.spec]
            old = email.utils.getaddresses([str(message["To"]).replace("\r\n", "")])
            assert GOOD.spec in [spec for _, spec in old]


@fuzzed
@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=80))
def test_a_name_is_read_back_as_it_was(name: str) -> None:
    wanted = " ".join(name.split(" ")).strip()
    line = address_line("To", [Address(wanted, "ana", "example.org"), GOOD])
    message = parsed(line + b"\r\n")
    first, second = message["To"].addresses
    assert (first.addr_spec, second.addr_spec, second.display_name) == ("ana@example.org", "ana@example.org", "Ana")
    if "=?" in str(BytesParser(policy=policy.compat32).parsebytes(line)["To"]):  # the newer parser of 3.11 adds spaces
        phrase = line.decode("ascii").removeprefix("To: ").split("\r\n <")[0].replace("\r\n ", "\n ")
        assert str(make_header(decode_header(phrase))) == wanted
    else:
        assert first.display_name == wanted


@fuzzed
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_encoded_words_are_short_and_decode_to_the_text(text: str) -> None:
    made = encoded(text)
    assert all(len(word) <= 75 for word in made.split("\r\n "))
    assert str(make_header(decode_header(made.replace("\r\n ", "\n ")))) == text


@pytest.mark.parametrize(
    "text",
    ["", "ana", "ana@", "@example.org", "a@b@c.org", "ana@example..org", "ana@-x.org", "a b@example.org", "ana@example.org, bo@x.org",
     "ana@example.org;bo@x.org", "<ana@example.org> bo@x.org", "ana@example.org\nBcc: eve@x.org", "Ana\r\n <ana@example.org>",
     "ana@example.org\0", "ana.@example.org", ".ana@example.org", "ana\u200b@example.org", '"a b"@example.org', "ana@[127.0.0.1]",
     f"{'a' * 65}@example.org", "Ana <ana@example.org", "Ana <ana@example.org> <eve@x.org>", "ana@ex ample.org", "ana@ex_ample.org"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(InputError, match="wrong-address"):
        address(text, "to")


def test_all_wrong_addresses_are_told_at_once_and_nobody_gets_two() -> None:
    with pytest.raises(InputError) as caught:
        addresses(["x", "ana@example.org", "y"], "to")
    assert len(caught.value.problems) == 2
    found = addresses(["ana@example.org", "Ana <ANA@example.org>", "bo@example.org"], "to")
    assert [a.spec for a in found] == ["ana@example.org", "bo@example.org"]


def test_a_subject_of_line_ends_alone() -> None:
    assert text_line("Subject", "\r\n\r\n") == b"Subject: \r\n"


def test_fuzzed_mails_reach_a_real_server_as_they_were(signed, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORE_PASSWORD", "")
    with serving(box, signed, auth_required=False) as port:
        mailer = Email(host="localhost", port=port, ca_file=str(signed.file), retries=0)

        @settings(max_examples=60, database=None)
        @given(texts, texts)
        def send(name: str, subject: str) -> None:
            try:
                one = address(f"{name} <ana@example.org>", "to")
            except InputError:
                return
            box.data.clear()
            transfer(letter((one,), subject or "s", subject), mailer)
            (message,) = box.messages
            assert [k for k in message.keys() if not k.startswith("X-")] == HEADERS  # noqa: SIM118 - a header may repeat
            assert [a.addr_spec for a in message["To"].addresses] == ["ana@example.org"]

        send()
    assert {tuple(r) for r in box.recipients} == {("ana@example.org",)}
