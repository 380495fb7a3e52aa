"""ro-crate-metadata.json: what a results folder is, as RO-Crate 1.1 with Process Run Crate 0.5.

Inputs by name and digest, settings, software and its versions, people, licence, and every file with its checksum.
Sources: https://w3id.org/ro/crate/1.1 and https://w3id.org/ro/wfrun/process/0.5. Written by ourselves, as a JSON file of
known shape needs no library; the tests let roc-validator judge it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from seqfolio.archive.media import PRONOM, media_type
from seqfolio.archive.result import CRATE, Result

Entity = dict[str, Any]
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CONTEXT = [f"{SPECIFICATION}/context", {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}]
ABOUT = {  # path in the results folder -> what it is
    "report.html": "The report, for a screen; needs no network",
    "report.pdf": "The report, for paper (PDF/A-3a)",
    "digest.pdf": "The report on one page",
    "seqfolio_summary.json": "Everything that another program needs",
    "provenance.json": "Versions, digests of the inputs, settings",
    "project.yaml": "The project file, as run",
    "methods.md": "What was run, as a paragraph for a paper",
    "references.bib": "The literature that the methods cite",
    "tables/normalized_counts.csv": "Counts divided by the size factors",
    "tables/results.xlsx": "The tables as a workbook",
}


def metadata(result: Result, crate: Path, digests: Mapping[str, str], now: datetime) -> str:
    """The text of ro-crate-metadata.json.

    Args:
        result: what is described.
        crate: where its files lie.
        digests: path -> SHA-256 of each of them.
        now: when it was archived.
    """
    organization = _organization(result)
    people = _people(result, organization)
    files = [_file(path, crate, digest) for path, digest in sorted(digests.items())]
    inputs, settings, software = _inputs(result), _settings(result), _software(result)
    licence = _licence(result)
    root = _root(result, now, files, people, organization, licence)
    action = _action(result, files, inputs + settings, software[0], people)
    graph = [_descriptor(), root, action, *software, *people, organization, licence, *inputs, *settings]
    graph += [
        *files,
        *_formats(files),
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
    ]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def _descriptor() -> Entity:
    return {"@id": CRATE, "@type": "CreativeWork", "conformsTo": {"@id": SPECIFICATION}, "about": {"@id": "./"}}


def _root(
    result: Result, now: datetime, files: list[Entity], people: list[Entity], organization: Entity, licence: Entity
) -> Entity:
    project = result.summary["project"]
    title = project.get("title") or result.project
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "identifier": result.project,
        "description": project.get("description") or f"Differential expression: {title}",
        "datePublished": now.isoformat(),
        "dateCreated": result.summary["created"],
        "license": _ref(licence),
        "conformsTo": {"@id": PROFILE},
        "author": _refs(people),
        "publisher": _ref(organization),
        **({"keywords": project["organism"]} if project.get("organism") else {}),
        "hasPart": _refs(files),
        "mentions": {"@id": "#run"},
    }


def _action(
    result: Result, files: list[Entity], objects: list[Entity], software: Entity, people: list[Entity]
) -> Entity:
    made = {str(f["path"]) for f in result.summary.get("files", ())} | {"seqfolio_summary.json"}
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"seqfolio run of {result.project}",
        "description": "; ".join(str(c["title"]) for c in result.summary["contrasts"]) or "samples and quality only",
        "instrument": _ref(software),
        "agent": _ref(people[0]),
        "object": _refs(objects),
        "result": _refs([file for file in files if file["name"] in made]),
        "endTime": result.summary["created"],
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }


def _software(result: Result) -> list[Entity]:
    """Seqfolio, then what it ran with."""
    versions = dict(result.summary["versions"])
    own = versions.pop("seqfolio", "unknown")
    libraries = [_program(name, str(version)) for name, version in sorted(versions.items())]
    program = _program("seqfolio", str(own)) | {
        "name": "Seqfolio",
        "softwareRequirements": _refs(libraries),
    }
    return [program, *libraries]


def _program(name: str, version: str) -> Entity:
    """A program by the address that its releases have or would have."""
    page = f"https://pypi.org/project/{quote(name, safe='')}/{quote(version, safe='')}/"
    if name == "python":
        page = f"https://www.python.org/downloads/release/python-{version.replace('.', '')}/"
    return {"@id": page, "@type": "SoftwareApplication", "name": name, "softwareVersion": version, "url": page}


def _people(result: Result, organization: Entity) -> list[Entity]:
    """Who took part; whoever made the report when nobody is named."""
    project = result.summary["project"]
    named = [_person(p, f"#person-{i}") for i, p in enumerate(project.get("people") or (), start=1)]
    somebody = {"@id": "#person-1", "@type": "Person", "name": _line(project.get("contact") or "not named")}
    return [
        person | {"affiliation": _ref(organization)} for person in {p["@id"]: p for p in named or [somebody]}.values()
    ]


def _person(person: Mapping[str, Any], otherwise: str) -> Entity:
    orcid = re.search(r"(\d{4}-){3}\d{3}[\dX]", str(person.get("orcid") or ""))
    role = {"description": person["role"]} if person.get("role") else {}
    identity = f"https://orcid.org/{orcid[0]}" if orcid else otherwise
    return {"@id": identity, "@type": "Person", "name": _line(person["name"]), **role}


def _organization(result: Result) -> Entity:
    """The facility, with an address when its name or the contact holds one, else with a name of its own that is none."""
    project = result.summary["project"]
    name, said = (
        _line(project.get("facility") or "facility not named"),
        f"{project.get('facility')} {project.get('contact')}",
    )
    page, mail = re.search(r"https?://[^\s<>\"]+", said), re.search(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", said)
    url = page[0] if page else f"mailto:{mail[0]}" if mail else f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
    return {"@id": "#facility", "@type": "Organization", "name": name, "url": url}


def _licence(result: Result) -> Entity:
    """An SPDX id as its page, other words as they are; nothing said is said too."""
    given = result.summary["project"].get("license")
    kind = {"@type": "CreativeWork", "name": _line(given or "No licence was named")}
    if given and re.fullmatch(r"[A-Za-z0-9.+-]{2,40}", given):
        return {"@id": f"https://spdx.org/licenses/{given}", **kind, "description": f"SPDX: {given}"}
    said = "As the project file says." if given else "Ask before you use these results."
    return {"@id": "#licence", **kind, "description": said}


def _inputs(result: Result) -> list[Entity]:
    """What was read. The files are not here: their digests tell whether a file is the one."""
    return [
        {
            "@id": f"#input-{number}",
            "@type": "CreativeWork",
            "name": _line(source["path"]),
            "description": f"Input: {source['role']}",
            "sha256": source["sha256"],
            "identifier": f"sha256:{source['sha256']}",
        }
        for number, source in enumerate(result.summary["inputs"], start=1)
    ]


def _settings(result: Result) -> list[Entity]:
    """The settings that decide about numbers, each as one value."""
    chosen = {part: result.parameters.get(part) for part in ("design", "analysis", "enrichment")}
    return [
        {"@id": f"#setting-{_slug(key)}", "@type": "PropertyValue", "name": key, "value": value}
        for key, value in _flat(chosen)
    ]


def _flat(values: Mapping[str, Any], start: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{start}{key}.")
        elif value not in (None, [], ()):
            yield f"{start}{key}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _file(path: str, crate: Path, digest: str) -> Entity:
    kind = media_type(path)
    pronom = [{"@id": PRONOM[kind][0]}] if kind in PRONOM else []
    return {
        "@id": quote(path),
        "@type": "File",
        "name": path,
        **({"description": ABOUT[path]} if path in ABOUT else {}),
        "contentSize": str((crate / path).stat().st_size),
        "encodingFormat": [kind, *pronom] if pronom else kind,
        "sha256": digest,
    }


def _formats(files: list[Entity]) -> list[Entity]:
    """The PRONOM entries that the files name."""
    used = {f["encodingFormat"][0] for f in files if isinstance(f["encodingFormat"], list)}
    return [{"@id": PRONOM[kind][0], "@type": "WebSite", "name": PRONOM[kind][1]} for kind in sorted(used)]


def _ref(entity: Entity) -> Entity:
    return {"@id": entity["@id"]}


def _refs(entities: list[Entity]) -> Entity | list[Entity]:
    """As RO-Crate 1.1 wants it: a single one is no list."""
    return _ref(entities[0]) if len(entities) == 1 else [_ref(entity) for entity in entities]


def _line(text: object) -> str:
    return " ".join(str(text).split()) or "-"


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text)
