"""Mail against real servers: what arrives is what was sent, and whatever goes wrong is told, once, without a secret."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from mail_servers import PASSWORD, USER, Box, authority, free_port, read, serving

from harness import Run

PNG = b"%PDF" + bytes(range(256)) * 8_000  # 2 MB


def receipts(folder: Path) -> list[dict]:
    return [json.loads(p.read_text("utf-8")) for p in sorted((folder / "receipts").glob("email-*.json"))]


def everything_written(folder: Path) -> str:
    return "".join(p.read_text("utf-8", "replace") for p in folder.rglob("*") if p.is_file() and p.suffix != ".pdf")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_pdf_arrives_byte_for_byte(security, run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    with serving(box, signed, security) as port:
        facility(port, security=security)
        ran = run(f"send {folder} --to 'Ana Silva <ana@example.org>' --to bo@example.org")
    assert (ran.code, ran.out) == (0, "email: delivered to ana@example.org, bo@example.org\n")
    assert box.recipients == [["ana@example.org", "bo@example.org"]]
    (message,) = box.messages
    (pdf,) = message.iter_attachments()
    assert pdf.get_content() == (folder / "report.pdf").read_bytes()
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", "S12_report.pdf")
    assert [a.display_name for a in message["From"].addresses] == ["Die Core Fazilität"]
    assert str(message["To"]) == "Ana Silva <ana@example.org>, bo@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.defects == []
    (receipt,) = receipts(folder)
    assert (receipt["status"], receipt["to"]) == ("delivered", ["ana@example.org", "bo@example.org"])
    assert receipt["details"]["message_id"] == message["Message-ID"]


def test_the_words_are_those_of_the_summary(run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    with serving(box, signed) as port:
        facility(port)
        assert run(f"send {folder} --to ana@example.org").code == 0
    plain = box.messages[0].get_body(("plain",)).get_content()
    html = box.messages[0].get_body(("html",)).get_content()
    for text in (plain, re.sub("<[^>]+>", "", html)):
        assert "1,210 of 10,210 tested genes are called: 1,203 higher, 7 lower in hot than in cold." in text
        assert "None of 9,100 tested genes is called." in text
        assert "A small note" not in text
        assert "core@example.org" in text
        assert "attached: S12_report.pdf, the report, to read and to print" in text
    assert "HSPA1A (+4.25)" in plain
    assert "Heat &amp; &lt;b&gt;shock&lt;/b&gt;" in html
    assert "<i>confounded</i>" in plain
    assert "<i>confounded</i>" not in html
    assert box.messages[0]["Subject"] == "Heat & <b>shock</b>: RNA-seq results"


def test_blind_copies_are_blind(run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    deliver = {
        "channel": "email",
        "to": ["a@example.org"],
        "cc": "c@example.org",
        "bcc": "b@example.org",
        "reply_to": "r@example.org",
    }
    (folder / "receipts").mkdir()
    (folder / "receipts" / "deliver.json").write_text(json.dumps({"deliver": [deliver], "base": "/"}))
    with serving(box, signed) as port:
        facility(port)
        assert run(f"send {folder}").code == 0
    assert sorted(box.recipients[0]) == ["a@example.org", "b@example.org", "c@example.org"]
    assert b"b@example.org" not in box.data[0]
    assert (str(box.messages[0]["Cc"]), str(box.messages[0]["Reply-To"])) == ("c@example.org", "r@example.org")
    assert all(p.stat().st_mode & 0o077 == 0 for p in (folder / "receipts").glob("email-*"))


def test_a_second_send_is_refused_and_again_gives_a_new_id(run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    with serving(box, signed) as port:
        facility(port)
        assert run(f"send {folder} --to ana@example.org").code == 0
        second = run(f"send {folder} --to Ana@example.org")
        assert (second.code, len(box.data)) == (2, 1)
        assert "already-delivered" in second.err
        assert "--again" in second.err
        results(pdf=b"%PDF another date")  # the same results, printed again
        assert run(f"send {folder} --to ana@example.org").code == 2
        assert run(f"send {folder} --to ana@example.org --again").code == 0
        results({"project": {"title": "Another title"}})
        assert run(f"send {folder} --to ana@example.org").code == 0
    first, again, other = [m["Message-ID"] for m in box.messages]
    assert again == first.replace("@", ".2@")
    assert other.split("@")[0] not in (first.split("@")[0], again.split("@")[0])


def test_a_wrong_password_is_told_without_the_password(
    run: Run, results, facility, signed, box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, wrong = results(), "Wr0ng-pässword"
    monkeypatch.setenv("CORE_PASSWORD", wrong)
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org")
    assert (ran.code, box.data, box.logins) == (4, [], 1)
    assert "the server refused the login: 535" in ran.err
    said = ran.out + ran.err + everything_written(tmp_path)
    for secret in (
        wrong,
        base64.b64encode(wrong.encode()).decode(),
        base64.b64encode(b"\0core\0" + wrong.encode()).decode(),
    ):
        assert secret not in said
    assert receipts(folder)[0]["status"] == "failed"


def test_a_server_that_echoes_the_password_does_not_bring_it_into_the_message(
    run: Run, results, facility, signed, box: Box
) -> None:
    folder = results()
    box.to_recipients = lambda address: (
        f"550 no {PASSWORD.encode('ascii', 'ignore').decode()} {base64.b64encode(PASSWORD.encode()).decode()}"
    )
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org")
    assert ran.code == 4
    assert base64.b64encode(PASSWORD.encode()).decode() not in ran.err + everything_written(folder)
    assert "***" in ran.err


@pytest.mark.parametrize("variable", [None, ""])
def test_no_password_no_connection(variable, run: Run, results, facility, signed, box: Box, monkeypatch) -> None:
    if variable is None:
        monkeypatch.delenv("CORE_PASSWORD")
    else:
        monkeypatch.setenv("CORE_PASSWORD", variable)
    facility(free_port())
    if variable is None:
        monkeypatch.delenv("CORE_PASSWORD", raising=False)
    ran = run(f"send {results()} --to ana@example.org")
    assert ran.code == 4
    assert "no-password" in ran.err


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_trusts_is_refused_before_the_login(
    security, run: Run, results, facility, box: Box, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    folder = results()
    with serving(box, authority(tmp_path / "other"), security) as port:
        facility(port, security=security)
        ran = run(f"send {folder} --to ana@example.org")
    assert (ran.code, box.logins, box.data) == (4, 0, [])
    assert "mail-certificate" in ran.err


def test_a_certificate_for_another_host_is_refused(run: Run, results, facility, signed, box: Box) -> None:
    with serving(box, signed, name="mail.example.org") as port:
        facility(port)
        ran = run(f"send {results()} --to ana@example.org")
    assert (ran.code, box.logins) == (4, 0)
    assert "mail-certificate" in ran.err


def test_a_server_without_tls_gets_nothing(run: Run, results, facility, signed, box: Box) -> None:
    with serving(box, signed, "none", auth_require_tls=False) as port:
        facility(port)
        ran = run(f"send {results()} --to ana@example.org")
    assert (ran.code, box.logins, box.data) == (4, 0, [])
    assert "mail-no-tls" in ran.err


def test_come_back_later_is_answered_by_coming_back(run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    box.answers = ["451 busy", "451 still busy"]
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org")
    assert (ran.code, len(box.data), box.logins) == (0, 1, 3)
    assert receipts(folder)[0]["copies"] == 1


def test_after_the_last_try_it_has_failed_and_can_be_repeated(run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    box.answers = ["451 busy"] * 3
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org")
        assert (ran.code, len(box.data)) == (4, 0)
        assert "451 busy" in ran.err
        assert run(f"send {folder} --to ana@example.org").code == 0
    assert [a["status"] for a in receipts(folder)[0]["attempts"]] == ["started", "failed", "started", "delivered"]
    assert ".2@" not in box.messages[0]["Message-ID"]


def test_waits_grow(run: Run, results, facility, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("seqfolio.deliver.mail.server.time.sleep", waited.append)
    facility(free_port(), retries=3, retry_wait=5)
    ran = run(f"send {results()} --to ana@example.org")
    assert (ran.code, waited) == (4, [5, 10, 20])
    assert "mail-server" in ran.err


def test_a_refusal_for_good_is_not_repeated(run: Run, results, facility, signed, box: Box) -> None:
    box.answers = ["550 no"] * 3
    with serving(box, signed) as port:
        facility(port)
        assert run(f"send {results()} --to ana@example.org").code == 4
    assert len(box.answers) == 2


def test_whom_the_server_refuses_is_named_and_the_others_get_it_once(
    run: Run, results, facility, signed, box: Box
) -> None:
    folder = results()
    box.to_recipients = lambda address: "550 unknown" if address.startswith("bo") else "250 OK"
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org --to bo@example.org")
        assert ran.code == 4
        assert "bo@example.org was refused: 550 unknown" in ran.err
        assert run(f"send {folder} --to ana@example.org --to bo@example.org").code == 2
    assert box.recipients == [["ana@example.org"]]
    assert receipts(folder)[0]["refused"] == {"bo@example.org": "550 unknown"}


def test_greylisting_of_one_recipient_is_waited_for(run: Run, results, facility, signed, box: Box) -> None:
    seen: list[str] = []
    box.to_recipients = lambda a: (
        seen.append(a) or ("450 later" if a.startswith("bo") and seen.count(a) == 1 else "250 OK")
    )
    with serving(box, signed) as port:
        facility(port)
        assert run(f"send {results()} --to ana@example.org --to bo@example.org").code == 0
    assert box.recipients == [["ana@example.org", "bo@example.org"]]


def test_a_server_that_goes_in_the_middle_is_not_asked_twice(run: Run, results, facility, signed, box: Box) -> None:
    """The mail was handed over and the answer never came: it may have arrived, so only a person may send again."""
    folder = results()
    box.answers = [""]
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org")
        assert ran.code == 4
        assert "mail-uncertain" in ran.err
        again = run(f"send {folder} --to ana@example.org")
        assert (again.code, box.data) == (4, [])
        assert "nobody knows" in again.err
        assert run(f"send {folder} --to ana@example.org --again").code == 0
    assert len(box.data) == 1


def test_a_send_that_was_killed_on_the_way_is_not_repeated_by_itself(
    run: Run, results, facility, signed, box: Box
) -> None:
    folder = results()
    with serving(box, signed) as port:
        facility(port)
        assert run(f"send {folder} --to ana@example.org").code == 0
        (path,) = (folder / "receipts").glob("email-*.json")
        path.write_text(path.read_text().replace('"status": "delivered"', '"status": "started"'))
        assert run(f"send {folder} --to ana@example.org").code == 4
        path.write_text("{damaged")
        assert run(f"send {folder} --to ana@example.org").code == 4
    assert len(box.data) == 1


@pytest.mark.parametrize("who", ["facility", "server", "server in the middle"])
def test_what_is_too_large_is_linked(who, run: Run, results, facility, signed, box: Box) -> None:
    folder = results({"project": {"id": "S12"}}, pdf=PNG)
    changes = {"link_base": "https://reports.example.org/r/"}
    options = {"data_size_limit": 1_000_000} if who == "server" else {}
    if who == "facility":
        changes["max_size"] = "1 MB"
    if who == "server in the middle":
        box.answers = ["552 too large"]
    with serving(box, signed, **options) as port:
        facility(port, **changes)
        ran = run(f"send {folder} --to ana@example.org")
    assert ran.code == 0, ran.err
    (message,) = box.messages
    assert list(message.iter_attachments()) == []
    for kind in ("plain", "html"):
        assert "https://reports.example.org/r/S12/report.pdf" in message.get_body((kind,)).get_content()
    assert len(box.data[0]) < 20_000
    assert receipts(folder)[0]["details"]["linked"] == ["https://reports.example.org/r/S12/report.pdf"]


def test_only_what_does_not_fit_is_linked(run: Run, results, facility, signed, box: Box) -> None:
    folder = results(pdf=PNG)
    with serving(box, signed) as port:
        facility(port, max_size="1 MB", link_base="https://r.example.org")
        assert run(f"send {folder} --to ana@example.org --attach html --attach pdf").code == 0
    assert [a.get_filename() for a in box.messages[0].iter_attachments()] == ["S12_report.html"]
    assert "https://r.example.org/S12/report.pdf" in box.messages[0].get_body(("plain",)).get_content()


def test_too_large_and_nowhere_to_link_to(run: Run, results, facility, signed, box: Box) -> None:
    with serving(box, signed) as port:
        facility(port, max_size="1 MB")
        ran = run(f"send {results(pdf=PNG)} --to ana@example.org")
    assert (ran.code, box.data) == (4, [])
    assert "mail-too-large" in ran.err
    assert "2.8 MB" in ran.err


def test_a_pdf_that_is_not_there_is_not_left_out_in_silence(run: Run, results, facility, signed, box: Box) -> None:
    folder = results()
    (folder / "report.pdf").unlink()
    with serving(box, signed) as port:
        facility(port)
        ran = run(f"send {folder} --to ana@example.org")
    assert (ran.code, box.data) == (4, [])
    assert "nothing-to-attach" in ran.err


def test_domains_outside_the_list_are_refused_before_anything(run: Run, results, facility) -> None:
    facility(free_port(), allow_domains=["example.org", "münchen.example"])
    folder = results()
    for bad in ("eve@example.com", "eve@evilexample.org", "eve@example.org.evil.com"):
        ran = run(f"send {folder} --to {bad}")
        assert ran.code == 2
        assert f'mail may not go to "{bad}"' in ran.err
    assert not (folder / "receipts").exists()
    for good in ("a@example.org", "a@LAB.example.org", "a@münchen.example"):
        assert run(f"send {folder} --to {good} --dry-run").code == 0


def test_addresses_beyond_ascii(run: Run, results, facility, signed, box: Box) -> None:
    with serving(box, signed) as port:
        facility(port)
        assert (
            run(
                f"send {results()} --to 'Jürgen Ü, Dr. <jürgen@münchen.example>' --to 'Ōta 太田 <ota@example.org>'"
            ).code
            == 0
        )
    assert box.recipients == [["jürgen@xn--mnchen-3ya.example", "ota@example.org"]]
    assert [a.display_name for a in read(box.data[0])["To"].addresses][1] == "Ōta 太田"


def test_a_dry_run_sends_nothing_and_writes_a_draft(run: Run, results, facility) -> None:
    facility(free_port())
    folder = results()
    ran = run(f"send {folder} --to 'Ana <ana@example.org>' --dry-run")
    assert ran.code == 0
    (draft,) = (folder / "receipts").glob("*.eml")
    assert str(draft) in ran.out
    message = read(draft.read_bytes())
    assert message["X-Unsent"] == "1"
    assert next(message.iter_attachments()).get_content() == (folder / "report.pdf").read_bytes()
    for part in ("Ana <ana@example.org>", "S12_report.pdf", "Heat & <b>shock</b>: RNA-seq results"):
        assert part in ran.out
    assert receipts(folder) == []


def test_a_draft_needs_no_configuration_and_a_send_says_what_it_needs(run: Run, results) -> None:
    folder = results()
    assert run(f"send {folder} --to ana@example.org --dry-run").code == 0
    ran = run(f"send {folder} --to ana@example.org")
    assert ran.code == 4
    assert "mail-not-set-up" in ran.err


def test_two_sends_at_once_send_once(run: Run, results, facility, signed, box: Box) -> None:
    from seqfolio.lock import held

    folder = results()
    (folder / "receipts").mkdir()
    with held(folder / "receipts" / ".lock") as free:
        assert free
        facility(free_port())
        ran = run(f"send {folder} --to ana@example.org")
    assert ran.code == 2
    assert "being-delivered" in ran.err


def test_a_folder_that_is_no_result(run: Run, tmp_path: Path) -> None:
    ran = run(f"send {tmp_path} --to ana@example.org")
    assert ran.code == 2
    assert "not-a-result" in ran.err


class Ring(KeyringBackend):
    """A keyring that holds one password, or is locked."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, word: str | None = None) -> None:
        super().__init__()
        self.word = word

    def get_password(self, service: str, username: str) -> str | None:
        if self.word is None:
            raise KeyringLocked(f"the words of {service} are locked")
        return self.word if (service, username) == ("core-mail", USER) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def ring() -> Iterator[Callable[[Ring], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_the_password_comes_from_the_keyring(run: Run, results, facility, signed, box: Box, ring) -> None:
    folder = results()
    ring(Ring(PASSWORD))
    with serving(box, signed) as port:
        facility(port, password_env=None, keyring="core-mail")
        ran = run(f"send {folder} --to ana@example.org")
    assert (ran.code, box.recipients) == (0, [["ana@example.org"]])
    assert PASSWORD not in ran.out + ran.err + everything_written(folder)


@pytest.mark.parametrize(
    ("held", "service", "told"),
    [
        (PASSWORD, "other", "Store it: keyring set other"),
        (None, "core-mail", "The keyring cannot be read: KeyringLocked."),
    ],
)
def test_a_keyring_without_the_password(
    run: Run, results, facility, signed, box: Box, ring, held, service, told
) -> None:
    ring(Ring(held))
    with serving(box, signed) as port:
        facility(port, password_env=None, keyring=service)
        ran = run(f"send {results()} --to ana@example.org")
    assert ran.code == 4
    assert told in " ".join(ran.err.split())
    assert box.messages == []
