"""An interrupt that comes where Python can raise nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOST = """
import os, signal, sys, weakref
from pathlib import Path
from seqfolio import stopping, store

class Thing: ...

stopping.listen()
with store.complete_folder(Path(sys.argv[1])) as folder:
    (folder / "file").write_text("new")
    thing = Thing()
    held = weakref.ref(thing, lambda _: (os.kill(os.getpid(), signal.SIGINT), sum(range(1000))))
    del thing  # the callback is interrupted, and Python goes on
    print("went on", flush=True)
"""


def test_a_lost_interrupt_still_stops_before_anything_is_in_place(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", LOST, str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert "went on" in made.stdout
    assert made.returncode != 0
    assert "Exception ignored" not in made.stderr
    assert list(tmp_path.iterdir()) == []
