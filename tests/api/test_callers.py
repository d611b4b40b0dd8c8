"""Who may have work begun before the database is asked."""

from api.callers import Callers


def test_only_the_token_that_was_right_is_known():
    callers = Callers()
    callers.came("a", "right")

    assert callers.known("a", "right")
    assert not callers.known("a", "wrong")
    assert not callers.known("a", "ünrecht")
    assert not callers.known("b", "right")


def test_who_was_quiet_longest_is_forgotten_first():
    callers = Callers(most=2)
    for conversation in ("a", "b", "a", "c"):
        callers.came(conversation, "token")

    assert [callers.known(conversation, "token") for conversation in "abc"] == [True, False, True]


def test_a_deleted_conversation_is_forgotten():
    callers = Callers()
    callers.came("a", "right")

    callers.gone("a")
    callers.gone("never there")

    assert not callers.known("a", "right")
