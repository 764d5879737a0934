"""What works on this machine: fonts, encodings, kernel, layout engine, disk."""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One thing that was examined.

    Attributes
    ----------
    zh, en : str
        What it is.
    ok : bool
        Whether it works.
    detail : str
        What was found.
    needed : bool
        Whether the main job needs it.
    """

    zh: str
    en: str
    ok: bool
    detail: str
    needed: bool = True


def examine():
    """Return the findings on this machine, in the order a run would meet them."""
    return [_python(), _encoding(), _fonts(), _layout(), _kernel(), _disk(), _office()]


def _attempt(zh, en, action, needed=True):
    try:
        return Finding(zh, en, True, action(), needed)
    except Exception as error:  # whatever fails is what the doctor is asked about
        return Finding(zh, en, False, f"{type(error).__name__}: {error}", needed)


def _python():
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python 版本", "Python version", (3, 11) <= sys.version_info[:2] < (3, 14), version)


def _encoding():
    def write():
        with tempfile.TemporaryDirectory(prefix="清洁生产") as folder:
            path = Path(folder) / "水量.txt"
            path.write_text("12 m³/d ₂ ‰ Ⅱ", encoding="utf-8")
            return path.read_text(encoding="utf-8")

    return _attempt("中文路径与文字", "Chinese paths and text", write)


def _fonts():
    def draw():
        import warnings

        from ..display.chapter import picture_forms
        from ..display.style import new_figure

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            figure = new_figure(4, 2)
            figure.text(0.1, 0.5, "清洁生产 m³ ₂ ‰ Ⅲ ≥ ℃")
            return f"{len(picture_forms(figure)['image/png']) // 1024} kB PNG"

    return _attempt("图中的中文字体", "Chinese fonts in pictures", draw)


def _layout():
    def arrange():
        from ..display.layout import lay_out

        graph = {"id": "root", "children": [{"id": "a", "width": 10, "height": 10}], "edges": []}
        return f"{len(lay_out(graph)['children'])} box"

    return _attempt("流程图排版引擎", "layout engine of the diagrams", arrange)


def _kernel():
    def check():
        import ipykernel
        import papermill

        return f"ipykernel {ipykernel.__version__}, papermill {papermill.__version__}"

    return _attempt("笔记本内核", "notebook kernel", check)


def _disk():
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    return Finding("磁盘空间", "free disk space", free > 0.5, f"{free:.1f} GB")


def _office():
    found = shutil.which("soffice") or ""
    return Finding("LibreOffice(报告目录页码)", "LibreOffice (page numbers)", bool(found), found and "soffice", False)
