"""Makes Rasa 3.6.21 faster without changing what it does. Each patch names its reason; see docs/adr.

Applied once at start, and only to the exact release that was read and measured: any other is left alone,
with a warning.
"""

from __future__ import annotations

import copy
import logging
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import jsonschema
import rasa
from rasa.core import lock_store, processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import memoization, rule_policy
from rasa.shared.constants import DOCS_BASE_URL
from rasa.shared.core import events
from rasa.shared.utils import common

logger = logging.getLogger(__name__)

VERSION = "3.6.21"
LOCK_WAIT_SECONDS = 0.02

_resolve_by_type = events.Event.resolve_by_type


def apply(version: str = rasa.__version__) -> bool:
    """Applies the patches. Returns whether it did: False for any other version of Rasa."""
    if version != VERSION:
        logger.warning("Rasa %s is not %s: it runs without our speed patches.", version, VERSION)
        return False
    RemoteAction._validate_action_result = validate_action_result
    events.Event.resolve_by_type = staticmethod(resolve_by_type)
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
    """As RemoteAction does it, with the schema checked once."""
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
