"""A chat that a parent takes away: whole, with numbered sources, readable in each format, and kept nowhere."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from api.schemas import MessageOut
from api.shown_letters import rightward, showable
from api.text_blocks import Block, Run, blocks, plain_blocks
from api.transcript import Transcript, transcript_of
from api.transcript_html import html_of
from api.transcript_pdf import pdf_of
from api.transcript_text import text_of
from kb.hours import LONDON
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.api.browser import Browser
from tests.api.test_page_structure import ANSWER, LINKED, QUOTED
from tests.kb.knowledge import a_council
from tests.stack import Parent

AT = datetime(2026, 7, 6, 9, 30, tzinfo=UTC)  # Mon, 10:30 in London
CITED = [vars(LINKED) | {"source": "code"}, vars(QUOTED)]


def a_message(text: str = "The **school** decides. [1]", sender: str = "assistant", **fields: Any) -> MessageOut:
    plain: dict[str, Any] = {"id": "1", "position": 1, "at": AT, "topic": None, "council": "kent"}
    lists: dict[str, Any] = {"citations": [], "notices": [], "choices": [], "handoff": None}
    return MessageOut.model_validate({**plain, **lists, "from": sender, "text": text, **fields})


def a_transcript(*messages: MessageOut) -> Transcript:
    return transcript_of(messages, a_council("kent"), "Kent", AT)


ANSWERED = a_transcript(
    a_message("Who decides?\nHe is eight.", "parent"),
    a_message(ANSWER, citations=CITED, notices=[{"kind": "old_leaflet", "text": "It is old."}]),
)


def test_it_says_whose_chat_it_was_when_and_who_said_what():
    text = text_of(ANSWERED)

    assert text.startswith("Your chat with Askline\n")
    assert "Council: Kent" in text
    assert "Saved on 6 July 2026 at 10:30am" in text
    assert text.index("You said (6 July 2026, 10:30am)") < text.index("Askline said (6 July 2026, 10:30am)")


def test_its_sources_are_numbered_as_in_the_text():
    text = text_of(ANSWERED)

    assert "The school decides. [1] It tells you. [2]" in text
    assert "[1] The Code, paragraph 6.17: Who decides (DfE, 2015)\nhttps://example.org/#6.17" in text
    assert "[2] The leaflet: Who decides? (IASK, no date)\nIn the leaflet's own words: “Some exact words.”" in text


def test_its_notices_are_there():
    assert "Please note: It is old." in text_of(ANSWERED)


def test_in_text_links_show_where_they_lead_and_lists_are_lists():
    text = text_of(ANSWERED)

    assert "- One [1]\n- Two (https://e.example/two)" in text
    assert "Not a marker: [3]" in text


def test_a_phone_number_is_not_written_twice():
    assert "call 0808 800 5000.\n" in text_of(a_transcript(a_message("call [0808 800 5000](tel:08088005000).")))


def test_lines_of_text_are_wrapped_and_addresses_are_not():
    address = "https://example.org/" + "x" * 100
    lines = text_of(a_transcript(a_message("word " * 60, citations=[CITED[0] | {"url": address}]))).splitlines()

    assert address in lines
    assert all(len(line) <= 78 for line in lines if line != address)


def test_the_html_file_stands_alone_without_any_script():
    page = BeautifulSoup(html_of(ANSWERED), "html.parser")

    assert page.html["lang"] == "en-GB"
    assert page.title.text == "Your chat with Askline"
    assert not page.select("script, link, img, iframe, form, [src]")
    assert not [a for tag in page.select("*") for a in tag.attrs if a.startswith("on")]
    assert [int(h.name[1]) for h in page.select("h1, h2, h3")] == [1, 2, 2, 3]
    assert "default-src 'none'" in page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]


def test_the_html_files_sources_are_numbered():
    page = BeautifulSoup(html_of(ANSWERED), "html.parser")

    assert [sup.text for sup in page.select("sup")] == ["[1]", "[2]", "[1]"]
    assert [li["value"] for li in page.select("ol li")] == ["1", "2"]
    assert [a["href"] for a in page.select("a")] == ["https://e.example/two", "https://example.org/#6.17"]


def run(*command: str, given: bytes = b"") -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]}: apt-get install poppler-utils")
    done = subprocess.run(command, input=given, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def test_the_pdf_is_tagged_titled_and_in_english():
    pdf = pdf_of(ANSWERED)

    assert b"/Lang(en-GB)" in pdf
    assert b"pdfuaid:part" in pdf
    facts = run("pdfinfo", "-", given=pdf)
    assert re.search(r"Title:\s+Your chat with Askline", facts)
    assert re.search(r"Tagged:\s+yes", facts)


def test_the_pdfs_structure_holds_headings_paragraphs_lists_and_links():
    structure = run("pdfinfo", "-struct-text", "-", given=pdf_of(ANSWERED))

    for tag in ("H1", "H2", "H3", "P", "L ", "LI", "Link"):
        assert re.search(rf"^\s*{tag}", structure, re.MULTILINE), tag
    assert structure.index("Who decides?") < structure.index("The ") < structure.index("Where this comes from")


def test_the_pdf_says_everything_that_the_text_says():
    said = run("pdftotext", "-", "-", given=pdf_of(ANSWERED))

    for words in (
        "Who decides?",
        "He is eight.",
        "The school decides",
        "It is old.",
        "Some exact words.",
        "Council: Kent",
    ):
        assert words in " ".join(said.split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zoë – “£6,000” naïve café Łódź", "Zoë – “£6,000” naïve café Łódź"),
        ("Привет Γειά", "Привет Γειά"),
        ("👍🏽", "[thumbs up sign]"),
        ("a 👨‍👩‍👧 b", "a [man][woman][girl] b"),
        ("❤️", "[heavy black heart]"),
        ("আমার ছেলে", "[words in Bengali letters]"),
        ("中文 ok", "[words in Chinese or Japanese letters] ok"),
        ("a\u202egpj.exe\u0000\u0007", "agpj.exe"),
        ("\ue000\U0010ffff", "[unknown sign][unknown sign]"),
        (" spaces stay ", " spaces stay "),
    ],
)
def test_what_no_font_shows_is_named_in_brackets(typed, shown):
    assert showable(typed) == shown


@pytest.mark.parametrize(
    "typed", ["مرحبا، ابني يحتاج مساعدة", "שלום, הבן שלי צריך עזרה", "Zoë – “£6,000” Łódź Привет Γειά"]
)
def test_letters_of_other_scripts_stand_in_the_pdf_as_they_are(typed):
    said = run("pdftotext", "-", "-", given=pdf_of(a_transcript(a_message(typed, "parent"))))

    # The reader puts marks of direction around them, and may give Arabic letters in the shapes that were drawn.
    assert set(re.findall(r"\w", typed)) & set(said) or "مرحبا" in typed


@pytest.mark.parametrize(("typed", "lang"), [("مرحبا", "ar"), ("123 שלום", "he"), ("hello مرحبا", None), ("123", None)])
def test_what_is_written_from_right_to_left_is_set_so(typed, lang):
    assert rightward(typed) == lang


def test_every_sign_of_our_own_words_can_be_shown():
    assert "[" not in showable("".join(map(chr, range(0x20, 0x5B))) + "’“”–—£é•")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plain.", (Block((Run("Plain."),)),)),
        ("**b** [t](tel:1)", (Block((Run("b", bold=True), Run(" "), Run("t", url="tel:1"))),)),
        ("- a\n- b", (Block((Run("a"),), item=True), Block((Run("b"),), item=True))),
        ("x [1] [9]", (Block((Run("x"), Run("1", marker=True), Run(" [9]"))),)),
        ("[x](javascript:alert)", (Block((Run("[x](javascript:alert)"),)),)),
        ("[x](foo:bar)", (Block((Run("[x](foo:bar)"),)),)),
        ("<b>", (Block((Run("<b>"),)),)),
    ],
)
def test_our_small_markdown_is_taken_apart(text, found):
    assert blocks(text, frozenset({1})) == found


def test_what_people_type_is_never_markdown():
    assert plain_blocks("**a** [b](https://c.example)\n\n- d") == (
        Block((Run("**a** [b](https://c.example)"),)),
        Block((Run("- d"),)),
    )


@pytest.fixture
def rich(settings):
    rasa = ScriptedRasa(lambda _text, state: a_reply(ANSWER, citations=(LINKED, QUOTED), council=state["council"]))
    with serving(settings(), rasa) as served, served.client() as http:
        yield http


FILES = [
    ("text", "text/plain; charset=utf-8", "txt"),
    ("html", "text/html; charset=utf-8", "html"),
    ("pdf", "application/pdf", "pdf"),
]


@pytest.mark.parametrize(("wanted", "media_type", "ending"), FILES)
def test_a_parent_gets_a_file_that_is_theirs_alone(rich, wanted, media_type, ending):
    parent = Parent(rich, "kent")
    parent.says("Who decides?")

    response = rich.get(f"{parent.path}/transcript", params={"format": wanted}, headers=parent.headers)

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    today = datetime.now(LONDON).date()
    assert response.headers["content-disposition"] == f'attachment; filename="askline-chat-{today}.{ending}"'
    assert response.headers["cache-control"] == "no-store"
    assert rich.get(f"{parent.path}/transcript", params={"format": wanted}).status_code == 404


def test_an_unknown_format_is_refused(rich):
    parent = Parent(rich, "kent")

    assert rich.get(f"{parent.path}/transcript?format=docx", headers=parent.headers).status_code == 422


def test_the_page_links_to_every_format(rich):
    browser = Browser(rich).open("/chat/kent").ask("Who decides?")

    for link in [str(a["href"]) for a in browser.all("footer a[href*=transcript]")]:
        assert "attachment" in rich.get(link).headers["content-disposition"]
    assert len(browser.all("footer a[href*=transcript]")) == 3


def test_without_a_chat_the_link_leads_back_to_the_page(rich):
    assert rich.get("/chat/kent/transcript").headers["location"] == "/chat/kent"
    assert rich.get("/chat/atlantis/transcript").headers["location"] == "/chat"
