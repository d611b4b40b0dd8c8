"""The journey of a message, from the parent's words to the stored reply, as one visible list of steps."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

import structlog

from api.bulletin import Bulletin, Notice
from api.callers import Callers
from api.choices import meaning
from api.conversations import AlreadyAnswered, ConversationStore, Known, NewRow, StateChanged
from api.errors import ClosedConversation, UnknownChoice, UnknownConversation
from api.metrics import RASA_AWAY, TURN_SECONDS, TURNS
from api.offline import SURE_OF_DANGER, answer_without_rasa
from api.rasa import RasaAway, RasaClient, handed_over
from api.schemas import NewMessage
from api.turns import Answered, Turn, asked_in, changes_after, in_context, moves_on, reply_row, timed, understanding
from api.words import cleaned, has_words
from kb.answers import AnswerBook
from kb.hours import LONDON, line_of, line_state
from kb.languages import other_language
from kb.premises import unknown_law
from kb.redaction import Redactor
from kb.replies import PERSON, Reply, Speaker, doubting
from kb.safety import crisis, dangers_named, listen_ahead
from kb.search import AnswerSearch

ENOUGH = 300  # characters at the end of our last words, by which the same words are known again

log = structlog.get_logger()

EARS = 2  # encoders at work at once in a process


class Chat:
    """Takes parents' messages. Its collaborators come in from outside; tests pass their own."""

    def __init__(
        self,
        store: ConversationStore,
        rasa: RasaClient,
        book: Callable[[], AnswerBook],
        search: Callable[[], AnswerSearch],
        redactor: Redactor,
        max_characters: int,
        bulletin: Bulletin | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(LONDON),
        likeliest: Callable[[str], tuple[str, float] | None] = lambda _text: None,
    ) -> None:
        self._store, self._rasa, self._book, self.search = store, rasa, book, search
        self.redactor, self._max_characters, self._now = redactor, max_characters, now
        self._bulletin = bulletin or Bulletin()
        # What the trained model's sense, without Rasa, takes words for; None while there is no model.
        self._likeliest = likeliest
        self._callers = Callers()
        self._ears = ThreadPoolExecutor(EARS, thread_name_prefix="ears")
        # One message of a conversation at a time; a lock lives as long as somebody holds it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def turn(self, conversation_id: str, token: str, message: NewMessage) -> Answered:
        """The whole journey. Raises the errors of `api.errors`; a failure of Rasa is answered, not raised."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            with TURN_SECONDS.time():
                return await self._turn(conversation_id, token, message)

    async def _turn(self, conversation_id: str, token: str, message: NewMessage) -> Answered:
        # The safety check's slowest part, the encoder, works on another core while the conversation is looked up.
        # Not for strangers: work that comes before the token is checked could be asked for by anybody.
        listening = self.listen(message) if self._callers.known(conversation_id, token) else None
        # One trip to a thread for the first three steps: each trip and back costs a few tenths of a millisecond.
        turn = await asyncio.to_thread(self.take_up, conversation_id, token, message, listening)
        self._callers.came(conversation_id, token)
        if isinstance(turn, Answered):
            return turn
        if delivered := await self.deliver_to_adviser(turn):
            return delivered
        await self.say_that_it_is_off(turn)
        self.notice_language(turn)
        await self.ask_rasa(turn)
        await self.search_if_rasa_is_away(turn)
        self.doubt_unknown_law(turn)
        self.put_safety_first(turn)
        return await self.record(turn)

    def began(self, conversation_id: str, token: str) -> None:
        """Notes that a conversation has just begun, and with which token."""
        self._callers.came(conversation_id, token)

    def listen(self, message: NewMessage) -> Future[None] | None:
        """Lets the encoder begin on a message in the parent's own words."""
        if message.choice is not None:
            return None
        return self._ears.submit(listen_ahead, cleaned(message.text or "", self._max_characters))

    def take_up(
        self, conversation_id: str, token: str, message: NewMessage, listening: Future[None] | None
    ) -> Turn | Answered:
        """The message, accepted and looked over; or its answer, when it was answered before."""
        known, before = self._store.take_up(conversation_id, token, message.client_id)
        if before:
            return Answered(*before, known.state)
        turn = self.accept(known, message)
        self.look_over(turn, listening)
        return turn

    def accept(self, known: Known, message: NewMessage) -> Turn:
        """1. Clean words, or a choice that we offered in this conversation."""
        if known.state == "closed":
            raise ClosedConversation
        if message.choice is not None:
            # "Talk to a person" is always in the widget's menu, whatever was offered last.
            always = PERSON.title if message.choice == PERSON.id else None
            title = self._store.offered(known.id, message.choice) or always
            if title is None:
                raise UnknownChoice
            return Turn(known, message.client_id, title, chosen=meaning(message.choice))
        return Turn(known, message.client_id, cleaned(message.text or "", self._max_characters))

    def look_over(self, turn: Turn, listening: Future[None] | None) -> None:
        """2. Is anyone in danger? 3. From there on the text holds no names, numbers or addresses."""
        if turn.chosen is not None:
            return
        listening = listening or self._ears.submit(listen_ahead, turn.text)
        with timed(turn, "safety"):
            named = dangers_named(turn.text)
        with timed(turn, "redact"):
            redacted = self.redactor.redact(turn.text).text
        with timed(turn, "safety"):
            listening.result()
            found = crisis(turn.text, named)
        turn.crisis_kinds = tuple(found.kinds) if found else ()
        turn.text = redacted

    async def deliver_to_adviser(self, turn: Turn) -> Answered | None:
        """4. Adviser present? Then the message is theirs, and the assistant is silent. A crisis card still comes."""
        if turn.known.state != "adviser":
            return None
        self.put_safety_first(turn)
        try:
            return await self.record(turn, while_state="adviser")
        except StateChanged as changed:
            # The adviser left in this very moment: the parent must not wait for an answer that nobody gives.
            turn.known, turn.replies = replace(turn.known, state=changed.state), []
            return None

    async def say_that_it_is_off(self, turn: Turn) -> None:
        """5. The council has switched Askline off? Then its words and the line, and the crisis card as ever."""
        speaker = self._speaker(turn)
        if not speaker.off or moves_on(turn):
            return
        # Rasa is not asked, and it might have been the one to understand a danger: the trained model's sense is.
        if not turn.crisis_kinds and not turn.chosen:
            heard = await asyncio.to_thread(self._likeliest, turn.text)
            intent, share = heard or ("", 0.0)
            turn.crisis_kinds = ("understood",) if intent == "crisis" and share >= SURE_OF_DANGER else ()
        turn.replies = [asdict(speaker.switched_off())]

    def notice_language(self, turn: Turn) -> None:
        """6. In another language than English: a line in it, and how to reach the service."""
        spoken = None if turn.chosen or turn.replies else other_language(turn.text)
        if spoken:
            turn.replies = [asdict(self._speaker(turn).in_another_language(spoken))]

    async def ask_rasa(self, turn: Turn) -> None:
        """7. One call: the replies, and what was understood."""
        if turn.replies:
            return
        if not has_words(turn.text):
            turn.replies = [asdict(self._speaker(turn).say("empty", reason="no_words"))]
            return
        state: dict[str, Any] = {
            "council": turn.known.council,
            "topic": turn.known.topic,
            "pending": turn.known.pending,
            "misses": turn.known.misses,
            "said": turn.known.said[-ENOUGH:],
            "in_danger": bool(turn.crisis_kinds),
            "chosen": turn.chosen is not None,
            # The action server reads the book again when its own is older: what was switched off is off at once.
            "book": self._book().version,
        }
        chosen: dict[str, Any] = {}
        if not turn.chosen:
            chosen = {"sentences": asked_in(turn), "in_context": in_context(turn, self._book())}
        if turn.chosen:
            state |= turn.chosen.state
            chosen = {"intent": turn.chosen.intent, "entities": turn.chosen.entities}
        chosen |= {} if turn.chosen else handed_over(turn.text)
        try:
            with timed(turn, "rasa"):
                turn.rasa = await self._rasa.ask(turn.known.id, turn.text, state, **chosen)
            turn.replies = turn.rasa.replies
        except RasaAway as error:
            turn.away = str(error)
            RASA_AWAY.labels(turn.away).inc()
            log.warning("rasa_away", conversation=turn.known.id, why=turn.away)

    async def search_if_rasa_is_away(self, turn: Turn) -> None:
        """8. Never silence: the nearest answer that search finds, and the line."""
        if turn.away:
            with timed(turn, "search"):
                reply = await asyncio.to_thread(
                    answer_without_rasa,
                    turn.text,
                    turn.chosen,
                    turn.known,
                    self._speaker(turn),
                    self.search,
                    in_danger=bool(turn.crisis_kinds),
                )
            turn.replies = [asdict(reply)]

    def doubt_unknown_law(self, turn: Turn) -> None:
        """What the parent was told of and we do not know is never confirmed: the answer begins by saying so."""
        unknown = [] if turn.chosen else unknown_law(turn.text)
        if unknown and turn.replies[-1]["reason"] in ("answered", "search", "unsure"):
            turn.replies[-1]["text"] = doubting(turn.replies[-1]["text"], unknown)

    def put_safety_first(self, turn: Turn) -> None:
        """The crisis card stands before the ordinary answer, always."""
        if turn.crisis_kinds and not turn.understood_crisis:
            turn.replies.insert(0, asdict(self._speaker(turn).crisis()))
        elif turn.understood_crisis and not turn.crisis_kinds:
            turn.crisis_kinds = ("understood",)

    async def record(self, turn: Turn, while_state: str | None = None) -> Answered:
        """9. Stores the turn, then replies, and wakes who watches. Raises StateChanged when it is not `while_state`."""
        asked = NewRow(
            sender="parent",
            text=turn.text,
            client_id=turn.client_id,
            topic=turn.rasa.intent if turn.rasa else None,
            council=turn.known.council,
            understood=understanding(turn),
            timings=turn.timings,
        )
        replies = [reply_row(reply) for reply in turn.replies]
        changes = changes_after(turn) | self._line_now(turn)
        try:
            stored = await asyncio.to_thread(self._store.record, turn.known, asked, replies, changes, while_state)
        except UnknownConversation:
            # It was erased while Rasa was thinking, by another process: Rasa has learned of it anew in the meantime.
            await self._rasa.forget(turn.known.id)
            raise
        except AlreadyAnswered:
            before = self._store.answered_before(turn.known.id, turn.client_id)
            assert before is not None  # it was just found, in the same database
            return Answered(*before, turn.known.state)
        TURNS.labels(turn.replies[-1]["reason"] if turn.replies else "delivered").inc()
        self._bulletin.post(Notice(turn.known.id, queue=stored.state != "assistant"))
        return Answered(stored.asked, stored.replies, stored.state)

    def turn_over(self, conversation_id: str) -> asyncio.Lock:
        """For who erases a conversation: whoever holds this knows that no turn of it is going on in this process."""
        self._callers.gone(conversation_id)
        return self._locks.setdefault(conversation_id, asyncio.Lock())

    def _speaker(self, turn: Turn) -> Speaker:
        return Speaker(self._book(), turn.known.council, self._now())

    def _line_now(self, turn: Turn) -> dict[str, Any]:
        facts, now = self._speaker(turn).facts, self._now()
        return {"line_open": line_state(line_of(facts, now.date()), now).open if facts else None}

    def greeting(self, council: str | None) -> Reply:
        """How a conversation begins."""
        return Speaker(self._book(), council, self._now()).welcome()
