"""Imports point one way: case → standards → analysis → display → delivery → commands → cli."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "workbench"
LAYERS = ["case", "standards", "analysis", "display", "delivery", "commands", "cli"]
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.name == "cli.py")


def layer_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_layers(text, folders):
    package = ["workbench", *folders]
    for node in ast.walk(ast.parse(text)):
        names = []
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module.split(".") if node.module else [])]
            names = [module] if node.module else [[*module, alias.name] for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        for name in names:
            if name[0] == "workbench" and len(name) > 1 and name[1] in LAYERS:
                yield name[1]


def layers_behind(path):
    return set(imported_layers(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).parent.parts))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_lies_before_it(path):
    own = LAYERS.index(layer_of(path))
    forbidden = {layer for layer in layers_behind(path) if LAYERS.index(layer) > own}
    if layer_of(path) == "display":
        forbidden |= {"analysis"} & layers_behind(path)
    assert not forbidden


def test_the_check_sees_every_way_to_write_an_import():
    text = (
        "from ..delivery.run import run\nimport workbench.cli\nfrom .. import display\nfrom .loading import load_case\n"
    )
    assert set(imported_layers(text, ("case",))) == {"delivery", "cli", "display", "case"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            docstring = ast.get_docstring(node) or ""
            assert node.end_lineno - node.lineno - docstring.count("\n") <= 45, node.name
