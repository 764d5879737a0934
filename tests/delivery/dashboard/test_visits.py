import json

import pytest

from workbench.delivery.dashboard import frame
from workbench.delivery.dashboard.visits import SERVED, first_case, open_visit, record_fault


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Return a function that lets a visitor ask for an address; two cases are served."""

    def ask(query):
        offer = {"cases": ["one", "two"], "runs": str(tmp_path), "log": str(tmp_path / "log")}
        monkeypatch.setenv(SERVED, json.dumps(offer))
        monkeypatch.setenv("QUERY_STRING", query)
        monkeypatch.setenv("VOILA_BASE_URL", "/under/")
        return open_visit("one", "zh")

    return ask


def test_the_address_chooses_case_and_language(asked, tmp_path):
    found = asked("case=two&lang=en&group=7")
    assert (found.case, found.lang, found.base, found.runs) == ("two", "en", "/under/", tmp_path)
    assert found.asked == {"group": "7"}


@pytest.mark.parametrize("case", ["../../etc", "zinc_smelting", "", "%00"])
def test_what_is_not_served_is_not_shown(asked, case):
    assert asked(f"case={case}").case == "one"


def test_an_unknown_language_is_the_usual_one(asked):
    assert asked("lang=<script>").lang == "zh"


def test_a_parameter_that_is_not_served_gives_way_to_the_first_case(asked):
    asked("")
    assert first_case("zinc_smelting") == "one"


def test_outside_a_dashboard_the_parameters_are_what_is_asked_for(monkeypatch):
    monkeypatch.delenv(SERVED, raising=False)
    found = open_visit("beer", "en")
    assert (found.case, found.lang, found.base) == ("beer", "en", None)
    assert "zinc_smelting" in found.cases


def test_a_fault_gets_a_number_under_which_the_log_has_it(tmp_path):
    try:
        raise KeyError("secret column")
    except KeyError as fault:
        number = record_fault(fault, tmp_path / "log")
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert f"[{number}]" in log and "KeyError: 'secret column'" in log and "Traceback" in log


def test_in_a_dashboard_a_part_that_fails_says_its_number_and_no_more(asked, tmp_path):
    asked("")
    shown = frame.safely(lambda: 1 / 0, "zh").value
    log = (tmp_path / "log").read_text(encoding="utf-8")
    number = log.partition("[")[2].partition("]")[0]
    assert number in shown and "编号" in shown and "ZeroDivision" not in shown and "ZeroDivisionError" in log


def test_elsewhere_a_part_that_fails_raises(monkeypatch):
    monkeypatch.delenv(SERVED, raising=False)
    with pytest.raises(ZeroDivisionError):
        frame.safely(lambda: 1 / 0, "zh")
