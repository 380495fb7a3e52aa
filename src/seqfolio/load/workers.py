"""The same reading of many files, in threads: Arrow and the unpacking work outside of Python's lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from seqfolio.parallel import processors
from seqfolio.progress import Progress

R = TypeVar("R")
MOST_THREADS = 8


def each(read: Callable[[Path], R], paths: Sequence[Path], told: Progress) -> Iterator[R]:
    """``read(path)`` of every file in order; ``told`` hears how many are done. At most a few results wait.

    Raises:
        InputError: what ``read`` raises.
    """
    if len(paths) == 1:
        yield read(paths[0])
        return
    threads = min(processors(), MOST_THREADS)
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(read, path) for path in paths[: 2 * threads]]
        try:
            for done, path in enumerate(paths, 1):
                result = waiting.pop(0).result()
                if done + 2 * threads <= len(paths):
                    waiting.append(pool.submit(read, paths[done + 2 * threads - 1]))
                told.step(f"{done} of {len(paths)} files: {path.parent.name}/{path.name}")
                yield result
        finally:
            for future in waiting:
                future.cancel()
