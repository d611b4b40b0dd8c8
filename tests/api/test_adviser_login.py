"""Logging in as an adviser: what the cookie is, that guessing gets nowhere, and that every log-in ends."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers import lockout as rules
from api.advisers.accounts import Accounts
from api.advisers.lockout import FIRST_WAIT, LONGEST_WAIT, Lockout, wait_after
from api.advisers.models import Adviser, AdviserSession, LoginWait
from api.advisers.passwords import matches
from api.advisers.problems import TryLater, WeakPassword, WrongName
from api.advisers.sessions import Sessions
from kb.database import connect, migrate
from tests.api.apps import serving
from tests.api.desk import PASSWORD, Desk, an_account, form_of
from tests.stack import ROOT


@pytest.fixture
def served(settings) -> Iterator:
    """The application, on which nobody has failed to log in yet."""
    with serving(settings()) as running:
        with Session(running.engine) as session, session.begin():
            for row in session.scalars(select(LoginWait)):
                session.delete(row)
        yield running


@pytest.fixture
def desk(served) -> Iterator[Desk]:
    with served.client() as client:
        yield Desk(client)


@pytest.fixture
def engine(tmp_path) -> Iterator:
    made = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(made)
    yield made
    made.dispose()


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_by(self, **time_):
        self.now += timedelta(**time_)


def test_who_is_not_logged_in_is_led_to_the_log_in_page(desk):
    response = desk.client.get("/adviser")

    assert (response.status_code, response.headers["location"]) == (303, "/adviser/login")


def test_with_the_right_password_the_queue_opens(served, desk):
    response = desk.log_in(an_account(served.engine, "kent"))

    assert (response.status_code, response.headers["location"]) == (303, "/adviser")
    assert desk.page().select_one("h1").text == "Your queue"


def test_the_name_may_be_typed_in_any_way(served, desk):
    name = an_account(served.engine, "kent", name="sam.reed@example.org")

    assert desk.log_in(f"  {name.upper()} ").status_code == 303


def cookies_of(response):
    return {
        c.split("=")[0]: {p.strip().lower() for p in c.split(";")[1:]} for c in response.headers.get_list("set-cookie")
    }


def test_the_cookie_goes_to_the_advisers_pages_only_and_to_no_script(served, desk):
    flags = cookies_of(desk.log_in(an_account(served.engine, "kent")))["askline_adviser"]

    assert flags == {"httponly", "samesite=strict", "path=/adviser"}


def test_behind_https_the_cookie_is_secure(settings):
    with serving(settings(secure_cookies=True)) as served, served.client() as client:
        page = client.get("/adviser/login")

    assert "secure" in cookies_of(page)["askline_login"]


def test_the_token_is_stored_as_a_hash_and_new_with_each_log_in(served, desk):
    name = an_account(served.engine, "kent")
    tokens = []
    for _ in range(2):
        desk.log_in(name)
        tokens.append(desk.client.cookies["askline_adviser"])

    assert tokens[0] != tokens[1]
    with Session(served.engine) as session:
        stored = str([vars(row) for row in session.scalars(select(AdviserSession))])
    assert not [token for token in tokens if token in stored]


def test_a_wrong_name_a_wrong_password_and_a_disabled_account_look_alike(served, desk):
    name, disabled = an_account(served.engine, "kent"), an_account(served.engine, "kent")
    Accounts(served.engine).set_disabled(disabled, True)

    answers = [desk.log_in(n, p) for n, p in ((name, "wrong wrong wrong"), ("nobody", PASSWORD), (disabled, PASSWORD))]

    shown = {form_less(a.text, n) for a, n in zip(answers, (name, "nobody", disabled), strict=True)}
    assert {a.status_code for a in answers} == {422}
    assert len(shown) == 1
    assert "The user name or the password is wrong" in shown.pop()


def form_less(text, name):
    return text.replace(name, "NAME")


def test_for_an_unknown_name_a_password_is_compared_too(engine):
    """Comparing takes long: were it left out, the time would tell who has an account."""
    compared = []
    accounts = Accounts(engine, compare=lambda password, stored: bool(compared.append((password, stored))))

    accounts.checked("nobody", "any old password")

    assert compared == [("any old password", None)]


def test_nobodys_password_is_never_right():
    assert not matches("nobody's", None)
    assert not matches("", None)


def test_after_some_wrong_passwords_even_the_right_one_has_to_wait(served, desk):
    name = an_account(served.engine, "kent")
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


@pytest.fixture
def clock():
    return Clock()


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


def test_a_log_in_form_works_only_in_the_browser_that_it_was_shown_to(served, desk):
    name = an_account(served.engine, "kent")
    with served.client() as other:
        stolen = form_of(other.get("/adviser/login"))
    desk.client.get("/adviser/login")

    response = desk.client.post("/adviser/login", data={"form": stolen, "name": name, "password": PASSWORD})

    assert response.status_code == 422
    assert "askline_adviser" not in desk.client.cookies


def test_logging_out_ends_the_log_in_and_the_duty(served, desk):
    desk.log_in(an_account(served.engine, "kent"))
    desk.on_duty("kent")
    token = desk.client.cookies["askline_adviser"]

    desk.post("/logout")
    desk.client.cookies.set("askline_adviser", token, path="/adviser")

    assert desk.client.get("/adviser").status_code == 303
    assert served.services.live.on_duty() == set()


@pytest.fixture
def sessions(engine, clock):
    """Log-ins of at most 12 hours, that end after 2 hours without use."""
    return Sessions(engine, longest=timedelta(hours=12), idle=timedelta(hours=2), now=clock)


@pytest.fixture
def sam(engine):
    return Accounts(engine).add("sam", "Sam", PASSWORD, ["kent"])


def test_a_log_in_that_nobody_uses_ends(sessions, clock, sam):
    token = sessions.open(sam.id)

    clock.pass_by(hours=2)

    assert sessions.find(token, acting=True) is None


def test_one_that_is_used_lasts_but_not_for_ever(sessions, clock, sam):
    token = sessions.open(sam.id)

    lasted = 0
    while sessions.find(token, acting=True):
        clock.pass_by(hours=1)
        lasted += 1

    assert lasted == 12


def test_a_page_that_refreshes_itself_is_no_use(sessions, clock, sam):
    token = sessions.open(sam.id)

    for _ in range(4):
        clock.pass_by(minutes=30)
        found = sessions.find(token, acting=False)

    assert found is None


def test_disabling_an_account_ends_its_log_ins_at_once(served, desk):
    name = an_account(served.engine, "kent")
    desk.log_in(name)
    desk.on_duty("kent")

    Accounts(served.engine).set_disabled(name, True)

    assert desk.client.get("/adviser").status_code == 303
    assert served.services.live.on_duty() == set()
    assert desk.log_in(name).status_code == 422
    Accounts(served.engine).set_disabled(name, False)
    assert desk.log_in(name).status_code == 303


def test_a_new_password_ends_the_log_ins_with_the_old_one(served, desk):
    name = an_account(served.engine, "kent")
    desk.log_in(name)

    Accounts(served.engine).set_password(name, "quite another sentence")

    assert desk.client.get("/adviser").status_code == 303
    assert desk.log_in(name).status_code == 422
    assert desk.log_in(name, "quite another sentence").status_code == 303


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "sam.reed sam.reed", "x" * 257])
def test_a_password_that_is_easy_to_guess_is_refused(engine, password):
    with pytest.raises(WeakPassword):
        Accounts(engine).add("sam.reed", "Sam", password, ["kent"])


@pytest.mark.parametrize("name", ["", "a", "a b", "<b>", "sam\x00", "x" * 200, "-x"])
def test_a_name_to_log_in_with_is_an_address_or_a_plain_word(engine, name):
    with pytest.raises(WrongName):
        Accounts(engine).add(name, "Sam", PASSWORD, ["kent"])


@pytest.mark.parametrize(
    "shown", ["", "**Sam**", "<b>Sam</b>", "[Sam](x)", "Sam {service}", "Sam\nReed", "x" * 90, "\u202eSam"]
)
def test_the_name_that_parents_see_holds_nothing_but_a_name(engine, shown):
    with pytest.raises(WrongName):
        Accounts(engine).add("sam", shown, PASSWORD, ["kent"])


@pytest.mark.parametrize("shown", ["Sam", "Sam Reed", "Zoë O’Neill-Kaya", "Dr. Σam"])
def test_people_have_all_kinds_of_names(engine, shown):
    assert Accounts(engine).add("sam", shown, PASSWORD, ["kent"]).display_name == shown


def test_a_name_is_taken_once(engine):
    Accounts(engine).add("sam", "Sam", PASSWORD, ["kent"])

    with pytest.raises(WrongName, match="already"):
        Accounts(engine).add("SAM", "Sam", PASSWORD, ["kent"])


def test_a_password_is_stored_as_an_argon2_hash(engine):
    Accounts(engine).add("sam", "Sam", PASSWORD, ["kent"])

    with Session(engine) as session:
        assert session.scalars(select(Adviser)).one().password_hash.startswith("$argon2id$")


def command(var, *arguments, typed=""):
    """What the command printed, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "api.advisers", *arguments],
        cwd=ROOT, env={"ASKLINE_VAR": str(var), "PATH": ""}, input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode


def test_the_command_makes_lists_and_disables_accounts(tmp_path):
    made, _ = command(tmp_path, "add", "sam.reed@example.org", "--council", "kent", typed=f"{PASSWORD}\n")
    listed, _ = command(tmp_path, "list")
    disabled, _ = command(tmp_path, "disable", "sam.reed@example.org")

    assert "parents see Sam Reed" in made
    assert "sam.reed@example.org" in listed
    assert "kent" in listed
    assert disabled.strip().endswith("disabled")
    assert PASSWORD not in made + listed + disabled


def test_the_command_says_what_is_wrong(tmp_path):
    assert command(tmp_path, "add", "sam", "--council", "atlantis", typed=PASSWORD) == (
        "We know no council atlantis. Kent's slug, for one, is kent.\n", 1,
    )  # fmt: skip
    said, status = command(tmp_path, "add", "sam", "--council", "kent", typed="short\n")
    assert (status, "12 to 256 characters" in said) == (1, True)
    assert command(tmp_path, "disable", "nobody") == ("There is no account called nobody.\n", 1)


def test_the_command_takes_no_password_as_an_argument(tmp_path):
    said, status = command(tmp_path, "set-password", "sam", PASSWORD)

    assert (status, "unrecognized arguments" in said) == (2, True)
