"""What parents ask: counted exactly, of one's own councils only, and the same on the page, in CSV and in XLSX."""

import csv
import io
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.conversations import ConversationStore, NewRow
from api.demo_story import NO_TOKEN
from api.live import LiveChat
from api.models import Conversation, Message
from api.statistics.counting import settle, tally, weeks
from api.statistics.files import csv_file, workbook
from api.statistics.tables import FEW, Table
from api.statistics.weeks import asked
from tests.api.apps import Served
from tests.api.desk import Desk
from tests.api.live import an_adviser
from tests.databases import KINDS, a_database

AT = datetime(2021, 3, 3, 12, tzinfo=UTC)  # a Wednesday on which no other test's parent writes
ASKED = asked("2021-03-01", "2021-03-07", "", "", date(2026, 11, 24))
RANGE = {"since": "2021-03-01", "until": "2021-03-07"}


def a_conversation(engine: Engine, council: str | None = "kent", at: datetime = AT, **fields: Any) -> str:
    """A conversation that was stored as it is; returns its id."""
    row = Conversation(id=str(uuid.uuid4()), token_hash=NO_TOKEN, council_slug=council, channel="demo", created_at=at)
    row.updated_at = at
    for name, value in fields.items():
        setattr(row, name, value)
    with Session(engine) as session, session.begin():
        session.add(row)
        session.flush()
        return row.id


def counted(engine: Engine, council: str = "kent", line: str = "open") -> dict[str, int]:
    """What is counted of that week."""
    settle(engine)
    found = weeks(engine, ASKED, [council])
    return dict(found[0].counts.get(line, {})) if found else {}


@pytest.fixture(scope="module", params=KINDS)
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of either kind with its tables."""
    with a_database(request.param, tmp_path_factory.mktemp("weeks")) as engine:
        yield engine


@pytest.fixture
def either(migrated: Engine) -> Engine:
    """That database without a conversation."""
    with Session(migrated) as session, session.begin():
        session.execute(delete(Message))
        session.execute(delete(Conversation))
    settle(migrated)
    return migrated


def test_every_way_to_change_a_conversation_is_counted(either):
    one = a_conversation(either, topics="|transport|", line_open=True)
    assert counted(either) == {"conversations": 1, "topic:transport": 1}
    assert settle(either) == 0

    with Session(either) as session, session.begin():
        session.execute(update(Conversation).where(Conversation.id == one).values(helped=True, waited_seconds=90))
    assert counted(either) == {"conversations": 1, "topic:transport": 1, "helped": 1, "wait:120": 1}

    ConversationStore(either).move(one, "bexley")
    assert counted(either) == {}
    assert counted(either, "bexley")["conversations"] == 1

    erased(either, one)
    assert counted(either, "bexley") == {}


def test_what_changes_nothing_that_is_counted_marks_no_week(either):
    one = a_conversation(either)
    settle(either)

    with Session(either) as session, session.begin():
        session.execute(update(Conversation).where(Conversation.id == one).values(revision=7, topics=""))

    assert settle(either) == 0


def test_a_chat_without_a_council_is_nobodys(either):
    one = a_conversation(either, None)
    assert settle(either) == 0

    ConversationStore(either).move(one, "kent")

    assert counted(either, line="unknown") == {"conversations": 1}


def test_weeks_add_up_to_what_is_there(either):
    some: list[dict[str, Any]] = [
        {"topics": "|a|", "line_open": n % 2 == 0, "reasons": "|unsure|" if n % 3 else "", "crisis": n == 4}
        for n in range(9)
    ]
    for fields in some:
        a_conversation(either, **fields)
    expected = tally(
        (f["topics"], f["reasons"], f["crisis"], False, False, False, f["line_open"], None, None) for f in some
    )

    assert counted(either) == {name: n for name, n in expected["open"].items() if n}
    assert counted(either, line="closed") == {name: n for name, n in expected["closed"].items() if n}


def test_the_wait_for_an_adviser_is_kept_the_first_time(either):
    now = [AT]
    live = LiveChat(either, lambda happened, *_: NewRow("system", "x", reason=happened), now=lambda: now[0])
    adviser = an_adviser(either, "kent", on_duty=False)
    one = a_conversation(either, state="waiting", asked_at=AT)

    now[0] += timedelta(seconds=75)
    live.take(adviser, one)
    live.hand_back(adviser, one)

    with Session(either) as session:
        assert session.get_one(Conversation, one).waited_seconds == 75
    assert counted(either, line="unknown")["wait:120"] == 1


def erased(engine: Engine, conversation: str) -> None:
    """As when its parent deletes it."""
    with Session(engine) as session, session.begin():
        session.execute(delete(Conversation).where(Conversation.id == conversation))


@pytest.fixture
def written(app: Served) -> Iterator[None]:
    """Some conversations of Kent and one of Bexley."""
    several: dict[str, Any] = {"topics": "|transport|who_decides|", "line_open": True, "reasons": "|unsure|"}
    handed: dict[str, Any] = {"topics": "|transport|", "line_open": False, "handed_off": True, "unhelpful": True}
    made = [a_conversation(app.engine, **fields) for fields in (*[several] * 3, *[handed] * 4)]
    made.append(a_conversation(app.engine, "bexley", topics="|benefits|"))
    yield
    for one in made:
        erased(app.engine, one)


def on_the_page(desk: Desk, **wanted: str) -> dict[str, list[list[str]]]:
    """The tables of the page, by name, with their headings."""
    response = desk.client.get("/adviser/statistics", params=RANGE | wanted)
    page = BeautifulSoup(response.text, "html.parser")
    return {
        str(table["id"]): [
            [plain(cell.get_text().strip()) for cell in row.select("th, td")] for row in table.select("tr")
        ]
        for table in page.select("table")
    }


def download(desk: Desk, kind: str, **wanted: str) -> httpx.Response:
    response = desk.client.get("/adviser/statistics/download", params=RANGE | wanted | {"kind": kind})
    assert response.status_code == 200
    return response


def plain(cell: object) -> str:
    """A cell as the page shows it."""
    if isinstance(cell, datetime):
        return f"{cell:%-d %b %Y}"
    return (f"{cell:,}" if isinstance(cell, int | float) else str(cell)).removesuffix(".0")


def in_the_workbook(data: bytes) -> dict[str, list[list[str]]]:
    book = load_workbook(io.BytesIO(data))
    sheets = [sheet for sheet in book if sheet.title != "About"]
    return {sheet.title: [[plain(cell.value) for cell in row] for row in sheet] for sheet in sheets}


def in_the_csv(data: bytes) -> list[list[list[str]]]:
    """Its tables, without their titles."""
    parts: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
        parts[-1].append(row) if row else parts.append([])
    return [part[1:] for part in parts[1:]]


@pytest.mark.usefixtures("written")
def test_page_csv_and_workbook_hold_the_same_numbers(kent):
    page = on_the_page(kent)

    book = in_the_workbook(download(kent, "xlsx").content)
    text = in_the_csv(download(kent, "csv").content)

    assert page["conversations"][1] == ["1 Mar 2021", "2021-W09", "3", "4", "0", "7"]
    assert [row[1:] for row in page["topics"][1:]] == [["7", "100"], ["3", "42.9"]]
    assert {name: rows for name, rows in book.items() if name in page} == page
    shown = [[[_day(cell) for cell in row] for row in rows] for rows in text]
    assert [rows for rows in shown if len(rows) > 1] == list(page.values())


def _day(cell: str) -> str:
    try:
        return plain(datetime.fromisoformat(cell)) if len(cell) == 10 else plain(cell)
    except ValueError:
        return plain(cell)


@pytest.mark.usefixtures("written")
def test_an_adviser_counts_their_own_council_only(kent, bexley):
    theirs = on_the_page(bexley)

    assert theirs["conversations"][1][-1] == "1"
    assert on_the_page(bexley, council="kent")["conversations"][1][-1] == "0"
    assert "Kent" not in download(bexley, "csv", council="kent").text
    assert len(on_the_page(kent)["all"]) == 2


@pytest.mark.usefixtures("written")
def test_in_and_out_of_line_hours_are_told_apart(kent):
    assert on_the_page(kent, line="open")["conversations"][1][2:] == ["3", "0", "0", "3"]
    assert on_the_page(kent, line="closed")["handed-over"][1][2] == "4"


@pytest.mark.usefixtures("written")
def test_a_file_to_pass_on_tells_no_small_number(kent):
    sheets = in_the_workbook(download(kent, "xlsx", pass_on="true").content)

    assert sheets["conversations"][1][2:] == [FEW, FEW, FEW, "5"]
    assert {row[1] for row in sheets["topics"][1:]} <= {FEW, "5"}
    numbers = {cell for rows in sheets.values() for row in rows[1:] for cell in row if cell.isdigit()}
    assert numbers == {"5"}


@pytest.mark.usefixtures("written")
def test_a_download_is_recorded_without_a_word_of_a_parent(kent, app):
    download(kent, "csv")

    with Session(app.engine) as session:
        line = session.scalars(select(Audit).where(Audit.action == "exported").order_by(Audit.id.desc())).first()
    assert line.subject == "statistics"
    assert line.detail == {"format": "csv", "since": "2021-03-01", "until": "2021-03-07", "pass_on": False}


@pytest.mark.usefixtures("written")
def test_a_topic_leads_to_its_conversations(kent):
    response = kent.client.get("/adviser/statistics", params=RANGE)

    assert "/adviser/conversations?since=2021-03-01&amp;until=2021-03-07&amp;topic=transport" in response.text


@pytest.mark.parametrize("wrong", [{"since": "soon"}, {"since": "2022-01-01", "until": "2021-01-01"}])
def test_wrong_dates_say_what_to_do(kent, wrong):
    page = kent.client.get("/adviser/statistics", params=wrong)
    file = kent.client.get("/adviser/statistics/download", params=wrong | {"kind": "csv"})

    assert (page.status_code, file.status_code) == (422, 422)
    assert 'role="alert"' in page.text
    assert "first day" in file.text


def test_a_range_in_which_nobody_wrote_is_a_page_like_any(kent):
    empty = kent.client.get("/adviser/statistics", params={"since": "2001-01-01", "until": "2001-02-01"})

    assert "0 conversations" in empty.text
    assert "None in these weeks" in empty.text


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\0b", "＝1")


def test_no_cell_is_calculated():
    table = Table("t", "=title", (("=head", "words"),), tuple((cell,) for cell in HOSTILE))

    text = csv_file([table], ["=HYPERLINK()"]).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(workbook([table], ["=HYPERLINK()"])))

    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    cells += [cell.value for sheet in book for row in sheet for cell in row]
    assert [cell for cell in cells if str(cell).startswith(("=", "+", "-", "@", "\t", "＝"))] == []
    assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s"}
