"""A process that has loaded what it needs looks for garbage less often."""

import gc
from collections.abc import Iterator

import pytest

from kb.garbage import EVERY, settle


@pytest.fixture
def as_before() -> Iterator[None]:
    """The collector of the test process, as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("as_before")
def test_what_is_loaded_is_left_alone_and_new_garbage_is_still_found():
    settle()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == EVERY
    assert gc.isenabled()
