"""Fixtures for the whole session: the real stack is started once, when the first test asks for it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.stack import MODEL, ROOT, Stack

LEAFLETS = ROOT.parent / "shared/leaflets"


# How a test says that it needs the real stack.
NEEDS_STACK = re.compile(r"^def \w+\([^)]*\b(stack|client)\b(?! *=)", re.MULTILINE)


class Together(LoadScopeScheduling):
    """Where tests run in several processes: a file's tests in one of them, and those that share something costly too.

    The real stack is started once, and some tests stop its parts; Chromium is started once.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith("tests/browser/"):
            return "browser"
        return "stack" if _needs_stack(file) else file


@cache
def _needs_stack(file: str) -> bool:
    return NEEDS_STACK.search((ROOT / file).read_text(encoding="utf-8")) is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Who runs what (pytest -n)."""
    return Together(config, log)


@pytest.fixture(scope="session")
def leaflets() -> Path:
    """The councils' leaflets. They are not part of this repository."""
    if not list(LEAFLETS.glob("*.txt")):
        pytest.skip("the councils' leaflets are not beside this repository (../shared/leaflets)")
    return LEAFLETS


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Rasa, the action server and the API, running. Tests that stop a process bring it back."""
    if not MODEL.exists():
        pytest.skip("no trained model: run `make train` first (`make test` does)")
    running = Stack(tmp_path_factory.mktemp("stack"))
    running.load(*(["--leaflets", str(LEAFLETS)] if LEAFLETS.is_dir() else []))
    running.start()
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    """An HTTP client for the running API."""
    with stack.client() as http:
        yield http
