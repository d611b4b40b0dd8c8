"""On a council's own website: another origin, a strict policy, one line; and what stays without it."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import somebody
from tests.browser.conftest import serving_widget
from tests.browser.parent import Parent

POLICY = (
    "default-src 'none'; script-src {api}; connect-src {api}; require-trusted-types-for 'script'; trusted-types 'none'"
)
EMBED = '<script type="module" src="{api}/widget.js" data-council="kent"></script>'
ELEMENT = (
    '<script type="module" src="{api}/widget.js"></script>'
    '<askline-chat council="kent" mode="inline">{inside}</askline-chat>'
)
PAGE = '<!doctype html><html lang="en-GB"><head><title>A council</title></head><body><h1>Us</h1>{body}</body></html>'


@contextmanager
def website() -> Iterator[tuple[str, dict[str, str]]]:
    """A website of its own. What it serves is in the dictionary: `body`, and `policy`."""
    served: dict[str, str] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", served["policy"])
            self.end_headers()
            self.wfile.write(PAGE.format(body=served["body"]).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", served
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("body", [EMBED, ELEMENT])
def test_one_line_is_enough_under_a_strict_policy(body, page, tmp_path):
    with website() as (site, served), serving_widget(tmp_path, allowed_origins=site) as api:
        served |= {"body": body.format(api=api.url, inside=""), "policy": POLICY.format(api=api.url)}
        parent = Parent(page, site).visits("/")
        start = page.locator("askline-chat :is(.launcher, .main):visible").first
        start.click()

        expect(parent.answers).to_have_count(1)
        parent.asks("Who decides?").sees("Where this comes from")
        box = parent.panel.evaluate("e => getComputedStyle(e).display")

    assert box == "flex"  # the look has come through the policy
    assert parent.errors == []


def test_where_the_website_is_not_let_in_its_own_link_stays(page, tmp_path):
    with website() as (site, served), serving_widget(tmp_path) as api:
        inside = '<a href="https://askline.example/chat/kent">Ask about help at school</a>'
        served |= {
            "body": ELEMENT.format(api="http://127.0.0.1:9", inside=inside),
            "policy": POLICY.format(api=api.url),
        }
        Parent(page, site).visits("/")

        expect(page.get_by_role("link", name="Ask about help at school")).to_be_visible()


def test_without_javascript_the_link_inside_the_element_is_there(browser, app):
    with somebody(browser, java_script_enabled=False) as context:
        page = context.new_page()

        page.goto(f"{app.url}/demo/kent?mode=inline")

        expect(page.get_by_role("link", name="Ask about help at school")).to_be_visible()
        page.get_by_role("link", name="Ask about help at school").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ask about help at school")
