"""Real mail servers on loopback: aiosmtpd with TLS and AUTH, and what it was given."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "core", "S3cret-wörd!"


@dataclass
class Box:
    """What arrived, and how the server answers. An answer that is empty closes the connection."""

    data: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # to DATA, in turn; then 250
    to_recipients: Callable[[str], str] = lambda address: "250 OK"
    logins: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [read(data) for data in self.data]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipients(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 accepted"
        if not answer:
            server.transport.abort()
        if answer.startswith("250"):
            self.data.append(bytes(envelope.content or b""))
            self.recipients.append(list(envelope.rcpt_tos))
        return answer

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.logins += 1
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


def read(data: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(data)


class _Server(Controller):
    """Port 0, told after the start."""

    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@dataclass(frozen=True)
class Authority:
    """Who signs: the client trusts ``file``."""

    file: Path
    made: trustme.CA

    def context(self, name: str = "localhost") -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.made.issue_cert(name).configure_cert(context)
        return context


def authority(folder: Path) -> Authority:
    made = trustme.CA()
    made.cert_pem.write_to_path(str(folder / "ca.pem"))
    return Authority(folder / "ca.pem", made)


@contextmanager
def serving(
    box: Box, signed: Authority, security: str = "starttls", name: str = "localhost", **more: Any
) -> Iterator[int]:
    """A server; gives its port."""
    context = signed.context(name)
    options = {"authenticator": box.authenticate, "auth_require_tls": security != "tls", "timeout": 5, **more}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    server = _Server(box, hostname="localhost", port=0, ssl_context=context if security == "tls" else None, **options)
    server.port = free_port()
    with quiet("mail.log", "asyncio"):  # what the server thinks of its clients is not what a user of ours would see
        server.start()
        try:
            yield server.port
        finally:
            server.stop()


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in names]
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
    try:
        yield
    finally:
        for logger in loggers:
            logger.propagate = True


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])
