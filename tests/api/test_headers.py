"""Headers of every response: no scripts, no frames, nothing kept; and a cookie that no one else can use."""

import pytest

from api.headers import HEADERS
from tests.api.apps import ScriptedRasa, serving
from tests.stack import Parent


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 200),
        ("GET", "/v1/councils", 200),
        ("GET", "/v1/councils/atlantis", 404),
        ("POST", "/v1/conversations", 422),
        ("GET", "/chat", 200),
        ("GET", "/chat/kent", 200),
        ("GET", "/chat/atlantis", 404),
        ("GET", "/nonsense", 404),
        ("GET", "/", 307),
        ("GET", "/metrics", 200),
        ("GET", "/v1/openapi.json", 200),
    ],
)
def test_every_response_carries_the_safe_headers(http, method, path, status):
    response = http.request(method, path)

    assert response.status_code == status
    for name, value in HEADERS.items():
        assert response.headers[name] == value


def test_the_policy_allows_no_script_no_frame_and_no_third_party(http):
    policy = dict(
        part.strip().split(" ", 1) for part in http.get("/chat").headers["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {policy[kind] for kind in ("style-src", "img-src", "form-action")} == {"'self'"}


def test_a_failure_of_ours_is_one_kind_sentence_with_the_safe_headers(settings):
    def breaks(_text, _state):
        raise RuntimeError("something in my code")

    with serving(settings(), ScriptedRasa(breaks)) as served, served.client() as http:
        response = Parent(http, "kent").post(text="Who decides?")

    assert response.status_code == 500
    assert response.json()["error"] == {
        "code": "failure",
        "message": "Something went wrong on our side. Please try again in a minute.",
    }
    for name, value in HEADERS.items():
        assert response.headers[name] == value


def test_the_look_of_the_page_may_be_kept_for_an_hour(http):
    response = http.get("/static/chat.css")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_says_what_software_runs_here(http):
    response = http.get("/chat")

    assert "server" not in response.headers
    assert "x-powered-by" not in response.headers


def cookie_of(response):
    name, *flags = (part.strip() for part in response.headers["set-cookie"].split(";"))
    return name, {flag.lower() for flag in flags}


def test_the_cookie_is_for_this_page_only_and_ends_with_the_browser(http):
    name, flags = cookie_of(http.post("/chat/kent", data={"text": "Who decides?"}))

    assert name.startswith("askline_chat=")
    assert flags == {"httponly", "samesite=strict", "path=/chat"}


def test_behind_https_the_cookie_is_secure(settings):
    with serving(settings(secure_cookies=True)) as served, served.client() as http:
        _, flags = cookie_of(http.post("/chat/kent", data={"text": "Who decides?"}))

    assert "secure" in flags


@pytest.mark.parametrize("path", ["/chat", "/chat/kent", "/chat/england", "/v1/councils", "/health"])
def test_looking_sets_no_cookie(http, path):
    assert "set-cookie" not in http.get(path).headers


def test_an_api_call_sets_no_cookie(http):
    begun = http.post("/v1/conversations", json={})

    assert "set-cookie" not in begun.headers


def test_other_sites_may_not_call_the_api(http):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    for response in (http.get("/v1/councils", headers=headers), http.options("/v1/conversations", headers=headers)):
        assert "access-control-allow-origin" not in response.headers
