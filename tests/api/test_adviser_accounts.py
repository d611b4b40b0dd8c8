"""The accounts of advisers, and the command that makes them."""

import subprocess
import sys

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.accounts import Accounts
from api.advisers.models import Adviser, Audit
from api.advisers.passwords import matches
from api.advisers.problems import WeakPassword, WrongName
from kb.database import connect
from tests.api.desk import PASSWORD
from tests.stack import ROOT


def command(var, *arguments, typed=""):
    """What the command printed, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "api.advisers", *arguments],
        cwd=ROOT, env={"ASKLINE_VAR": str(var), "PATH": ""}, input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode


def test_for_an_unknown_name_a_password_is_compared_too(engine):
    """Comparing takes long: were it left out, the time would tell who has an account."""
    compared = []
    accounts = Accounts(engine, compare=lambda password, stored: bool(compared.append((password, stored))))

    accounts.checked("nobody", "any old password")

    assert compared == [("any old password", None)]


def test_nobodys_password_is_never_right():
    assert not matches("nobody's", None)
    assert not matches("", None)


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


def test_an_account_is_an_advisers_unless_its_role_is_given(tmp_path):
    command(tmp_path, "add", "sam", "--council", "kent", typed=PASSWORD)
    command(tmp_path, "add", "kim", "--council", "kent", "--role", "administrator", typed=PASSWORD)
    command(tmp_path, "set-role", "sam", "editor")

    shown, status = command(tmp_path, "list")

    assert status == 0
    assert "kim (parents see Kim): kent; administrator; on duty for none" in shown
    assert "sam (parents see Sam): kent; editor; on duty for none" in shown
    assert command(tmp_path, "set-role", "sam", "king")[1] == 2


def test_what_is_done_by_command_is_in_the_audit_log(tmp_path):
    command(tmp_path, "add", "sam", "--council", "kent", typed=PASSWORD)
    command(tmp_path, "disable", "sam")
    command(tmp_path, "disable", "nobody")

    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    with Session(engine) as session:
        lines = list(session.scalars(select(Audit).order_by(Audit.id)))
        sam = session.scalars(select(Adviser)).one()
    assert [(line.action, line.subject, line.address) for line in lines] == [
        ("account_made", sam.id, "command"),
        ("account_disabled", sam.id, "command"),
    ]
    engine.dispose()
