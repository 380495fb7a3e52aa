"""The way to the mail server: TLS with a checked certificate, AUTH, the transfer, and another try when asked for one."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from seqfolio.config.facility import Email
from seqfolio.deliver.channel import DeliveryError
from seqfolio.deliver.mail.message import Letter, Mail, mail
from seqfolio.deliver.mail.password import Secret, password
from seqfolio.errors import Problem, printable

PORTS = {"starttls": 587, "tls": 465}
TOO_LARGE = 552


@dataclass(frozen=True)
class Accepted:
    """What the server took: the mail, and whom it refused."""

    mail: Mail
    refused: dict[str, str] = field(default_factory=dict)


class _Later(Exception):  # noqa: N818 - it is the name of the situation
    """Try again: the reason is the error to show when there is no more try."""

    def __init__(self, error: DeliveryError) -> None:
        self.error = error


def transfer(letter: Letter, email: Email) -> Accepted:
    """Send a letter.

    Raises:
        DeliveryError: it was not sent; ``uncertain`` when nobody can know.
    """
    secret = password(email) if email.user else Secret("")
    for attempt in range(email.retries + 1):
        try:
            return _once(letter, email, secret, last=attempt == email.retries)
        except _Later as later:
            if attempt == email.retries:
                raise later.error from None
            time.sleep(email.retry_wait * 2**attempt)
    raise AssertionError("the last try ends in one way or the other")


def _once(letter: Letter, email: Email, secret: Secret, *, last: bool) -> Accepted:
    with _words_for(email, secret), _connected(email) as server:
        _login(server, email, secret)
        if letter.needs_utf8 and not server.has_extn("smtputf8"):
            raise _problem("mail-refused", "the server takes no addresses beyond ASCII before the @ (SMTPUTF8)")
        made = mail(letter, _limit(server, email))
        with suppress(_TooLarge):
            return _handed_over(server, letter, made, secret, last=last)
        made = mail(letter, 0)  # the server did not say before what it takes
        return _handed_over(server, letter, made, secret, last=last)


class _TooLarge(Exception):  # noqa: N818 - it is the name of the situation
    """The server takes no mail of this size."""


def _limit(server: smtplib.SMTP, email: Email) -> int:
    """What we allow, or what the server says that it takes, whichever is smaller."""
    offered = server.esmtp_features.get("size", "")
    return min(email.max_size, int(offered)) if offered.isdecimal() and int(offered) else email.max_size


@contextmanager
def _connected(email: Email) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted before anything is said."""
    context = ssl.create_default_context(cafile=email.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    host, port = email.host or "", email.port or PORTS[email.security]
    name = _own_name()
    if email.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=email.timeout, context=context)
    else:
        server = smtplib.SMTP(host, port, name, timeout=email.timeout)
    try:
        if email.security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _own_name() -> str:
    """How we greet: without asking a name server, which may be slow or absent."""
    name = socket.gethostname()
    return name if name.isascii() and name.replace("-", "").replace(".", "").isalnum() else "localhost"


def _login(server: smtplib.SMTP, email: Email, secret: Secret) -> None:
    """AUTH PLAIN or LOGIN inside TLS. smtplib's own login takes no passwords beyond ASCII, and keeps them in errors."""
    if not email.user:
        return
    offered = server.esmtp_features.get("auth", "").upper().split()
    user, word, nul = email.user.encode(), secret.reveal().encode(), bytes(1)
    if "PLAIN" in offered:
        code, answer = server.docmd("AUTH", f"PLAIN {_base64(nul + user + nul + word)}")
    elif "LOGIN" in offered:
        code, answer = server.docmd("AUTH", f"LOGIN {_base64(user)}")
        code, answer = server.docmd(_base64(word)) if code == 334 else (code, answer)
    else:
        raise _problem("mail-login", "the server offers no way to log in that we know (PLAIN, LOGIN)")
    if code != 235:
        _refused("mail-login", "the server refused the login", code, answer, secret)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _handed_over(server: smtplib.SMTP, letter: Letter, made: Mail, secret: Secret, *, last: bool) -> Accepted:
    _begin(server, letter, made, secret)
    refused = _recipients(server, letter, secret, last=last)
    try:
        code, answer = server.data(made.data)
    except smtplib.SMTPDataError as error:
        code, answer = error.smtp_code, _raw(error.smtp_error)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        what = f"the connection broke while the mail was handed over ({_reason(error, secret)}): it may have arrived"
        hint = "Ask a recipient. If it did not arrive: seqfolio send OUT --again."
        raise DeliveryError(Problem("mail-uncertain", what, hint=hint), uncertain=True) from None
    if code == TOO_LARGE and made.attached and letter.link_base:
        server.rset()
        raise _TooLarge
    if code != 250:
        _refused("mail-refused", "the server refused the mail", code, answer, secret)
    return Accepted(made, refused)


def _begin(server: smtplib.SMTP, letter: Letter, made: Mail, secret: Secret) -> None:
    options = [f"size={len(made.data)}"] if server.has_extn("size") else []
    options += ["body=8bitmime"] if server.has_extn("8bitmime") and letter.needs_utf8 else []
    options += ["smtputf8"] if letter.needs_utf8 else []
    if letter.needs_utf8:
        server.command_encoding = "utf-8"
    code, answer = server.mail(letter.sender.spec if letter.sender else "", options)
    if code == TOO_LARGE and made.attached and letter.link_base:
        raise _TooLarge
    if code != 250:
        _refused("mail-refused", "the server refused the sender", code, answer, secret)


def _recipients(server: smtplib.SMTP, letter: Letter, secret: Secret, *, last: bool) -> dict[str, str]:
    """Name everybody; whom the server refuses for now is asked for again, with all others, as long as there are tries."""
    refused, answers = dict[str, str](), dict[str, tuple[int, bytes]]()
    for one in letter.recipients:
        code, answer = server.rcpt(one.spec)
        if code not in (250, 251):
            refused[one.spec], answers[one.spec] = _said(code, answer, secret), (code, answer)
    for_now = [given for given in answers.values() if 400 <= given[0] < 500]
    if for_now and not last:
        _refused("mail-refused", "the server refused a recipient", *for_now[0], secret)
    if len(refused) == len(letter.recipients):
        _refused("mail-refused", "the server refused every recipient", *next(iter(answers.values())), secret)
    return refused


def _refused(slug: str, what: str, code: int, answer: bytes, secret: Secret) -> None:
    error = _problem(slug, f"{what}: {_said(code, answer, secret)}")
    raise _Later(error) if 400 <= code < 500 else error


def _raw(answer: bytes | str) -> bytes:
    """Smtplib gives either."""
    return answer if isinstance(answer, bytes) else answer.encode()


def _said(code: int, answer: bytes, secret: Secret) -> str:
    return f"{code} {printable(secret.hidden_in(answer.decode('utf-8', 'replace')), 200)}"


def _reason(error: Exception, secret: Secret) -> str:
    return printable(secret.hidden_in(str(error) or type(error).__name__), 200)


HINTS = {
    "mail-login": "Look at email.user, and at the password in the variable or keyring that the configuration names.",
    "mail-refused": "Ask whoever runs the mail server; `seqfolio send OUT` tries again.",
    "mail-server": "Look at email.host, port and security of the facility's configuration; `seqfolio send OUT` tries again.",
    "mail-certificate": "Nothing was sent. Name the authority that signed the certificate in email.ca_file, or the host as the "
    "certificate calls it in email.host.",
    "mail-no-tls": "Nothing was sent in the clear. Try security: tls (port 465) or starttls (port 587).",
}


def _problem(slug: str, what: str) -> DeliveryError:
    return DeliveryError(Problem(slug, what, hint=HINTS[slug]))


@contextmanager
def _words_for(email: Email, secret: Secret) -> Iterator[None]:
    """What smtplib and ssl raise, in words; what may pass by itself is tried again."""
    place = f"{email.host}:{email.port or PORTS[email.security]}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise _problem(
            "mail-certificate", f"the certificate of {place} cannot be trusted: {error.verify_message}"
        ) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        raise _problem("mail-no-tls", f"{place} does not speak TLS as asked for: {_reason(error, secret)}") from None
    except smtplib.SMTPResponseException as error:
        _refused("mail-server", f"{place} answered", error.smtp_code, _raw(error.smtp_error), secret)
    except (smtplib.SMTPException, OSError) as error:
        raise _Later(_problem("mail-server", f"{place} cannot be reached: {_reason(error, secret)}")) from None
