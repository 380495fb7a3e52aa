"""Mail through Exim, which thousands of institutes run: an independent server, with its own reading of the standards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from mail_servers import PASSWORD, USER, Authority, authority, free_port, read
from test_headers import letter, texts

from harness import Run
from seqfolio.config.facility import Email
from seqfolio.deliver.mail.addresses import address
from seqfolio.deliver.mail.server import transfer
from seqfolio.errors import InputError

EXIM = shutil.which("exim4") or next((p for p in ("/usr/sbin/exim4", "/usr/sbin/exim") if Path(p).exists()), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(EXIM is None, reason="Exim is missing: apt-get install exim4-daemon-light"),
    pytest.mark.skipif(os.getuid() != 0, reason="Exim delivers as another user only when root starts it"),
]
CONFIG = """\
primary_hostname = localhost
local_interfaces = 127.0.0.1
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/pid
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
tls_on_connect_ports = {tls}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
message_size_limit = {limit}
acl_smtp_rcpt = recipient
acl_smtp_data = data
smtputf8_advertise_hosts = *
begin acl
recipient:
  deny !authenticated = *
  accept
data:
  defer message = busy, come back
        condition = ${{if exists{{{folder}/busy}}}}
        condition = ${{run{{/bin/rm {folder}/busy}}{{yes}}{{no}}}}
  accept
begin routers
everybody:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  maildir_format
  directory = {folder}/box
  user = Debian-exim
  delivery_date_add = false
  envelope_to_add = true
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


class Exim:
    """A daemon of our own, with its own spool and mailbox."""

    def __init__(self, folder: Path, starttls: int, tls: int) -> None:
        self.folder, self.starttls, self.tls = folder, starttls, tls

    def mails(self, wanted: int = 1) -> list[EmailMessage]:
        """What lies in the mailbox once that many are there."""
        for _ in range(100):
            found = sorted((self.folder / "box" / "new").glob("*")) if (self.folder / "box" / "new").is_dir() else []
            if len(found) >= wanted:
                break
            time.sleep(0.1)
        return [read(path.read_bytes().replace(b"\n", b"\r\n")) for path in found]


@contextmanager
def exim(signed: Authority, limit: str = "50M") -> Iterator[Exim]:
    folder = Path(tempfile.mkdtemp(prefix="seqfolio-exim-"))
    made = Exim(folder, free_port(), free_port())
    owner = pwd.getpwnam("Debian-exim")
    certificate = signed.made.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(str(folder / "cert.pem"), append=True)
    text = CONFIG.format(folder=folder, tls=made.tls, limit=limit, user=USER, password=PASSWORD)
    (folder / "exim.conf").write_text(text, "utf-8")
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    os.chown(folder / "exim.conf", 0, 0)
    folder.chmod(0o755)
    command = [str(EXIM), "-bdf", "-C", str(folder / "exim.conf"), "-oX", f"{made.starttls}:{made.tls}"]
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(made.starttls, daemon)
        yield made
    finally:
        daemon.terminate()
        daemon.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert daemon.poll() is None, "Exim did not start"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
            return
        time.sleep(0.1)
    raise AssertionError("Exim does not listen")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_pdf_lies_in_the_mailbox_byte_for_byte(security: str, run: Run, results, facility, signed) -> None:
    folder = results()
    with exim(signed) as server:
        facility(getattr(server, security), security=security)
        ran = run(
            f"send {folder} --to 'Jörg Müller, PhD <jm@example.org>' --to ana@example.org --attach pdf --attach html"
        )
        assert ran.code == 0, ran.err
        mails = server.mails(2)
    assert sorted(mail["Envelope-to"] for mail in mails) == ["ana@example.org", "jm@example.org"]
    for mail in mails:
        files = {a.get_filename(): a.get_payload(decode=True) for a in mail.iter_attachments()}
        assert files["S12_report.pdf"] == (folder / "report.pdf").read_bytes()
        assert files["S12_report.html"] == (folder / "report.html").read_bytes()
        assert "esmtpsa" in mail["Received"]  # over TLS and logged in, as Exim saw it


def test_wrong_password(run: Run, results, facility, signed, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = results()
    with exim(signed) as server:
        facility(server.starttls)
        monkeypatch.setenv("CORE_PASSWORD", "Wr0ng")
        ran = run(f"send {folder} --to ana@example.org")
    assert (ran.code, "535" in ran.err, "Wr0ng" in ran.err) == (4, True, False)


def test_untrusted_certificate(run: Run, results, facility, signed, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with exim(authority(tmp_path / "other")) as server:
        facility(server.starttls)
        ran = run(f"send {results()} --to ana@example.org")
    assert ran.code == 4
    assert "mail-certificate" in ran.err


def test_busy_then_delivered_once(run: Run, results, facility, signed) -> None:
    with exim(signed) as server:
        (server.folder / "busy").write_text("")
        facility(server.starttls, retry_wait=0)
        assert run(f"send {results()} --to ana@example.org").code == 0
        assert not (server.folder / "busy").exists()
        assert len(server.mails()) == 1


def test_too_large_for_the_server_is_linked(run: Run, results, facility, signed) -> None:
    with exim(signed, "200K") as server:
        facility(server.starttls, link_base="https://reports.example.org")
        assert run(f"send {results(pdf=b'%PDF' + bytes(400_000))} --to ana@example.org").code == 0
        (mail,) = server.mails()
    assert "https://reports.example.org/S12/report.pdf" in mail.get_body(("plain",)).get_content()


def test_fuzzed_names_and_subjects_arrive_at_one_recipient(facility: Callable, signed, monkeypatch) -> None:
    monkeypatch.setenv("CORE_PASSWORD", PASSWORD)
    sent = []
    with exim(signed) as server:
        mailer = Email(
            host="localhost",
            port=server.tls,
            security="tls",
            ca_file=str(signed.file),
            user=USER,
            password_env="CORE_PASSWORD",
            retries=0,
        )

        @settings(max_examples=150, database=None)
        @given(texts, texts)
        def send(name: str, subject: str) -> None:
            try:
                one = address(f"{name} <ana@example.org>", "to")
            except InputError:
                return
            transfer(letter((one,), subject or "s", subject), mailer)
            sent.append(one)

        send()
        mails = server.mails(len(sent))
    assert len(mails) == len(sent) >= 30
    assert {mail["Envelope-to"] for mail in mails} == {"ana@example.org"}
    assert all("Bcc" not in mail for mail in mails)
