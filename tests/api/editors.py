"""Editors at their desks, and an application of their own on which they may change what parents read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from api.advisers.access import COOKIE
from api.advisers.models import Adviser
from kb.book import BookKeeper
from kb.database import connect, migrate
from kb.loading import load
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.api.desk import Desk
from tests.api.live import an_adviser
from tests.browser.rasa import HearsFromTheBook

ROOMY = {"turns_per_minute": 100_000, "starts_per_minute": 100_000, "callbacks_per_hour": 100_000}
FREE = {"database_url": "", "second_factor_for": "nobody"}
WORDS = "In Kent the **school** decides with you. [code:6.39]"


@contextmanager
def an_office(var: Path, **chosen: Any) -> Iterator[Served]:
    """The application on a database of its own; its Rasa answers from the book that is published."""
    settings = Settings(var=var, **(FREE | ROOMY | chosen))
    engine = connect(settings.database)
    migrate(engine)
    load(engine)
    rasa = HearsFromTheBook()
    # A book of its own, as the action server has one; it is asked for at least the version that the API has.
    rasa.keeper = BookKeeper(engine)
    with serving(settings, rasa) as served:
        yield served
    engine.dispose()


def an_editor(served: Served, *councils: str, shown: str = "Sam Reed", role: str = "editor") -> Desk:
    """Somebody of that role, logged in without a password: hashing one is slow on purpose."""
    account = an_adviser(served.engine, *councils, on_duty=False, display_name=shown)
    with Session(served.engine) as session, session.begin():
        session.execute(update(Adviser).where(Adviser.id == account.id).values(role=role))
    client = served.client()
    client.cookies.set(COOKIE, served.services.sessions.open(account.id), path="/adviser")
    return Desk(client)


def seen_on(desk: Desk, path: str) -> dict[str, str]:
    """The hidden fields of the editor's form as the page has them: what the editor has before them."""
    form = desk.page(f"/answers/{path}/edit").select_one("#write")
    assert form
    return {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}


def writes(desk: Desk, path: str = "kent/who_decides", do: str = "send", **fields: str) -> Any:
    """Fills in the editor's form and presses a button."""
    whole = {
        "mode": "replace", "answer": WORDS, "review_by": "2027-05-01", "reason": "Parents asked.", "do": do
    }  # fmt: skip
    return desk.client.post(f"/adviser/answers/{path}/edit", data=seen_on(desk, path) | whole | fields)


def decides(desk: Desk, path: str = "kent/who_decides", do: str = "approve", **fields: str) -> Any:
    """Decides on the draft that waits, as its page shows it."""
    revision = desk.page(f"/answers/{path}/draft").select_one("input[name=revision]")
    assert revision
    return desk.post(f"/answers/{path}/draft", do=do, revision=str(revision["value"]), **fields)
