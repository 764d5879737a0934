import pandas as pd
import pytest

from workbench.analysis.economics import appraise_options
from workbench.analysis.evaluation import evaluate
from workbench.analysis.losses import value_losses
from workbench.analysis.review import review
from workbench.case import load_case
from workbench.delivery import results
from workbench.delivery.results import case_results, result_names, write_results
from workbench.errors import ReconciliationError


@pytest.fixture(scope="module")
def case():
    return load_case("zinc_smelting")


@pytest.fixture(scope="module")
def found(case):
    return case_results(case)


def pick(found, **wanted):
    for name, value in wanted.items():
        found = found[found[name] == value]
    return found


def test_results_are_those_the_report_shows(case, found):
    assert pick(found, result="level", period="before")["level"].item() == (evaluate(case).level or "")
    option = appraise_options(case).iloc[0]
    assert pick(found, item=option["option"], result="NPV")["value"].item() == option["NPV"]
    losses = value_losses(case)
    assert pick(found, kind="headline", result="losses")["value"].item() == pytest.approx(losses["value"].sum())
    assert pick(found, kind="review")["value"].sum() == len(review(case))


def test_every_result_has_its_name_in_the_list_and_every_row_its_case(found):
    listed = set(zip(result_names()["kind"], result_names()["result"], strict=True))
    assert set(zip(found["kind"], found["result"], strict=True)) <= listed
    assert set(found["case_id"]) == {"zinc_smelting"} and set(found["industry"]) == {"zinc_smelting"}
    assert not found.duplicated(["kind", "item", "result", "period"]).any()


def test_no_name_gets_into_the_results(case, found):
    words = {str(text) for column in ("item", "text", "source") for text in found[column]}
    names = {case.settings["title"], *case["options"]["name"], *case["flows"]["name"], *case["processes"]["name"]}
    assert not words & {name for name in names if name}


def test_what_the_data_do_not_allow_is_a_row_and_stops_nothing_else(tmp_path, case_folder, monkeypatch):
    def refuse(case):
        raise ReconciliationError("no")

    monkeypatch.setattr(results, "value_losses", refuse)
    found = case_results(load_case(case_folder(tmp_path / "case")))
    problem = pick(found, kind="problem")
    assert (problem["item"].item(), problem["text"].item()) == ("losses", "ReconciliationError")
    assert pick(found, result="options")["value"].item() == 0


def test_the_file_says_what_the_frame_says_and_unknown_stays_unknown(case, found, tmp_path, monkeypatch):
    monkeypatch.setattr(results, "case_results", lambda case: found)
    write_results(case, tmp_path / "a" / "results.parquet")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["results.parquet"]
    read = pd.read_parquet(tmp_path / "a" / "results.parquet")
    assert len(read) == len(found) and read["value"].isna().sum() == found["value"].isna().sum() > 0
    assert str(read["audit_date"].iloc[0]) == "2013-03-15"
