"""What MultiQC calls while it starts: how our results are found, and that nobody else claims their files.

This file is imported at every start of MultiQC, while MultiQC itself is still being imported: nothing but small parts
of the standard library at the top, and no exception may leave a hook.
"""

import json
import os

MODULE = "seqfolio"
SEARCH_KEY = "seqfolio/summary"
SUMMARY = "seqfolio_summary.json"
PATTERN = {"fn": SUMMARY, "contents": '"seqfolio_summary":', "num_lines": 5}
OUTSIDE_THE_LIST = ("seqfolio.log",)


def before_config() -> None:
    """Register the search pattern, and a place behind the primary quality control; the user's YAML may change both."""
    from multiqc import config

    config.sp = {SEARCH_KEY: dict(PATTERN), **{key: value for key, value in config.sp.items() if key != SEARCH_KEY}}
    if not any(entry == MODULE or (isinstance(entry, dict) and MODULE in entry) for entry in config.module_order):
        config.module_order = [*config.module_order, MODULE]


def before_modules() -> None:
    """Take our files away from other modules: many recognise a tool by words in any text, and a report quotes tools."""
    from multiqc import config, report

    own = _own_files(report.files.get(SEARCH_KEY, []))
    if not own:
        return
    for key, found in report.files.items():
        module = str(key).split("/")[0]
        if module != MODULE and (module in config.avail_modules or module == "software_versions"):
            report.files[key] = [f for f in found if os.path.abspath(os.path.join(f["root"], f["fn"])) not in own]  # noqa: PTH100, PTH118


def _own_files(summaries: list[dict[str, str]]) -> set[str]:
    """The files that the summaries list, as absolute paths."""
    own = set()
    for found in summaries:
        for path in _listed(os.path.join(found["root"], found["fn"])):  # noqa: PTH118
            own.add(os.path.abspath(os.path.join(found["root"], path)))  # noqa: PTH100, PTH118
    return own


def _listed(path: str) -> list[str]:
    """The files of one summary; none when it cannot be read, which the module reports."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            files = json.load(file)["files"]
        return [SUMMARY, *OUTSIDE_THE_LIST, *(str(entry["path"]) for entry in files)]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return [SUMMARY]
