"""Each expected result of a shipped case follows from its own cells by the arithmetic that stands beside it.

The formula language, evaluated here with `decimal` and without the analysis code:

* ``table[key].column`` or ``table[key1,key2].column``: the cell as it stands in the CSV file, keys in the order of
  ``fields.csv``, key columns that the file lacks left out
* ``sum(table.column where column=value and column=value)``: the sum of all matching cells; an empty one is an error
* numbers, ``+ - * / **`` and brackets
"""

import csv
import re
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
CASES = sorted((HOME / "case_data").glob("*/expected.csv"))
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"|sum\(\s*(?P<table>\w+)\.(?P<column>\w+)\s+where\s+(?P<where>[^()]*)\)"
    r"|(?P<of>\w+)\[(?P<key>[^\]]+)\]\.(?P<cell>\w+)"
    r"|(?P<operator>\*\*|[-+*/()]))"
)


@cache
def read_table(path):
    """Return the rows of a CSV file as dicts of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def key_columns(table):
    """Return the key columns of a table by the schema."""
    rows = read_table(HOME / "workbench" / "case" / "fields.csv")
    return [row["column"] for row in rows if row["table"] == table and row["role"] == "key"]


class Formula:
    """Arithmetic over the cells of one case folder."""

    def __init__(self, folder, text):
        self.folder = folder
        self.tokens = list(self._split(text))
        self.place = 0

    def evaluate(self):
        """Return the Decimal value; the whole text must be used up."""
        with localcontext() as context:
            context.prec = 40
            value = self._sum()
        if self.place != len(self.tokens):
            raise ValueError(f"left over: {self.tokens[self.place :]}")
        return value

    @staticmethod
    def _split(text):
        place = 0
        while place < len(text.rstrip()):
            match = TOKEN.match(text, place)
            if match is None:
                raise ValueError(f"cannot read {text[place:]!r}")
            yield match
            place = match.end()

    def _operator(self, *wanted):
        if self.place < len(self.tokens) and self.tokens[self.place]["operator"] in wanted:
            self.place += 1
            return self.tokens[self.place - 1]["operator"]
        return None

    def _sum(self):
        value = self._product()
        while operator := self._operator("+", "-"):
            right = self._product()
            value = value + right if operator == "+" else value - right
        return value

    def _product(self):
        value = self._power()
        while operator := self._operator("*", "/"):
            right = self._power()
            value = value * right if operator == "*" else value / right
        return value

    def _power(self):
        value = self._atom()
        return value ** self._power() if self._operator("**") else value

    def _atom(self):
        if self._operator("-"):
            return -self._atom()
        if self._operator("("):
            value = self._sum()
            if not self._operator(")"):
                raise ValueError("a bracket is not closed")
            return value
        if self.place == len(self.tokens):
            raise ValueError("the formula ends too early")
        token = self.tokens[self.place]
        self.place += 1
        if token["number"]:
            return Decimal(token["number"])
        if token["of"]:
            return self._cell(token["of"], token["key"], token["cell"])
        if token["table"]:
            return self._total(token["table"], token["column"], token["where"])
        raise ValueError(f"unexpected {token[0]!r}")

    def _cell(self, table, key, column):
        rows = read_table(self.folder / f"{table}.csv")
        columns = [name for name in key_columns(table) if name in rows[0]]
        wanted = [part.strip() for part in key.split(",")]
        found = [row[column] for row in rows if [row[name] for name in columns] == wanted]
        if len(found) != 1:
            raise ValueError(f"{table}[{key}] stands {len(found)} times")
        return self._number(found[0], f"{table}[{key}].{column}")

    def _total(self, table, column, where):
        rows = read_table(self.folder / f"{table}.csv")
        conditions = [part.split("=", 1) for part in re.split(r"\s+and\s+", where.strip())]
        found = [row for row in rows if all(row[name.strip()] == value.strip() for name, value in conditions)]
        if not found:
            raise ValueError(f"no row of {table} has {where}")
        return sum((self._number(row[column], f"{table}.{column}") for row in found), Decimal(0))

    @staticmethod
    def _number(text, where):
        if not text:
            raise ValueError(f"{where} is unknown")
        return Decimal(text)


def expected_results():
    """Return (case, row) of every expected result of every shipped case."""
    return [
        pytest.param(path.parent, row, id=f"{path.parent.name}-{row['result']}")
        for path in CASES
        for row in read_table(path)
    ]


@pytest.mark.parametrize(("folder", "row"), expected_results())
def test_an_expected_result_follows_from_the_cells_of_its_case(folder, row):
    worked = Formula(folder, row["formula"]).evaluate()
    assert abs(worked - Decimal(row["value"])) <= Decimal(row["tolerance"] or "0")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_case_expects_at_least_25_results_each_named_once(path):
    names = [row["result"] for row in read_table(path)]
    assert len(names) == len(set(names)) >= 25


class TestFormula:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "flows.csv").write_text("flow,balance,amount\nA,x,1.5\nB,x,2\nC,y,\n", encoding="utf-8", newline="")
        return tmp_path

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1 + 2 * 3", 7),
            ("(1 + 2) * 3", 9),
            ("2 ** 3 ** 2", 512),
            ("10 - 4 - 3", 3),
            ("-2 * 3", -6),
            ("flows[A].amount * 4", 6),
            ("sum(flows.amount where balance=x) / 7", Decimal("0.5")),
        ],
    )
    def test_arithmetic_follows_the_usual_precedence(self, folder, text, value):
        assert Formula(folder, text).evaluate() == value

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("flows[C].amount", "unknown"),
            ("sum(flows.amount where balance=y)", "unknown"),
            ("flows[D].amount", "0 times"),
            ("sum(flows.amount where balance=z)", "no row"),
            ("1 +", "too early"),
            ("(1", "not closed"),
            ("1 1", "left over"),
            ("one", "cannot read"),
            ("*", "unexpected"),
        ],
    )
    def test_a_formula_that_cannot_be_worked_says_why(self, folder, text, message):
        with pytest.raises(ValueError, match=message):
            Formula(folder, text).evaluate()
