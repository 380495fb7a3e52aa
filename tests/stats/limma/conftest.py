import sys
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[2] / "reference"
if str(REFERENCE) not in sys.path:
    sys.path.insert(0, str(REFERENCE))

from limma_cases import FORMULAS, Case  # noqa: E402


@pytest.fixture(scope="session", params=FORMULAS)
def case(request):
    return Case(request.param)
