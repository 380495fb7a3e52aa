"""How an option is said when the method has no words of its own for it; keys as in ``Method.words``."""

from __future__ import annotations

from seqfolio.differential.method import Method

GENERAL = {
    "test": "",  # a method without words says its test in its sentence
    "threshold": "tests against a threshold",
    "reduced": "tests of several terms at once",
    "set_aside": "",
    "robust": "The variances shared between genes were estimated robustly",
    "sample_weights": "Samples were weighted by their quality",
    "block": "Samples of one block were modelled with a common correlation",
    "apeglm": "Log2 fold changes were also shrunken towards 0 with a heavy-tailed prior [@zhu2019]",
    "normal": "Log2 fold changes were also shrunken towards 0 with a normal prior",
}


def words_of(method: Method) -> dict[str, str]:
    """What the method says about every option."""
    return {**GENERAL, **method.words}
