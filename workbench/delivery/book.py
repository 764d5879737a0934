"""Everything a run says about one case, as its deliverables need it."""

from dataclasses import dataclass, field

SYNTHETIC = {"zh": "合成教学数据", "en": "Synthetic teaching data"}


@dataclass(frozen=True)
class Book:
    """The chapters of one case with what stands on the cover.

    Attributes
    ----------
    case_id : str
        Id of the case.
    chapters : tuple of Chapter
        The phases in order, then the case's own story where it has one.
    settings : dict
        From case.toml.
    lang : str
        ``zh`` or ``en``.
    report : str
        Title of the report; empty for the whole one.
    visits : tuple of Visit
        The site visits, for the report's annex.
    """

    case_id: str
    chapters: tuple
    settings: dict = field(default_factory=dict)
    lang: str = "zh"
    report: str = ""
    visits: tuple = ()

    @property
    def title(self):
        """Name of the company or case, in the book's language."""
        names = (self.settings.get(key) for key in (f"title_{self.lang}", "title", "name"))
        return next((name for name in names if name), self.case_id)

    @property
    def label(self):
        """What must stand on every artefact: that the data is synthetic; empty for a client's own."""
        synthetic = str(self.settings.get("provenance", "")).startswith("synthetic")
        return SYNTHETIC[self.lang] if synthetic else ""

    @property
    def phases(self):
        """The chapters of the report: those with a number."""
        return [chapter for chapter in self.chapters if chapter.number is not None]


class Outline:
    """Numbers the headings of a book, as the report and the page show them.

    Parameters
    ----------
    patterns : list of str
        Number of each level, such as ``第%1章`` and ``%1.%2``; deeper headings have none.
    """

    def __init__(self, patterns):
        self._patterns = patterns
        self._counts = []

    def open_chapter(self, number):
        """Return the number of a chapter as it is shown; a chapter without number gets none."""
        self._counts = [number]
        return self._shown()

    def number(self, level):
        """Return the number of the next heading at a level; 2 is the first below a chapter."""
        if not self._counts or self._counts[0] is None or level > len(self._patterns):
            return ""
        counts = (self._counts + [0] * level)[:level]
        # A skipped level counts as its first.
        counts[:-1] = [max(1, count) for count in counts[:-1]]
        counts[-1] += 1
        self._counts = counts
        return self._shown()

    def _shown(self):
        if self._counts[0] is None:
            return ""
        text = self._patterns[len(self._counts) - 1]
        for position, count in enumerate(self._counts, 1):
            text = text.replace(f"%{position}", str(count))
        return text
