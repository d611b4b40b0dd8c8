"""A council's own answers in the console: one editor writes, another approves, parents read it in the real chat."""

import pytest

from tests.api.editors import decides, writes
from tests.stack import Parent


def asks(office, council="kent", text="Who decides?"):
    with office.client() as http:
        return Parent(http, council).says(text)["messages"]


def test_the_list_shows_every_topic_with_what_is_special_about_it(writer):
    page = writer.page("/answers")

    titles = [link.text for link in page.select(".short a")]
    assert len(titles) > 40
    assert "Who decides on SEN support" in titles
    assert "All England, with our words added" in page.text
    assert [link["href"] for link in page.select(".parts a[aria-current]")] == ["/adviser/answers"]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("words=wheelchair+taxi+zebra", []),
        ("group=money&words=disability+living+allowance", ["Benefits and money"]),
        ("kind=off", []),
    ],
)
def test_the_list_finds(writer, wanted, titles):
    found = [link.text for link in writer.page(f"/answers?{wanted}").select(".short a")]

    assert len(found) == len(titles)


def test_an_answer_is_written_approved_and_read_by_parents(office, writer, approver):
    before = asks(office)[-1]["text"]
    assert writes(writer).headers["location"] == "/adviser/answers/kent/who_decides"
    assert asks(office)[-1]["text"] == before  # parents see nothing of a draft

    preview = approver.page("/answers/kent/who_decides/draft").select_one(".as-seen .message")
    assert decides(approver).status_code == 303

    (said,) = asks(office)
    assert said["text"] == "In Kent the **school** decides with you. [1]"
    assert said["citations"][0]["title"].startswith("S")
    assert "with you" in preview.text
    assert asks(office, "bexley")[-1]["text"] != said["text"]


def test_the_preview_is_what_the_parent_then_reads(office, writer, approver):
    path = "kent/sen_funding"
    text = "- First **this**, [a link](https://example.org/x). [code:6.39]\n- {service}: {contact}\n\nWords after it."
    writes(writer, path, answer=text)
    shown = str(approver.page(f"/answers/{path}/draft").select_one(".as-seen .message > ul"))
    decides(approver, path)

    with office.client() as http:
        http.post("/chat/kent", data={"text": "the money"})
        page = http.get("/chat/kent").text

    inside = [line for line in shown.replace("#manswer-", "#").split("\n") if 'href="#' not in line]
    assert inside
    assert all(line in page for line in inside)
