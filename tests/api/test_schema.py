"""Schemathesis reads our own OpenAPI and tries what strangers might: no failure of ours, and answers as published."""

from typing import get_type_hints

import pytest
import schemathesis
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from schemathesis import checks

from api.app import ROUTERS
from tests.stack import Parent

AS_PUBLISHED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
BOUNDED = examples(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
CONVERSATION = "/v1/conversations/{conversation_id}"
FOR_ALL = [
    ("POST", "/v1/conversations"),
    ("GET", "/v1/councils"),
    ("GET", "/v1/councils/{slug}"),
    ("GET", "/health"),
    ("GET", "/ready"),
]
WITH_TOKEN = [
    ("POST", f"{CONVERSATION}/messages"),
    ("GET", f"{CONVERSATION}/transcript"),
    ("GET", CONVERSATION),
    ("DELETE", CONVERSATION),
    ("DELETE", f"{CONVERSATION}/adviser"),
    ("POST", f"{CONVERSATION}/typing"),
    ("GET", f"{CONVERSATION}/callback"),
]
# No example that is made up gets in: a phone number and a message's id are not guessed (tests/api/test_callback.py,
# tests/api/test_feedback.py).
NOT_GUESSED = [("POST", f"{CONVERSATION}/callback"), ("POST", f"{CONVERSATION}/feedback")]
# With a token these go on for ever, or need an adviser (tests/api/test_events.py, tests/api/test_live_chat.py).
BY_STRANGERS = [("GET", f"{CONVERSATION}/events"), ("POST", f"{CONVERSATION}/adviser")]


@pytest.fixture(scope="module")
def published(app):
    return schemathesis.openapi.from_url(f"{app.url}/v1/openapi.json")


def test_no_published_address_is_left_out_here(published):
    found = {(operation.ok().method.upper(), operation.ok().path) for operation in published.get_all_operations()}

    assert found == {*FOR_ALL, *WITH_TOKEN, *NOT_GUESSED, *BY_STRANGERS}, (
        "name the new address in FOR_ALL or WITH_TOKEN"
    )


def test_every_address_that_answers_with_json_is_published():
    """What is not in the schema is a page or a file: schemathesis would not see it."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    hidden = [route for route in routes if not route.include_in_schema]

    assert [route.path for route in hidden if route.path.startswith("/v1")] == []
    assert [route.path for route in hidden if _answers_with_json(route)] == [], "publish it: leave it in the schema"
    assert all(_answers_with_json(route) for route in routes if route.path == "/v1/councils")


def _answers_with_json(route: APIRoute) -> bool:
    return route.response_model is not None or get_type_hints(route.endpoint).get("return") is JSONResponse


@pytest.mark.parametrize(("method", "path"), FOR_ALL + WITH_TOKEN + NOT_GUESSED + BY_STRANGERS)
def test_a_stranger_gets_only_what_is_published(published, method, path):
    @BOUNDED
    @given(published[path][method].as_strategy())
    def tries(case):
        case.call_and_validate(checks=AS_PUBLISHED)

    tries()


@pytest.mark.parametrize(("method", "path"), WITH_TOKEN + NOT_GUESSED)
def test_a_parent_with_a_token_gets_only_what_is_published(published, http, method, path):
    statuses = set()

    @BOUNDED
    @given(published[path][method].as_strategy())
    def tries(case):
        parent = Parent(http, "kent")
        case.path_parameters = {"conversation_id": parent.begun["id"]}
        statuses.add(case.call_and_validate(headers=parent.headers, checks=AS_PUBLISHED).status_code)

    tries()
    assert statuses & {200, 204} or (method, path) in NOT_GUESSED, "no example got in"
