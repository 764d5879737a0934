"""Write ``docs/gallery.md`` and its pictures from the gallery notebook and a shipped case.

Run by ``python docs/gallery.py``: the notebook is executed, each picture made small, and the call that made it written
beside it. An executed gallery notebook may be named to save the time: ``python docs/gallery.py executed.ipynb``.
"""

import re
import sys
import tempfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import nbformat
from PIL import Image

from workbench import places
from workbench.delivery.execution import execute
from workbench.display.chapter import FIGURE_MIME

PAGE = Path(__file__).with_name("gallery.md")
PICTURES = Path(__file__).with_name("gallery")
CASE = "zinc_smelting"
LARGEST = 60_000
"""Bytes that a picture may take."""
WIDTHS = (900, 760, 640, 540, 460)
COLOURS = 32
HEAD = """# 图集 · Gallery

Written from `notebooks/gallery.ipynb` and the shipped case `{case}` by `python docs/gallery.py`; do not edit. 数据为合成教学数据
(synthetic teaching data). 每张图上面是画它的调用；大图在运行结果的 `figures/` 里，表在笔记本里。
"""


def gallery(notebook):
    """Return the page as Markdown, and the pictures.

    Parameters
    ----------
    notebook : NotebookNode
        The executed gallery.

    Returns
    -------
    page : str
    pictures : dict of str to bytes
        PNG by file name.
    """
    parts, pictures, text = [HEAD.format(case=CASE).strip()], {}, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = cell.source
            continue
        call = f"```python\n{cell.source}\n```"
        for output in cell.outputs:
            about = output.get("data", {}).get(FIGURE_MIME)
            if about is None:
                continue
            name = f"{about['name']}.png"
            pictures[name] = small(b64decode(output.data["image/png"]))
            caption = f"*{about['number']} {about['title']}*"
            parts += [_words(text), call, f"![{about['title']}](gallery/{name})", caption]
            text, call = "", ""
    return "\n\n".join(part for part in parts if part) + "\n", pictures


def _words(text):
    """Return a cell's text without the title of the notebook."""
    return re.sub(r"^# .*\n", "", text).strip()


def small(png):
    """Return a picture in a few colours, at the greatest width at which it is small enough."""
    whole = Image.open(BytesIO(png)).convert("RGB")
    for width in WIDTHS:
        share = min(1.0, width / whole.width)
        size = (round(whole.width * share), round(whole.height * share))
        flat = whole.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS)
        buffer = BytesIO()
        flat.save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            break
    return buffer.getvalue()


def execute_gallery():
    """Return the gallery notebook, executed on the shipped case."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "gallery.ipynb"
        _, failure = execute(places.notebooks() / "gallery.ipynb", target, {"case": CASE}, Path(folder))
        if failure:
            raise SystemExit(str(failure))
        return nbformat.read(target, as_version=4)


def main(executed=None):
    """Write the page and its pictures; pictures of charts that no longer exist are removed."""
    notebook = nbformat.read(executed, as_version=4) if executed else execute_gallery()
    page, pictures = gallery(notebook)
    PICTURES.mkdir(exist_ok=True)
    for old in set(PICTURES.glob("*.png")) - {PICTURES / name for name in pictures}:
        old.unlink()
    for name, png in pictures.items():
        (PICTURES / name).write_bytes(png)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
