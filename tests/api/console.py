"""The addresses of the console as the application has them, and a thing of a council for every address that names one.

A new part of the console finds itself here without doing anything, except:

* its path names a thing (`/adviser/letters/{letter_id}`): add to `THINGS` how one is made for a council;
* everybody may use it: add its first word to `FOR_EVERY_ADVISER` (all else takes `needs(...)`);
* that thing belongs to no council: add its name to `OF_NO_COUNCIL` too;
* its function asks `may(...)` itself: add it to `DECIDED_INSIDE`;
* its form has fields without which nothing is looked up: add some that are right to `FIELDS`.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.access import Needs
from api.advisers.audit import Actor
from api.advisers.roles import ROLES
from api.app import ROUTERS
from api.callback_models import Callback
from api.models import Conversation, Message
from api.privacy.holds import holds_of, place
from api.privacy.models import Erasure
from api.review.models import Correction, SavedFilter
from kb.closures import announce
from tests.api.apps import Served
from tests.api.live import an_adviser
from tests.api.requests_for_calls import asks_for_a_call
from tests.api.trials import a_failed_trial
from tests.stack import Parent

# The pages for who is not logged in.
OPEN = {"/adviser/login", "/adviser/login/council", "/adviser/login/council/back", "/adviser/login/council/out"}
# First words behind /adviser of the parts that every adviser may use.
FOR_EVERY_ADVISER = {
    "",
    "answers",
    "callbacks",
    "chats",
    "conversations",
    "corrections",
    "duty",
    "events",
    "filters",
    "line",
    "login",
    "logout",
    "me",
    "next",
    "seen",
    "statistics",
    "today",
}
# Which role an address needs whose function decides it itself.
DECIDED_INSIDE = {
    ("POST", "/adviser/corrections/{correction_id}"): "editor",
    ("POST", "/adviser/filters/{filter_id}/remove"): "editor",
}
TOMORROW = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()  # in London too, at any hour
# What the form of an address has to hold before anything is looked up.
FIELDS: dict[tuple[str, str], dict[str, str]] = {
    ("POST", "/adviser/corrections/{correction_id}"): {"approve": "true"},
    ("POST", "/adviser/conversations/{conversation_id}/hold"): {"reason": "Complaint", "until": TOMORROW},
    ("POST", "/adviser/answers/{council}"): {"on": "true"},
    ("POST", "/adviser/answers/{council}/{topic}/draft"): {"do": "withdraw", "revision": "0"},
    ("POST", "/adviser/answers/{council}/{topic}/shipped"): {"do": "keep"},
    ("POST", "/adviser/answers/{council}/{topic}/switch"): {"on": "true"},
    ("POST", "/adviser/answers/{council}/{topic}/versions"): {"number": "0", "reason": "It was better"},
    ("POST", "/adviser/callbacks/{reference}/steps"): {"what": "note", "note": "Rang"},
}


def a_conversation(app: Served, council: str) -> str:
    """The chat of a parent of that council who is with an adviser there."""
    with app.client() as http:
        parent = Parent(http, council)
        parent.says("Who decides?")
    with Session(app.engine) as session, session.begin():
        row = session.get_one(Conversation, parent.begun["id"])
        row.state, row.adviser_id = "adviser", an_adviser(app.engine, council, on_duty=False).id
    return str(parent.begun["id"])


def a_call(app: Served, council: str) -> str:
    """The reference of a parent of that council who wants to be rung."""
    with app.client() as http:
        reference = str(asks_for_a_call(Parent(http, "kent")).json()["reference"])
    # Not every service takes such requests yet.
    with Session(app.engine) as session, session.begin():
        session.get_one(Callback, reference).council_slug = council
    return reference


def an_account_there(app: Served, council: str) -> str:
    """The id of an account of that council."""
    return an_adviser(app.engine, council, on_duty=False).id


def a_correction(app: Served, council: str) -> str:
    """The id of a correction of a message there that waits for a second person."""
    conversation_id, new = a_conversation(app, council), str(uuid.uuid4())
    with Session(app.engine) as session, session.begin():
        asked = session.scalars(select(Message.id).filter_by(conversation_id=conversation_id, sender="parent")).one()
        session.add(
            Correction(
                id=new, message_id=asked, council_slug=council, text="Who decides?", key=new, verdict="nothing",
                topic="", proposed_by=an_account_there(app, council), proposed_at=datetime.now(UTC),
            )
        )  # fmt: skip
    return new


def a_saved_filter(app: Served, council: str) -> str:
    """The id of a filter that an adviser there shares."""
    new, by = str(uuid.uuid4()), an_account_there(app, council)
    with Session(app.engine) as session, session.begin():
        shared = {"adviser_id": by, "council_slug": council, "name": "Danger", "address": "crisis=yes"}
        session.add(SavedFilter(id=new, at=datetime.now(UTC), **shared))
    return new


def a_trial(app: Served, _council: str) -> str:
    """The id of a model that was tried."""
    return a_failed_trial(app.engine)


def a_council(_app: Served, council: str) -> str:
    """The council itself."""
    return council


def a_year(_app: Served, _council: str) -> str:
    """A school year."""
    return "2026-27"


def a_closure(app: Served, council: str) -> str:
    """The number of a closure of that council's line, long ago: no other test finds the line closed."""
    return str(announce(app.engine, council, date(2020, 1, 1), date(2020, 1, 1), "training day", "Ann").id)


# Names in a path of what everybody shares: whoever has the role may see it, whatever their councils.
OF_NO_COUNCIL = {"trial_id"}


def an_erasure(app: Served, council: str) -> str:
    """The number of the record that something there was erased."""
    with Session(app.engine) as session, session.begin():
        row = Erasure(at=datetime.now(UTC), by="parent", council_slug=council, reference="X", counts={}, left=[])
        session.add(row)
        session.flush()
        return str(row.id)


def a_hold(app: Served, council: str) -> str:
    """The number of a hold on a chat there."""
    conversation_id = a_conversation(app, council)
    place(app.engine, Actor("sam", "192.0.2.7"), conversation_id, "Complaint", date.fromisoformat(TOMORROW))
    return str(holds_of(app.engine, conversation_id)[0].id)


# How a thing of a council is made for each name in a path; returns what stands in the address.
THINGS: dict[str, Callable[[Served, str], str]] = {
    "adviser_id": an_account_there,
    "council": a_council,
    "conversation_id": a_conversation,
    "correction_id": a_correction,
    "filter_id": a_saved_filter,
    "erasure_id": an_erasure,
    "hold_id": a_hold,
    "number": a_closure,
    "reference": a_call,
    "trial_id": a_trial,
    "year": a_year,
    "topic": lambda _app, _council: "who_decides",
}

ROUTES = {
    (method, route.path): route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.path.startswith("/adviser")
    for method in sorted(route.methods)
}
GUARDED = [key for key in ROUTES if key[1] not in OPEN]


def names_in(path: str) -> list[str]:
    """The names in a path: conversation_id."""
    return [part.strip("{}").partition(":")[0] for part in path.split("/") if part.startswith("{")]


ABOUT_A_THING = [key for key in GUARDED if set(names_in(key[1])) - OF_NO_COUNCIL]


def with_nothing(path: str) -> str:
    """The address with ids in it that nothing has."""
    return "/".join(str(uuid.uuid4()) if part.startswith("{") else part for part in path.split("/"))


def with_a_thing_of(app: Served, council: str, path: str) -> str:
    """The address of a new thing of that council."""
    for part, name in zip([p for p in path.split("/") if p.startswith("{")], names_in(path), strict=True):
        if name not in THINGS:
            pytest.fail(f"{path}: add to THINGS in tests/api/console.py how a {name} is made for a council")
        path = path.replace(part, THINGS[name](app, council))
    return path


def role_for(method: str, path: str) -> str:
    """The role that an address needs: the highest that its dependencies ask for, or that its function does."""
    asked = list(_asked_for(ROUTES[method, path].dependant))
    if inside := DECIDED_INSIDE.get((method, path)):
        asked.append(inside)
    if not asked and first_word(path) not in FOR_EVERY_ADVISER:
        pytest.fail(
            f"{method} {path} is open to every adviser: give it needs('editor') or needs('administrator'), "
            f"or add {first_word(path)!r} to FOR_EVERY_ADVISER in tests/api/console.py"
        )
    return max(asked, key=list(ROLES).index, default="adviser")


def first_word(path: str) -> str:
    """What stands first behind /adviser."""
    return path.removeprefix("/adviser").strip("/").partition("/")[0]


def _asked_for(dependant: Dependant) -> list[str]:
    own = [dependant.call.role] if isinstance(dependant.call, Needs) else []
    return own + [role for inner in dependant.dependencies for role in _asked_for(inner)]


def unused() -> set[str]:
    """What the tables above name and the application does not have (any more)."""
    keys = {f"{method} {path}" for method, path in {*DECIDED_INSIDE, *FIELDS} - set(ROUTES)}
    words = FOR_EVERY_ADVISER - {first_word(path) for _, path in ROUTES}
    names = set(THINGS) - {name for _, path in ROUTES for name in names_in(path)}
    return keys | words | names
