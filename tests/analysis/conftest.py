"""A small case written as CSV text, for the tests of the analyses."""

import pytest

from workbench.case import load_case

FLOWS = """flow,source,target,kind,amount,unit,rsd
f1,outside,U1,raw,100,t/a,0.01
f2,U1,U2,intermediate,90,t/a,0.01
f3,U1,outside,solid_waste,10,t/a,0.05
f4,U2,outside,product,80,t/a,0.01
f5,U2,outside,waste_water,10,t/a,0.05
"""


@pytest.fixture
def audit(tmp_path):
    """Return the function that writes a case (two processes in a row, each with one loss) and loads it.

    Tables are given as CSV text, settings by their dotted names.
    """

    def write(*, settings=None, flows=FLOWS, **tables):
        texts = {"processes": "process,name\nU1,mixing\nU2,drying\n", "flows": flows, **tables}
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
        lines = ['id = "plant"', *(f"{name} = {_toml(value)}" for name, value in (settings or {}).items())]
        (tmp_path / "case.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load_case(tmp_path)

    return write


def _toml(value):
    return f'"{value}"' if isinstance(value, str) else repr(value)
