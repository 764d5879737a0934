import json

import pytest

from workbench import places
from workbench.errors import UsageError


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with ``case_data/mine``, which is the working folder and no checkout."""
    (tmp_path / "case_data" / "mine").mkdir(parents=True)
    (tmp_path / "case_data" / "mine" / "case.toml").write_text('id = "mine"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_in_a_checkout_notebooks_cases_and_templates_lie_at_its_top():
    folders = [places.notebooks(), places.case_data(), places.templates()]
    assert [folder.name for folder in folders] == ["notebooks", "case_data", "templates"]
    assert all((folder.parent / "pyproject.toml").is_file() for folder in folders)


def test_installed_from_a_wheel_they_lie_in_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "__file__", str(tmp_path / "site" / "workbench" / "places.py"))
    assert places.templates() == tmp_path / "site" / "workbench" / "_shipped" / "templates"


def test_a_case_is_found_by_path_and_by_id_here_before_the_shipped_ones(home):
    assert places.find_case("mine").resolve() == home / "case_data" / "mine"
    assert places.find_case(home / "case_data" / "mine") == home / "case_data" / "mine"
    assert places.find_case("zinc_smelting") == places.case_data() / "zinc_smelting"


def test_a_workbook_is_a_case(home):
    (home / "intake.xlsx").write_bytes(b"")
    assert places.find_case("intake.xlsx").name == "intake.xlsx"


def test_a_case_announced_to_the_kernel_wins(home, monkeypatch):
    monkeypatch.setenv(places.CASE_FOLDERS, json.dumps({"mine": str(home / "elsewhere")}))
    assert places.find_case("mine") == home / "elsewhere"


def test_an_unknown_case_is_refused_and_the_known_are_listed(home):
    with pytest.raises(UsageError, match="no case 'yours'.*mine"):
        places.find_case("yours")
    assert {"mine", "zinc_smelting"} <= set(places.known_cases())
