"""Hide and seek of two groups: one plants a fault under a code word, the other sees readings and names the meter.

What is handed over is one line of text: plant, readings and the sealed fault. It may go by chat or on paper; no group
sees the other's page. The code word is told when the guess is made, and opens the seal.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import partial

import ipywidgets
import numpy as np

from ...case import CaseError
from ...errors import UsageError
from ..exercises.sealing import BLOCK, COST, MEMORY, PARALLEL
from . import frame
from .detective import LARGEST, answer, plant_chooser
from .meters import EXERCISE, plant_of, readings_table

NONE = -1  # no meter is wrong
DIGITS = 6
_TAG = 16  # bytes that tell whether a seal was opened with the right word
_SHORTEST = 4  # letters of a code word

_WORDS = {
    "zh": {
        "hide": "甲组：埋一个故障",
        "seek": "乙组：找出它",
        "meter": "哪块表",
        "nothing": "都不动（没有故障）",
        "bias": "偏差（σ 的倍数）",
        "word": "暗号",
        "plant": "埋设并封存",
        "line": "题面",
        "pass": "把上面这一行交给乙组；暗号等对方指认之后再说。",
        "short": "暗号至少 4 个字。",
        "zero": "偏差为 0 就是没有故障：请给一个偏差，或选“都不动”。",
        "paste": "粘贴甲组给的题面",
        "guess": "指认",
        "open": "开封",
        "readings": "读数（一块表可能不准；噪声是正常的）",
        "right": "指认正确！",
        "wrong": "指认不对。",
        "truth": "埋设的是：{meter}，{bias} σ。",
        "clean": "没有埋设故障。",
        "engine": "引擎对同一组读数怎么说：",
    },
    "en": {
        "hide": "Group A: plant a fault",
        "seek": "Group B: find it",
        "meter": "which meter",
        "nothing": "none (no fault)",
        "bias": "error (times σ)",
        "word": "code word",
        "plant": "Plant and seal",
        "line": "challenge",
        "pass": "Hand this line to group B; tell the code word only after they have named a meter.",
        "short": "A code word has at least 4 letters.",
        "zero": "An error of 0 is no fault: set an error, or choose none.",
        "paste": "paste the challenge of group A",
        "guess": "named",
        "open": "Open the seal",
        "readings": "Readings (one meter may be wrong; noise is normal)",
        "right": "Right!",
        "wrong": "Not that one.",
        "truth": "Planted: {meter}, {bias} σ.",
        "clean": "No fault was planted.",
        "engine": "What the engine says about the same readings:",
    },
}


@dataclass(frozen=True, eq=False)
class Challenge:
    """What the seeking group gets.

    Attributes
    ----------
    plant : str
        Id, as of `meters.plant_of`.
    readings : tuple of str
        As written; ``-`` where there is no meter.
    sealed : bytes
        The fault, unreadable without the code word.
    """

    plant: str
    readings: tuple
    sealed: bytes

    @property
    def amounts(self):
        """Readings as an array (flows,), nan where there is no meter."""
        return np.array([np.nan if reading == "-" else float(reading) for reading in self.readings])

    def __str__(self):
        return " ".join((self.plant, *self.readings, self.sealed.hex()))


def plant_fault(plant, meter, bias, word, generator):
    """Return the challenge of a fault: values that close, the noise of the meters, and the error of one.

    Parameters
    ----------
    plant : Plant
    meter : int
        Place of the flow; `NONE` for no fault.
    bias : float
        Error. [standard uncertainties of the meter]
    word : str
        Code word.
    generator : numpy.random.Generator
        Of the noise.

    Returns
    -------
    Challenge
    """
    readings = plant.balanced + generator.normal(size=len(plant.sd)) * np.nan_to_num(plant.sd)
    if meter != NONE:
        readings[meter] += bias * plant.sd[meter]
    texts = tuple("-" if value != value else f"{value:.{DIGITS}g}" for value in readings)
    secret = f"{meter:+05d}{bias if meter != NONE else 0.0:+08.2f}".encode()
    pad = _pad(plant.id, texts, word, len(secret))
    hidden = bytes(a ^ b for a, b in zip(secret, pad, strict=False))
    return Challenge(plant.id, texts, hidden + _tag(pad, hidden))


def read_challenge(text, cases):
    """Return the challenge of a line of text.

    Raises
    ------
    UsageError
        Where it is none, or its plant is not among the cases.
    """
    parts = text.split()
    try:
        plant = plant_of(parts[0]) if parts[0].partition("/")[0] in (EXERCISE, *cases) else None
        challenge = Challenge(parts[0], tuple(parts[1:-1]), bytes.fromhex(parts[-1]))
        fits = plant is not None and challenge.amounts.shape == plant.read.shape and len(challenge.sealed) > _TAG
    except (IndexError, ValueError, UsageError, CaseError):
        fits = False
    if not fits:
        raise UsageError("这一行不是题面, 请完整粘贴 / this line is no challenge, paste all of it")
    return challenge


def open_fault(challenge, word):
    """Return the meter (place, or `NONE`) and its error [standard uncertainties].

    Raises
    ------
    UsageError
        Where the code word is another, or the line was changed.
    """
    hidden, tag = challenge.sealed[:-_TAG], challenge.sealed[-_TAG:]
    pad = _pad(challenge.plant, challenge.readings, word, len(hidden))
    if not hmac.compare_digest(tag, _tag(pad, hidden)):
        raise UsageError("暗号不对, 或题面被改动 / wrong code word, or the line was changed")
    secret = bytes(a ^ b for a, b in zip(hidden, pad, strict=False)).decode()
    return int(secret[:5]), float(secret[5:])


def _pad(plant, readings, word, size):
    """Return bytes that only the code word and these readings give, slowly: a guess costs half a second."""
    salt = hashlib.sha256(" ".join((plant, *readings)).encode()).digest()
    cost = {"n": COST, "r": BLOCK, "p": PARALLEL, "maxmem": MEMORY}
    return hashlib.scrypt(word.strip().encode(), salt=salt, dklen=size + 32, **cost)


def _tag(pad, hidden):
    return hmac.new(pad[-32:], hidden, "sha256").digest()[:_TAG]


def build(visit):
    """Return the panels of the two groups.

    Parameters
    ----------
    visit : Visit
        Language and the cases that may be chosen.
    """
    words = _WORDS[visit.lang]
    hiding, seeking = _hiding(visit, words), _seeking(visit, words)
    box = frame.columns(frame.panel(words["hide"], hiding), frame.panel(words["seek"], seeking))
    box.hiding, box.seeking = hiding.controls, seeking.controls
    return box


def _hiding(visit, words):
    where, balance, chosen = plant_chooser(visit)

    def meters():
        return [(words["nothing"], NONE), *chosen().meters]

    meter = frame.choice(words["meter"], meters(), NONE)
    bias = frame.slider(words["bias"], 0.0, -LARGEST, LARGEST, 0.5, form="+.1f")
    word = ipywidgets.Password(description=words["word"])
    button = ipywidgets.Button(description=words["plant"])
    line = ipywidgets.Textarea(description=words["line"], rows=4, disabled=True)
    line.layout.width, button.layout.width = "95%", "12rem"
    told = ipywidgets.HTML()
    balance.observe(lambda _: setattr(meter, "options", meters()), ["options", "value"])

    def hide(_button):
        line.value = ""
        if len(word.value.strip()) < _SHORTEST or (meter.value != NONE and not bias.value):
            told.value = frame.note(words["short" if len(word.value.strip()) < _SHORTEST else "zero"])
            return
        generator = np.random.default_rng(secrets.randbits(64))
        line.value = str(plant_fault(chosen(), meter.value, bias.value, word.value, generator))
        # the next group may sit down at the same screen
        meter.value, bias.value, word.value = NONE, 0.0, ""
        told.value = frame.note(words["pass"])

    button.on_click(hide)
    box = frame.page(where, balance, meter, bias, word, button, line, told)
    box.controls = {"where": where, "balance": balance, "meter": meter, "bias": bias, "word": word}
    box.controls |= {"button": button, "line": line, "told": told}
    return box


def _seeking(visit, words):
    line = ipywidgets.Textarea(placeholder=words["paste"], rows=4, continuous_update=False)
    readings = ipywidgets.HTML()
    guess = frame.choice(words["guess"], [(words["nothing"], NONE)])
    word = ipywidgets.Password(description=words["word"])
    button = ipywidgets.Button(description=words["open"])
    line.layout.width, button.layout.width = "95%", "12rem"
    told = ipywidgets.HTML()

    def read(_change):
        told.value = ""
        try:
            challenge = read_challenge(line.value, visit.cases)
        except UsageError as error:
            readings.value = frame.note(str(error))
            return
        plant = plant_of(challenge.plant, visit.lang)
        guess.options = [(words["nothing"], NONE), *plant.meters]
        readings.value = readings_html(plant, challenge.amounts, words["readings"], visit.lang)

    def unseal(_button):
        try:
            challenge = read_challenge(line.value, visit.cases)
            truth = open_fault(challenge, word.value)
        except UsageError as error:
            told.value = frame.note(str(error))
            return
        reveal = partial(reveal_html, challenge, guess.value, truth, visit.lang)
        told.value = frame.safely(lambda: frame.text(reveal()), visit.lang).value

    line.observe(read, "value")
    button.on_click(unseal)
    box = frame.page(line, readings, guess, word, button, told)
    box.controls = {"line": line, "readings": readings, "guess": guess, "word": word, "button": button, "told": told}
    return box


def readings_html(plant, amounts, title, lang):
    """Return the readings of a challenge as a table, without any test."""
    heads = {"zh": ("仪表", "从", "到", "读数", "σ"), "en": ("meter", "from", "to", "reading", "σ")}[lang]
    rows = readings_table(plant, amounts, lang)
    return frame.table(rows, f"{title} [{plant.unit}]", lang, columns=dict(zip(rows.columns, heads, strict=True)))


def reveal_html(challenge, guess, truth, lang):
    """Return whether the guess is right, what was planted, and what the engine says, as HTML.

    Parameters
    ----------
    challenge : Challenge
    guess : int
        Place of the flow that was named, or `NONE`.
    truth : tuple
        Of `open_fault`.
    lang : {"zh", "en"}
    """
    words, plant, (meter, bias) = _WORDS[lang], plant_of(challenge.plant, lang), truth
    names = {place: name for name, place in plant.meters}
    planted = words["clean"] if meter == NONE else words["truth"].format(meter=names[meter], bias=f"{bias:+g}")
    said = words["right" if guess == meter else "wrong"]
    return frame.note(f"{said} {planted}") + frame.note(words["engine"]) + answer(plant, challenge.amounts, lang)
