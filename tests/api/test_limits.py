"""How much one conversation, and one address, may send in a minute."""

from collections.abc import Iterator

import httpx
import pytest
from bs4 import BeautifulSoup

from api.errors import TooMany
from api.limits import SWEPT_AFTER, Limiter
from tests.api.apps import Served, serving
from tests.stack import Parent


@pytest.fixture(scope="module")
def strict(settings) -> Iterator[Served]:
    """At most 4 conversations from an address and 3 messages in a conversation, each minute."""
    with serving(settings(starts_per_minute=4, turns_per_minute=3)) as served:
        yield served


def test_a_limit_counts_each_one_for_itself():
    limiter = Limiter(2)

    for who in ("a", "a", "b", "b"):
        limiter.take(who)

    with pytest.raises(TooMany):
        limiter.take("a")


def test_the_window_moves():
    now = 0.0
    limiter = Limiter(2, clock=lambda: now)
    limiter.take("a")
    now = 40.0
    limiter.take("a")

    now = 59.9
    with pytest.raises(TooMany):
        limiter.take("a")
    now = 60.0
    limiter.take("a")
    with pytest.raises(TooMany):
        limiter.take("a")


def test_what_was_refused_does_not_count():
    now = 0.0
    limiter = Limiter(1, hours=2, clock=lambda: now)
    limiter.take("a")

    now = 7199.0
    with pytest.raises(TooMany):
        limiter.take("a")
    now = 7200.0

    limiter.take("a")


def test_who_has_been_quiet_is_let_go():
    now = 0.0
    limiter = Limiter(5, clock=lambda: now)
    for number in range(SWEPT_AFTER - 1):
        limiter.take(f"quiet {number}")

    now = 61.0
    limiter.take("new")

    assert set(limiter._hits) == {"new"}


def test_too_many_messages_are_refused_kindly_and_not_stored(strict):
    with strict.client() as http:
        parent = Parent(http, "kent")
        statuses = [parent.post(text=f"Question {n}").status_code for n in range(4)]
        refused = parent.post(text="Question 5")

    assert statuses == [200, 200, 200, 429]
    assert refused.json()["error"]["code"] == "too_many"
    assert "wait a minute" in refused.json()["error"]["message"]
    assert len(strict.stored(parent.begun["id"])) == 7


def test_reading_and_deleting_stay_possible_over_the_limit(strict):
    with strict.client() as http:
        parent = Parent(http, "kent")
        while parent.post(text="Again").status_code != 429:
            pass

        assert http.get(f"{parent.path}/transcript", headers=parent.headers).status_code == 200
        assert http.delete(parent.path, headers=parent.headers).status_code == 204


def test_too_many_conversations_from_one_address_are_refused(settings):
    with serving(settings(starts_per_minute=2)) as served, served.client() as http:
        begun = [http.post("/v1/conversations", json={}) for _ in range(3)]

    assert [response.status_code for response in begun] == [201, 201, 429]
    assert begun[-1].json()["error"]["code"] == "too_many"


def test_the_page_says_so_too_and_keeps_what_was_typed(settings):
    with serving(settings(turns_per_minute=1)) as served, served.client() as http:
        send = {"text": "Who decides what help she gets?"}
        assert http.post("/chat/kent", data=send).status_code == 303

        refused = http.post("/chat/kent", data=send)

    page = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 429
    assert "wait a minute" in page.select_one("#problem").text
    assert page.select_one("textarea").text == send["text"]


def test_health_and_councils_know_no_limit(strict):
    with strict.client() as http:
        answers: list[httpx.Response] = [http.get(path) for path in ("/health", "/v1/councils") for _ in range(10)]

    assert {response.status_code for response in answers} == {200}
