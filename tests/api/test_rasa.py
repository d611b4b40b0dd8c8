"""Asking Rasa: whatever goes wrong there is RasaAway, and says which way."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from api.rasa import RasaAway, RasaClient, handed_over
from kb.encoder import encoder
from tests.api.apps import a_reply
from tests.stack import free_port

UNDERSTOOD = {"intent": "who_decides", "confidence": 0.9, "ranking": [], "entities": []}
ANSWER = {"replies": [asdict(a_reply())], "understood": UNDERSTOOD}


class StubRasa:
    """A server that answers as it is told to, or not until it is let go."""

    def __init__(self) -> None:
        self.status, self.body, self.said = 200, json.dumps(ANSWER), []
        self.silent = self.dripping = False
        self.let_go = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stub.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if stub.silent:
                    stub.let_go.wait(20)
                    return
                self.send_response(stub.status)
                self.end_headers()
                while stub.dripping and not stub.let_go.wait(0.02):
                    self.wfile.write(b" ")
                self.wfile.write(stub.body.encode())

            def do_GET(self) -> None:
                self.send_response(stub.status)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def stub() -> Iterator[StubRasa]:
    stub = StubRasa()
    thread = threading.Thread(target=stub.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield stub
    stub.let_go.set()
    stub.server.shutdown()
    stub.server.server_close()
    thread.join()


async def asked(url: str, timeout: float = 20, **chosen: Any):
    rasa = RasaClient(url, url, timeout)
    try:
        return await rasa.ask("sender", "Who decides?", {"council": "kent"}, **chosen)
    finally:
        await rasa.close()


async def test_the_answer_is_replies_and_what_was_understood(stub):
    answer = await asked(stub.url)

    assert answer.intent == "who_decides"
    assert answer.confidence == 0.9
    assert answer.replies[0]["text"] == "The school decides."
    assert answer.replies[0]["choices"][0] == {"id": "more:who_decides", "title": "Choose more:who_decides"}


async def test_rasa_is_told_who_what_and_how_things_stand(stub):
    await asked(stub.url, intent="give_council", entities=[{"entity": "council", "value": "kent"}])

    assert stub.said == [
        {
            "sender": "sender",
            "text": "Who decides?",
            "state": {"council": "kent"},
            "intent": "give_council",
            "entities": [{"entity": "council", "value": "kent"}],
        }
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not JSON",
        "<html>Bad gateway</html>",
        "[]",
        "null",
        "{}",
        '"ok"',
        "5",
        json.dumps({"replies": []}),
        json.dumps({"understood": UNDERSTOOD}),
        json.dumps({"replies": [], "understood": UNDERSTOOD}),
        json.dumps({"replies": None, "understood": UNDERSTOOD}),
        json.dumps({"replies": [{}], "understood": UNDERSTOOD}),
        json.dumps({"replies": [{"text": "Only text."}], "understood": UNDERSTOOD}),
        json.dumps({"replies": ANSWER["replies"], "understood": {}}),
        json.dumps({"replies": ANSWER["replies"], "understood": None}),
        json.dumps({"replies": ANSWER["replies"], "understood": UNDERSTOOD | {"ranking": [1]}}),
    ],
)
async def test_garbage_is_no_answer(stub, body):
    stub.body = body

    with pytest.raises(RasaAway):
        await asked(stub.url)


async def test_no_reply_means_that_the_action_server_is_away(stub):
    stub.body = json.dumps({"replies": [], "understood": UNDERSTOOD})

    with pytest.raises(RasaAway, match="empty_reply"):
        await asked(stub.url)


@pytest.mark.parametrize("status", [301, 404, 422, 500, 503])
async def test_an_error_status_is_no_answer(stub, status):
    stub.status = status

    with pytest.raises(RasaAway, match="ClientResponseError"):
        await asked(stub.url)


async def test_silence_ends_at_the_time_out(stub):
    stub.silent = True

    with pytest.raises(RasaAway, match="timeout"):
        await asked(stub.url, timeout=0.2)


async def test_an_answer_that_only_drips_ends_at_the_time_out_too(stub):
    stub.dripping = True

    with pytest.raises(RasaAway, match="timeout"):
        await asked(stub.url, timeout=0.2)


async def test_nobody_at_home_is_rasa_away():
    with pytest.raises(RasaAway, match="ClientConnectorError"):
        await asked(f"http://127.0.0.1:{free_port()}")


async def test_why_rasa_was_away_never_tells_what_was_said(stub):
    stub.body = json.dumps({"replies": [{"text": "Who decides?"}], "understood": UNDERSTOOD})

    with pytest.raises(RasaAway) as away:
        await asked(stub.url)

    assert "decides" not in str(away.value)


@pytest.mark.parametrize(("status", "up"), [(200, True), (500, False), (404, False)])
async def test_a_part_is_ready_when_it_answers_200(stub, status, up):
    stub.status = status
    rasa = RasaClient(stub.url, f"http://127.0.0.1:{free_port()}", 20)

    assert await rasa.parts_ready() == {"rasa": up, "actions": False}

    await rasa.close()


def test_numbers_that_the_safety_check_left_are_handed_over_once():
    numbers = encoder().sentences(["who decides"])[0]
    encoder().leave("who decides", numbers)

    handed = handed_over("who decides")

    assert np.array_equal(np.frombuffer(base64.b64decode(handed["meaning"]), dtype="<f4"), numbers)
    assert handed_over("who decides") == {}
