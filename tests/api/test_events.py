"""The parent's event stream: what it tells, and that nothing is lost or doubled, whatever is cut off."""

import threading

import pytest

from api.bulletin import Notice
from api.streams import SAME_CHAT
from tests.api.apps import serving
from tests.api.live import Stream, an_adviser, everyone_off_duty, listening
from tests.stack import Parent


@pytest.fixture
def parent(http) -> Parent:
    return Parent(http, "kent")


@pytest.fixture
def stream(app, parent):
    """Opens the parent's stream in another browser window."""

    def opened(**options):
        headers = parent.headers | options.pop("headers", {})
        return listening(app, f"{parent.path}/events", headers, **options)

    return opened


def test_the_state_comes_at_once(stream):
    with stream() as s:
        assert s.states() == [{"state": "assistant", "place": None, "adviser": None}]
        assert s.events[0].id is None


def test_without_a_position_only_what_comes_from_now_on_is_told(stream, parent):
    parent.says("Before")

    with stream() as s:
        parent.says("After")
        s.said("The school decides")

        assert s.texts() == ["After", "The school decides."]


def test_a_message_event_is_a_message_of_the_contract_with_its_position_as_id(stream, parent, http):
    parent.says("Who decides?")

    with stream(after=0) as s:
        s.said("The school decides")
        transcript = http.get(f"{parent.path}/transcript", headers=parent.headers).json()["messages"]

        assert [e.data for e in s.events if e.name == "message"] == transcript
        assert s.positions() == [m["position"] for m in transcript] == [1, 2, 3]


@pytest.mark.parametrize("how", ["Last-Event-ID", "after"])
def test_a_stream_that_comes_back_goes_on_where_it_was(stream, parent, how):
    parent.says("First")  # positions 2 and 3
    parent.says("Second")
    from_three = {"headers": {"Last-Event-ID": "3"}} if how == "Last-Event-ID" else {"after": 3}

    with stream(**from_three) as s:
        s.wait(lambda s: len(s.positions()) == 2)

        assert s.positions() == [4, 5]


def test_last_event_id_counts_more_than_after(stream, parent):
    parent.says("First")

    with stream(headers={"Last-Event-ID": "2"}, after=0) as s:
        s.said("The school decides")

        assert s.positions() == [3]


def test_cut_off_again_and_again_it_loses_and_doubles_nothing(stream, parent, app):
    """The parent's link drops while messages keep coming; each time the browser comes back with the last id it saw."""

    def talk():
        with app.client() as window:
            there = Parent.__new__(Parent)
            there.client, there.path, there.headers = window, parent.path, parent.headers
            for n in range(30):
                there.says(f"Message {n}")

    thread = threading.Thread(target=talk)
    thread.start()
    seen = [0]
    while len(seen) <= 61:
        with stream(headers={"Last-Event-ID": str(seen[-1])}) as s:
            s.wait(Stream.positions)
        seen += s.positions()
    thread.join()

    assert seen == list(range(62))


@pytest.mark.parametrize("position", ["-1", "x", "1.5", "9" * 30, ""])
def test_a_position_that_is_none_is_refused(http, parent, position):
    response = http.get(f"{parent.path}/events", params={"after": position}, headers=parent.headers)

    assert response.status_code == 422


def test_a_position_beyond_the_last_message_waits_for_what_comes(stream, parent):
    with stream(after=1) as s:
        parent.says("Who decides?")
        s.said("The school decides")

        assert s.positions() == [2, 3]


def test_waiting_and_leaving_are_told(stream, parent, app, http):
    an_adviser(app.engine, "kent")
    with stream() as s:
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        assert s.state("waiting")["place"] >= 1

        http.delete(f"{parent.path}/adviser", headers=parent.headers)
        s.wait(lambda s: s.states()[-1]["state"] == "assistant")


def test_who_waits_is_told_when_the_place_changes(settings):
    with serving(settings()) as served, served.client() as http:
        an_adviser(served.engine, "northumberland")
        first, second = Parent(http, "northumberland"), Parent(http, "northumberland")
        for one in (first, second):
            http.post(f"{one.path}/adviser", headers=one.headers)

        with listening(served, f"{second.path}/events", second.headers) as s:
            assert s.states()[0]["place"] == 2
            http.delete(f"{first.path}/adviser", headers=first.headers)

            s.wait(lambda s: s.states()[-1]["place"] == 1)
        http.delete(second.path, headers=second.headers)
        everyone_off_duty(served.engine)


def test_deleting_the_chat_ends_its_streams(stream, parent, http):
    with stream() as s:
        http.delete(parent.path, headers=parent.headers)

        assert s.ended.wait(10)
        assert s.states()[-1]["state"] == "closed"


def test_a_change_that_nobody_announced_is_told_all_the_same(settings):
    """As when another process wrote it and the notice was lost: the stream looks by itself."""
    hasty = settings(stream_check_seconds=0.2)
    with serving(hasty) as here, serving(hasty) as elsewhere, here.client() as http:
        parent = Parent(http, "kent")
        with listening(elsewhere, f"{parent.path}/events", parent.headers) as s:
            parent.says("Said at another process")

            assert s.said("Said at another process")


def test_typing_is_told_and_not_stored(stream, parent, app):
    with stream() as s:
        app.on_loop(lambda here: here.bulletin.post(Notice(parent.begun["id"], typing="adviser")))

        event = s.wait(lambda s: next((e for e in s.events if e.name == "typing"), None))
        assert (event.data, event.id) == ({"who": "adviser"}, None)
        assert len(app.stored(parent.begun["id"])) == 1


def test_a_parents_own_typing_is_not_told_to_them(stream, parent, http):
    with stream() as s:
        assert http.post(f"{parent.path}/typing", headers=parent.headers).status_code == 204
        parent.says("Who decides?")
        s.said("The school decides")

        assert "typing" not in {e.name for e in s.events}


def test_when_a_chat_is_watched_in_too_many_windows_the_oldest_gives_way(app, parent):
    opened = [listening(app, f"{parent.path}/events", parent.headers) for _ in range(SAME_CHAT + 1)]
    streams = [o.__enter__() for o in opened]
    try:
        assert streams[0].ended.wait(10)
        parent.says("Who decides?")
        assert all(s.said("The school decides") for s in streams[1:])
    finally:
        for o in opened:
            o.__exit__(None, None, None)


def test_events_pass_proxies_unbuffered_and_are_never_kept(http, parent):
    with http.stream("GET", f"{parent.path}/events", headers=parent.headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"


def test_streams_end_when_the_api_stops(settings):
    with serving(settings()) as served, served.client() as http:
        parent = Parent(http, "kent")
        with listening(served, f"{parent.path}/events", parent.headers) as s:
            served.on_loop(lambda here: here.streams.close())

            assert s.ended.wait(10)
            assert s.states()[-1]["state"] == "assistant"  # the chat goes on: the browser comes back


@pytest.mark.usefixtures("waiting")
def test_metrics_show_who_waits_and_the_open_streams(http, parent, app):
    with listening(app, f"{parent.path}/events", parent.headers):
        app.services.shift.go_round()

        shown = http.get("/metrics").text

    assert 'askline_waiting{council="kent"} 1.0' in shown
    assert "askline_open_streams 1.0" in shown
