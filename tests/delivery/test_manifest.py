from types import SimpleNamespace

import pytest

from workbench.delivery import manifest
from workbench.delivery.manifest import new_record, notebook_key, read_manifest, versions, write_manifest
from workbench.delivery.notebooks import Notebook


@pytest.fixture
def record(workshop):
    return new_record(SimpleNamespace(id="C017", folder=workshop.client, settings={"provenance": "synthetic"}), {})


@pytest.fixture
def planning(workshop):
    return Notebook("01_planning", workshop.phases / "01_planning.ipynb", 1)


def test_a_record_names_its_inputs_by_hash_and_by_no_folder(record, workshop):
    assert list(record["inputs"]) == ["case.toml", "flows.csv", "processes.csv"]
    assert "甲" not in str(record)
    assert record["provenance"] == "synthetic"


def test_versions_are_those_of_what_the_workbench_requires_and_no_more():
    assert {"python", "workbench", "papermill", "pandas"} <= set(versions())
    assert "pytest" not in versions()


def test_what_is_written_is_read_again(tmp_path, record):
    write_manifest(tmp_path, record)
    assert read_manifest(tmp_path) == record


@pytest.mark.parametrize("text", ["{half", "[]", '{"format": 99}', None])
def test_a_record_that_cannot_be_read_is_none(tmp_path, text):
    if text is not None:
        (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert read_manifest(tmp_path) == {}


def test_a_key_changes_with_case_notebook_code_version_and_parameters(record, planning, workshop):
    first = notebook_key(record, planning, {})
    assert notebook_key(record, planning, {}) == first
    changed = {
        notebook_key(record | {"inputs": {}}, planning, {}),
        notebook_key(record | {"code": "x"}, planning, {}),
        notebook_key(record | {"versions": {}}, planning, {}),
        notebook_key(record, planning, {"share": 0.1}),
    }
    planning.path.write_text("{}", encoding="utf-8")
    assert len(changed | {notebook_key(record, planning, {}), first}) == 6


def test_the_codes_hash_leaves_out_what_makes_no_difference(monkeypatch):
    files = {"case/model.py": "a", "display/fonts/x.otf": "b", "_shipped/notebooks/n.ipynb": "c"}
    manifest.code_hash.cache_clear()
    monkeypatch.setattr(manifest, "file_hashes", lambda folder: dict(files))
    first = manifest.code_hash()
    files["display/fonts/x.otf"] = files["_shipped/notebooks/n.ipynb"] = "changed"
    manifest.code_hash.cache_clear()
    assert manifest.code_hash() == first
    manifest.code_hash.cache_clear()
