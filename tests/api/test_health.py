"""Alive, ready and how busy: what machines may know, which is never a parent's words."""

import pytest

from kb.database import connect, migrate
from tests.api.apps import RasaIsAway, ScriptedRasa, serving
from tests.stack import Parent

SECRET = "my son Zebedee throws chairs"


def test_health_needs_nothing_but_the_process(http):
    response = http.get("/health")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_names_every_part(http):
    response = http.get("/ready")

    assert response.status_code == 200
    assert response.json() == {"status": "ready", "parts": {"database": "ok", "rasa": "ok", "actions": "ok"}}


@pytest.mark.parametrize("part", ["rasa", "actions"])
def test_ready_says_which_part_is_down(settings, part):
    rasa = ScriptedRasa()
    rasa.parts[part] = False

    with serving(settings(), rasa) as served, served.client() as http:
        response = http.get("/ready")

    assert response.status_code == 503
    assert response.json()["status"] == "degraded"
    assert [name for name, state in response.json()["parts"].items() if state == "down"] == [part]


@pytest.mark.parametrize("prepare", [migrate, lambda _engine: None], ids=["without knowledge", "without tables"])
def test_an_empty_database_is_not_ready_but_the_process_is_alive(settings, tmp_path, prepare):
    address = f"sqlite:///{tmp_path}/empty.db"
    prepare(connect(address))

    with serving(settings(database_url=address)) as served, served.client() as http:
        assert http.get("/health").status_code == 200
        assert http.get("/ready").json()["parts"]["database"] == "down"
        assert http.get("/ready").status_code == 503


def count(http, line):
    found = [row for row in http.get("/metrics").text.splitlines() if row.startswith(line + " ")]
    return float(found[0].split()[-1]) if found else 0.0


def test_metrics_count_turns_and_conversations(http):
    turns = 'askline_turns_total{reason="answered"}'
    begun = 'askline_conversations_total{channel="api"}'
    before = count(http, turns), count(http, begun), count(http, "askline_turn_seconds_count")

    Parent(http, "kent").says("Who decides?")

    assert (count(http, turns), count(http, begun)) == (before[0] + 1, before[1] + 1)
    assert count(http, "askline_turn_seconds_count") == before[2] + 1


def test_metrics_count_how_often_rasa_was_away(settings):
    line = 'askline_rasa_away_total{why="ConnectError"}'
    with serving(settings(), RasaIsAway()) as served, served.client() as http:
        before = count(http, line)

        Parent(http, "kent").says("Who decides?")

        assert count(http, line) == before + 1


def test_metrics_hold_no_word_of_a_parent_and_no_id(http):
    parent = Parent(http, "kent")
    parent.post(text=SECRET, client_id="Zebedee-1")
    parent.post(choice="topic:Zebedee")
    http.get("/v1/councils/Zebedee")
    http.get("/chat/Zebedee")

    metrics = http.get("/metrics").text

    assert "askline_turns_total" in metrics
    for secret in ("Zebedee", "chairs", parent.begun["id"], parent.begun["token"]):
        assert secret not in metrics


@pytest.mark.live
def test_the_real_parts_are_ready(client):
    assert client.get("/ready").json()["parts"] == {"database": "ok", "rasa": "ok", "actions": "ok"}
