"""The speed patches one by one: each does what Rasa's own code does. test_replay.py compares whole dialogues."""

from __future__ import annotations

import ast
import asyncio
import inspect
import logging
import unittest
from types import ModuleType
from typing import Any

import jsonschema
import rasa
from rasa.core import lock_store, processor
from rasa.core.actions.action import RemoteAction
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.policies import memoization, rule_policy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot import speed

COPYING = (processor, memoization, rule_policy)


def patched_places() -> dict[str, Any]:
    """Everything in Rasa that the patches replace."""
    return {
        "action result": RemoteAction._validate_action_result,
        "event class": Event.resolve_by_type,
        "lock": LockStore.lock.__wrapped__.__defaults__,
        "graph": DaskGraphRunner.run,
        "empty domain": Domain.is_empty,
        "action call": RemoteAction._action_call_format,
        "request": EndpointConfig.request,
        "rule": rule_policy.RulePolicy._is_rule_applicable,
        **{f"copy in {module.__name__}": module.copy for module in COPYING},
    }


STOCK = patched_places()
ACTION = RemoteAction("action_answer", None)

ACCEPTED = (
    {"events": [], "responses": []},
    {},
    {"events": [{"event": "slot", "name": "council", "value": "kent"}], "responses": [{"custom": {"text": "Hello"}}]},
    {"events": [{"event": "slot", "timestamp": None, "name": "topic", "value": None}], "responses": [{}]},
)
REFUSED = (
    None,
    [],
    "events",
    {"events": "none"},
    {"events": [{"name": "council"}]},
    {"events": [{"event": 5}]},
    {"events": [{"event": "no_event"}], "responses": []},
    {"events": [{"event": "slot", "name": "council"}]},
    {"events": ["slot"], "responses": []},
    {"events": [], "responses": "hello"},
    {"events": [], "responses": ["hello"]},
    {"events": [{"event": 5}, {"name": "x"}], "responses": ["hello", 3]},
    {"events": [{"event": "slot", "timestamp": None, "name": 3, "value": None}], "responses": []},
)


class Release(unittest.TestCase):
    def test_rasa_is_the_release_that_was_measured(self) -> None:
        self.assertEqual(rasa.__version__, "3.6.21")
        self.assertEqual(speed.VERSION, "3.6.21")

    def test_any_other_release_is_left_alone_with_a_warning(self) -> None:
        before = patched_places()

        for version in ("3.6.20", "3.6.21.dev1", "3.6.22", "3.7.0", ""):
            with self.subTest(version), self.assertLogs("bot.speed", "WARNING") as log:
                self.assertFalse(speed.apply(version))
                self.assertIn("without our speed patches", log.output[0])

        self.assertEqual(patched_places(), before)

    def test_this_release_is_patched_in_every_place(self) -> None:
        self.assertTrue(speed.apply())

        now = patched_places()
        self.assertEqual([place for place in STOCK if now[place] == STOCK[place]], [])

    def test_applying_twice_is_applying_once(self) -> None:
        speed.apply()
        once = patched_places()

        speed.apply()

        self.assertEqual(patched_places(), once)
        self.assertIs(Event.resolve_by_type("slot"), SlotSet)


class ActionResults(unittest.TestCase):
    def refusal(self, validate: Any, result: Any) -> jsonschema.ValidationError:
        with self.assertRaises(jsonschema.ValidationError) as refused:
            validate(ACTION, result)
        return refused.exception

    def test_what_rasa_accepts_is_accepted(self) -> None:
        for result in ACCEPTED:
            with self.subTest(result=result):
                self.assertTrue(STOCK["action result"](ACTION, result))
                self.assertTrue(speed.validate_action_result(ACTION, result))

    def test_what_rasa_refuses_is_refused_with_the_same_words(self) -> None:
        for result in REFUSED:
            with self.subTest(result=result):
                theirs = self.refusal(STOCK["action result"], result)
                ours = self.refusal(speed.validate_action_result, result)
                self.assertEqual(str(ours), str(theirs))
                self.assertIn("Failed to validate Action server response", ours.message)

    def test_a_second_refusal_reads_like_the_first(self) -> None:
        first, second = (str(self.refusal(speed.validate_action_result, REFUSED[3])) for _ in range(2))

        self.assertEqual(first, second)


class EventNames(unittest.TestCase):
    def test_every_name_means_the_class_that_it_means_to_rasa(self) -> None:
        names = {kind.type_name for kind in all_subclasses(Event)}

        self.assertGreater(len(names), 20)
        for name in names:
            self.assertIs(speed.resolve_by_type(name), STOCK["event class"](name), name)

    def test_an_unknown_name_still_raises_the_same_error(self) -> None:
        for name in ("no_event", "", None, "Slot"):
            with self.subTest(name=name), self.assertRaises(ValueError) as theirs:
                STOCK["event class"](name)
            with self.subTest(name=name), self.assertRaisesRegex(ValueError, "Unknown event name") as ours:
                speed.resolve_by_type(name)
            self.assertEqual(str(ours.exception), str(theirs.exception))

    def test_an_unknown_name_gets_the_default_that_was_given(self) -> None:
        self.assertIs(speed.resolve_by_type("no_event", SlotSet), SlotSet)

    def test_the_old_topic_event_is_still_passed_over(self) -> None:
        self.assertIsNone(speed.resolve_by_type("topic"))

    def test_a_class_made_after_the_first_look_up_is_found(self) -> None:
        speed.resolve_by_type("slot")

        class Late(SlotSet):
            type_name = "made_late"

        self.assertIs(speed.resolve_by_type("made_late"), Late)


class Locks(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        speed.apply()

    def test_only_the_wait_between_two_looks_differs(self) -> None:
        lock = inspect.signature(LockStore.lock).parameters

        self.assertEqual(lock["lock_lifetime"].default, lock_store.LOCK_LIFETIME)
        self.assertEqual(lock["wait_time_in_seconds"].default, speed.LOCK_WAIT_SECONDS)
        self.assertEqual(STOCK["lock"], (lock_store.LOCK_LIFETIME, 1))

    async def test_messages_of_one_conversation_take_turns_in_their_order(self) -> None:
        store, seen = InMemoryLockStore(), []

        async def turn(number: int) -> None:
            async with store.lock("parent"):
                seen.append(("begins", number))
                await asyncio.sleep(0.03)
                seen.append(("ends", number))

        await asyncio.gather(*(turn(number) for number in range(4)))

        self.assertEqual(seen, [(what, number) for number in range(4) for what in ("begins", "ends")])

    async def test_two_conversations_do_not_wait_for_each_other(self) -> None:
        store = InMemoryLockStore()

        async with store.lock("one"), store.lock("other"):
            self.assertFalse(store.is_someone_waiting("unknown"))
            self.assertTrue(store.get_lock("one").is_someone_waiting())


class DebugCopies(unittest.TestCase):
    def copies_outside_debug_calls(self, module: ModuleType) -> list[int]:
        tree = ast.parse(inspect.getsource(module))
        calls = [c for c in ast.walk(tree) if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)]
        debug = {id(node) for call in calls if call.func.attr == "debug" for node in ast.walk(call)}
        uses = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "copy"]
        self.assertGreater(len(uses), 0, module.__name__)
        return [use.lineno for use in uses if id(use) not in debug]

    def test_the_patched_modules_copy_only_for_debug_calls(self) -> None:
        for module in COPYING:
            self.assertEqual(self.copies_outside_debug_calls(module), [], module.__name__)

    def test_the_patched_modules_use_nothing_of_copy_but_deepcopy(self) -> None:
        for module in COPYING:
            tree = ast.parse(inspect.getsource(module))
            used = {
                n.attr
                for n in ast.walk(tree)
                if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "copy"
            }
            self.assertEqual(used, {"deepcopy"}, module.__name__)

    def test_with_debug_logging_on_the_copies_are_real(self) -> None:
        rasa_log, value = logging.getLogger("rasa"), [["council"]]
        self.addCleanup(rasa_log.setLevel, rasa_log.level)

        rasa_log.setLevel(logging.INFO)
        self.assertIs(speed.copy_for_debug(value), value)

        rasa_log.setLevel(logging.DEBUG)
        copied = speed.copy_for_debug(value)
        self.assertEqual(copied, value)
        self.assertIsNot(copied[0], value[0])
