"""No request body is larger than the limit, with or without a length, and nobody gets a failure of ours for it."""

import socket
from collections.abc import Iterator

import pytest

from api.headers import HEADERS
from tests.api.apps import serving
from tests.stack import Parent

LIMIT = 4096
TOO_LARGE = {"error": {"code": "too_large", "message": "What was sent is too large. Please send less at a time."}}


@pytest.fixture(scope="module")
def narrow(settings):
    """The application with a small limit."""
    with serving(settings(max_body_bytes=LIMIT)) as served:
        yield served


@pytest.fixture
def http(narrow):
    with narrow.client() as client:
        yield client


def in_pieces(size: int, piece: int = 500) -> Iterator[bytes]:
    """A body whose length is not said beforehand."""
    begin, end = b'{"text": "', b'", "client_id": "one"}'
    yield begin
    left = size - len(begin) - len(end)
    while left > 0:
        yield b"w" * min(piece, left)
        left -= piece
    yield end


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/v1/conversations", "/chat/kent", "/nonsense", "/v1/councils"])
def test_a_body_over_the_limit_is_refused_in_our_shape(http, path):
    response = http.post(path, content=b"x" * (LIMIT + 1))

    assert response.status_code == 413
    assert response.json() == TOO_LARGE
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_a_body_without_a_length_is_counted_as_it_comes(http, narrow):
    parent = Parent(http, "kent")

    response = http.post(f"{parent.path}/messages", content=in_pieces(LIMIT + 1), headers=parent.headers | JSON)

    assert (response.status_code, response.json()) == (413, TOO_LARGE)
    assert len(narrow.stored(parent.begun["id"])) == 1


@pytest.mark.parametrize("whole", [True, False], ids=["with a length", "in pieces"])
def test_up_to_the_limit_a_body_arrives_whole(http, whole):
    parent = Parent(http, "kent")
    body = b"".join(in_pieces(LIMIT)) if whole else in_pieces(LIMIT)

    response = http.post(f"{parent.path}/messages", content=body, headers=parent.headers | JSON)

    # The whole text arrived: it is refused for its length as a message, and by nothing else.
    assert response.json()["error"]["code"] == "too_long"


def test_a_short_message_in_pieces_is_answered(http):
    parent = Parent(http, "kent")

    response = http.post(f"{parent.path}/messages", content=in_pieces(200, 20), headers=parent.headers | JSON)

    assert response.status_code == 200


def test_requests_without_a_body_are_let_through(http):
    assert http.get("/health").status_code == 200
    assert http.delete("/v1/councils").status_code == 405


@pytest.mark.parametrize("length", ["-1", "many", "99999999999999999999"])
def test_a_strange_length_is_refused(narrow, length):
    host, port = narrow.url.removeprefix("http://").split(":")
    head = f"POST /v1/conversations HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n"

    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(head.encode())
        answered = raw.recv(64)

    assert answered.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))
