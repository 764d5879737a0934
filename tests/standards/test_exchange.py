"""A standard typed into Excel: checked, stored beside the shipped ones, never overwritten."""

import openpyxl
import pytest

from workbench.errors import UsageError
from workbench.standards.exchange import StandardError, export_system, import_system
from workbench.standards.register import standards, systems_for
from workbench.standards.systems import load_system

PASSPORT, INDICATORS = "标准 passport", "指标 indicators"
TYPED = {
    "zn_cp2019_rec": (1.0, 0.5, 97, 96, 95),
    "zn_cp2019_water": (1.0, 0.5, 5, 6, 8),
}


@pytest.fixture
def own(tmp_path):
    return tmp_path / "standards"


@pytest.fixture
def filled(tmp_path):
    """Return a function that exports the zinc skeleton, fills in two indicators and applies changes to cells."""

    def fill(name="zinc.xlsx", drop=(), **cells):
        path = tmp_path / name
        export_system("zinc_2019", path)
        book = openpyxl.load_workbook(path)
        passport, sheet = book[PASSPORT], book[INDICATORS]
        heads = {cell.value.split()[-1]: cell.column for cell in sheet[1]}
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, heads["indicator"]).value not in TYPED:
                sheet.delete_rows(row)
        for row in (2, 3):
            values = TYPED[sheet.cell(row, heads["indicator"]).value]
            for column, value in zip(("group_weight", "weight", "level1", "level2", "level3"), values, strict=True):
                sheet.cell(row, heads[column]).value = value
            sheet.cell(row, heads["group"]).value = "all"
        fields = {passport.cell(row, 1).value: row for row in range(2, passport.max_row + 1)}
        entries = {"standard": "zinc_typed", "url": "2019-8.pdf"} | cells
        for column, value in entries.items():
            if column in fields:
                passport.cell(fields[column], 2).value = value
            else:
                sheet.cell(2, heads[column]).value = value
        for head in drop:
            del book[head]
        book.save(path)
        return path

    return fill


def problems_of(path, own):
    with pytest.raises(StandardError) as caught:
        import_system(path, own)
    return {(problem.code, problem.row, problem.column) for problem in caught.value.problems}


def test_a_filled_in_skeleton_becomes_a_system_with_its_document_as_source(filled, own):
    assert import_system(filled(), own) == "zinc_typed"
    system = load_system("zinc_typed", "2020-01-01", own)
    rows = system.indicators.set_index("indicator")
    assert rows.loc["zn_cp2019_water", ["level1", "level2", "level3"]].tolist() == [5, 6, 8]
    assert set(rows["provenance"]) == {"found"}
    assert set(rows["url"]) == {"2019-8.pdf"}
    assert system.passport["origin"] == "own"


def test_an_own_system_is_listed_with_the_shipped_ones_and_wins_over_the_same_id(filled, own):
    import_system(filled(standard="zinc_2019"), own)
    assert (standards(own)["standard"] == "zinc_2019").sum() == 1
    assert load_system("zinc_2019", "2020-01-01", own).indicators["level1"].notna().all()
    listed = systems_for("zinc_smelting", "2020-01-01", own)
    assert listed.loc[listed["standard"] == "zinc_2019", "origin"].tolist() == ["own"]


def test_two_systems_lie_side_by_side_and_none_is_overwritten(filled, own):
    import_system(filled("one.xlsx"), own)
    import_system(filled("two.xlsx", standard="zinc_other"), own)
    assert problems_of(filled("again.xlsx"), own) == {("already_imported", 2, "value")}
    assert {"zinc_typed", "zinc_other"} <= set(standards(own)["standard"])


def test_a_recalled_row_stays_recalled_and_an_empty_one_stays_empty(filled, own):
    import_system(filled(provenance="recalled", confidence="0.8"), own)
    assert load_system("zinc_typed", folder=own).indicators["provenance"].tolist() == ["recalled", "found"]
    import_system(filled("empty.xlsx", standard="zinc_empty", level1=None, level2=None, level3=None), own)
    assert load_system("zinc_empty", folder=own).indicators["provenance"].tolist() == ["none", "found"]


def test_all_problems_are_reported_at_once_with_sheet_row_and_column(filled, own):
    path = filled(number=None, effective="2019年", industry="zinc smelting", level1="97 %", unit="粒", direction="up")
    assert problems_of(path, own) == {
        ("empty_cell", 5, "value"),
        ("not_a_date", 12, "value"),
        ("wrong_value", 9, "value"),
        ("not_a_number", 2, "level1"),
        ("unknown_unit", 2, "unit"),
        ("wrong_value", 2, "direction"),
    }
    assert not own.exists()


def test_weights_and_the_order_of_levels_are_checked(filled, own):
    assert problems_of(filled("a.xlsx", weight=0.6), own) == {("weight_sum", None, "weight")}
    assert problems_of(filled("b.xlsx", level1=94), own) == {("level_order", 2, "level1")}
    assert problems_of(filled("c.xlsx", group_weight=0.5), own) == {
        ("group_weight", None, "group_weight"),
        ("weight_sum", None, "group_weight"),
    }


def test_a_norm_needs_no_weights(filled, own):
    path = filled(rule="norm", kind="energy_norm", weight=None, group_weight=None)
    assert import_system(path, own) == "zinc_typed"


def test_the_limiting_flag_is_read_in_both_languages(filled, own):
    import_system(filled("zh.xlsx", limiting="是"), own)
    import_system(filled("en.xlsx", standard="zinc_en", limiting="yes"), own)
    for standard in ("zinc_typed", "zinc_en"):
        assert load_system(standard, folder=own).indicators["limiting"].tolist() == [True, False]


def test_a_system_whose_area_is_left_empty_is_national(filled, own):
    import_system(filled(area=None), own)
    listed = systems_for("zinc_smelting", "2020-01-01", own, province="湖南")
    assert "zinc_typed" in set(listed["standard"])


def test_a_missing_sheet_and_an_unknown_column_are_named(filled, own, tmp_path):
    with pytest.raises(StandardError, match="指标 indicators"):
        import_system(filled(drop=[INDICATORS]), own)
    path = filled("extra.xlsx")
    book = openpyxl.load_workbook(path)
    book[INDICATORS].cell(1, 40).value = "levle1"
    book.save(path)
    assert ("unknown_column", 1, "levle1") in problems_of(path, own)


def test_a_table_without_rows_is_refused(filled, own):
    path = filled()
    book = openpyxl.load_workbook(path)
    book[INDICATORS].delete_rows(2, 5)
    book.save(path)
    assert problems_of(path, own) == {("empty_file", None, None)}


def test_files_that_cannot_be_read_or_written_are_refused(filled, own, tmp_path):
    with pytest.raises(UsageError, match="没有此文件"):
        import_system(tmp_path / "nothing.xlsx", own)
    text = tmp_path / "text.xlsx"
    text.write_text("indicator", encoding="utf-8")
    with pytest.raises(UsageError, match="不是 Excel"):
        import_system(text, own)
    with pytest.raises(UsageError, match="不覆盖"):
        export_system("zinc_2019", text)


@pytest.mark.parametrize("standard", ["hjt183_2006", "pulp_paper_2015", "gb16780_2007"])
def test_what_is_exported_can_be_imported_without_becoming_better_known(standard, own, tmp_path):
    path = tmp_path / "copy.xlsx"
    export_system(standard, path)
    book = openpyxl.load_workbook(path)
    sheet = book[PASSPORT]
    fields = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(fields["url"], 2).value = "copy"
    sheet.cell(fields["rule"], 2).value = "norm"
    book.save(path)
    import_system(path, own)
    old, new = load_system(standard, folder=tmp_path / "none").indicators, load_system(standard, folder=own).indicators
    columns = ["indicator", "level1", "level2", "level3", "limit", "provenance"]
    assert new[columns].equals(old[columns])
