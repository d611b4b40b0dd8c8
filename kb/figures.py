"""The figures of a text: numbers with their units, money, phones, e-mails, web addresses, dates, times. Pure.

A figure counts the same in words and in digits ("six weeks", "6-week"), and only with its own unit: "6 weeks" is not
proved by "6 months". A bare number is proved by the same number, whatever stands behind it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_NUMBER_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_WORDS = {word: str(n) for n, word in enumerate(_NUMBER_WORDS, start=1)}
_AS_WRITTEN = {"email": "e-mail", "phone": "phone", "money": "£", "share": "%", "number": ""}
_STAGES_OF_LIFE = ("16", "18", "19", "25")
_ALIKE = {"meeting": "time"}  # "three meetings a year" and "meet three times a year" are one figure
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_UNIT = r"(?P<{0}>day|week|fortnight|month|year|term|hour|minute|mile|meeting|time)s?\b"
_NUM = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|\b(?:" + "|".join(_NUMBER_WORDS) + r")\b)"
_FIGURE = re.compile(
    "|".join(
        (
            r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
            r"(?P<site>(?:https?://|www\.)[^\s()<>\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:uk|org|com|net|info)\b(?:/[\w./-]*)?)",
            r"(?P<phone>\b0\d{2,5}(?: ?\d{2,8}){1,4}\b|\b(?:116|18001) ?\d{3}\b)",
            r"£(?P<money>\d[\d,]*(?:\.\d+)?(?: ?(?:million|billion|bn|m)\b)?)",
            r"(?P<clock>\b\d{1,2}(?:[:.]\d\d)?) ?(?P<half>am|pm|noon)\b",
            rf"(?P<from>{_NUM})(?:\s*(?:to|until|and|-)\s*(?P<until>{_NUM}))? in the "
            r"(?P<part>morning|afternoon|evening)\b",
            r"\b(?P<noon>noon|midday)\b",
            r"\b(?P<dmy>\d{1,2}/\d{1,2}/\d{2,4})\b",
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTHS})\b",
            rf"(?P<first>{_NUM})(?:\s*(?:to|or|and|-|\u2013)\s*(?P<second>{_NUM}))?[ -]"
            rf"(?:(?:school|working|calendar|full|whole|more) )?{_UNIT.format('unit')}",
            rf"\bwithin an? (?:school |working |calendar )?{_UNIT.format('one')}",
            r"\b(?P<named>week|day|month|Year) (?P<nth>\d+)\b",
            r"\b(?P<often>twice)\b",
            r"(?P<share>\d+(?:\.\d+)?) ?(?:%|per cent)",
            r"(?P<number>\d[\d,]*(?:\.\d+)*)",
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """One figure: its value in a form that can be compared, its unit ("" for a bare number), and how it is written."""

    value: str
    unit: str
    shown: str = field(compare=False)

    @property
    def is_free(self) -> bool:
        """Whether it needs no proof: an emergency number (safety.yml has those), a stage of life, the name GOV.UK."""
        if self.unit in ("", "year") and self.value in _STAGES_OF_LIFE:
            return True
        return (self.value, self.unit) in (("999", ""), ("111", ""), ("gov.uk", "site"))


def figures(text: str) -> list[Figure]:
    """The figures of a text in order of appearance, each once."""
    return list(dict.fromkeys(figure for match in _FIGURE.finditer(text) for figure in _read(match)))


@lru_cache(maxsize=4096)
def _known(text: str) -> frozenset[Figure]:
    return frozenset(figures(text))


def unproved(wanted: Sequence[Figure], evidence: Iterable[str]) -> list[Figure]:
    """Those of the figures that stand in none of the texts. Free figures are never among them."""
    known = {figure for text in evidence for figure in _known(text)}
    values = {figure.value for figure in known}
    proved = {f for f in wanted if f in known or _same(f) in known or (not f.unit and f.value in values)}
    return [f for f in wanted if not f.is_free and f not in proved]


def _same(figure: Figure) -> Figure:
    """The same length of time in its other usual unit."""
    other = {("12", "month"): ("1", "year"), ("1", "year"): ("12", "month"), ("1", "fortnight"): ("2", "week")}
    value, unit = other.get((figure.value, figure.unit), (figure.value, figure.unit))
    return Figure(value, unit, figure.shown)


def _read(match: re.Match[str]) -> Iterator[Figure]:
    shown, found = match[0].rstrip(".,;:"), match.groupdict()
    if found["unit"]:
        for number in (found["first"], found["second"]):
            if number:
                yield Figure(_digits(number), _ALIKE.get(found["unit"].lower(), found["unit"].lower()), shown)
    elif found["from"]:
        half = "am" if found["part"] == "morning" else "pm"
        yield from (Figure(_clock(_digits(n), half), "o'clock", shown) for n in (found["from"], found["until"]) if n)
    elif found["one"]:
        yield Figure("1", found["one"].lower(), shown)
    elif name := next((name for name in _AS_WRITTEN if found[name]), None):
        yield Figure(_digits(str(found[name])), _AS_WRITTEN[name], shown)
    else:
        yield _odd_one(found, shown)


def _odd_one(found: dict[str, str | None], shown: str) -> Figure:
    """A figure whose value is not what is written: an address, a time, a date, "twice", "week 6"."""
    if site := found["site"]:
        return Figure(re.sub(r"^(?:https?://)?(?:www\.)?", "", site.lower()).rstrip("/.,;:"), "site", shown)
    if found["noon"]:
        return Figure("12:00", "o'clock", shown)
    if found["clock"]:
        return Figure(_clock(found["clock"], str(found["half"]).lower()), "o'clock", shown)
    if found["dmy"]:
        day, month, year = found["dmy"].split("/")
        return Figure(f"20{year[-2:]}-{int(month):02}-{int(day):02}", "date", shown)
    if found["day"]:
        return Figure(str(int(found["day"])), str(found["month"]).lower(), shown)
    if found["often"]:
        return Figure("2", "time", shown)
    named = str(found["named"])
    return Figure(_digits(str(found["nth"])), "school year" if named.lower() == "year" else named.lower(), shown)


def _clock(clock: str, half: str) -> str:
    hour, _, minutes = clock.replace(".", ":").partition(":")
    return f"{int(hour) % 12 + (0 if half == 'am' else 12):02}:{minutes or '00'}"


def _digits(number: str) -> str:
    bare = re.sub(r"[ ,]", "", number.lower()).rstrip(".")
    return _WORDS.get(bare, bare.replace("billion", "bn").replace("million", "m"))
