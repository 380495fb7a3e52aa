"""A table read by columns is the table read row by row."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from seqfolio.errors import InputError
from seqfolio.load.text import TextTable

CELLS = st.text(st.sampled_from('ab ,;\t"\n\rx1.\u00e9\u2028\x0b'), max_size=4)


def by_rows(table: TextTable) -> dict[str, list[str]]:
    records = [record for _, record in table.records()]
    return {name: [record[name] for record in records] for name in table.header}


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_columns_are_rows_turned(rows: list[list[str]], end: str) -> None:
    text = end.join(["id,name,more", *(",".join(row) for row in rows)])
    assert outcome(lambda t: t.columns(), text) == outcome(by_rows, text)


def outcome(read: Callable[[TextTable], dict[str, list[str]]], text: str) -> dict[str, list[str]] | str:
    """What a way of reading gives, or says."""
    try:
        return read(TextTable("t.csv", text, "input.genes"))
    except InputError as error:
        return str(error)


def test_a_quoted_cell_and_blank_lines() -> None:
    text = 'id,name\n\na,"x,\n y "\n,\n b , c \n'
    assert TextTable("t.csv", text, "input.genes").columns() == {"id": ["a", "b"], "name": ["x,\n y", "c"]}


def test_a_table_of_r_without_a_name_for_its_first_column() -> None:
    text = "name\tmore\ng1\ta\tb\ng2\tc\td\n"
    assert TextTable("t.tsv", text, "input.genes").columns() == {
        "": ["g1", "g2"],
        "name": ["a", "c"],
        "more": ["b", "d"],
    }
