"""Work shared among processes gives what a loop gives, whatever happens to a process."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from seqfolio import parallel
from seqfolio.parallel import spread

PARENT = os.getpid()
ITEMS = list(range(40))


@pytest.fixture(autouse=True)
def four_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 4)


def slow_square(item: int) -> tuple[int, int]:
    time.sleep(0.005)
    return item * item, os.getpid()


def test_results_keep_their_order_and_come_from_several_processes() -> None:
    told: list[int] = []
    found = spread(slow_square, ITEMS, told.append)
    assert sorted(told) == ITEMS
    assert [square for square, _ in found] == [i * i for i in ITEMS]
    assert len({process for _, process in found}) == 4


def test_every_item_is_done_once(tmp_path: Path) -> None:
    def note(item: int) -> None:
        with (tmp_path / "done").open("a") as file:
            file.write(f"{item}\n")

    spread(note, ITEMS)
    assert sorted(map(int, (tmp_path / "done").read_text().split())) == ITEMS


def test_what_fails_beside_is_told_here() -> None:
    def bad(item: int) -> int:
        time.sleep(0.005)
        if item == 7:
            raise ValueError("item 7 is bad")
        return item

    with pytest.raises(ValueError, match="item 7 is bad"):
        spread(bad, ITEMS)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_items_of_a_process_that_died_are_done_here(end: signal.Signals) -> None:
    def deadly(item: int) -> int:
        time.sleep(0.005)
        if os.getpid() != PARENT:
            os.kill(os.getpid(), end)
        return item

    assert spread(deadly, ITEMS) == ITEMS


def test_no_process_is_left_when_this_one_is_interrupted() -> None:
    def stops(item: int) -> int:
        if os.getpid() == PARENT:
            raise KeyboardInterrupt
        time.sleep(30)
        return item

    with pytest.raises(KeyboardInterrupt):
        spread(stops, ITEMS)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_with_one_processor_it_is_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    told: list[int] = []
    found = spread(slow_square, ITEMS, told.append)
    assert {process for _, process in found} == {os.getpid()}
    assert told == ITEMS


def test_what_a_team_has_not_begun_can_be_taken_back() -> None:
    def slow(item: int) -> int:
        time.sleep(0.05)
        if item == 1:
            raise ValueError("bad")
        return item * item

    with parallel.team(slow, ITEMS, 2) as others:
        time.sleep(0.3)
        back = set(others.taken())
        found = others.results()
        assert others.failed() == {1}
    assert back
    assert {*found} == {*ITEMS} - back - {1}, "each item is with somebody"
    assert found == {item: item * item for item in found}


def test_a_team_without_a_second_processor_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    with parallel.team(slow_square, ITEMS, 3) as others:
        assert not others.results()
        assert not others.failed()
