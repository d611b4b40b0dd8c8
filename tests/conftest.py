"""Fixtures for the whole session: the real stack is started once, when the first test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.stack import MODEL, ROOT, Stack

LEAFLETS = ROOT.parent / "shared/leaflets"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run in several processes, a file's tests run in one, and so do all that need the same costly thing.

    The real stack is started once: some tests stop its processes. So is Chromium.
    """
    for item in items:
        needed = getattr(item, "fixturenames", ())
        together = next((shared for shared in ("stack", "browser") if shared in needed), item.nodeid.partition("::")[0])
        item.add_marker(pytest.mark.xdist_group(together))


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
