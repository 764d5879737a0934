import base64
import json

import pandas as pd
import plotly.graph_objects as go
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from workbench.case import load_case
from workbench.display.chapter import FIGURE_MIME, PLOTLY_MIME, Chapter, open_chapter
from workbench.display.style import new_figure
from workbench.display.tables import TABLE_MIME


@pytest.fixture
def shown():
    """Return a function that runs a call and gives what a notebook would show."""
    InteractiveShell.instance()

    def run(call, *args, **kwargs):
        with capture_output() as captured:
            call(*args, **kwargs)
        return [output.data for output in captured.outputs]

    yield run
    InteractiveShell.clear_instance()


def bars():
    figure = new_figure(height=4)
    figure.subplots().bar(["精矿", "焙砂"], [771.8, 275.5])
    return figure


def test_tables_and_figures_are_numbered_apart(shown):
    chapter = Chapter(3)
    frame = pd.DataFrame({"flow": ["S01"]})
    titles = [shown(chapter.table, frame, title)[0][TABLE_MIME]["number"] for title in ("物料", "水")]
    assert titles == ["表3-1", "表3-2"]
    assert shown(chapter.figure, bars(), "物料平衡图")[0][FIGURE_MIME]["number"] == "图3-1"


def test_running_a_cell_again_keeps_the_number(shown):
    chapter = Chapter("案例")
    frame = pd.DataFrame({"flow": ["S01"]})
    numbers = [shown(chapter.table, frame, title)[0][TABLE_MIME]["number"] for title in ("物料", "水", "物料")]
    assert numbers == ["表案例-1", "表案例-2", "表案例-1"]


def test_an_english_chapter_counts_in_english(shown):
    chapter = Chapter(3, "en")
    assert shown(chapter.figure, bars(), "Balance")[0][FIGURE_MIME]["number"] == "Figure 3-1"


def test_a_table_shows_note_and_source(shown):
    chapter = Chapter(3)
    bundle = shown(chapter.table, pd.DataFrame({"flow": ["S01"]}), "物料", note="演示数据。", worksheet="2-3")[0]
    assert bundle[TABLE_MIME]["note"] == "注：演示数据。资料来源：工作用表 2-3"
    assert "资料来源：工作用表 2-3" in bundle["text/html"]


def test_a_chapter_labels_columns_by_the_dictionary(shown):
    chapter = Chapter(3, label=lambda column, lang: {"flow": "物流"}[column])
    bundle = shown(chapter.table, pd.DataFrame({"flow": ["S01"]}), "物料")[0]
    assert bundle[TABLE_MIME]["header"] == ["物流"]


def test_a_figure_is_shown_as_png_and_svg_with_a_caption_beneath(shown):
    picture, caption = shown(Chapter(3).figure, bars(), "物料 <t/d>", note="演示数据", name="mass")
    assert base64.b64decode(picture["image/png"]).startswith(b"\x89PNG")
    assert picture["image/svg+xml"].rstrip().endswith("</svg>")
    assert picture[FIGURE_MIME] == {
        "number": "图3-1",
        "title": "物料 <t/d>",
        "name": "mass",
        "note": "注：演示数据",
    }
    assert "图3-1" in caption["text/html"] and "物料 &lt;t/d&gt;" in caption["text/html"]


def test_a_figure_is_named_by_its_number_unless_the_caller_names_it(shown):
    assert shown(Chapter(3, "en").figure, bars(), "Balance")[0][FIGURE_MIME]["name"] == "Figure_3-1"


def test_the_same_figure_gives_the_same_svg(shown):
    chapter = Chapter(3)
    first, second = (shown(chapter.figure, bars(), "物料")[0]["image/svg+xml"] for _ in range(2))
    assert first == second


def test_an_interactive_figure_carries_its_picture_for_print(shown):
    figure = go.Figure(go.Bar(x=["精矿"], y=[771.8]))
    picture = shown(Chapter(3).figure, figure, "物料", static=bars())[0]
    assert picture[PLOTLY_MIME]["data"][0]["type"] == "bar"
    assert "image/png" in picture
    json.dumps(picture)


def test_an_interactive_figure_without_a_picture_for_print_is_refused():
    with pytest.raises(ValueError, match="static="):
        Chapter(3).figure(go.Figure(), "物料")


def test_a_drawing_gives_its_own_png_and_svg(shown):
    class Drawing:
        def to_svg(self):
            return "<svg/>"

        def to_png(self, dpi):
            return b"png at %d" % dpi

    picture = shown(Chapter(3).figure, Drawing(), "物料")[0]
    assert base64.b64decode(picture["image/png"]) == b"png at 160"
    assert picture["image/svg+xml"] == "<svg/>"


def text(shown, template, **values):
    return shown(Chapter(3).text, template, **values)[0]


def test_numbers_in_a_text_get_sensible_digits(shown):
    assert text(shown, "输入 {x} t/d，偏差 {d:.1f} %", x=771.7792, d=-0.345)["text/markdown"] == (
        "输入 771.8 t/d，偏差 −0.3 %"
    )


def test_an_unknown_number_in_a_text_is_a_dash_whatever_its_format(shown):
    assert text(shown, "{x:.1f}、{y}", x=float("nan"), y=None)["text/markdown"] == "—、—"


def test_years_and_counts_in_a_text_are_not_grouped(shown):
    assert text(shown, "{year} 年 {n} 个方案", year=2013, n=25)["text/markdown"] == "2013 年 25 个方案"


def test_text_from_data_is_never_read_as_markup(shown):
    bundle = text(shown, "**{name}**", name="<i>A*</i>")
    assert bundle["text/markdown"] == "**&lt;i&gt;A\\*&lt;/i&gt;**"


def test_importing_the_chapter_does_not_import_ipython():
    import subprocess
    import sys

    code = "import sys, workbench.display.chapter; sys.exit('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_opened_chapter_labels_results_by_the_data_dictionary(shown, plant):
    chapter = open_chapter(load_case(plant()), 3)
    bundle = shown(chapter.table, pd.DataFrame({"gap": [1.5], "my own": [2]}), "物料平衡")[0]
    assert bundle[TABLE_MIME]["header"] == ["差值", "my own"]
    assert bundle[TABLE_MIME]["number"] == "表3-1"
