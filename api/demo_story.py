"""Made-up conversations to look at: training examples, our own answers, a year of evenings and lunch breaks."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from api.callback_models import Feedback
from api.conversations import NewRow
from api.models import Conversation, Message
from api.overview import note
from api.turns import reply_row
from kb.answers import AnswerBook
from kb.hours import LONDON, line_of, line_state
from kb.replies import Reply, Speaker

CHANNEL = "demo"
NO_TOKEN = "-"  # no hash of any token: nobody can take part in them
DAYS = 365
# Parents write in the evening and at lunch: how often each hour of the day is, from midnight on.
HOURS = (2, 1, 1, 0, 0, 1, 2, 4, 6, 7, 7, 7, 9, 8, 6, 6, 6, 6, 7, 9, 11, 12, 9, 5)
QUESTIONS, HOW_OFTEN = (1, 2, 3, 4, 5, 6), (18, 24, 26, 16, 10, 6)
ENDINGS = ("", "", "", " please", " thanks", "?", " for my son", " for my daughter", " in year 4", " in year 9")


@dataclass
class Made:
    """A conversation with its messages, and what its parent said of them."""

    conversation: Conversation
    messages: list[Message] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)


class Stories:
    """Makes conversations from phrases (topic -> what parents say) and an answer book; one seed, one set of stories."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], book: AnswerBook, now: datetime, seed: int = 1) -> None:
        self._phrases, self._book, self._now, self._random = phrases, book, now, Random(seed)
        self._topics = sorted(topic for topic in phrases if book.has(topic))
        self._councils = sorted(book.councils)
        self._said = cache(self._row)
        self._open = cache(self._line_open)

    def one(self) -> Made:
        """The next conversation."""
        council = self._random.choice(self._councils)
        at = self._moment()
        made = Made(_conversation(self._id(), council, at))
        self._add(made, self._reply("greeting", council), at)
        for _ in range(self._random.choices(QUESTIONS, HOW_OFTEN)[0]):
            at += timedelta(seconds=self._random.randint(15, 240))
            self._ask(made, council, at)
        if self._random.random() < 0.06:
            self._add(made, NewRow("system", "You asked for an adviser.", council=council, reason="asked"), at)
            # Drawn apart: the rest of the stories stays what it was.
            waited = Random(made.conversation.id).randint(5, 600)
            made.conversation.waited_seconds = waited if waited < 400 else None
        if self._random.random() < 0.35:
            made.conversation.reviewed_at, made.conversation.reviewed_by = at + timedelta(days=1), "demo"
        made.conversation.updated_at = at
        return made

    def _ask(self, made: Made, council: str, at: datetime) -> None:
        kind = self._random.choices(("answered", "unsure", "out_of_scope", "crisis"), (82, 11, 5, 2))[0]
        topic = self._random.choice(self._topics) if kind in ("answered", "unsure") else kind
        asked = self._add(made, self._question(kind, topic, council), at)
        named = topic if kind == "answered" else ""
        answer = self._add(made, self._reply(kind, council, named), at + timedelta(milliseconds=200), asked.id)
        if kind == "crisis":
            made.conversation.crisis = True
        if named:
            made.conversation.topic = topic
        made.conversation.line_open = self._open(
            council, at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        )
        if kind != "crisis" and self._random.random() < 0.12:
            self._mark(made, answer, at)

    def _question(self, kind: str, topic: str, council: str) -> NewRow:
        text = self._random.choice(self._phrases[topic]) + self._random.choice(ENDINGS)
        sure = self._random.betavariate(1.5, 5) if kind == "unsure" else self._random.betavariate(8, 2)
        others = self._random.sample(self._topics, 3)
        ranking = [(topic, sure), *zip(others, (0.6 * (1 - sure), 0.2 * (1 - sure), 0.1 * (1 - sure)), strict=True)]
        understood = {
            "topic": topic,
            "confidence": round(sure, 4),
            "ranking": [{"topic": name, "confidence": round(share, 4)} for name, share in ranking],
            "entities": [],
            "crisis": ["understood"] if kind == "crisis" else [],
        }
        times = {"safety": 0.4, "redact": 6.0, "rasa": 25.0}
        timings = {step: round(took * self._random.uniform(0.7, 2.5), 2) for step, took in times.items()}
        return NewRow("parent", text, topic=topic, council=council, understood=understood, timings=timings)

    def _mark(self, made: Made, answer: Message, at: datetime) -> None:
        helpful = self._random.random() < 0.7
        made.feedback.append(Feedback(message_id=answer.id, helpful=helpful, reason="", at=at))
        if helpful:
            made.conversation.helped = True
        else:
            made.conversation.unhelpful = True

    def _add(self, made: Made, row: NewRow, at: datetime, reply_to: str | None = None) -> Message:
        message = Message(
            id=self._id(),
            conversation_id=made.conversation.id,
            position=len(made.messages) + 1,
            at=at,
            sender=row.sender,
            text=row.text,
            client_id=None,
            reply_to=reply_to,
            topic=row.topic,
            council_slug=row.council,
            content=row.content,
            understood=row.understood,
            reason=row.reason,
            answer_version=row.answer_version,
            timings=row.timings,
        )
        made.messages.append(message)
        note(made.conversation, [message])
        return message

    def _reply(self, kind: str, council: str, topic: str = "") -> NewRow:
        return self._said(kind, council, topic)

    def _row(self, kind: str, council: str, topic: str) -> NewRow:
        speaker = Speaker(self._book, council, self._now)
        replies: dict[str, Callable[[], Reply]] = {
            "greeting": lambda: speaker.say("greeting", reason="greeting", choices=speaker.starters()),
            "answered": lambda: speaker.answer(topic),
            "unsure": lambda: speaker.unsure(self._topics[:3], 0),
            "out_of_scope": speaker.out_of_scope,
            "crisis": speaker.crisis,
        }
        return reply_row(asdict(replies[kind]()))

    def _line_open(self, council: str, at: datetime) -> bool | None:
        here = at.astimezone(LONDON)
        return line_state(line_of(self._book.councils[council], here.date()), here).open

    def _moment(self) -> datetime:
        day = self._now.astimezone(LONDON).replace(tzinfo=None) - timedelta(days=self._random.randint(1, DAYS))
        hour = self._random.choices(range(24), HOURS)[0]
        minute, second = self._random.randrange(60), self._random.randrange(60)
        moment = day.replace(hour=hour, minute=minute, second=second, microsecond=self._random.randrange(1_000_000))
        return moment.replace(tzinfo=LONDON).astimezone(UTC)

    def _id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))


def _conversation(name: str, council: str, at: datetime) -> Conversation:
    fields: dict[str, Any] = {column.key: None for column in Conversation.__table__.columns}
    known = {"id": name, "token_hash": NO_TOKEN, "council_slug": council, "channel": CHANNEL, "state": "assistant"}
    counted = {"revision": 1, "misses": 0, "topics": "", "reasons": ""}
    no = dict.fromkeys(("pending", "crisis", "handed_off", "helped", "unhelpful"), False)
    return Conversation(**(fields | known | counted | no | {"created_at": at, "updated_at": at}))
