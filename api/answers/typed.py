"""What an editor types, and the answer that it makes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, get_args

from fastapi import Form

from api.errors import WrongFields
from api.words import one_line, without_invisible
from kb.follow_ups import heading
from kb.own_answers import ADD, REPLACE, OwnText
from kb.shipped import FollowUp

FOLLOW_UPS: tuple[str, ...] = get_args(FollowUp)
LONGEST = {"answer": 4000, "more": 4000, **dict.fromkeys(FOLLOW_UPS, 1500)}
LONGEST_REASON, LONGEST_QUESTION, LONGEST_WORDS = 500, 300, 1000
REVIEWED_EVERY, LATEST = timedelta(days=180), timedelta(days=2 * 366)
MODES = {ADD: "Add our words below the answer for all England", REPLACE: "Show our words in its place"}
SHOWN_AS = {ADD: "Our words stand below the answer for all England", REPLACE: "Our words stand in its place"}
NAMES = {
    "answer": "The answer",
    "more": "What they read after “Tell me more”",
    **{part: heading(part) for part in FOLLOW_UPS},
}

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Typed:
    """The fields of the form as they were sent."""

    mode: str = ADD
    texts: Mapping[str, str] = field(default_factory=dict)
    review_by: str = ""
    reason: str = ""

    def own(self, today: date) -> OwnText:
        """The answer, whatever is still wrong with it: for checks and for the preview."""
        return OwnText(
            answer=self.texts.get("answer", ""),
            review_by=_day(self.review_by) or today + REVIEWED_EVERY,
            mode=self.mode if self.mode in MODES else ADD,
            more=self.texts.get("more", ""),
            follow_ups={part: said for part in FOLLOW_UPS if (said := self.texts.get(part, ""))},
        )

    def checked(self, today: date) -> OwnText:
        """The answer, fit to be saved. Raises WrongFields."""
        wrong = {
            part: f"“{NAMES[part]}” has {len(text):,} letters. Please use {LONGEST[part]:,} or fewer."
            for part, text in self.texts.items()
            if len(text) > LONGEST[part]
        }
        if not self.texts.get("answer"):
            wrong["answer"] = "Please write the answer."
        if self.mode not in MODES:
            wrong["mode"] = "Please choose whether your words are added or stand in the place of the answer."
        wrong |= _wrong_day(self.review_by, today)
        if not self.reason or len(self.reason) > LONGEST_REASON:
            wrong["reason"] = f"Please say why you change this, in {LONGEST_REASON} letters or fewer."
        if wrong:
            order = ("mode", *LONGEST, "review_by", "reason")
            raise WrongFields({name: wrong[name] for name in order if name in wrong})
        return self.own(today)


async def typed(
    mode: Text = "",
    answer: Text = "",
    more: Text = "",
    how_long: Text = "",
    who_to: Text = "",
    if_no: Text = "",
    at_college: Text = "",
    review_by: Text = "",
    reason: Text = "",
) -> Typed:
    """What was sent, without invisible characters."""
    follow_ups = {"how_long": how_long, "who_to": who_to, "if_no": if_no, "at_college": at_college}
    texts = {"answer": answer, "more": more, **follow_ups}
    clean = {part: without_invisible(text) for part, text in texts.items()}
    return Typed(mode, clean, review_by.strip()[:20], one_line(reason))


def required(text: str, longest: int, what: str) -> str:
    """A text that has to be there, on one or more lines. Raises WrongFields."""
    said = without_invisible(text)
    if not said or len(said) > longest:
        raise WrongFields({"words": f"Please write {what}, in {longest:,} letters or fewer."})
    return said


def as_typed(own: OwnText | None, today: date, reason: str = "") -> Typed:
    """The form of an answer that is there, or of none yet."""
    if own is None:
        return Typed(review_by=(today + REVIEWED_EVERY).isoformat())
    day = max(own.review_by, today + REVIEWED_EVERY)
    return Typed(own.mode, {part: own.texts.get(part, "") for part in LONGEST}, day.isoformat(), reason)


def _wrong_day(typed_day: str, today: date) -> dict[str, str]:
    day = _day(typed_day)
    if day is None or not today < day <= today + LATEST:
        return {"review_by": "Please give the day by which somebody looks at this again: within two years."}
    return {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
