"""Modules in tests/bot/inside run inside Rasa's environment; here pytest is told so."""

from pathlib import Path

import pytest

from tests.bot.rasa_cases import RasaModule

INSIDE = Path(__file__).parent / "inside"


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> RasaModule | None:
    """A test module of `inside` is read, not imported: what it imports exists only in Rasa's environment."""
    return RasaModule.from_parent(parent, path=module_path) if module_path.parent == INSIDE else None
