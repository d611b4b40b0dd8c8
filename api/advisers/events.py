"""What an adviser's page is told: not the words, only that it should look again. It looks with its own rights."""

from collections.abc import AsyncIterator
from time import monotonic

import anyio.to_thread

from api.advisers.access import SignedIn, opened, who
from api.advisers.problems import NotSignedIn
from api.errors import UnknownConversation
from api.events import AGAIN_AFTER, event, typing_events
from api.streams import Watch
from api.wiring import Services

PING_SECONDS = 25


async def adviser_events(here: Services, adviser: SignedIn, conversation_id: str | None) -> AsyncIterator[str]:
    """`queue`, `chat` and `typing` as things happen, and a `ping` now and then, which the page answers.

    Ends when the log-in has ended, or the chat is none of theirs any more.
    """
    councils = frozenset(adviser.account.councils)
    with here.streams.watching(conversation_id, councils) as watch:
        await here.streams.first_look(watch)
        yield AGAIN_AFTER
        told: dict[str, object] = {}
        pinged = monotonic()
        while not watch.closed:
            for name, news in _news(watch).items():
                if told.get(name) != news:
                    told[name] = news
                    yield event(name, news)
            for line in typing_events(watch, "parent"):
                yield line
            await watch.woken(PING_SECONDS)
            if monotonic() - pinged >= PING_SECONDS:
                pinged = monotonic()
                if not await anyio.to_thread.run_sync(still_may, here, adviser, conversation_id):
                    return
                yield event("ping", {})


def _news(watch: Watch) -> dict[str, object]:
    waiting = [one for one in watch.queue if one.state == "waiting"]
    ids = [f"{one.id} {one.state}" for one in watch.queue]
    crisis = sum(one.crisis for one in waiting)
    news: dict[str, object] = {"queue": {"waiting": len(waiting), "crisis": crisis, "ids": ids}}
    if watch.standing:
        news["chat"] = {"revision": watch.standing.revision, "state": watch.standing.state}
    return news


def still_may(here: Services, adviser: SignedIn, conversation_id: str | None) -> bool:
    """Whether the log-in still holds, and the chat is still one of theirs."""
    try:
        account = who(here, adviser.token, by_hand=False).account
        if conversation_id:
            opened(here.engine, account, conversation_id)
    except (NotSignedIn, UnknownConversation):
        return False
    return True
