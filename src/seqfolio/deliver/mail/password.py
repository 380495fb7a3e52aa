"""The password: read when it is needed, held by nothing that prints itself."""

from __future__ import annotations

import base64
import os

from seqfolio.config.facility import Email
from seqfolio.deliver.channel import DeliveryError
from seqfolio.errors import Problem


class Secret:
    """A text that does not show itself in messages, logs or tracebacks."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def hidden_in(self, text: str) -> str:
        """A text without it, whether it stands there as it is or as a server may echo it."""
        raw = self._value.encode()
        for form in (self._value, base64.b64encode(raw).decode(), repr(self._value)[1:-1]):
            text = text.replace(form, "***") if form else text
        return text


def password(email: Email) -> Secret:
    """From the environment or the keyring.

    Raises:
        DeliveryError: it is in neither.
    """
    if email.password_env:
        found = os.environ.get(email.password_env)
        hint = f"Set the environment variable {email.password_env} where seqfolio is started (for cron: in its file)."
    elif email.keyring:
        found, hint = _from_keyring(email.keyring, email.user or "")
    else:
        found, hint = None, "Name the variable that holds it in email.password_env of the facility's configuration."
    if not found:
        raise DeliveryError(Problem("no-password", "there is no password for the mail server", hint=hint))
    return Secret(found)


def _from_keyring(service: str, user: str) -> tuple[str | None, str]:
    try:
        import keyring
    except ImportError:
        return None, 'The keyring wants an extra: pip install "seqfolio[keyring]".'
    try:
        return keyring.get_password(service, user), f"Store it: keyring set {service} {user}"
    except keyring.errors.KeyringError as error:
        return None, f"The keyring cannot be read: {type(error).__name__}."
