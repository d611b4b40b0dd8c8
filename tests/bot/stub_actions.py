"""A stub action server: answers by rule, so that two Rasas that ask the same hear the same; notes what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]

MANY_EVENTS: list[Json] = [
    {"event": "slot", "name": "topic", "value": "transport"},
    {"event": "reset_slots"},
    {"event": "slot", "name": "council", "value": "islington"},
    {"event": "bot", "text": "said as an event", "data": {}},
    {"event": "pause"},
    {"event": "resume"},
    {"event": "user_featurization"},
    {"event": "agent", "text": "an adviser", "data": None},
]


@dataclass
class StubActions:
    """The server's address, and every call so far by sender."""

    url: str
    calls: dict[str, list[Json]] = field(default_factory=dict)


def reply_to(call: Json) -> tuple[int, Json]:
    """Status and body for a call of Rasa's. The turn's metadata says how the server behaves."""
    latest = call["tracker"]["latest_message"]
    intent = latest["intent"]["name"]
    behaviour = (latest.get("metadata") or {}).get("server", "answers")
    named = [entity["value"] for entity in latest["entities"]]
    slots = [
        {"event": "slot", "name": "topic", "value": intent},
        {"event": "slot", "name": "council", "value": (named or [call["tracker"]["slots"].get("council")])[0]},
    ]
    text = f"{call['next_action']} on {intent} for {call['tracker']['slots']}"
    said: list[Json] = [{"custom": {"text": text, "citations": [{"marker": 1}]}}, {"text": "and words"}]
    match behaviour:
        case "invalid_result":
            return 200, {"events": [{"event": "slot", "name": "topic"}], "responses": "none"}
        case "unknown_event":
            return 200, {"events": [{"event": "no_event"}], "responses": said}
        # Refused again and again, Rasa 3.6.21 would ask for ever: its circuit breaker does not count refusals.
        case "refuses" if call["next_action"] != "action_fallback":
            return 400, {"action_name": call["next_action"], "error": "refused"}
        case "fails":
            return 500, {"error": "broken"}
        case "many_events":
            return 200, {"events": MANY_EVENTS, "responses": said}
        case "follow_up":
            return 200, {"events": [*slots, {"event": "followup", "name": "action_listen"}], "responses": said}
    return 200, {"events": slots, "responses": said}


@contextmanager
def stub_actions() -> Iterator[StubActions]:
    """The server, running while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            stub.calls.setdefault(call["sender_id"], []).append(call)
            status, body = reply_to(call)
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        stub = StubActions(f"http://127.0.0.1:{server.server_address[1]}/webhook")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield stub
        finally:
            server.shutdown()
