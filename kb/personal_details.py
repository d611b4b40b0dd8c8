"""What personal details look like in Britain, apart from names: patterns whose group "it" is the detail itself."""

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NUMBER_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:{_DAY}[/.\- ]{_NUMBER_MONTH}[/.\- ](?:{_YEAR}|\d\d)"
    rf"|{_YEAR}[/.\-]{_NUMBER_MONTH}[/.\-]{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)?(?: of)?[ \-]{_MONTH}(?:,?[ \-](?:{_YEAR}|\d\d))?"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR})?)(?![\d/])"
)
_BIRTH = r"(?:d\.?o\.?b\.?|date of birth|birth ?date|birth ?day|b-?day|born|birth)"
_STREET = r"(?:road|rd|street|avenue|ave|lane|crescent|terrace|gardens|gdns|mews|square|grove|boulevard)"
# Words like these end many sentences ("2 days by the way"), so they need a capital.
_STREET_CAPITAL = (
    r"(?:Close|Way|Drive|Court|Park|Place|Walk|Hill|Rise|View|Row|Green|End|Croft|Mead|Fields?|House|St|Parade|Path"
    r"|Wharf|Quay)"
)
_HOUSE = r"(?:flat \w{1,4},? |apartment \w{1,4},? )?\b\d{1,4}[a-z]?,? "
_NO_STREET = (
    r"(?!(?:year|yr|mile|minute|min|hour|hr|day|week|month|term|way|of|to|in|and|the|a|for|on|close|car|bus)s?\b)"
)

_WRITTEN: dict[str, list[str]] = {
    "PHONE_NUMBER": [
        # +44 or 0, then eight to ten digits in any grouping. Not part of a longer number, not money.
        r"(?<![\w£.])(?P<it>(?:\(?(?:\+|00)[ ]?44\)?[ .\-]?(?:\(0\))?|\(?0)(?:[ .\-()]{0,2}\d){8,10})(?!\d)",
        r"(?<![\w£.])(?P<it>\+(?!44)\d{1,3}(?:[ .\-()]{0,2}\d){7,12})(?!\d)",
    ],
    # With the words "NHS number" any ten digits count; alone, Presidio asks for a right check digit.
    "UK_NHS": [r"\bnhs\W{0,3}(?:number|num|no|nr)?\W{0,4}(?:is|was)?\W{0,3}(?P<it>\d{3}[ \-]?\d{3}[ \-]?\d{4})\b"],
    # A prefix that was never issued (QQ, as on sample forms) is still somebody's typing.
    "UK_NINO": [r"\b(?P<it>[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d])\b"],
    "DATE_OF_BIRTH": [
        rf"\b{_BIRTH}\b[^.\d\n]{{0,25}}?\b(?P<it>{_DATE})",
        rf"\b(?P<it>{_DATE})[^.\d\n]{{0,12}}?\b{_BIRTH}\b",
    ],
    "ADDRESS": [
        rf"(?P<it>{_HOUSE}(?:{_NO_STREET}[a-z'’]+ ){{1,3}}{_STREET}\b)",
        rf"(?P<it>{_HOUSE}(?-i:(?:[A-Z][a-z'’]+ ){{1,3}}{_STREET_CAPITAL}\b))",
    ],
}

PATTERNS = {kind: [re.compile(p, re.IGNORECASE) for p in patterns] for kind, patterns in _WRITTEN.items()}

_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU
GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE
PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO
ZE
"""
_POSTCODE_AREAS = frozenset(_AREAS.split())
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)$")


def is_postcode(text: str) -> bool:
    """Whether what has the shape of a full postcode is one: "Y6 1st" and "S1 4th" are not."""
    area = re.match(r"[a-z]+", text, re.IGNORECASE)
    return area is not None and area.group().upper() in _POSTCODE_AREAS and _ORDINAL.search(text) is None


def is_email(text: str) -> bool:
    """Whether a name with a dot stands behind the @."""
    return re.search(r"@.+\.[^\W\d_]{2,}$", text) is not None
