"""The patches of the graph, of domains and of rules: each does what Rasa's own code does."""

from __future__ import annotations

import json
import unittest
from typing import Any

from rasa.core.policies import rule_policy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain

from bot import speed

# As `bot.speed` found them when it was imported; all tests here share one process, and another may have patched.
STOCK_RUN, STOCK_IS_EMPTY, STOCK_RULE = speed._run_graph, speed._is_empty, speed._is_rule_applicable


def a_runner(nodes: dict[str, list[str]], failing: str = "") -> DaskGraphRunner:
    """A graph whose nodes write down what came in: `nodes` names for each what it needs."""
    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._graph_schema = GraphSchema(
        {
            name: SchemaNode({need: need for need in needs}, object, "create", "run", {}, is_target=True)
            for name, needs in nodes.items()
        }
    )

    def node(name: str) -> Any:
        def run(*inputs: Any) -> tuple[str, Any]:
            if name == failing:
                raise RuntimeError("no more memory")
            return name, [name, *inputs]

        return run

    runner._instantiated_nodes = {name: node(name) for name in nodes}
    runner._execution_context = None
    return runner


DIAMOND = {"last": ["left", "right"], "left": ["first"], "right": ["first", "__message__"], "first": ["__message__"]}


class Graphs(unittest.TestCase):
    def both(self, runner: DaskGraphRunner, **asked: Any) -> tuple[Any, Any]:
        return STOCK_RUN(runner, **asked), speed.run_graph(runner, **asked)

    def test_every_node_gets_what_dask_would_give_it(self) -> None:
        for targets in (["last"], ["left"], ["right", "left"], None):
            for inputs in ({"__message__": ["hello"]}, {}, None):
                with self.subTest(targets=targets, inputs=inputs):
                    theirs, ours = self.both(a_runner(DIAMOND), inputs=inputs, targets=targets)
                    self.assertEqual(ours, theirs)

    def test_a_second_run_starts_anew(self) -> None:
        runner = a_runner(DIAMOND)

        speed.run_graph(runner, {"__message__": ["one"]}, ["last"])
        theirs, ours = self.both(runner, inputs={"__message__": ["two"]}, targets=["last"])

        self.assertEqual(ours, theirs)
        self.assertNotIn("one", str(ours))

    def test_what_fails_fails_in_the_same_way(self) -> None:
        for run in (STOCK_RUN, speed.run_graph):
            with self.assertRaisesRegex(GraphRunError, "Error running runner."):
                run(a_runner(DIAMOND, failing="left"), {"__message__": ["hello"]}, ["last"])

    def test_an_input_that_clashes_with_a_name_is_refused_as_before(self) -> None:
        for run in (STOCK_RUN, speed.run_graph):
            with self.assertRaisesRegex(GraphRunError, "clashes"):
                run(a_runner(DIAMOND), {"__message__": "left"}, ["last"])


class Domains(unittest.TestCase):
    def test_a_domain_is_empty_when_rasa_says_so(self) -> None:
        full = Domain.from_yaml("version: '3.1'\nintents: [greet]")

        for domain in (Domain.empty(), full):
            for _ in range(2):
                self.assertEqual(speed.is_empty(domain), STOCK_IS_EMPTY(domain))


class Rules(unittest.TestCase):
    """Rules and states of every shape: the patch says what RulePolicy says."""

    def states(self) -> list[dict[str, Any]]:
        unset = rule_policy.SHOULD_NOT_BE_SET
        before = [
            {},
            {"prev_action": {"action_name": "action_listen"}},
            {"prev_action": {"action_name": "action_answer"}},
        ]
        users = [{}, {"user": {"intent": "greet"}}, {"user": {"intent": "thank", "entities": ("council", "place")}}]
        slots = [{}, {"slots": {"topic": (1.0,)}}, {"slots": {"topic": unset}}, {"active_loop": {"name": unset}}]
        return [{**a, **b, **c} for a in before for b in users for c in slots]

    def test_a_rule_fits_when_rasa_says_so(self) -> None:
        policy = rule_policy.RulePolicy.__new__(rule_policy.RulePolicy)
        states = self.states()
        fits = []

        for one in states:
            key = json.dumps([one, states[13]])
            for turn in (0, 1, 2):
                for state in states:
                    ours = speed.is_rule_applicable(policy, key, turn, state)
                    self.assertEqual(ours, STOCK_RULE(policy, key, turn, state), (key, turn, state))
                    fits.append(ours)

        self.assertIn(True, fits)
        self.assertIn(False, fits)
