from nbformat.v4 import new_markdown_cell

from workbench.delivery.contents import Figure, Table, Text, read_chapter


def test_a_chapter_is_titled_by_its_first_heading_without_typed_number(chapters):
    assert [chapter.title for chapter in chapters] == ["筹划与组织", "审核", "锌冶炼的故事"]


def test_a_typed_bare_chapter_number_is_dropped_where_it_is_the_chapters_own(tmp_path, notebook):
    path = notebook(tmp_path / "03_assessment.ipynb", ["# 3 审核"])
    assert read_chapter(path, 3).title == "审核"
    assert read_chapter(path, 4).title == "3 审核"


def test_blocks_come_in_reading_order_without_code(chapters):
    assert [type(block) for block in chapters[1].blocks] == [Text, Table, Figure, Table, Figure, Figure, Text]
    assert "show()" not in str(chapters[1].blocks)


def test_a_table_keeps_every_cell_as_it_was_shown(chapters):
    table = chapters[1].tables[0]
    assert (table.number, table.title, table.note) == ("表3-1", "物料 <平衡> 表", "负值为库存减少")
    assert table.rows[3] == ("@损失", "—", "F4")


def test_a_figure_has_its_picture_in_every_form(chapters):
    figure = chapters[1].figures[1]
    assert figure.png.startswith(b"\x89PNG")
    assert "<svg" in figure.svg
    assert figure.plotly["data"][0]["type"] == "bar"


def test_file_names_of_figures_join_number_and_name_and_are_safe():
    figure = Figure("Figure 3-1", "", "water balance/t:d", b"")
    assert figure.file_name == "Figure_3-1_water_balance_t_d"
    assert Figure("图3-1", "", "图3-1", b"").file_name == "图3-1"


def test_text_for_the_user_of_the_notebook_stays_out(tmp_path, notebook):
    aside = new_markdown_cell("给使用者", metadata={"tags": ["notebook-only"]})
    path = notebook(tmp_path / "n.ipynb", ["# 题", "给读者", aside])
    assert [block.markdown for block in read_chapter(path).blocks] == ["给读者"]


def test_a_stopped_notebook_gives_its_title_and_reason_but_no_half_results(tmp_path, notebook):
    path = notebook(tmp_path / "03_assessment.ipynb", ["# 第3章 审核", "正文"])
    chapter = read_chapter(path, 3, "ZeroDivisionError")
    assert (chapter.title, chapter.blocks, chapter.failure) == ("审核", (), "ZeroDivisionError")
