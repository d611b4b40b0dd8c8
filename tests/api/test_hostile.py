"""535 hostile strings do nothing on the chat page, in the call-back form, in its e-mail and in a transcript."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import httpx
import pytest
from bs4 import BeautifulSoup

from api.callback_form import CallbackForm, checked
from api.callback_mail import callback_mail
from api.callback_models import Callback
from api.errors import WrongFields
from api.transcript_html import html_of
from api.transcript_pdf import pdf_of
from api.transcript_text import text_of
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.api.requests_for_calls import a_form
from tests.api.test_transcript import a_message, a_transcript
from tests.hostile import HIDDEN, HOSTILE, HOSTILE_IDS, MARK, inert_in_html
from tests.kb.knowledge import a_council

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
FIELDS = ("name", "phone", "email", "best_times", "about")
SMALL = [s for s in HOSTILE if len(s) <= 900]
HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "reply-to", "content-type",
    "content-transfer-encoding", "mime-version",
}  # fmt: skip


def test_there_are_enough_of_them_of_every_kind():
    assert len(set(HOSTILE)) >= 500
    assert len({name.rpartition("-")[0] for name in HOSTILE_IDS}) == 13


def test_what_would_harm_is_noticed():
    live = [
        s for s in HOSTILE if s.startswith(("<script>", "<img", "<svg", "<iframe", "<a ", "<body", "<form", "<base"))
    ]

    assert len(live) > 20
    assert [s for s in live if not inert_in_html(f"<p>{s}</p>")] == []


@pytest.fixture(scope="module")
def echoing(settings) -> Iterator[httpx.Client]:
    """An application that says back what it is told, and shows 60 messages in one page."""
    rasa = ScriptedRasa(lambda text, state: a_reply(text, council=state["council"]))
    with serving(settings(), rasa) as served, served.client() as http:
        yield http


def _pages(http: httpx.Client, strings: list[str]) -> Iterator[str]:
    """The chat page after each batch of strings was said; what is too long or empty is refused in words."""
    for start in range(0, len(strings), 60):
        http.cookies.clear()
        for string in strings[start : start + 60]:
            response = http.post("/chat/kent", data={"text": string})
            assert response.status_code in (303, 422), string[:80]
            if response.status_code == 422:
                yield response.text
        yield http.get("/chat/kent").text


def test_they_are_inert_on_the_chat_page_also_when_it_is_said_back(echoing):
    for page in _pages(echoing, HOSTILE):
        assert inert_in_html(page) == []
        assert HIDDEN & set(page) == set()


def test_they_are_inert_in_the_call_back_form(echoing):
    for start in range(0, len(HOSTILE), len(FIELDS)):
        fields = dict(zip(FIELDS, HOSTILE[start : start + len(FIELDS)], strict=False))
        response = echoing.post("/chat/kent/callback", data=fields)

        assert response.status_code in (422, 413)  # 413: larger than any form may be
        assert inert_in_html(response.text) == []
        page = BeautifulSoup(response.text, "html.parser")
        for name in fields if response.status_code == 422 else ():
            field = page.select_one(f"#{name}")
            assert MARK in (field.text or str(field["value"]))  # it stands in its field, and nowhere else
            field.extract()
        assert MARK not in str(page)


def a_callback(string: str) -> Callback | None:
    """A request with that string wherever the form lets it in; None when it lets it in nowhere."""
    form = a_form(name=string, best_times=string, about=string)
    try:
        details = checked(CallbackForm(**form))
    except WrongFields as error:
        form |= {name: "Zeb" for name in error.fields if name in ("name", "best_times", "about")}
        details = checked(CallbackForm(**form))
    return Callback(
        reference="CDFH-2345",
        name=details.name,
        phone=details.phone,
        email=details.email,
        best_times=details.best_times,
        about=details.about,
        summary=None,
        created_at=NOW,
        delete_after=NOW + timedelta(30),
    )


def test_they_cannot_write_into_the_headers_of_the_mail():
    for string in HOSTILE:
        wire = callback_mail(a_callback(string), a_council("kent"), "a@example.org", "b@kent.example", "1").as_bytes()
        read = message_from_bytes(wire, policy=policy.default)

        assert {name.lower() for name in read.keys()} == HEADERS, string[:80]  # noqa: SIM118  # headers come twice
        assert len(read.keys()) == len(HEADERS)
        assert MARK not in "".join(map(str, read.values()))
        assert (read["To"], read["Subject"]) == ("b@kent.example", "Call-back request CDFH-2345 (Kent)")
        assert (read.get_content_type(), read.is_multipart()) == ("text/plain", False)


def test_in_the_mails_text_they_stand_behind_a_mark_and_hide_nothing():
    for string in SMALL:
        callback = a_callback(string)
        mail = callback_mail(callback, a_council("kent"), "a@example.org", "b@kent.example", "1")
        text = message_from_bytes(mail.as_bytes(), policy=policy.default).get_content()

        assert HIDDEN & set(text) == set()
        lines = text.splitlines()
        assert [line for line in lines if line.startswith("Reference: ")] == ["Reference: CDFH-2345"]
        about = text.partition("What it is about:")[2].partition("\nWhen you ring")[0]
        assert all(line.startswith("  > ") or not line.strip() for line in about.split("\n")), string[:80]


def test_no_address_but_one_plain_address_is_let_in():
    for string in HOSTILE:
        for address in (string, f"a@example.com{string}", f"{string}@example.com", f"a@example.com\r\n{string}"):
            try:
                email = checked(CallbackForm(**a_form(email=address))).email
            except WrongFields:
                continue
            assert re.fullmatch(r"[a-z]+@example\.com", email or ""), address[:80]


def test_no_phone_number_but_a_number_is_let_in():
    for string in HOSTILE:
        for number in (string, f"020 7946 0018 {string}", f"020 7946 0018\r\n{string}"):
            try:
                phone = checked(CallbackForm(**a_form(phone=number))).phone
            except WrongFields:
                continue
            assert re.fullmatch(r"[\d ]+( x\d+)?", phone or ""), number[:80]


BY_ALL = [
    a_message(string, sender, notices=[{"kind": "x", "text": string[:200]}])
    for string in SMALL
    for sender in ("parent", "assistant", "adviser")
]


def test_they_are_inert_in_the_html_transcript():
    page = html_of(a_transcript(*BY_ALL))

    assert inert_in_html(page, allowed="head meta, head style") == []
    assert HIDDEN & set(page) == set()


def test_in_the_text_transcript_nothing_hides():
    assert HIDDEN & set(text_of(a_transcript(*BY_ALL))) == set()


def test_they_are_inert_in_the_pdf_which_stays_readable_for_all(capfd):
    pdf = pdf_of(a_transcript(*BY_ALL))

    assert "transcript_not_accessible" not in capfd.readouterr().out
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|EmbeddedFile|SubmitForm)\b", pdf)
    addresses = re.findall(rb"/URI\s*\((.*?)\)", pdf)
    assert [a for a in addresses if not a.startswith((b"http", b"tel:", b"mailto:", b"sms:"))] == []
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60).stdout
        assert said.count(MARK.encode()) >= len(BY_ALL)
        assert b"#panic()" in said
