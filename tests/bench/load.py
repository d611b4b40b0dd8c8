"""The load: parents who talk to both assistants in turn, from one process. Every count is bounded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from tests.bench import machine
from tests.bench.assistants import Assistant, Say
from tests.bench.figures import Crowd, Measured
from tests.bench.settings import ROUND_TURNS, Counts

SLOWEST = 120  # seconds to wait for one answer


def a_client() -> httpx.AsyncClient:
    """One HTTP client for all parents, with a connection for each."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    return httpx.AsyncClient(timeout=SLOWEST, trust_env=False, limits=limits)


@dataclass
class Load:
    """Talks to the assistants and notes what it measures. `shares` holds its own part of a core, phase by phase."""

    pairs: Sequence[tuple[Assistant, Measured]]
    counts: Counts
    shares: dict[str, list[float]] = field(default_factory=dict)

    async def warm_up(self, http: httpx.AsyncClient) -> None:
        """A conversation with each, so that nothing loads late."""
        await self._in_turns(http, self.counts.warm_up_turns)

    async def one_parent(self, http: httpx.AsyncClient, say: Reporter) -> None:
        """Rounds in which one parent talks to A, then B, then A ... message by message."""
        before = [self._processor(assistant) for assistant, _ in self.pairs]
        for number in range(self.counts.single_rounds):
            with self._own_share("one parent"):
                rounds: list[list[float]] = [[] for _ in self.pairs]
                for _ in range(self.counts.single_conversations):
                    for of_one, more in zip(rounds, await self._in_turns(http, ROUND_TURNS, number), strict=True):
                        of_one.extend(more)
            for (_, measured), of_one in zip(self.pairs, rounds, strict=True):
                measured.single.append(of_one)
            say(f"one parent, round {number + 1}", *(_middle(of_one) for of_one in rounds))
        for (assistant, measured), used in zip(self.pairs, before, strict=True):
            measured.single_cpu = {part: now - used[part] for part, now in self._processor(assistant).items()}

    async def many_parents(self, http: httpx.AsyncClient, say: Reporter) -> None:
        """Rounds in which all parents talk at once, each as soon as its last answer is there: to A, then B, then A."""
        for number in range(self.counts.crowd_rounds):
            for assistant, measured in self.pairs:
                talks = [await assistant.begin(http) for _ in range(self.counts.crowd_parents)]
                with self._own_share(f"{self.counts.crowd_parents} parents, {assistant.name}"):
                    began = time.perf_counter()
                    turns = await asyncio.gather(*(self._talk(assistant, t, n) for n, t in enumerate(talks)))
                    seconds = time.perf_counter() - began
                measured.crowd.append(Crowd(seconds, [s for of_one in turns for s in of_one]))
            rates = (f"{measured.crowd[-1].rate:.1f} turns/s" for _, measured in self.pairs)
            say(f"{self.counts.crowd_parents} parents, round {number + 1}", *rates)

    async def long_conversations(self, http: httpx.AsyncClient, say: Reporter) -> None:
        """Conversations of fifty turns, message by message in alternation."""
        for number in range(self.counts.long_conversations):
            with self._own_share("long conversations"):
                found = await self._in_turns(http, self.counts.long_turns, number)
            for (_, measured), turns in zip(self.pairs, found, strict=True):
                measured.long.append(turns)
            last = (f"turn 1: {t[0] * 1000:.0f} ms, turn {len(t)}: {t[-1] * 1000:.0f} ms" for t in found)
            say(f"long conversation {number + 1}", *last)

    async def _in_turns(self, http: httpx.AsyncClient, turns: int, first: int = 0) -> list[list[float]]:
        talks = [await assistant.begin(http) for assistant, _ in self.pairs]
        found: list[list[float]] = [[] for _ in self.pairs]
        for turn in range(turns):
            for (assistant, _), talk, of_one in zip(self.pairs, talks, found, strict=True):
                of_one.append(await talk(assistant.messages[(first + turn) % len(assistant.messages)]))
        return found

    async def _talk(self, assistant: Assistant, talk: Say, first: int) -> list[float]:
        messages = assistant.messages
        return [await talk(messages[(first + turn) % len(messages)]) for turn in range(self.counts.crowd_turns)]

    def _processor(self, assistant: Assistant) -> dict[str, float]:
        return {part: machine.processor_seconds(pid) for part, pid in assistant.processes().items()}

    def _own_share(self, phase: str) -> OwnShare:
        return OwnShare(self.shares.setdefault(phase, []))


class OwnShare:
    """Notes how much of one core this process used meanwhile: a load that is busy itself would measure itself."""

    def __init__(self, shares: list[float]) -> None:
        self._shares = shares

    def __enter__(self) -> None:
        self._wall, self._used = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._shares.append((time.process_time() - self._used) / (time.perf_counter() - self._wall))


class Reporter:
    """Prints progress: what was done, and what came out for each assistant."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names, self._began = names, time.monotonic()

    def __call__(self, done: str, *results: str) -> None:
        told = "   ".join(f"{name}: {result}" for name, result in zip(self._names, results, strict=False))
        print(f"[{time.monotonic() - self._began:4.0f} s] {done:<24} {told}", flush=True)  # noqa: T201


def _middle(turns: Sequence[float]) -> str:
    ordered = sorted(turns)
    return f"p50 {ordered[len(ordered) // 2] * 1000:.1f} ms"
