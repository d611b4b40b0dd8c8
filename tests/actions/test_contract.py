"""Rasa 3.6.21 is answered by rasa-sdk 3.21, over HTTP, as both are installed here."""

from importlib.metadata import distributions, version

import httpx
import pytest

from tests.stack import ROOT, Stack

pytestmark = pytest.mark.live


def asks(stack: Stack, sender: str, text: str, **more) -> dict:
    """One turn with Rasa itself, as the API asks it."""
    body = {"sender": sender, "text": text, "state": {}} | more
    url = f"http://127.0.0.1:{stack.ports['rasa']}/webhooks/askline/webhook"
    response = httpx.post(url, json=body, timeout=20, trust_env=False)
    response.raise_for_status()
    found: dict = response.json()
    return found


def calls(stack: Stack, action: str, **more) -> httpx.Response:
    """An action call, in the shape in which Rasa 3.6.21 sends it."""
    message = {"intent": {"name": "who_decides"}, "intent_ranking": [], "entities": [], "metadata": {}, "text": "who?"}
    tracker = {
        "sender_id": "test",
        "slots": {"council": "kent", "topic": None},
        "latest_message": message,
        "latest_event_time": 1.0,
        "followup_action": None,
        "paused": False,
        "events": [],
        "latest_input_channel": "askline",
        "active_loop": {},
        "latest_action": {"action_name": "action_listen"},
        "latest_action_name": "action_listen",
    }
    body = {"next_action": action, "sender_id": "test", "tracker": tracker, "version": "3.6.21", "domain": {}} | more
    return httpx.post(f"http://127.0.0.1:{stack.ports['actions']}/webhook", json=body, timeout=20, trust_env=False)


def test_these_are_the_versions_that_were_measured_together():
    rasas = next((ROOT / "bot/.venv/lib").glob("python3.*")) / "site-packages"
    rasa = next(d.version for d in distributions(name="rasa", path=[str(rasas)]))

    assert rasa == "3.6.21"
    assert version("rasa-sdk").startswith("3.21.")


def test_an_action_call_is_answered_with_a_reply_and_slots(stack):
    response = calls(stack, "action_answer")

    assert response.status_code == 200
    answer = response.json()
    assert {e["event"] for e in answer["events"]} == {"slot"}
    assert {e["name"]: e["value"] for e in answer["events"]} == {"council": "kent", "topic": "who_decides"}
    assert len(answer["responses"]) == 1
    assert answer["responses"][0]["custom"]["reason"] == "answered"


def test_every_action_of_the_domain_is_served(stack):
    served = httpx.get(f"http://127.0.0.1:{stack.ports['actions']}/actions", timeout=20, trust_env=False).json()
    wanted = [line.strip("- \n") for line in (ROOT / "domain.yml").read_text().splitlines() if "- action_" in line]

    assert {action["name"] for action in served} == set(wanted)


def test_an_action_that_is_not_ours_is_refused(stack):
    assert calls(stack, "action_of_somebody_else").status_code == 404


def test_rasa_hands_the_reply_on_whole(stack):
    turn = asks(stack, "contract-1", "Who decides what SEN support my child gets?", state={"council": "kent"})

    assert turn["understood"]["intent"] == "who_decides"
    reply = turn["replies"][0]
    assert (reply["topic"], reply["council"], reply["reason"]) == ("who_decides", "kent", "answered")
    assert reply["citations"]
    assert {"id", "title"} == reply["choices"][0].keys()


def test_rasa_keeps_the_slots_that_an_action_sets(stack):
    kent = [{"entity": "council", "value": "kent"}]
    asks(stack, "contract-2", "Kent", intent="give_council", entities=kent)

    turn = asks(stack, "contract-2", "Who decides?", intent="who_decides")

    assert turn["replies"][0]["council"] == "kent"


def test_no_log_complains_of_versions_that_do_not_match(stack):
    calls(stack, "action_answer")

    for name in ("actions", "rasa"):
        log = (stack.var / f"{name}.log").read_text(errors="replace").lower()
        assert "compatible" not in log
        assert "versions of rasa" not in log
