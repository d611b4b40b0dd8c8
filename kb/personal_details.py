"""What personal details look like in Britain, apart from names: patterns whose group "it" is the detail itself."""

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NUMBER_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_DAY_IN_WORDS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teenth|twentieth|thirtieth|(?:twenty|thirty)[ \-](?:first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth))"
)
_YEAR_IN_WORDS = (
    r"(?:two thousand(?: and)?|twenty|nineteen)(?:[ \-](?:\w+teen|ten|eleven|twelve|twenty|eighty|ninety|oh|one|two"
    r"|three|four|five|six|seven|eight|nine)){1,2}"
)
_DATE = (
    rf"(?:{_DAY} ?[/.\- ] ?{_NUMBER_MONTH} ?[/.\- ] ?(?:{_YEAR}|\d\d)"
    rf"|{_DAY_IN_WORDS}(?: day)?(?: of)? {_MONTH}(?:,? (?:{_YEAR}|{_YEAR_IN_WORDS}))?"
    rf"|{_YEAR}[/.\-]{_NUMBER_MONTH}[/.\-]{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)?(?: of)?[ \-]{_MONTH}(?:,?[ \-](?:{_YEAR}|\d\d))?"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?(?:,? {_YEAR})?)(?![\d/])"
)
_BIRTH = (
    r"(?:d\.?o\.?b\.?|date of birth|birth ?date|birth ?day|b-?day|born|birth|turn(?:s|ed|ing)? \d{1,2}"
    r"|(?:will|he'll|she'll) be \d{1,2})"
)
_STREET = r"(?:road|rd|street|avenue|ave|lane|crescent|terrace|gardens|gdns|mews|square|grove|boulevard)"
# Words like these end many sentences ("2 days by the way"), so they need a capital.
_STREET_CAPITAL = (
    r"(?:Close|Way|Drive|Court|Park|Place|Walk|Hill|Rise|View|Row|Green|End|Croft|Mead|Fields?|House|St|Parade|Path"
    r"|Wharf|Quay)"
)
_FLAT = r"(?:flat|apartment|apt|unit)"
_NAMED_HOUSE = r"(?:Cottage|House|Farm|Farmhouse|Barn|Barns|Lodge|Villa|Vicarage|Rectory|Bungalow|Caravan|Mill)"
_LIVE_AT = r"(?:address(?: is|:)|live at|lives at|living at|stay(?:ing)? at|based at|moved to|moving to)"
_HOUSE = r"(?:flat \w{1,4},? |apartment \w{1,4},? )?\b\d{1,4}[a-z]?,? "
_NO_STREET = (
    r"(?!(?:year|yr|mile|minute|min|hour|hr|day|week|month|term|way|of|to|in|and|the|a|for|on|close|car|bus)s?\b)"
)

_MAILBOX = r"\b[a-z\d][\w.+'\-]*(?: (?:dot|underscore|dash|hyphen) [\w\-]+)*"
_AT = r" ?(?:@|\(at\)|\[at\]|\{at\}) ?"
_DOT = r"(?: ?\. ?| ?[(\[{]dot[)\]}] ?| dot )"
_FIRM_DOT = r"(?:\.| dot | ?[(\[{]dot[)\]}] ?)"
_PROVIDER = (
    r"gmail|googlemail|g mail|hotmail|outlook|yahoo|ymail|icloud|live|msn|aol|btinternet|sky|talktalk|virginmedia"
    r"|protonmail|proton|mail|me|gmx|wp|onet|mac|ntlworld|tiscali|rocketmail"
)
_NETWORK = (
    r"insta(?:gram)?|ig|snap(?:chat)?|sc|tik ?tok|twitter|facebook|fb|discord|whatsapp|xbox|psn|roblox"
    r"|telegram|signal|steam"
)

_CALL = r"(?:call|ring|text|txt|phone|fone|tel|telephone|mobile|mob|landline|whatsapp|my (?:number|no))"
# Helplines, dates and years are no parent's number.
_NO_PHONE = rf"(?!{_DATE}|{_YEAR}|0[38]0|116 ?\d|\d{{1,2}}[ .:])"
_DIGIT = r"oh|zero|nought|double|treble|triple|one|two|three|four|five|six|seven|eight|nine"

_WRITTEN: dict[str, list[str]] = {
    "PERSON": [r"\binitials?(?: are| is|:)? (?-i:(?P<it>(?:[A-Z]\.? ?){1,2}[A-Z]\b\.?))"],
    "PHONE_NUMBER": [
        # +44 or 0, then eight to ten digits in any grouping. Not part of a longer number, not money.
        r"(?<![\w£.])(?P<it>(?:\(?(?:\+|00)[ ]?44\)?[ .\-]?(?:\(0\))?|\(?0)(?:[ .\-()]{0,2}\d){8,10})(?!\d)",
        # After "call", "mobile" and the like: what was left out or mistyped of a number.
        rf"\b{_CALL}\b[^.\d\n£]{{0,25}}?(?<![\w£.]){_NO_PHONE}"
        rf"(?P<it>(?:\+ ?)?[\do](?:[ .\-/()]{{0,2}}\d){{5,12}})(?![\d,])",
        rf"\b(?P<it>(?:oh|zero|nought|0)(?:[ ,\-]{{1,2}}(?:{_DIGIT}|\d+)){{6,}})\b",
        r"(?<![\w£./])(?P<it>[0o]7\d{3}[ ./\-]\d{3}[ ./\-]?\d{3})(?!\d)",
        r"(?<![\w£.])(?P<it>\+(?!44)\d{1,3}(?:[ .\-()]{0,2}\d){7,12})(?!\d)",
    ],
    "EMAIL_ADDRESS": [
        # Written out, or with spaces: "john dot smith at gmail dot com".
        rf"(?P<it>{_MAILBOX}{_AT}[\w\-]+(?:{_DOT}[\w\-]{{2,}})+)",
        rf"(?P<it>{_MAILBOX} at (?:{_PROVIDER}){_FIRM_DOT}[a-z]{{2,3}}(?:{_FIRM_DOT}uk)?)\b",
        rf"\b(?:e-?mail|mail)\b[^.\n]{{0,15}}? (?P<it>{_MAILBOX} at [\w\-]+(?: dot [\w\-]{{2,}})+)",
    ],
    "ACCOUNT": [
        r"(?<![\w.@/])(?P<it>@[a-z_]\w[\w.]*\w)",
        r"\b(?P<it>(?:https?://)?(?:www\.|m\.)?(?:facebook|fb|instagram|tiktok|twitter|x|linkedin|snapchat|youtube)\.com/"
        r"[\w./?=@\-]*\w)",
        rf"\b(?:{_NETWORK})\b[^.\n]{{0,15}}?\b(?P<it>(?=\w*[a-z])(?=\w*[\d_])[a-z]\w{{3,}}(?:\.\w+)*)",
        rf"\b(?:{_NETWORK}) (?:user ?name|name|handle|account|id)(?: is|:)? (?P<it>(?!is\b|on\b|was\b)[\w.]{{3,}}\w)",
        r"\b(?:user ?name|gamertag|screen ?name)(?: is|:)? (?P<it>(?!is\b|on\b|was\b|and\b)[\w.]{3,}\w)",
    ],
    "REFERENCE": [
        r"\b(?P<it>[a-hj-np-rt-z]\d{11}[\da-z])\b",  # a unique pupil number
        # What a service numbers its people by; a council's case reference says nothing to others, and stays.
        r"\b(?:hospital|patient|mrn|upn|uln|pupil|passport|candidate|account|sort code|bank|learner|home office|brp)"
        r"(?: ref(?:erence)?)?(?: number| num| no\.?| id| code)?(?: is|:| was)?[ #]{0,2}"
        r"(?P<it>(?=[a-z]{0,4}\d)[a-z]{0,4}\d[\d \-]{4,}[a-z\d]{0,2})\b",
    ],
    # With the words "NHS number" any ten digits count; alone, Presidio asks for a right check digit.
    "UK_NHS": [r"\bnhs\W{0,3}(?:number|num|no|nr)?\W{0,4}(?:is|was)?\W{0,3}(?P<it>\d{3}[ \-]?\d{3}[ \-]?\d{4})\b"],
    # A prefix that was never issued (QQ, as on sample forms) is still somebody's typing.
    "UK_POSTCODE": [r"(?<!\w)(?-i:(?P<it>[A-Z]{1,2}\d[A-Z\d]? {0,2}\d {1,2}(?![AP]M\b)[ABD-HJLNP-UW-Z]{2}))(?!\w)"],
    "UK_NINO": [r"\b(?P<it>[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d])\b"],
    "DATE_OF_BIRTH": [
        rf"\b{_BIRTH}\b\.?[^.\d\n]{{0,25}}?\b(?P<it>{_DATE})",
        rf"\b(?P<it>{_DATE})[^.\d\n]{{0,12}}?\b{_BIRTH}\b",
    ],
    "ADDRESS": [
        # A flat says that an address follows: then no word needs a capital.
        rf"(?P<it>\b{_FLAT} \d{{1,4}}[a-z]?,? (?:{_NO_STREET}[a-z'’]+ ){{1,3}}?(?:{_STREET}|{_STREET_CAPITAL})\b)",
        rf"\b{_LIVE_AT} (?P<it>\d{{1,4}}[a-z]?,? (?:the |old )?(?:{_NO_STREET}[a-z'’]+)"
        rf"(?: (?:[a-z'’]+ )?(?:{_STREET}|{_STREET_CAPITAL})\b)?)",
        rf"(?P<it>(?-i:(?:[A-Z][a-z'’]+ ){{1,2}}{_NAMED_HOUSE}),? (?:\d{{1,4}} )?"
        rf"(?:(?-i:[A-Z])[a-z'’]+ ){{1,3}}{_STREET}\b)",
        rf"\b{_LIVE_AT} (?P<it>(?:the )?(?:(?-i:[A-Z])[a-z'’]+ ){{1,2}}{_NAMED_HOUSE})\b",
        # A street alone leaves few families, with what else a message tells.
        rf"\blive[sd]?(?: just)? (?:on|in|off|at|down|up) (?P<it>(?:{_NO_STREET}[a-z'’]+ ){{1,2}}{_STREET})\b",
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
