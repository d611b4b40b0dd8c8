"""A tracker store that keeps each conversation's latest turns in memory, and nothing for long.

The API's database holds the conversations; what Rasa keeps is a working copy (see docs/adr). Rasa's own in-memory store
keeps every event for ever and writes and reads the whole history as JSON at every turn, so turn 50
is slower than turn 1.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 6
KEPT_CONVERSATIONS = 2000
KEPT_SECONDS = 35 * 60  # a little more than the session of 30 minutes in domain.yml


class RecentTrackerStore(TrackerStore):
    """The latest turns of the conversations that are going on now."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        clock: Callable[[], float] = time.monotonic,
        **_kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, DialogueStateTracker]] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the tracker, shortened to its latest turns, and lets go of those not used for long."""
        await self.stream_events(tracker)
        self._kept[tracker.sender_id] = (self._clock(), self._shortened(tracker))
        self._kept.move_to_end(tracker.sender_id)
        self._let_go()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A copy, so that a turn that fails half-way leaves no trace. None for a conversation not used for long."""
        self._let_go()
        kept = self._kept.get(sender_id)
        return kept[1].copy() if kept else None

    async def keys(self) -> Iterable[str]:
        """The senders whose trackers are kept."""
        return list(self._kept)

    def forget(self, sender_id: str) -> None:
        """Lets go of a conversation at once."""
        self._kept.pop(sender_id, None)

    def _shortened(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        if sum(isinstance(event, UserUttered) for event in tracker.events) <= KEPT_TURNS:
            return tracker
        # As Rasa itself begins a new session: the slots are carried over, the talk before it is not.
        slots = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value is not None]
        events = [
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            *slots,
            ActionExecuted(ACTION_LISTEN_NAME),
        ]
        return DialogueStateTracker.from_events(
            tracker.sender_id, events, self.domain.slots, domain=self.domain, sender_source=tracker.sender_source
        )

    def _let_go(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        while self._kept:
            used, _ = next(iter(self._kept.values()))
            if used > oldest and len(self._kept) <= KEPT_CONVERSATIONS:
                return
            self._kept.popitem(last=False)
