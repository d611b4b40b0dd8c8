"""What Askline says back: from what was understood to text, citations, notices and choices. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.answers import ANSWER, MORE, AnswerBook, Cited, fill
from kb.callback_words import callback_email, said
from kb.contacts import council_site_words, email_link, phone_link
from kb.errors import UnknownTopic
from kb.handoff import UNHAPPY, handoff_details, ways_words
from kb.hours import line_of, line_state, line_words
from kb.languages import Spoken
from kb.notices import Notice
from kb.shipped import CONTENT, read_yaml

NEXT_SHOWN = 3
OFFERED = 3


@dataclass(frozen=True)
class Choice:
    """Something the parent may choose: `topic:who_decides`, `more:who_decides`, `council:kent`, `person`, `else`."""

    id: str
    title: str


@dataclass(frozen=True)
class Reply:
    """One message to the parent. `reason` says, for the record, why it is this one."""

    text: str
    reason: str
    topic: str | None = None
    council: str | None = None
    citations: tuple[Cited, ...] = ()
    notices: tuple[Notice, ...] = ()
    choices: tuple[Choice, ...] = ()
    handoff: dict[str, Any] | None = None
    version: str = ""


PERSON = Choice("person", "Talk to a person")
SOMETHING_ELSE = Choice("else", "Something else")


@lru_cache
def words(content: Path = CONTENT) -> dict[str, str]:
    """What Askline says of itself and around its answers, by key."""
    return {key: text.strip() for key, text in read_yaml(content / "words.yml").items()}


@lru_cache
def emergency_contacts(content: Path = CONTENT) -> tuple[dict[str, Any], ...]:
    """Who to call when somebody may be in danger, in the order in which they are shown."""
    return tuple(read_yaml(content / "safety.yml"))


class Speaker:
    """Words the replies from one answer book, for one council (None: not known), at one moment."""

    def __init__(self, book: AnswerBook, council: str | None, now: datetime) -> None:
        self.book, self.council, self.now = book, council, now
        self.facts = book.councils.get(council or "")

    @property
    def today(self) -> date:
        """The day on which the parent reads."""
        return self.now.date()

    def say(self, key: str, reason: str = "control", choices: Sequence[Choice] = (), **fields: Any) -> Reply:
        """One of Askline's own sentences, with the council's details filled in."""
        return Reply(
            text=fill(words()[key], self.facts), reason=reason, council=self.council, choices=tuple(choices), **fields
        )

    @property
    def off(self) -> bool:
        """Whether the council has switched all of Askline off."""
        return self.book.off_words(None, self.council) is not None

    def switched_off(self, topic: str | None = None) -> Reply:
        """The council's words in the place of a topic, or of everything, and how to reach a person."""
        said = self.book.off_words(topic, self.council) or ""
        person = words()["off_topic"] if not self.off else "\n\n".join((words()["hand_off"], self._line_words()))
        return Reply(
            text=fill(f"{said}\n\n{person if self.facts else words()['hand_off_national']}".strip(), self.facts),
            reason="switched_off",
            topic=topic,
            council=self.council,
            choices=(PERSON,),
            handoff=handoff_details(self.facts, self.now),
        )

    def welcome(self) -> Reply:
        """How a conversation begins: with the council's own welcome line after ours, if it has one."""
        if self.off:
            return self.switched_off()
        ours = self.say("greeting", choices=self.starters())
        return replace(ours, text=f"{ours.text}\n\n{self.facts.welcome}") if self.facts and self.facts.welcome else ours

    def answer(self, topic: str, part: str = ANSWER) -> Reply:
        """The answer to a topic, or to a part of it. Raises UnknownTopic when the book holds none."""
        if self.book.off_words(topic, self.council):
            return self.switched_off(topic)
        composed = self.book.answer(topic, self.council, part, self.today)
        choices = [Choice(f"more:{topic}", "Tell me more")] if composed.has_more else []
        choices += [Choice(f"topic:{t.name}", t.question) for t in composed.next[:NEXT_SHOWN]]
        return Reply(
            text=composed.text,
            reason="answered",
            topic=topic,
            council=self.council,
            citations=composed.citations,
            notices=composed.notices,
            choices=(*choices, PERSON),
            handoff=handoff_details(self.facts, self.now) if topic in UNHAPPY else None,
            version=composed.version,
        )

    def kindly(self, reply: Reply) -> Reply:
        """The same reply after a line of kindness."""
        return replace(reply, text=f"{words()['kindness']}\n\n{reply.text}")

    def in_another_language(self, spoken: Spoken) -> Reply:
        """Our line in the parent's language, if we have one, and how to reach the service."""
        said = words()["other_language"].replace("{language}", spoken.name)
        contact = self.hand_off(reason="other_language")
        return replace(contact, text="\n\n".join(t for t in (spoken.line, said, contact.text) if t))

    def with_numbers(self, reply: Reply) -> Reply:
        """The same reply after a line with the numbers to call, for when we are not sure that anyone is in danger."""
        notice = Notice("crisis", "If anyone is in danger right now, call 999.")
        return replace(reply, text=f"{words()['crisis_maybe']}\n\n{reply.text}", notices=(notice, *reply.notices))

    def more(self, topic: str | None) -> Reply:
        """More on the topic just answered; what to ask instead when there is none."""
        if topic is None:
            return self.say("more_of_what", choices=self.starters())
        try:
            return self.answer(topic, MORE)
        except UnknownTopic:
            return self.hand_off("nothing_more", topic=topic)

    def again(self, topic: str) -> Reply:
        """More on the topic that was answered last, for who asks about it again; its answer can be had once more."""
        reply = self.answer(topic, MORE)
        whole = Choice(f"topic:{topic}", words()["again_choice"])
        return replace(reply, text=f"{words()['again']}\n\n{reply.text}", choices=(whole, *reply.choices))

    def more_perhaps(self, topic: str, guesses: Sequence[str]) -> Reply:
        """More on the last topic, for words that seem to lean on it; with the nearest other topics to choose."""
        reply = self.more(topic)
        opening = words()["more_perhaps"].replace("{question}", self.book.topics[topic].question)
        near = [Choice(f"topic:{t}", self.book.topics[t].question) for t in guesses if self.book.has(t) and t != topic]
        return replace(reply, text=f"{opening}\n\n{reply.text}", reason="unsure", choices=(*near[:2], SOMETHING_ELSE))

    def ask_council(self, topic: str | None) -> Reply:
        """Asks where the parent lives, before the question that they asked is answered."""
        key = "ask_council" if topic else "ask_council_first"
        councils = sorted(self.book.councils.values(), key=lambda c: c.short_name)
        choices = [Choice(f"council:{c.slug}", c.short_name) for c in councils]
        choices.append(Choice("council:other", "Another council, or I'm not sure"))
        return self.say(key, reason="asked_council", choices=choices, topic=topic)

    def council_set(self) -> Reply:
        """Thanks for the council, when no question is waiting."""
        if self.off:
            return self.switched_off()
        key = "council_set" if self.facts else "council_national" if self.council != "other" else "council_unknown"
        return self.say(key, reason="council_set", choices=self.starters())

    def nation(self, name: str) -> Reply:
        """Says that the law differs outside England."""
        text = words()["nation"].replace("{nation}", name)
        return Reply(text=text, reason="other_nation", council=self.council, choices=(PERSON,))

    def unsure(self, topics: Sequence[str], misses: int) -> Reply:
        """Offers the nearest topics as plain questions; after two misses, a person."""
        near = [t for t in topics if self.book.has(t) and not self.book.off_words(t, self.council)][:OFFERED]
        if misses >= 2:
            return self.hand_off("unsure_twice", reason="unsure")
        if not near:
            return self.hand_off("nothing_found", reason="no_answer")
        choices = [Choice(f"topic:{t}", self.book.topics[t].question) for t in near]
        return self.say("unsure", reason="unsure", choices=[*choices, SOMETHING_ELSE])

    def out_of_scope(self) -> Reply:
        """A kind refusal of what is not about SEN."""
        reply = self.say("out_of_scope", reason="out_of_scope", choices=[*self.starters()[:2], PERSON])
        return replace(reply, text=reply.text.replace("{council_site}", council_site_words(self.council)))

    def starters(self) -> list[Choice]:
        """Questions to begin with, for a parent who does not know what to ask."""
        names = ("child_may_have_sen", "unhappy_with_support", "request_ehc_needs_assessment", "contact_helpline")
        on = [n for n in names if n in self.book.topics and not self.book.off_words(n, self.council)]
        return [Choice(f"topic:{n}", self.book.topics[n].question) for n in on]

    def hand_off(self, opening: str = "", reason: str = "handoff", topic: str | None = None) -> Reply:
        """The service's details and whether its line is open, after an opening sentence of our own."""
        own = words()["hand_off"] if self.facts else words()["hand_off_national"]
        parts = [words()[opening] if opening else "", own, self._line_words(), words()["what_to_have_ready"]]
        return Reply(
            text=fill("\n\n".join(p for p in parts if p), self.facts),
            reason=reason,
            topic=topic,
            council=self.council,
            handoff=handoff_details(self.facts, self.now),
            choices=tuple(self.starters()[:2]),
        )

    def contact(self) -> Reply:
        """How to reach the service: its details now, then what it can do, with citations."""
        answer = self.answer("contact_helpline")
        text = answer.text
        if self.facts and not self.off:
            # The answer opens with one phone and one e-mail; here every way is listed in its place.
            _, _, rest = answer.text.partition("\n\n")
            text = "\n\n".join((fill(words()["reach"], self.facts), self._line_words(), rest or text))
        return replace(answer, text=text, handoff=handoff_details(self.facts, self.now), choices=answer.choices[:-1])

    def _line_words(self) -> str:
        if self.facts is None:
            return ""
        parts = [ways_words(self.facts)]
        state = line_state(line_of(self.facts, self.today), self.now)
        if self.facts.service["phones"]:
            parts.append(line_words(state, self.facts.service["line_name"], self.now))
        if callback_email(self.facts) and not state.open:
            parts.append(said("offer"))
        return "\n\n".join(parts)

    def crisis(self) -> Reply:
        """The crisis card: who to call now, before anything else."""
        local = self._safeguarding()
        parts = [emergency_words(), *([local] if local else []), words()["crisis_after"]]
        return Reply(
            text="\n\n".join(parts),
            reason="crisis",
            topic="crisis",
            council=self.council,
            notices=(Notice("crisis", "If anyone is in danger right now, call 999."),),
            choices=(PERSON,),
        )

    def _safeguarding(self) -> str:
        if self.facts is None or not self.facts.safeguarding:
            return ""
        team = self.facts.safeguarding
        phones = "; ".join(f"{phone_link(p['number'])} ({p['label'].lower()})" for p in team["phones"])
        return (
            f"If you are worried that a child in {self.facts.short_name} is not safe, you can call **{team['name']}**: "
            f"{phones}. We could not check this number lately. If nobody answers, call the NSPCC, or 999 if it can't "
            "wait."
        )


def emergency_words() -> str:
    """Who to call now when somebody may be in danger: 999 first, then the lines that help."""
    lines = [f"- **{c['name']}**: {_tappable(c)}" for c in emergency_contacts() if c["id"] != "emergency"]
    return words()["crisis"] + "\n\n" + "\n".join(lines)


def doubting(text: str, unknown: Sequence[str]) -> str:
    """A reply's text after saying that we do not know the law that the parent was told of."""
    named = unknown[0] if len(unknown) == 1 else ", ".join(unknown[:-1]) + " or " + unknown[-1]
    return f"{words()['unknown_law'].replace('{what}', named)}\n\n{text}"


def _tappable(contact: dict[str, Any]) -> str:
    link = phone_link(contact["number"], "sms" if contact.get("sms") else "tel")
    text = str(contact["text"]).replace(contact["number"], link)
    return text.replace(contact["email"], email_link(contact["email"])) if contact.get("email") else text
