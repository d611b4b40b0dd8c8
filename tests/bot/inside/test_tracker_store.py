"""What Rasa keeps of a conversation: the latest turns, for a while, and nothing of a turn that failed."""

from __future__ import annotations

import unittest

from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.channel import forget
from bot.tracker_store import KEPT_CONVERSATIONS, KEPT_SECONDS, KEPT_TURNS, RecentTrackerStore

DOMAIN = Domain.from_yaml(
    """
    intents: [greet]
    actions: [action_talk]
    slots:
      council: {type: text, influence_conversation: false, mappings: [{type: custom}]}
      topic: {type: text, influence_conversation: false, mappings: [{type: custom}]}
    """
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def say(tracker: DialogueStateTracker, text: str) -> None:
    """One turn: the parent says it, the action replies, Rasa listens."""
    tracker.update(UserUttered(text, {"name": "greet", "confidence": 0.9}))
    tracker.update_with_events([ActionExecuted("action_talk"), BotUttered(f"You said {text}")], DOMAIN)
    tracker.update(ActionExecuted("action_listen"))


def said(tracker: DialogueStateTracker | None) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


class AStore(unittest.IsolatedAsyncioTestCase):
    """A store with a clock that the test moves."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.store = RecentTrackerStore(DOMAIN, clock=self.clock)

    async def turn(self, sender: str, text: str = "hello", **slots: str) -> None:
        """A whole turn, as Rasa does it: retrieve (or begin), change, save."""
        tracker = await self.store.get_or_create_tracker(sender)
        say(tracker, text)
        tracker.update_with_events([SlotSet(name, value) for name, value in slots.items()], DOMAIN)
        await self.store.save(tracker)


class RecentTurns(AStore):
    async def test_what_was_saved_comes_back(self) -> None:
        await self.turn("parent", "hello", council="kent")

        tracker = await self.store.retrieve("parent")

        self.assertEqual(said(tracker), ["hello"])
        self.assertEqual(tracker.get_slot("council"), "kent")
        self.assertEqual(tracker.latest_action_name, "action_listen")

    async def test_a_sender_never_seen_has_no_tracker(self) -> None:
        self.assertIsNone(await self.store.retrieve("stranger"))

    async def test_one_parent_never_reads_another_parents_words(self) -> None:
        await self.turn("one", "mine", council="kent")
        await self.turn("other", "theirs", council="bexley")

        self.assertEqual(said(await self.store.retrieve("one")), ["mine"])
        self.assertEqual((await self.store.retrieve("other")).get_slot("council"), "bexley")

    async def test_up_to_its_limit_it_keeps_every_turn(self) -> None:
        for n in range(KEPT_TURNS):
            await self.turn("parent", f"turn {n}")

        self.assertEqual(said(await self.store.retrieve("parent")), [f"turn {n}" for n in range(KEPT_TURNS)])

    async def test_it_keeps_the_slots_and_lets_go_of_the_words_when_it_shortens(self) -> None:
        await self.turn("parent", "hello", council="kent", topic="who_decides")
        for n in range(KEPT_TURNS):
            await self.turn("parent", f"turn {n}")

        tracker = await self.store.retrieve("parent")

        self.assertEqual(said(tracker), [])
        self.assertEqual(tracker.get_slot("council"), "kent")
        self.assertEqual(tracker.get_slot("topic"), "who_decides")

    async def test_a_shortened_conversation_begins_like_a_session_and_goes_on(self) -> None:
        for n in range(KEPT_TURNS + 1):
            await self.turn("parent", f"turn {n}")

        tracker = await self.store.retrieve("parent")
        await self.turn("parent", "one more")

        self.assertIsInstance(tracker.events[1], SessionStarted)
        self.assertEqual(tracker.latest_action_name, "action_listen")
        self.assertEqual(said(await self.store.retrieve("parent")), ["one more"])

    async def test_a_long_conversation_never_grows(self) -> None:
        sizes = []
        for n in range(10 * KEPT_TURNS):
            await self.turn("parent", f"turn {n}", council="kent")
            sizes.append(len((await self.store.retrieve("parent")).events))

        self.assertLessEqual(max(sizes), max(sizes[: 3 * KEPT_TURNS]))

    async def test_a_turn_that_fails_half_way_leaves_no_trace(self) -> None:
        await self.turn("parent", "hello", council="kent")

        tracker = await self.store.retrieve("parent")
        say(tracker, "this turn is never saved")
        tracker.update(SlotSet("council", "bexley"), DOMAIN)

        kept = await self.store.retrieve("parent")
        self.assertEqual(said(kept), ["hello"])
        self.assertEqual(kept.get_slot("council"), "kent")


class LettingGo(AStore):
    async def test_a_conversation_not_used_for_long_is_forgotten(self) -> None:
        await self.turn("parent", council="kent")

        self.clock.now += KEPT_SECONDS

        self.assertIsNone(await self.store.retrieve("parent"))
        self.assertEqual(await self.store.keys(), [])

    async def test_until_then_it_is_kept(self) -> None:
        await self.turn("parent", council="kent")

        self.clock.now += KEPT_SECONDS - 1

        self.assertEqual((await self.store.retrieve("parent")).get_slot("council"), "kent")

    async def test_each_turn_begins_its_time_anew(self) -> None:
        await self.turn("parent", council="kent")
        await self.turn("gone")

        self.clock.now += KEPT_SECONDS - 1
        await self.turn("parent")
        self.clock.now += 1

        self.assertIsNone(await self.store.retrieve("gone"))
        self.assertEqual(await self.store.keys(), ["parent"])

    async def test_when_too_many_talk_the_one_silent_longest_is_forgotten_first(self) -> None:
        for n in range(KEPT_CONVERSATIONS):
            await self.turn(f"parent {n}")
        await self.turn("parent 0")

        await self.turn("one too many")

        kept = await self.store.keys()
        self.assertEqual(len(kept), KEPT_CONVERSATIONS)
        self.assertNotIn("parent 1", kept)
        self.assertLessEqual({"parent 0", "parent 2", "one too many"}, set(kept))

    async def test_a_conversation_is_forgotten_at_once_when_asked(self) -> None:
        await self.turn("parent")

        self.store.forget("parent")
        self.store.forget("never seen")

        self.assertIsNone(await self.store.retrieve("parent"))


class Endpoints(unittest.TestCase):
    def test_rasa_makes_this_store_from_endpoints_yml(self) -> None:
        configured = EndpointConfig.from_dict({"type": "bot.tracker_store.RecentTrackerStore"})

        store = TrackerStore.create(configured, domain=DOMAIN)

        # Rasa wraps a store, to stay up when one fails.
        self.assertIsInstance(getattr(store, "_tracker_store", store), RecentTrackerStore)


class ForgettingThroughTheChannel(AStore):
    async def test_what_rasa_has_wrapped_forgets_too(self) -> None:
        await self.turn("parent")

        forgotten = forget(FailSafeTrackerStore(self.store), "parent")

        self.assertTrue(forgotten)
        self.assertIsNone(await self.store.retrieve("parent"))

    async def test_others_are_not_forgotten(self) -> None:
        await self.turn("parent")

        forget(self.store, "another")

        self.assertIsNotNone(await self.store.retrieve("parent"))

    def test_a_store_that_cannot_forget_says_so(self) -> None:
        self.assertFalse(forget(InMemoryTrackerStore(DOMAIN), "parent"))
