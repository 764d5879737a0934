"""What a chapter of the guide shows, kept instead of shown; the fluoride line as the case."""

import pytest

from workbench.case import load_case
from workbench.delivery.guide import controls


class Recorder:
    """A chapter that keeps tables by title and texts."""

    def __init__(self, lang="zh"):
        self.lang, self.tables, self.texts, self.notes = lang, {}, [], []

    def table(self, frame, title, *, note=None, **options):
        self.tables[title] = frame
        self.notes.append(note)

    def text(self, template, **values):
        self.texts.append(template.format(**values))

    def only(self):
        """Return the one table that was shown."""
        ((_, frame),) = self.tables.items()
        return frame


@pytest.fixture
def chapter():
    return Recorder()


@pytest.fixture
def english():
    return Recorder("en")


@pytest.fixture(scope="session")
def case():
    return load_case("aluminium_fluoride")


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """Collect the bundles of the controls in place of showing them."""
    bundles = []
    monkeypatch.setattr(controls, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles
