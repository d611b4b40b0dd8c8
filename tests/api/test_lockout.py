"""Guessing passwords gets nowhere: growing waits, for each account and each address."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers import lockout as rules
from api.advisers.lockout import FIRST_WAIT, LONGEST_WAIT, Lockout, wait_after
from api.advisers.models import LoginWait
from api.advisers.problems import TryLater
from tests.api.desk import an_account


def test_after_some_wrong_passwords_even_the_right_one_has_to_wait(app, desk):
    name = an_account(app.engine, "kent")
    for _ in range(rules.FREE_FOR_ACCOUNT):
        assert desk.log_in(name, "wrong wrong wrong").status_code == 422

    response = desk.log_in(name)

    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= FIRST_WAIT
    assert "wrong too often. Please wait" in response.text


def test_the_wait_is_the_same_for_a_name_that_does_not_exist(desk):
    answers = [desk.log_in("nobody-at-all", "wrong wrong wrong").status_code for _ in range(rules.FREE_FOR_ACCOUNT + 1)]

    assert answers == [422] * rules.FREE_FOR_ACCOUNT + [429]


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 0), (3, 0), (4, 15), (5, 30), (6, 60), (8, 240), (10, LONGEST_WAIT), (500, LONGEST_WAIT)],
)
def test_waits_grow(failures, seconds):
    assert wait_after(failures, free=4) == seconds


def test_an_address_that_tries_many_names_has_to_wait_too(engine, clock):
    lockout = Lockout(engine, clock)
    for n in range(rules.FREE_FOR_ADDRESS):
        lockout.attempt(f"name-{n}", "192.0.2.1")

    with pytest.raises(TryLater):
        lockout.attempt("another", "192.0.2.1")
    lockout.attempt("another", "192.0.2.2")


def test_one_ipv6_network_counts_as_one_address(engine, clock):
    lockout = Lockout(engine, clock)
    for n in range(rules.FREE_FOR_ADDRESS):
        lockout.attempt(f"name-{n}", f"2001:db8::{n:x}")

    with pytest.raises(TryLater):
        lockout.attempt("another", "2001:db8::ffff")


def test_an_address_that_has_to_wait_makes_no_account_wait(engine, clock):
    lockout = Lockout(engine, clock)
    for n in range(rules.FREE_FOR_ADDRESS):
        lockout.attempt(f"name-{n}", "192.0.2.1")
    for _ in range(10):
        with pytest.raises(TryLater):
            lockout.attempt("sam", "192.0.2.1")

    lockout.attempt("sam", "192.0.2.2")


def test_after_the_wait_one_may_try_again_and_the_next_wait_is_longer(engine, clock):
    lockout = Lockout(engine, clock)
    waits = []
    for _ in range(rules.FREE_FOR_ACCOUNT + 3):
        try:
            lockout.attempt("sam", "192.0.2.1")
        except TryLater as error:
            waits.append(error.seconds)
            clock.pass_by(seconds=error.seconds)
            lockout.attempt("sam", "192.0.2.1")

    assert waits == [15, 30, 60]


def test_the_right_password_ends_the_counting(engine, clock):
    lockout = Lockout(engine, clock)
    for _ in range(20):
        lockout.attempt("sam", "192.0.2.1")
        lockout.succeeded("sam", "192.0.2.1")


def test_failures_are_forgotten_after_a_day(engine, clock):
    lockout = Lockout(engine, clock)
    for _ in range(rules.FREE_FOR_ACCOUNT):
        lockout.attempt("sam", "192.0.2.1")

    clock.pass_by(hours=25)

    for _ in range(rules.FREE_FOR_ACCOUNT):
        lockout.attempt("sam", "192.0.2.1")


def test_no_name_and_no_address_of_a_stranger_is_kept(engine, clock):
    Lockout(engine, clock).attempt("my-secret-name", "192.0.2.77")

    with Session(engine) as session:
        kept = str([vars(row) for row in session.scalars(select(LoginWait))])
    assert "my-secret-name" not in kept
    assert "192.0.2.77" not in kept
