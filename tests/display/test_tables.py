import pandas as pd
import pytest

from workbench.display.tables import SHOWN_ROWS, cell_text, column_texts, make_table


def flows():
    return pd.DataFrame(
        {
            "flow": ["S01", "S02"],
            "name": ["锌精矿(湿)", "<b>鼓风</b>"],
            "amount": [771.779, None],
            "limiting": [True, False],
        }
    )


def test_an_unknown_number_is_shown_as_a_dash_and_never_as_zero():
    table = make_table(flows(), "物料")
    assert table.rows[1][2] == "—"


def test_numbers_stand_on_the_right_and_texts_on_the_left():
    assert make_table(flows(), "物料").align == ("left", "left", "right", "left")


def test_a_column_of_numbers_known_only_in_part_still_stands_on_the_right():
    frame = pd.DataFrame({"amount": pd.Series([None, 2.5], dtype=object)})
    assert make_table(frame, "物料").align == ("right",)


def test_text_from_data_is_never_read_as_html():
    html = make_table(flows(), "<script>").to_html()
    assert "<b>" not in html and "<script>" not in html
    assert "&lt;b&gt;鼓风&lt;/b&gt;" in html


def test_the_numbers_of_a_column_share_their_decimals():
    # Four significant digits of the largest would leave one of 0.25: the smallest has the say.
    assert column_texts(pd.Series([771.779, 0.25])) == ["771.78", "0.25"]
    assert column_texts(pd.Series([771.779, 25.25])) == ["771.8", "25.2"]


def test_a_column_over_many_powers_of_ten_gives_each_number_its_own_digits():
    assert column_texts(pd.Series([254687.15, 0.012654])) == ["254,687", "0.01265"]


def test_whole_numbers_stay_whole_and_years_are_not_grouped():
    assert column_texts(pd.Series([110000, 25])) == ["110,000", "25"]
    assert column_texts(pd.Series([2012, 2013], name="year")) == ["2012", "2013"]


def test_rounding_never_leaves_a_negative_zero():
    assert cell_text(-0.0004, digits=2) == "0.00"
    assert cell_text(-1.5, digits=1) == "−1.5"


def test_the_caller_can_fix_the_decimals_of_one_column():
    table = make_table(flows(), "物料", digits={"amount": 3})
    assert table.rows[0][2] == "771.779"


def test_truth_values_dates_and_lists_are_words():
    assert cell_text(True) == "是" and cell_text(False, lang="en") == "no"
    assert cell_text(pd.Timestamp("2013-05-01")) == "2013-05-01"
    assert cell_text(["S01", "S02"]) == "S01、S02"
    assert cell_text([]) == "—" and cell_text("") == "—" and cell_text(pd.NA) == "—"


def test_columns_choose_order_and_label():
    table = make_table(flows(), "物料", columns={"amount": "数量 [t/d]", "flow": "物流"})
    assert table.header == ("数量 [t/d]", "物流")
    assert table.rows[0] == ("771.8", "S01")


def test_labels_come_from_the_data_dictionary():
    table = make_table(flows(), "Flows", lang="en", columns=["flow"], label=lambda column, lang: f"{column}/{lang}")
    assert table.header == ("flow/en",)


def test_an_unknown_column_is_named():
    with pytest.raises(KeyError, match="ammount"):
        make_table(flows(), "物料", columns=["ammount"])
    with pytest.raises(KeyError, match="ammount"):
        make_table(flows(), "物料", digits={"ammount": 1})


def test_the_report_reads_all_rows_and_the_reader_sees_the_rest_folded():
    frame = pd.DataFrame({"flow": [f"S{i}" for i in range(SHOWN_ROWS + 40)]})
    table = make_table(frame, "物流")
    assert len(table.to_json()["rows"]) == SHOWN_ROWS + 40
    assert "其余 40 行" in table.to_html()
    assert "<details>" not in make_table(frame.head(SHOWN_ROWS), "物流").to_html()


def test_an_empty_table_keeps_its_header():
    table = make_table(flows().head(0), "物料")
    assert table.rows == () and len(table.header) == 4
    assert table.to_json()["rows"] == []


def test_the_json_is_what_the_report_expects():
    data = make_table(flows(), "物料", number="表3-1", note="演示数据").to_json()
    assert data["number"] == "表3-1" and data["title"] == "物料" and data["note"] == "演示数据"
    assert data["rows"][0] == ["S01", "锌精矿(湿)", "771.8", "是"]
