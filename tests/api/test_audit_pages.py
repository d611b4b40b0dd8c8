"""The audit log's page: an administrator finds what was done with things of their councils, and nothing of others."""

from collections.abc import Iterator

import pytest

from api.advisers.accounts import Account, Accounts
from api.advisers.audit import COMMAND, Actor, recorded
from api.advisers.audit_search import A_PAGE, AuditFilters, lines_of
from tests.api.desk import PASSWORD, Desk, an_account
from tests.databases import KINDS, a_database


@pytest.fixture(params=KINDS)
def engine(request, tmp_path) -> Iterator:
    with a_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def kent(engine) -> Account:
    return Accounts(engine).add("kent-sam", "Sam", PASSWORD, ["kent"])


@pytest.fixture
def both(engine) -> Account:
    return Accounts(engine).add("both-kim", "Kim", PASSWORD, ["kent", "bexley"])


@pytest.fixture
def bexley(engine) -> Account:
    return Accounts(engine).add("bexley-lee", "Lee", PASSWORD, ["bexley"])


def did(engine, account: Account | None, action: str, subject: str = "", council: str | None = None, **detail) -> None:
    recorded(engine, Actor(account.id if account else None, "192.0.2.7"), action, subject, detail, council)


def seen(engine, councils=("kent",), **filters):
    return [(line.who, line.subject) for line in lines_of(engine, AuditFilters(**filters), councils).lines]


def test_an_administrator_sees_what_was_done_with_things_of_their_councils_and_by_their_colleagues(
    engine, kent, both, bexley
):
    did(engine, kent, "conversation_viewed", "chat-1", "kent")
    did(engine, both, "conversation_viewed", "chat-2", "bexley")
    did(engine, both, "logged_in", "log-in-3")
    did(engine, bexley, "logged_in", "log-in-4")
    did(engine, bexley, "conversation_viewed", "chat-5", "bexley")
    did(engine, None, "login_failed")

    assert seen(engine) == [("somebody unknown", ""), ("both-kim", "log-in-3"), ("kent-sam", "chat-1")]


def test_what_a_colleague_of_two_councils_looked_for_may_tell_of_the_other(engine, both):
    did(engine, both, "conversations_listed", council=None, filter="bexley")

    (line,) = lines_of(engine, AuditFilters(), ["kent"]).lines
    (whole,) = lines_of(engine, AuditFilters(), ["kent", "bexley"]).lines

    assert line.detail == {}
    assert whole.detail == {"filter": "bexley"}


def test_what_was_done_by_command_is_seen_by_those_whose_colleague_it_was_done_to(engine, kent, bexley):
    for account in (kent, bexley):
        recorded(engine, Actor(None, COMMAND), "account_disabled", account.id)

    assert seen(engine) == [("whoever runs Askline", kent.id)]


def test_somebody_of_another_council_who_did_something_here_is_not_named(engine, bexley):
    did(engine, bexley, "conversation_viewed", "chat-1", "kent")

    assert seen(engine) == [("an account of another council", "chat-1")]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"action": "exported"}, ["list-2"]),
        ({"subject": "chat-1"}, ["chat-1"]),
        ({"since": "2999-01-01"}, []),
        ({"until": "1999-01-01"}, []),
        ({"since": "0001-01-01", "until": "9999-12-31"}, ["list-2", "chat-1"]),
    ],
)
def test_the_filters_find_what_they_say(engine, kent, filters, found):
    did(engine, kent, "conversation_viewed", "chat-1", "kent")
    did(engine, kent, "exported", "list-2", "kent")

    assert [subject for _, subject in seen(engine, **filters)] == found


def test_by_who_did_it(engine, kent, both):
    did(engine, kent, "exported", "list-1", "kent")
    did(engine, both, "exported", "list-2", "kent")

    assert seen(engine, who=both.id) == [("both-kim", "list-2")]


def test_many_lines_come_in_pages_with_none_lost_and_none_twice(engine, kent):
    for n in range(A_PAGE * 2 + 3):
        did(engine, kent, "exported", f"list-{n}", "kent")
    found, before = [], None
    while True:
        page = lines_of(engine, AuditFilters(**({"before": before} if before else {})), ["kent"])
        found += [line.subject for line in page.lines]
        if page.next is None:
            break
        before = page.next

    assert found == [f"list-{n}" for n in reversed(range(A_PAGE * 2 + 3))]


# On the page.


@pytest.fixture
def admin(app, desk) -> Desk:
    desk.log_in(an_account(app.engine, "kent", role="administrator"))
    return desk


def test_the_page_says_who_did_what_from_where_and_reading_it_is_recorded(admin):
    admin.page("/audit")

    first, second = [li.get_text(" ", strip=True) for li in admin.page("/audit").select("ol.line li")][:2]

    assert "read the audit log" in first
    assert "from 127.0.0.1" in first
    assert first.startswith("sam-")
    assert "logged in" in second or "read the audit log" in second


@pytest.mark.parametrize(
    "wrong", ["who=%00", "action=1", "subject=%27", "since=yesterday", "before=0", "before=99999999999999", "before=x"]
)
def test_filters_that_nobody_chose_are_refused(admin, wrong):
    response = admin.client.get(f"/adviser/audit?{wrong}")

    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/html")


def test_empty_filters_ask_for_nothing(admin):
    assert admin.page("/audit?who=&action=&subject=&since=&until=").select("ol.line li")
