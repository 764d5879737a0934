"""A small book about a smelter that does not exist, as executed notebooks hold it."""

import subprocess

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from nbformat import v4

from workbench import places
from workbench.delivery.book import Book
from workbench.delivery.contents import FIGURE_MIME, PLOTLY_MIME, TABLE_MIME, read_chapter
from workbench.display.chapter import picture_forms
from workbench.display.tables import make_table

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
NARRATIVE = """## 3.1 物料平衡

本节说明**物料平衡**的结果。输入与输出的差值
占输入的比例称为偏差，
见下表。<script>alert(1)</script>

- 第一项
  - 第一项之下
- 第二项

1. 先测量
2. 再平衡

### 3.1.1 实测

| 指标 | 数值 |
|---|---:|
| 锌 | 61.7 |
"""


def shown(bundle):
    """Return a code cell that has shown something."""
    cell = v4.new_code_cell("show()")
    cell.outputs = [v4.new_output("display_data", data=bundle)]
    return cell


def table_cell(frame, title, number, **options):
    return shown({TABLE_MIME: make_table(frame, title, number=number, **options).to_json(), "text/html": "<table>"})


def figure_cell(title, number, size=(6, 3), plotly=None, **about):
    figure = Figure(size)
    figure.subplots().plot([1, 3, 2])
    about = {"number": number, "title": title, "name": number, "note": "", **about}
    bundle = {FIGURE_MIME: about, **picture_forms(figure)}
    if plotly:
        bundle[PLOTLY_MIME] = plotly
    return shown(bundle)


def write_notebook(path, cells):
    """Write a notebook of texts (Markdown) and cells, and return its path."""
    cells = [v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path


def small_frame():
    return pd.DataFrame(
        {
            "物料": ["=锌焙砂", "+废电解液", "-浸出渣", "@损失"],
            "数量 t/d": [1234.5, 987.25, -3.5, float("nan")],
            "代号": ["001", "NA", "1e5", "F4"],
        }
    )


def wide_frame():
    months = {f"{month}月用电量 万kWh": [12345.6 * month, 234.5] for month in range(1, 13)}
    return pd.DataFrame(
        {"生产单元": ["电解锌三厂净化工序", "硫酸二厂转化工序"], **months, "说明": ["含厂用电" * 6, "不含厂用电"]}
    )


def long_frame():
    return pd.DataFrame({"序号": range(1, 61), "方案": [f"方案{i}：收集散落焙砂并返回配料" for i in range(1, 61)]})


@pytest.fixture(scope="session")
def chapters(tmp_path_factory):
    """Chapters 1 and 3, and a story, read from executed notebooks."""
    first = ["# 第1章 筹划与组织\n\n本章记录审核小组。", table_cell(long_frame(), "审核小组工作", "表1-1")]
    third = [
        "# 审核",
        NARRATIVE,
        table_cell(small_frame(), "物料 <平衡> 表", "表3-1", note="负值为库存减少"),
        figure_cell("物料平衡图", "图3-1", note="单位 t/d"),
        table_cell(wide_frame(), "分月用电量", "表3-2"),
        figure_cell("用电量", "图3-2", plotly={"data": [{"type": "bar", "y": [1, 2]}], "layout": {}}),
        figure_cell("全厂水平衡图", "图3-3", size=(14, 6), name="water"),
        "## 3.2 小结\n\n完。",
    ]
    story = ["# 锌冶炼的故事", table_cell(small_frame(), "物料", "表案例-1"), figure_cell("图", "图案例-1")]
    folder = tmp_path_factory.mktemp("book")
    sources = [("01_planning", 1, first), ("03_assessment", 3, third), ("zinc_smelting", None, story)]
    return tuple(
        read_chapter(write_notebook(folder / f"{name}.ipynb", cells), number) for name, number, cells in sources
    )


@pytest.fixture(scope="session")
def book(chapters):
    """The chapters as the book of a case with synthetic data."""
    settings = {"title": "某锌冶炼厂", "provenance": "synthetic", "audit_date": "2024-06-30"}
    return Book("zinc_smelting", chapters, settings)


PARAMETERS = 'case: str = "zinc_smelting"  # 案例编号\nlang: str = "zh"\nshare: float = 0.05  # 容差'


def code(source, tags=()):
    return v4.new_code_cell(source, metadata={"tags": list(tags)})


def phase_cells(number, *extra):
    """Return the cells of a phase notebook that shows the flows of a case."""
    opening = f"data = workbench.load_case(case)\nchapter = workbench.open_chapter(data, {number}, lang)"
    return [
        f"# 第{number}章 阶段{number}\n\n本章的目的。",
        code("import workbench"),
        code(PARAMETERS, ["parameters"]),
        code(opening),
        code('chapter.table(data["flows"], "物流")'),
        *(code(source) for source in extra),
    ]


def write_case(folder, case_id="C017"):
    """Write the smallest case that can be balanced, and return its folder."""
    folder.mkdir(parents=True)
    tables = {
        "case.toml": f'id = "{case_id}"\nprovenance = "synthetic"\n',
        "processes.csv": "process,name\nP1,焙烧\n",
        "flows.csv": "flow,source,target,amount,unit,rsd\nF1,outside,P1,100,t,0.01\nF2,P1,outside,98,t,0.01\n",
    }
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Workshop:
    """A house of its own: notebooks and a client's case in a folder whose name is nobody's business."""

    def __init__(self, home):
        self.home, self.out = home, home / "runs"
        self.phases = home / "notebooks" / "phases"
        self.client = write_case(home / "客户 甲{x}公司")
        write_notebook(self.phases / "01_planning.ipynb", phase_cells(1))
        write_notebook(self.phases / "02_preassessment.ipynb", phase_cells(2, "before = 1\nratio = before / 0"))
        write_notebook(self.phases / "03_assessment.ipynb", phase_cells(3, 'chapter.text("{share}", share=share)'))

    def result(self, name):
        return self.out / "C017" / name

    def executed(self, name):
        return nbformat.read(self.result(f"notebooks/{name}.ipynb"), as_version=4)


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    """Return a `Workshop` in place of the checkout."""
    templates = places.templates()
    monkeypatch.setattr(places, "_home", lambda: tmp_path)
    monkeypatch.setattr(places, "templates", lambda: templates)
    monkeypatch.chdir(tmp_path)
    return Workshop(tmp_path)


@pytest.fixture
def notebook():
    """Return `write_notebook`."""
    return write_notebook


@pytest.fixture
def case_folder():
    """Return `write_case`."""
    return write_case


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{}</fontconfig>
"""
ALIAS = """<match target="pattern"><test name="family"><string>{}</string></test>
<edit name="family" mode="assign" binding="strong"><string>{}</string></edit></match>"""
FREE_FONTS = {"仿宋": "Noto Serif CJK SC", "宋体": "Noto Serif CJK SC", "黑体": "Noto Sans CJK SC"}


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Return a function that converts a document to PDF with free fonts in place of the Chinese ones."""
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(FONTS.format("".join(ALIAS.format(*pair) for pair in FREE_FONTS.items())), encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))

    def convert(path):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return path.with_suffix(".pdf")

    return convert
