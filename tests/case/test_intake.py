"""From the workbook into the case folder: everything or nothing, never over what is there."""

import openpyxl
import pandas as pd
import pytest

from workbench.case import CaseError, case_tables, load_case
from workbench.case.intake import COPIES, intake, settings_text
from workbench.case.reading import read_settings
from workbench.case.sheets import sheet_name
from workbench.case.workbook import write_workbook
from workbench.case.writing import new_case
from workbench.errors import UsageError, WorkbenchError

from .test_workbook_reading import FLOWS, SOUND, TEAM, at, columns_of, put, sound_workbook


@pytest.fixture
def works(tmp_path):
    """Return (workbook path, function that changes and saves it, case folder made from it)."""
    path, folder = tmp_path / "works.xlsx", tmp_path / "works"
    sound_workbook(path).save(path)
    intake(path, folder)

    def change(*changes):
        book = openpyxl.load_workbook(path)
        for one in changes:
            one(book)
        book.save(path)

    return path, change, folder


def texts(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.*") if path.is_file()}


def test_a_workbook_becomes_a_case_folder(works):
    path, _, folder = works
    taken, read = load_case(folder), load_case(path)
    assert taken.id == "works" and taken.setting("operating_days") == 300
    for table in case_tables():
        pd.testing.assert_frame_equal(taken[table].reset_index(drop=True), read[table].reset_index(drop=True))
    assert [child.name for child in folder.parent.iterdir() if child.name.startswith(".")] == []


def test_an_existing_folder_is_refused(works):
    path, _, folder = works
    before = texts(folder)
    with pytest.raises(UsageError, match="not overwritten; merge with --update"):
        intake(path, folder)
    assert texts(folder) == before


def test_a_workbook_with_problems_writes_nothing(works, tmp_path):
    path, change, folder = works
    change(at(FLOWS, "amount", 3, "约100"))
    before = texts(folder)
    with pytest.raises(CaseError, match="约100"):
        intake(path, tmp_path / "new")
    with pytest.raises(CaseError, match="约100"):
        intake(path, folder, update=True)
    assert not (tmp_path / "new").exists() and texts(folder) == before and not (folder / COPIES).exists()


def test_an_update_lists_the_changed_cells_after_a_dated_copy(works):
    path, change, folder = works
    before = texts(folder)
    change(at(FLOWS, "amount", 3, 120), at(FLOWS, "amount", 5, 77), at(TEAM, "name", 3, "李某"))
    result = intake(path, folder, update=True)
    assert result.changes.values.tolist() == [
        ["flows", "F1", "amount", "100", "120"],
        ["flows", "F3", "amount", "", "77"],
        ["team", "1", "name", "张某", "李某"],
    ]
    assert set(result.files) == {"flows.csv", "team.csv"}
    assert result.copy.parent == folder / COPIES and texts(result.copy) == before
    assert load_case(folder)["flows"]["amount"].tolist() == [120, 80, 77, 79.5]


def test_an_update_that_changes_nothing_touches_nothing(works):
    path, _, folder = works
    (folder / "case.toml").write_text(f"# 说明\n{(folder / 'case.toml').read_text(encoding='utf-8')}", encoding="utf-8")
    before = texts(folder)
    result = intake(path, folder, update=True)
    assert result.files == () and result.copy is None and result.changes.empty and texts(folder) == before


def test_empty_sheets_and_settings_change_nothing(works):
    path, change, folder = works
    (folder / "materials.csv").write_text("material,name,storage\nM1,精矿,料仓\n", encoding="utf-8")

    def shorten(book):
        book.remove(book[TEAM])
        book["2-4 企业输入物料汇总表"].delete_rows(3, 5)
        book["案例设置"].delete_rows(3, 40)

    change(shorten)
    result = intake(path, folder, update=True)
    case = load_case(folder)
    assert result.files == () and len(case["team"]) == 1 and case["materials"]["storage"].tolist() == ["料仓"]
    assert case.setting("operating_days") == 300


def test_rows_that_left_the_sheet_leave_the_table_and_are_listed(works):
    path, change, folder = works
    change(lambda book: book[FLOWS].delete_rows(5))
    result = intake(path, folder, update=True)
    assert load_case(folder)["flows"]["flow"].tolist() == ["F1", "F2", "F4"]
    gone = result.changes[result.changes["row"] == "F3"]
    assert gone[["column", "old", "new"]].values.tolist() == [
        ["flow", "F3", ""],
        ["source", "P2", ""],
        ["target", "P3", ""],
        ["unit", "t/d", ""],
    ]


def test_a_column_that_the_sheet_lacks_stays_by_key(works):
    path, change, folder = works
    change(
        lambda book: book[FLOWS].delete_cols(openpyxl.utils.column_index_from_string(columns_of(book[FLOWS])["rsd"]))
    )
    assert intake(path, folder, update=True).changes.empty
    assert load_case(folder)["flows"]["rsd"].tolist()[0] == 0.01


def test_a_workbook_of_another_case_is_refused(works):
    path, change, folder = works
    change(put("案例设置", "C2", "elsewhere"))
    with pytest.raises(UsageError, match="belongs to case elsewhere, not works"):
        intake(path, folder, update=True)


def test_an_update_needs_a_case_and_an_intake_a_file(works, tmp_path):
    path, _, _ = works
    with pytest.raises(UsageError, match="is not a case folder"):
        intake(path, tmp_path / "nowhere", update=True)
    with pytest.raises(UsageError, match="no file none.xlsx"):
        intake(tmp_path / "none.xlsx", tmp_path / "nowhere")


def test_a_locked_file_leaves_everything_as_it_was(works, monkeypatch):
    from pathlib import Path

    path, change, folder = works
    before = texts(folder)
    change(at(FLOWS, "amount", 3, 120), at(TEAM, "name", 3, "李某"))
    replace = Path.replace

    def locked(self, target):
        if "team" in self.name:
            raise PermissionError(13, "locked", "team.csv")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(WorkbenchError, match="cannot write team.csv"):
        intake(path, folder, update=True)
    assert texts(folder) == before


def test_settings_are_written_as_toml_reads_them(tmp_path):
    settings = {"id": 'a"b\\c\n', "audit_date": "2012/6/30", "operating_days": "330.0", "listed.number": "〔2012〕1"}
    (tmp_path / "case.toml").write_text(settings_text(settings), encoding="utf-8")
    read, problems = read_settings(tmp_path / "case.toml")
    assert problems == [] and {name: str(value) for name, value in read.items()} == {
        "id": 'a"b\\c\n',
        "audit_date": "2012-06-30",
        "operating_days": "330",
        "listed.number": "〔2012〕1",
    }


def test_a_filled_workbook_of_a_folder_changes_nothing_in_it(plant, tmp_path):
    folder = plant()
    write_workbook(folder, tmp_path / "x.xlsx")
    assert intake(tmp_path / "x.xlsx", folder, update=True).changes.empty


def test_a_client_fills_the_new_workbook_and_it_is_taken_in(tmp_path):
    folder = tmp_path / "C017"
    new_case(folder)
    book = openpyxl.load_workbook(folder / "intake.xlsx")
    for table in ("processes", "flows", "team"):
        header, rows = SOUND[table]
        letters = columns_of(book[sheet_name(table)])
        for number, cells in enumerate(rows, 3):
            for column, text in zip(header, cells, strict=True):
                book[sheet_name(table)][f"{letters[column]}{number}"] = text or None
    book.save(folder / "intake.xlsx")
    result = intake(folder / "intake.xlsx", folder, update=True)
    case = load_case(folder)
    assert case.id == "C017" and case["processes"]["name"].tolist() == ["焙烧", "浸出", "电积"]
    assert case["team"]["name"].tolist() == ["张某"] and result.copy.is_dir()
    assert ["processes", "P1", "name", "示例单元", "焙烧"] in result.changes.values.tolist()
