"""Every address of the console, those to come too: nothing without a log-in, nothing by a forged form."""

import uuid

import pytest
from fastapi.routing import APIRoute

from api.advisers.access import AdviserRoute
from api.app import ROUTERS

OPEN = {"/adviser/login"}  # the one page for who is not logged in
ROUTES = [
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.path.startswith("/adviser") and route.path not in OPEN
    for method in sorted(route.methods)
]
POSTS = [path for method, path in ROUTES if method == "POST" and path != "/adviser/login/code"]


def filled(path: str) -> str:
    """The address with an id in it that nothing has."""
    return "/".join(str(uuid.uuid4()) if part.startswith("{") else part for part in path.split("/"))


def test_there_are_such_addresses():
    assert len(ROUTES) > 20
    assert {"/adviser/accounts", "/adviser/audit", "/adviser/today"} <= {path for _, path in ROUTES}


def test_every_address_of_the_console_has_its_problems_as_pages():
    routes = [r for router in ROUTERS for r in router.routes if getattr(r, "path", "").startswith("/adviser")]

    assert {type(route) for route in routes} == {AdviserRoute}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_log_in_it_leads_to_the_log_in_page(http, method, path):
    response = http.request(method, filled(path))

    assert (response.status_code, response.headers["location"]) == (303, "/adviser/login")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_cookie_that_was_made_up_is_no_log_in(http, method, path):
    http.cookies.set("askline_adviser", "x" * 43)

    assert http.request(method, filled(path)).headers["location"] == "/adviser/login"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("form", [None, "0" * 64])
def test_a_forged_form_does_nothing(kent, path, form):
    response = kent.client.post(filled(path), data={} if form is None else {"form": form})

    # 404 where the address says of which thing it is: the thing is looked for first, and it is not there.
    assert response.status_code == 403 or ("{" in path and response.status_code == 404)
