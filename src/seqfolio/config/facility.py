"""What a facility sets once for all its projects: /etc/seqfolio/config.yaml, then the user's own file over it.

Order of values: built in, /etc, user, project.yaml, command line. Relative paths start at the folder of their file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from seqfolio.config.model import Part, Size, Words
from seqfolio.config.read import Below, text_of, validate
from seqfolio.config.tree import compose
from seqfolio.errors import gathered

SYSTEM = Path("/etc/seqfolio/config.yaml")
ORIGINS = ("system configuration", "user configuration")
PATHS = (("report", "logo"), ("email", "ca_file"))
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


def _variable(value: str) -> str:
    """The name of a variable. What does not look like one may be the password itself: it is not repeated."""
    if not _VARIABLE.fullmatch(value):
        raise ValueError(
            "this is not the name of an environment variable (capital letters, digits and _); write the "
            "variable's name, never the password itself"
        )
    return value


class FacilityReport(Part):
    """Defaults of every project's ``report``; the same keys mean the same there."""

    theme: str | None = None
    """See ``seqfolio show themes``."""
    logo: str | None = None
    """PNG, JPEG or SVG for the title block; may lie anywhere, as it is the facility's own."""
    header: str | None = None
    """A line above the title, for example the name and address of the facility."""
    footer: str | None = None
    """A line at the foot of every printed page and at the end of the HTML."""


class Email(Part):
    """How mail is sent. A password is never written here: only where it is found."""

    host: str | None = None
    """The mail server; needed for sending."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Default: 587 for starttls, 465 for tls."""
    security: Literal["starttls", "tls"] = "starttls"
    """"starttls" begins in the clear and turns to TLS before anything is said; "tls" is TLS from the first byte. The
    server's certificate is always checked."""
    user: str | None = None
    """Name at the server, when it asks for one."""
    password_env: Annotated[str, AfterValidator(_variable)] | None = None
    """Name of the environment variable that holds the password."""
    keyring: str | None = None
    """Instead of password_env: service under which the system's keyring has the user's password (``pip install
    "seqfolio[keyring]"``, then ``keyring set SERVICE USER``)."""
    ca_file: str | None = None
    """PEM file of the authority that signed the server's certificate, when the system does not know it."""
    sender: str | None = None
    """From whom: an address, or "Name <address>"; needed for sending."""
    reply_to: Words = ()
    """Where answers go, when not to the sender."""
    allow_domains: Words = ()
    """Domains that mail may go to, with their sub-domains. Default: any."""
    link_base: str | None = None
    """Where results folders can be seen, for example "https://reports.example.org/": what is too large to attach is
    linked as link_base, project id, file."""
    max_size: Size = 20_000_000
    """Largest mail, as sent, for example "20 MB". What does not fit is linked instead."""
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds to wait for the server."""
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    """How often a mail is tried again when the server asks to come back later."""
    retry_wait: Annotated[float, Field(ge=0, le=3600)] = 10.0
    """Seconds before the first of these; each further one waits twice as long."""


class Facility(Part):
    """The configuration of a facility."""

    report: FacilityReport = FacilityReport()
    """Defaults of every project's report."""
    email: Email | None = None
    """How mail is sent."""
    archive: str | None = None
    """Folder where finished projects are kept."""
    embed_roots: Words = ()
    """Folders, beside the project's own, from which logo, fonts and templates may be embedded in a report."""

    _origins: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @property
    def origins(self) -> Mapping[str, str]:
        """Key path -> which file set it."""
        return self._origins

    @property
    def below(self) -> Below:
        """What lies below every project file."""
        return Below(self.report.model_dump(), self.roots, self.origins)

    @property
    def roots(self) -> tuple[Path, ...]:
        """``embed_roots`` as paths, and the folder of the facility's own logo."""
        own = [Path(self.report.logo).parent] if self.report.logo else []
        return (*map(Path, self.embed_roots), *own)


def user_file() -> Path:
    """``$XDG_CONFIG_HOME/seqfolio/config.yaml``; a relative XDG_CONFIG_HOME does not count, as XDG says."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(given) if Path(given).is_absolute() else Path("~/.config").expanduser()
    return base / "seqfolio" / "config.yaml"


def read_facility() -> Facility:
    """The facility's configuration; the built-in one when there is no file.

    Raises:
        InputError: with all problems of both files.
    """
    files = zip((SYSTEM, user_file()), ORIGINS, strict=True)
    read = gathered(*[lambda file=file: _values(file) for file, _ in files])
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for found, origin in zip(read, ORIGINS, strict=True):
        values = _over(values, found)
        origins |= dict.fromkeys(_paths_of(found), origin)
    made = Facility.model_validate(values)
    made._origins = MappingProxyType(origins)  # noqa: SLF001 - our own private attribute
    return made


def _values(file: Path) -> dict[str, Any]:
    """What one file says, checked, with paths that can be opened from anywhere."""
    if not file.is_file():
        return {}
    name = _shown(file)
    tree = compose(text_of(file), name)
    values = {} if tree.value is None else tree.value
    validate(Facility, values, tree, name)
    return _absolute(values, file.parent)


def _shown(file: Path) -> str:
    """The path as people write it."""
    home = Path.home()
    return f"~/{file.relative_to(home)}" if file.is_relative_to(home) else str(file)


def _absolute(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    made = dict(values)
    for part, key in PATHS:
        if isinstance(made.get(part), dict) and made[part].get(key):
            made[part] = {**made[part], key: _at(folder, made[part][key])}
    if made.get("archive"):
        made["archive"] = _at(folder, made["archive"])
    if made.get("embed_roots"):
        roots = made["embed_roots"]
        made["embed_roots"] = [_at(folder, root) for root in ([roots] if isinstance(roots, str) else roots)]
    return made


def _at(folder: Path, value: str) -> str:
    return str(folder / Path(value).expanduser())


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Values over values, key by key: a file that sets one key leaves the others as they were."""
    made = dict(below)
    for key, value in above.items():
        old = made.get(key)
        made[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return made


def _paths_of(values: dict[str, Any], start: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _paths_of(value, f"{start}{key}.")
        else:
            yield f"{start}{key}"
