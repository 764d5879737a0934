"""Write the pages of the API reference: one a package, with every public module, from their docstrings.

The pages are written whenever the documentation is built and are not committed.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "workbench"
PAGES = {
    "case": ("案例", "What a case is: tables, units, loading, problems"),
    "standards": ("标准与系数", "Benchmark systems, norms, factors and catalogues"),
    "analysis": ("分析", "Pure functions from a case to tables"),
    "analysis/reconciliation": ("数据校正", "Reconciliation of measured data and search for gross errors"),
    "analysis/review": ("自查", "What the experts would find, by rules D01–D30"),
    "display": ("图与表", "Pure functions from tables to pictures"),
    "delivery": ("成果", "Runs, report, workbook, page"),
    "delivery/exhibits": ("笔记本的调用", "One call for each table or picture of a notebook"),
    "delivery/exercises": ("练习", "Exercises with a plant of the student's own"),
    "delivery/kit": ("课堂离线包", "The offline folder for a classroom"),
}
"""Title of each package in Chinese, and one sentence in English."""


def write_reference(folder):
    """Write the pages of the reference; those of packages that are gone are removed.

    Parameters
    ----------
    folder : Path
        Where the pages go.
    """
    folder.mkdir(exist_ok=True)
    pages = {f"{name.replace('/', '_')}.md": page(name) for name in PAGES}
    pages["index.md"] = contents()
    for old in {path.name for path in folder.glob("*.md")} - set(pages):
        (folder / old).unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:  # an unchanged page is not built again
            path.write_text(text, encoding="utf-8")


def contents():
    """Return the page that lists the packages."""
    lines = [
        f"| [{zh}]({name.replace('/', '_')}.md) | `workbench.{name.replace('/', '.')}` | {en} |"
        for name, (zh, en) in PAGES.items()
    ]
    names = "\n".join(name.replace("/", "_") for name in PAGES)
    return (
        "# 程序接口 · API reference\n\n由各函数的说明生成，英文。Written from the docstrings; units stand in `[ ]`.\n\n"
        "| 包 | package | what it holds |\n|---|---|---|\n"
        + "\n".join(lines)
        + f"\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def page(name):
    """Return the page of a package: every public module with what it defines itself."""
    zh, en = PAGES[name]
    parts = [f"# {zh} · {name.replace('/', '.')}\n\n{en}.\n"]
    for module in modules(name):
        body = f".. automodule:: {module}\n   :members:\n"
        parts.append(f"## {module.removeprefix('workbench.')}\n\n```{{eval-rst}}\n{body}```\n")
    return "\n".join(parts)


def modules(name):
    """Return the public modules of a package, by their dotted names; the package itself only where it defines something."""
    folder = PACKAGE / name
    paths = [path for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")]
    dotted = "workbench." + name.replace("/", ".")
    return [f"{dotted}.{path.stem}" for path in paths if _public(path)]


def _public(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    defined = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return any(not each.startswith("_") for each in defined)
