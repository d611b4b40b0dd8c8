"""Makes Rasa 3.6.21 faster without changing what it does. Each patch names its reason; see docs/adr.

Applied once at start, and only to the exact release that was read and measured: any other is left alone,
with a warning.
"""

from __future__ import annotations

import copy
import json
import logging
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import jsonschema
import rasa
from rasa.core import lock_store, processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import memoization, rule_policy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.constants import DOCS_BASE_URL
from rasa.shared.core import events
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils import common
from rasa.utils.endpoints import EndpointConfig

from bot.kept_session import request

logger = logging.getLogger(__name__)

VERSION = "3.6.21"
LOCK_WAIT_SECONDS = 0.02
SLOT_FIELDS = {"event", "timestamp", "name", "value"}

_resolve_by_type = events.Event.resolve_by_type
_run_graph = DaskGraphRunner.run
_is_empty = Domain.is_empty
_is_rule_applicable = rule_policy.RulePolicy._is_rule_applicable  # tests hold ours against it


def apply(version: str = rasa.__version__) -> bool:
    """Applies the patches. Returns whether it did: False for any other version of Rasa."""
    if version != VERSION:
        logger.warning("Rasa %s is not %s: it runs without our speed patches.", version, VERSION)
        return False
    RemoteAction._validate_action_result = validate_action_result
    events.Event.resolve_by_type = staticmethod(resolve_by_type)
    DaskGraphRunner.run = run_graph
    Domain.is_empty = is_empty
    EndpointConfig.request = request
    RemoteAction._action_call_format = action_call
    rule_policy.RulePolicy._is_rule_applicable = is_rule_applicable
    # The store waits this long between looks whether a conversation is free again; Rasa waits a whole second.
    lock_store.LockStore.lock.__wrapped__.__defaults__ = (lock_store.LOCK_LIFETIME, LOCK_WAIT_SECONDS)
    for module in (processor, memoization, rule_policy):
        # These modules copy whole states only to hand them to debug calls; with debug off, nobody reads the copies.
        module.copy = SimpleNamespace(deepcopy=copy_for_debug)
    return True


@lru_cache
def _action_result_validator() -> Any:
    # jsonschema.validate checks its own schema again at every call: 40 of an action's 54 ms.
    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def validate_action_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """As RemoteAction does it, with the schema checked once, and not at all for the plainest of results."""
    if is_plain(result):
        return True
    error = jsonschema.exceptions.best_match(_action_result_validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        f". Failed to validate Action server response from API, "
        f"make sure your response from the Action endpoint is valid. "
        f"For more information about the format visit "
        f"{DOCS_BASE_URL}/custom-actions"
    )
    raise error


def action_call(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """As RemoteAction does it, without the events before: our actions read the latest message and the slots."""
    call = {
        "next_action": self._name,
        "sender_id": tracker.sender_id,
        "tracker": tracker.current_state(EventVerbosity.NONE) | {"events": []},
        "version": rasa.__version__,
    }
    if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
        call["domain"] = domain.as_dict()
    return call


def is_plain(result: Any) -> bool:
    """Whether it holds nothing but custom messages and set slots, as our actions' results do."""
    if not isinstance(result, dict) or set(result) != {"events", "responses"}:
        return False
    happened, said = result["events"], result["responses"]
    if not isinstance(happened, list) or not isinstance(said, list) or not all(type(r) is dict for r in said):
        return False
    return all(
        type(e) is dict and e.get("event") == "slot" and type(e.get("name")) is str and set(e) == SLOT_FIELDS
        for e in happened
    )


def run_graph(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """As DaskGraphRunner does it, node after node in an order that is worked out once, not at every message.

    Dask plans and books every run anew, and Rasa writes all inputs into a log line that is off.
    """
    given = inputs or {}
    if any(isinstance(value, str) for value in given.values()):
        return _run_graph(self, inputs, targets)  # Rasa looks such inputs over for a clash of names
    wanted = tuple(targets or self._graph_schema.target_names)
    done: dict[str, Any] = {name: (name, value) for name, value in given.items()}
    try:
        for name, needs in _order(self, wanted):
            # What no node provides is handed on by its name, as Dask does; the node then says what is missing.
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(done[name] for name in wanted)


def _order(runner: DaskGraphRunner, wanted: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    orders: dict[tuple[str, ...], list[tuple[str, list[str]]]] = vars(runner).setdefault("askline_orders", {})
    if wanted not in orders:
        orders[wanted] = in_order(runner._graph_schema.minimal_graph_schema(list(wanted)))
    return orders[wanted]


def in_order(schema: GraphSchema) -> list[tuple[str, list[str]]]:
    """Every node with what it needs, each after all that it needs."""
    ordered: dict[str, list[str]] = {}

    def visit(name: str) -> None:
        if name in schema.nodes and name not in ordered:
            needs = list(schema.nodes[name].needs.values())
            for need in needs:
                visit(need)
            ordered[name] = needs

    for name in schema.nodes:
        visit(name)
    return list(ordered.items())


def is_empty(self: Domain) -> bool:
    """As Domain does it, once for each domain: Rasa builds an empty one to compare with, at every message."""
    known = vars(self)
    if "askline_is_empty" not in known:
        known["askline_is_empty"] = _is_empty(self)
    return bool(known["askline_is_empty"])


def is_rule_applicable(_self: rule_policy.RulePolicy, rule_key: str, turn_index: int, state: State) -> bool:
    """As RulePolicy does it; it turns the rule's states round and looks at types anew at each of 370 calls a turn."""
    states = _states_backwards(rule_key)
    if turn_index >= len(states):
        return True
    rule_state = states[turn_index]
    asks_for, comes_after = rule_state.get(PREVIOUS_ACTION), state.get(PREVIOUS_ACTION)
    if not asks_for or not comes_after:
        return not asks_for and not comes_after
    for kind, wanted in rule_state.items():
        found = state.get(kind, {})
        for key, value in wanted.items():
            here = found.get(key)
            if value == rule_policy.SHOULD_NOT_BE_SET:
                if here and here != rule_policy.SHOULD_NOT_BE_SET:
                    return False
            elif value and here != value:
                return False
    return True


@lru_cache(maxsize=1000)
def _states_backwards(rule_key: str) -> list[State]:
    # JSON knows no tuples: what was one in the rule is a list now.
    return [
        {
            kind: {key: tuple(value) if isinstance(value, list) else value for key, value in wanted.items()}
            for kind, wanted in state.items()
        }
        for state in reversed(json.loads(rule_key))
    ]


@lru_cache
def _event_classes() -> dict[str, type[events.Event]]:
    # The first class of a name wins, as in the walk over all subclasses that Rasa makes for every event.
    return {kind.type_name: kind for kind in reversed(common.all_subclasses(events.Event))}


def resolve_by_type(type_name: str, default: type[events.Event] | None = None) -> type[events.Event] | None:
    """As Event.resolve_by_type does it, by look-up; unknown names go the long way."""
    return _event_classes().get(type_name) or _resolve_by_type(type_name, default)


def copy_for_debug(value: Any) -> Any:
    """The value itself, for a log line that is off; a real copy when debug logging is on."""
    return copy.deepcopy(value) if logging.getLogger("rasa").isEnabledFor(logging.DEBUG) else value
