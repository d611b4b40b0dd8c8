"""`python -m tests.bench.console`: measures the console's pages and writes docs/benchmarks_console.md.

20,000 made-up conversations on SQLite and on PostgreSQL, and ten times as many on PostgreSQL. Every page is fetched
over HTTP, as a browser does; an adviser of all councils is logged in. Each page is fetched from one database after the
other before it is fetched again, so that whatever else the machine does meets all of them alike.

`--small ADDRESS --large ADDRESS` measures PostgreSQL databases that are there already: `python -m tests.bench.filled`
makes them.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from api.models import Conversation, Message
from api.review.filters import Filters, Place
from api.review.listing import A_PAGE, PLANNED, query
from api.statistics.counting import counted
from api.statistics.weeks import Asked, asked
from kb.database import in_utc
from kb.garbage import settle
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.api.desk import Desk, an_account
from tests.bench import machine
from tests.bench.console_report import ConsoleFigures, Measured, document
from tests.bench.filled import SMALL, filled
from tests.databases import a_schema
from tests.stack import ROOT

DOCUMENT = ROOT / "docs/benchmarks_console.md"
ROUNDS = 100  # fetches of each page
COUNCILS = ("bexley", "cambridgeshire", "islington", "kent", "northumberland")
# What the explain plans are shown of.
EXPLAINED = {
    "a list with three filters": {"topic": "transport", "reviewed": "no", "line": "closed"},
    "a list that hardly anything passes": {"topic": "benefits", "crisis": "yes", "feedback": "unhelpful"},
    "search for a common word": {"words": "school"},
    "search for a rare word": {"words": "taxi"},
}
MORE = "PostgreSQL, ten times as many"
LIST = "/adviser/conversations"
YEAR_AGO = (datetime.now(UTC) - timedelta(days=364)).date()
# The pages beside the list of conversations: a name, and the address.
OTHERS = {
    "today": "/adviser/today",
    "queue": "/adviser",
    "corrections": "/adviser/corrections",
    "call-backs": "/adviser/callbacks",
    "what parents ask, a quarter": "/adviser/statistics",
    "what parents ask, a year": f"/adviser/statistics?since={YEAR_AGO}",
    "what parents ask, a year as a spreadsheet": f"/adviser/statistics/download?kind=xlsx&since={YEAR_AGO}",
}


def searches(place: str) -> dict[str, dict[str, str]]:
    """What is looked for in the list: a name, and the filters. `place` is in the middle of the list."""
    return {
        "list, newest": {},
        "list, the page in the middle": {"before": place},
        "list, one council": {"council": "kent"},
        "list, one topic": {"topic": "transport"},
        "list, hardly understood": {"band": "low"},
        "list, in danger, not reviewed": {"crisis": "yes", "reviewed": "no"},
        "list, given to me": {"given": "me"},
        "list, four filters that hardly anything passes": {
            "topic": "benefits", "crisis": "yes", "feedback": "unhelpful", "handed_off": "yes",
        },
        "list, a reason that none has": {"reason": "search"},
        "list, nothing passes": {"label": "nothing is called so", "council": "kent"},
        "search, a common word": {"words": "school"},
        "search, a rare word": {"words": "taxi"},
        "search, two common words": {"words": "school help"},
        "search, words side by side": {"words": '"send tribunal"'},
        "search, no such word": {"words": "flibbertigibbet"},
        "search, a common word, three filters": {"words": "school", "council": "kent", "reviewed": "no", "band": "low"},
        "search, a common word, three rare filters": {
            "words": "school", "topic": "benefits", "crisis": "yes", "handed_off": "yes",
        },
        "search, a rare word, three filters": {"words": "taxi", "reviewed": "no", "reason": "unsure", "band": "low"},
    }  # fmt: skip


class Reader:
    """An adviser of all councils before one of the databases."""

    def __init__(self, name: str, app: Served, client: httpx.Client) -> None:
        self.name, self.app, self._client = name, app, client
        Desk(client).log_in(an_account(app.engine, *COUNCILS))
        place, self._ids = _middle(app.engine)
        self._searches = searches(place)
        self.pages = [*self._searches, *OTHERS, "one conversation"]
        self.times: dict[str, list[float]] = {page: [] for page in self.pages}

    def reads(self, page: str) -> None:
        """Fetches the page and notes how long it took."""
        path = OTHERS.get(page, LIST)
        if page == "one conversation":
            path = f"{LIST}/{random.choice(self._ids)}"
        began = time.perf_counter()
        response = self._client.get(path, params=self._searches.get(page))
        self.times[page].append((time.perf_counter() - began) * 1000)
        response.raise_for_status()

    def measured(self) -> Measured:
        """What is in the database, and the times but for the first of each, which finds nothing in any memory."""
        with Session(self.app.engine) as session:
            there = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Conversation, Message)]
        return Measured(self.name, there[0], there[1], {page: took[1:] for page, took in self.times.items()})


def main() -> int:
    """Measures and writes."""
    chosen = _parser().parse_args()
    figures = ConsoleFigures(machine.describe(), machine.load_average(), datetime.now(UTC).astimezone())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        addresses = {
            "SQLite": f"sqlite:///{folder}/askline.db",
            "PostgreSQL": chosen.small or stack.enter_context(a_schema()),
            MORE: chosen.large or stack.enter_context(a_schema()),
        }
        filled(addresses["SQLite"], SMALL)
        if not chosen.small:
            filled(addresses["PostgreSQL"], SMALL)
        if not chosen.large:
            filled(addresses[MORE], SMALL, ten_times=True)
        readers = [stack.enter_context(_reader(name, address, folder)) for name, address in addresses.items()]
        settle()  # as the API does once it is warm (api/wiring.py)
        _say("Fetching ...")
        for _ in range(chosen.rounds):
            for page in readers[0].pages:
                for reader in random.sample(readers, len(readers)):
                    reader.reads(page)
        figures.measured = [reader.measured() for reader in readers]
        engine = readers[-1].app.engine
        figures.plans = {name: plan(engine, Filters(**chosen)) for name, chosen in EXPLAINED.items()}
        figures.plans["a year of what parents ask"] = explained(engine, counted(a_year(), COUNCILS))
    DOCUMENT.write_text(document(figures), encoding="utf-8")
    _say(f"Wrote {DOCUMENT.relative_to(ROOT)}.")
    return 0


def a_year() -> Asked:
    """A year of weeks up to now."""
    return asked(str(YEAR_AGO), "", "", "", datetime.now(UTC).date())


def plan(engine: Engine, filters: Filters) -> str:
    """How PostgreSQL finds a page of the list, with times."""
    return explained(engine, query(filters, COUNCILS, "postgresql").limit(A_PAGE + 1))


def explained(engine: Engine, wanted: Select[Any]) -> str:
    """How PostgreSQL finds that, with times."""
    compiled = wanted.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        connection.execute(PLANNED)
        lines = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {compiled}")
        return "\n".join(str(line[0]) for line in lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console", description="Measures the console's pages.")
    parser.add_argument("--small", metavar="ADDRESS", help="a PostgreSQL database with 20,000 conversations")
    parser.add_argument("--large", metavar="ADDRESS", help="one with ten times as many")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"how often each page ({ROUNDS})")
    return parser


@contextmanager
def _reader(name: str, address: str, folder: Path) -> Iterator[Reader]:
    with serving(Settings(var=folder, database_url=address)) as app, app.client() as client:
        yield Reader(name, app, client)


def _middle(engine: Engine) -> tuple[str, list[str]]:
    newest = select(Conversation.created_at, Conversation.id).order_by(Conversation.created_at.desc())
    with Session(engine) as session:
        count = session.scalar(select(func.count()).select_from(Conversation)) or 0
        at, name = session.execute(newest.offset(count // 2).limit(1)).one()
        ids = session.scalars(select(Conversation.id).order_by(func.random()).limit(200)).all()
    return str(Place(in_utc(at), name)), list(ids)


def _say(what: str) -> None:
    print(what, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
