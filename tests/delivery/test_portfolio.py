import json
import threading

import pandas as pd
import pytest

from workbench import cli
from workbench.case import load_case
from workbench.delivery import portfolio as portfolio_module
from workbench.delivery import results
from workbench.delivery.portfolio import COLUMNS, export_portfolio, read_portfolio
from workbench.errors import UsageError


def row(case, kind, result, value=None, **more):
    texts = dict.fromkeys(COLUMNS, "") | {"industry": "zinc", "region": "湖南", "audit_date": None, "sd": None}
    return texts | {"case_id": case, "kind": kind, "result": result, "value": value} | more


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a function that writes the rows of a run as its results."""

    def write(name, rows):
        frame = pd.DataFrame(rows).astype({"value": float, "sd": float})
        monkeypatch.setattr(results, "case_results", lambda case: frame)
        results.write_results(None, tmp_path / "runs" / name / "results.parquet")
        return tmp_path / "runs"

    return write


@pytest.fixture
def runs(store):
    """Two smelters of one province and a brewery of another; the benefit of one smelter is unknown."""
    headline = {"kind": "headline"}
    store("A", [row("A", **headline, result="benefit", value=10), row("A", **headline, result="coal", value=5)])
    store("B", [row("B", **headline, result="benefit"), row("B", "level", "level", level="II", period="after")])
    beer = {"industry": "beer", "region": "山东"}
    return store("C", [row("C", **headline, result="benefit", value=3, **beer)])


def test_sums_count_what_is_known_and_say_how_much_that_is(runs):
    found = read_portfolio(runs).roll_up().set_index(["industry", "region"])
    assert list(found.index) == [("beer", "山东"), ("zinc", "湖南")]
    smelters = found.loc[("zinc", "湖南")]
    assert (smelters["cases"], smelters["benefit"], smelters["benefit_known"], smelters["coal"]) == (2, 10, 1, 5)
    assert pd.isna(found.loc[("beer", "山东"), "coal"])


def test_one_row_a_case_with_its_level(runs):
    found = read_portfolio(runs).cases().set_index("case_id")
    assert found.loc["B", "level"] == "II" and pd.isna(found.loc["A", "level"])
    assert found.loc["A", "benefit"] == 10 and pd.isna(found.loc["B", "benefit"])


def test_questions_take_values_apart_from_their_text(runs):
    portfolio = read_portfolio(runs)
    found = portfolio.query("SELECT case_id FROM results WHERE result = ? AND value > ?", ["benefit", 5])
    assert list(found["case_id"]) == ["A"]
    names = portfolio.query("SELECT zh FROM names WHERE kind = 'headline' AND result = 'coal'")
    assert list(names["zh"]) == ["节能折标煤"]


def test_an_unsound_question_is_said_to_be(runs):
    with pytest.raises(UsageError, match="not sound"):
        read_portfolio(runs).query("SELECT nothing FROM nowhere")


def test_a_question_reaches_no_file(runs, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    portfolio = read_portfolio(runs)
    for sql in (f"SELECT * FROM '{tmp_path}/secret.csv'", f"COPY results TO '{tmp_path}/out.csv'"):
        with pytest.raises(UsageError):
            portfolio.query(sql)
    with pytest.raises(UsageError):
        portfolio.query("SET enable_external_access = true")


def test_a_spoiled_file_is_named_and_the_others_are_read(runs):
    (runs / "B" / "results.parquet").write_bytes(b"PAR1 half")
    pd.DataFrame({"a": [1]}).to_parquet(runs / "C" / "results.parquet")
    portfolio = read_portfolio(runs)
    assert [path.parent.name for path in portfolio.files] == ["A"]
    assert [path.parent.name for path, reason in portfolio.unreadable if reason] == ["B", "C"]
    assert len(portfolio.query("SELECT * FROM results")) == 2


def test_a_folder_without_runs_is_empty_and_no_folder_is_refused(tmp_path):
    assert read_portfolio(tmp_path).roll_up().empty
    with pytest.raises(UsageError, match="no folder"):
        read_portfolio(tmp_path / "none")


def test_exported_tables_open_in_excel(runs, tmp_path):
    written = export_portfolio(read_portfolio(runs), tmp_path / "out")
    assert [path.name for path in written] == ["results.csv", "cases.csv", "regions.csv"]
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in written)
    assert "湖南" in written[2].read_text(encoding="utf-8-sig")


def test_the_commands_answer_as_table_and_as_json(runs, tmp_path, capsys):
    (runs / "C" / "results.parquet").write_bytes(b"")
    ask = ["portfolio", "query", "SELECT region, value FROM results WHERE case_id = 'A' ORDER BY value", "--out"]
    assert cli.main([*ask, str(runs)]) == 0
    told = capsys.readouterr()
    assert "湖南" in told.out and "results of C cannot be read" in told.err
    assert cli.main([*ask, str(runs), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["rows"] == [{"region": "湖南", "value": 5.0}, {"region": "湖南", "value": 10.0}]
    assert [each["run"] for each in answer["unreadable"]] == ["C"]
    export = ["portfolio", "export", str(tmp_path / "out"), "--out", str(runs)]
    assert cli.main(export) == 0 and "regions.csv" in capsys.readouterr().out
    assert cli.main([*export, "--json"]) == 0 and len(json.loads(capsys.readouterr().out)["written"]) == 3


def test_eight_readers_meet_no_lock_while_runs_write(store):
    rows = [row("A", "headline", "benefit", float(number)) for number in range(500)]
    runs = store("A", rows)
    stop, failures, answers = threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                portfolio = read_portfolio(runs)
                failures.extend(portfolio.unreadable)
                answers.append(len(portfolio.query("SELECT * FROM results")))
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for _ in range(20):
        store("A", rows)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == [] and len(answers) >= 8 and set(answers) == {500}


def test_the_database_has_the_columns_of_the_file(tmp_path, case_folder):
    import pyarrow.parquet as pq

    results.write_results(load_case(case_folder(tmp_path / "case")), tmp_path / "results.parquet")
    assert tuple(pq.read_schema(tmp_path / "results.parquet").names) == portfolio_module.COLUMNS
