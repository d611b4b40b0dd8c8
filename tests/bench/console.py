"""`python -m tests.bench.console`: measures the console's pages and writes docs/benchmarks_console.md.

20,000 made-up conversations on SQLite and on PostgreSQL, then ten times as many on PostgreSQL. Every page is fetched
over HTTP, as a browser does; an adviser of all councils is logged in.
"""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from sqlalchemy import Engine, func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from api.demo import fill
from api.models import Conversation, Message
from api.review.filters import Filters, Place
from api.review.listing import A_PAGE, query
from kb.database import connect, in_utc, migrate
from kb.loading import load
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.api.desk import Desk, an_account
from tests.bench import machine
from tests.bench.console_report import ConsoleFigures, Measured, document
from tests.databases import a_schema
from tests.stack import ROOT

DOCUMENT = ROOT / "docs/benchmarks_console.md"
SMALL, TIMES = 20_000, 10
ROUNDS = 40  # fetches of each page
COUNCILS = ("bexley", "cambridgeshire", "islington", "kent", "northumberland")
# What the explain plans are shown of.
EXPLAINED = {
    "a list with three filters": {"topic": "transport", "reviewed": "no", "line": "closed"},
    "search for a common word": {"words": "school"},
    "search for a rare word": {"words": "taxi"},
}


def pages(place: str) -> dict[str, dict[str, str]]:
    """What is measured: a name, and the filters. `place` is in the middle of the list."""
    return {
        "list, newest": {},
        "list, the page in the middle": {"before": place},
        "list, one council": {"council": "kent"},
        "list, one topic": {"topic": "transport"},
        "list, hardly understood": {"band": "low"},
        "list, in danger, not reviewed": {"crisis": "yes", "reviewed": "no"},
        "list, four filters that hardly anything passes": {
            "topic": "benefits", "crisis": "yes", "feedback": "unhelpful", "handed_off": "yes",
        },
        "list, nothing passes": {"label": "nothing is called so", "council": "kent"},
        "search, a common word": {"words": "school"},
        "search, a rare word": {"words": "taxi"},
        "search, two common words": {"words": "school help"},
        "search, words side by side": {"words": '"send tribunal"'},
        "search, no such word": {"words": "flibbertigibbet"},
        "search, a common word, three filters": {"words": "school", "council": "kent", "reviewed": "no", "band": "low"},
    }  # fmt: skip


def main() -> int:
    """Measures and writes."""
    figures = ConsoleFigures(machine.describe(), machine.load_average(), datetime.now(UTC).astimezone())
    with TemporaryDirectory() as folder:
        with a_database(f"sqlite:///{folder}/askline.db") as engine:
            figures.measured.append(measured("SQLite", engine, Path(folder), SMALL))
        with a_schema() as url, a_database(url) as engine:
            figures.measured.append(measured("PostgreSQL", engine, Path(folder), SMALL))
            multiplied(engine)
            most = measured("PostgreSQL", engine, Path(folder), 0)
            figures.measured.append(most)
            figures.plans = {name: plan(engine, Filters(**chosen)) for name, chosen in EXPLAINED.items()}
    DOCUMENT.write_text(document(figures), encoding="utf-8")
    _say(f"Wrote {DOCUMENT.relative_to(ROOT)}.")
    return 0


@contextmanager
def a_database(url: str) -> Iterator[Engine]:
    """A database with the knowledge in it."""
    engine = connect(url)
    migrate(engine)
    load(engine)
    yield engine
    engine.dispose()


def multiplied(engine: Engine) -> None:
    """Copies each conversation so often within PostgreSQL that there are TIMES as many, a while earlier each time."""
    with engine.begin() as connection:
        for table in (Conversation, Message):
            columns = [column.name for column in table.__table__.columns]
            copied = ", ".join(_copied(column) for column in columns)
            source = f"{table.__tablename__} AS was, generate_series(1, {TIMES - 1}) AS n"
            connection.exec_driver_sql(
                f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) SELECT {copied} FROM {source}"
            )


def _copied(column: str) -> str:
    if column in ("id", "conversation_id", "reply_to"):
        return f"md5(was.{column} || n)::uuid::text"
    if column in ("at", "created_at", "updated_at"):
        return f"was.{column} - n * interval '37 minutes'"
    return f"was.{column}"


def measured(name: str, engine: Engine, var: Path, conversations: int, seed: int = 1) -> Measured:
    """Fills the database with so many more conversations, and times every page."""
    began = time.monotonic()
    fill(engine, conversations, seed)
    filled = time.monotonic() - began
    with Session(engine) as session:
        there = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Conversation, Message)]
    _say(f"{name}: {there[0]:,} conversations, {there[1]:,} messages ({filled:.0f} s).")
    url = engine.url.render_as_string(hide_password=False)
    with serving(Settings(var=var, database_url=url)) as app, app.client() as client:
        times = timed(app, client)
    for page, took in times.items():
        _say(f"  {page}: {sorted(took)[len(took) // 2]:.0f} ms, most {max(took):.0f} ms")
    return Measured(name, there[0], there[1], times)


def timed(app: Served, client: httpx.Client) -> dict[str, list[float]]:
    """Milliseconds of each page. The pages are fetched in turns, so that all meet the same machine."""
    Desk(client).log_in(an_account(app.engine, *COUNCILS))
    place, ids = _middle(app.engine)
    wanted = pages(place)
    times: dict[str, list[float]] = {page: [] for page in [*wanted, "one conversation", "corrections"]}
    for _ in range(ROUNDS):
        for page, filters in wanted.items():
            times[page].append(_fetched(client, "/adviser/conversations", filters))
        times["one conversation"].append(_fetched(client, f"/adviser/conversations/{random.choice(ids)}", {}))
        times["corrections"].append(_fetched(client, "/adviser/corrections", {}))
    return {page: took[1:] for page, took in times.items()}  # the first one finds nothing in any memory


def plan(engine: Engine, filters: Filters) -> str:
    """How PostgreSQL finds a page of the list, with times."""
    wanted = query(filters, COUNCILS, "postgresql").limit(A_PAGE + 1)
    compiled = wanted.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL jit = off"))
        lines = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {compiled}")
        return "\n".join(str(line[0]) for line in lines)


def _middle(engine: Engine) -> tuple[str, list[str]]:
    newest = select(Conversation.created_at, Conversation.id).order_by(Conversation.created_at.desc())
    with Session(engine) as session:
        count = session.scalar(select(func.count()).select_from(Conversation)) or 0
        at, name = session.execute(newest.offset(count // 2).limit(1)).one()
        ids = session.scalars(select(Conversation.id).limit(200)).all()
    return str(Place(in_utc(at), name)), list(ids)


def _fetched(client: httpx.Client, path: str, filters: dict[str, str]) -> float:
    began = time.perf_counter()
    response = client.get(path, params=filters)
    took = (time.perf_counter() - began) * 1000
    response.raise_for_status()
    return took


def _say(what: str) -> None:
    print(what, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
