"""A council's own answers in the console: one editor writes, another approves, parents read it in the real chat."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from kb.models import ShippedAnswer
from kb.own_answers import OwnText, publish
from tests.api.editors import an_editor, decides, seen_on, writes
from tests.hostile import HOSTILE, inert_in_html
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


def test_the_editor_is_shown_checks_and_a_preview_without_saving(writer):
    response = writes(writer, "kent/transport", do="check", answer="It must come in 99 weeks. [code:6.39]")

    assert response.status_code == 200
    assert "“99 weeks” stands in no source" in response.text
    assert "“must” needs the law beside it" in response.text
    assert "reading age" in response.text
    assert "It must come in 99 weeks." in response.text
    assert seen_on(writer, "kent/transport")["draft"] == ""


def test_citations_are_found_and_put_in(writer):
    found = writes(writer, "kent/transport", do="find", find="records parents tell 6.43").text
    assert 'value="[code:6.43]"' in found

    put_in = writes(writer, "kent/transport", do="check", insert="[code:6.43]", into="more", more="Ask.").text

    assert ">\nAsk. [code:6.43]</textarea>" in put_in


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"answer": "  "}, "Please write the answer."),
        ({"reason": ""}, "Please say why"),
        ({"review_by": "1999-01-01"}, "Please give the day"),
        ({"mode": ""}, "Please choose whether"),
        ({"answer": "Ask. [nowhere:1]"}, "leads nowhere"),
        ({"answer": "x" * 4001}, "Please use 4,000 or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(writer, fields, says):
    response = writes(writer, "kent/transport", **({"more": "Kept words."} | fields))

    assert response.status_code == 422
    assert says in response.text
    assert ">\nKept words.</textarea>" in response.text
    assert seen_on(writer, "kent/transport")["draft"] == ""


def test_of_two_editors_of_one_draft_the_later_keeps_their_words_and_sees_the_others(writer, approver):
    path = "kent/exclusion"
    writes(writer, path, do="save", answer="First words.")
    both_saw = seen_on(writer, path)
    writes(writer, path, do="save", answer="Sam's newer words.")

    late = writes(approver, path, do="save", answer="Alex's words.", revision=both_saw["revision"])

    assert late.status_code == 409
    assert "Sam Reed has changed this draft" in late.text
    assert ">\nAlex&#39;s words.</textarea>" in late.text
    assert "Sam&#39;s newer" in late.text
    assert f'name="revision" value="{int(both_saw["revision"]) + 1}"' in late.text


def test_who_wrote_it_is_told_that_another_decides(writer, approver):
    path = "kent/ehc_refused"
    writes(writer, path)

    assert "another editor or administrator decides" in writer.page(f"/answers/{path}/draft").text
    assert decides(writer, path).status_code == 403
    assert decides(approver, path, "back").status_code == 422  # without words
    assert decides(approver, path, "back", words="Name the tribunal.").status_code == 303
    assert "Name the tribunal." in writer.page(f"/answers/{path}/edit").text
    assert "Name the tribunal." in writer.page(f"/answers/{path}").text


def test_what_waits_for_a_second_person_stands_on_today_for_who_may_decide(writer, approver, reader):
    path = "kent/senco_role"
    writes(writer, path)

    assert approver.page("/today").select_one(f"#drafts a[href='/adviser/answers/{path}/draft']")
    assert reader.page("/today").select_one("#drafts") is None


def test_versions_are_compared_and_gone_back_to(office, writer, approver):
    path = "kent/admissions_and_placement"
    for words in ("In Kent we say one. [code:6.39]", "In Kent we say two. [code:6.39]"):
        writes(writer, path, answer=words)
        decides(approver, path)
    page = writer.page(f"/answers/{path}/versions")
    newest, older = (option["value"] for option in page.select("#newer option")[:2])

    compared = writer.page(f"/answers/{path}/versions?older={older}&newer={newest}").select_one(".difference")
    assert ("one." in compared.select_one("del").text, "two." in compared.select_one("ins").text) == (True, True)

    assert writer.post(f"/answers/{path}/versions", number="1", reason="One was right.").status_code == 303
    assert (
        office.services.keeper.book().answer("admissions_and_placement", "kent").text.startswith("In Kent we say one")
    )
    assert "One was right." in writer.page(f"/answers/{path}/versions").text


def test_an_editors_draft_of_a_question_that_parents_asked(writer, approver):
    one = writer.client.get("/adviser/answers/new?topic=benefits&council=kent&question=Who+pays+for+a+pogo+stick%3F")
    assert one.headers["location"].startswith("/adviser/answers/kent/benefits/edit?question=Who")
    page = writer.client.get(one.headers["location"])
    assert page.text.count("Who pays for a pogo stick?") == 2  # above the form, and in it

    assert "For which council?" in approver.client.get("/adviser/answers/new?question=x").text
    assert "For which council?" not in writer.client.get("/adviser/answers/new?question=x").text
    assert writer.client.get("/adviser/answers/new?topic=benefits&council=bexley").status_code == 404


def test_an_answer_past_its_review_leads_from_today_to_the_editor(office, writer):
    with Session(office.engine) as session, session.begin():
        publish(session, "school_attendance", "kent", OwnText("Old.", date(2020, 1, 1)), 7, date(2019, 1, 1))
    office.services.keeper.refresh()

    path = "/adviser/answers/kent/school_attendance"
    assert path in [link["href"] for link in writer.page("/today").select("#late a")]
    assert [link["href"] for link in writer.page("/answers?kind=late").select(".short a")] == [path]
    assert "Was to be reviewed by 1 January 2020" in writer.page("/answers/kent/school_attendance").text


def test_the_download_has_the_councils_own_answers(writer, approver):
    path = "kent/medical_conditions"
    writes(writer, path, answer="In Kent ask the nurse. [code:6.39]")
    decides(approver, path)

    response = writer.client.get("/adviser/answers.zip?council=kent")

    files = zipfile.ZipFile(BytesIO(response.content))
    assert "In Kent ask the nurse." in files.read("topics/medical_conditions.yml").decode()
    assert writer.client.get("/adviser/answers.zip?council=bexley").status_code == 404


def test_a_council_without_a_leaflet_has_answers_of_its_own(office, approver):
    path, desk = "leeds/who_decides", an_editor(office, "leeds")
    second = an_editor(office, "leeds", shown="Alex Moss")
    assert approver.client.get(f"/adviser/answers/{path}").status_code == 404
    writes(desk, path, answer="In Leeds the school decides. [code:6.39]")
    decides(second, path)

    (said,) = asks(office, "leeds")

    assert said["text"] == "In Leeds the school decides. [1]"
    assert [n for n in said["notices"] if n["kind"] == "national_only"] == []
    for one in (desk, second):
        one.client.close()


def test_a_newer_shipped_answer_is_offered_taken_or_left(office, writer, approver):
    path, key = "kent/complaint_or_appeal", ("complaint_or_appeal", "kent")
    writes(writer, path, answer="Kent's own. [code:6.39]")
    decides(approver, path)
    newer = {"mode": "add", "answer": "Kent ships this.", "more": "", "follow_ups": {}}
    dates = {"reviewed": "2026-11-01", "review_by": "2027-11-01"}

    def ships(words):
        with Session(office.engine) as session, session.begin():
            kept = session.get_one(ShippedAnswer, key)
            kept.now = {**kept.now, "own": newer | dates | {"answer": words}}

    ships("Kent ships this.")
    page = writer.page(f"/answers/{path}")
    assert "Kent ships this." in " ".join(ins.text for ins in page.select("#shipped ins"))
    assert "What ships has changed" in writer.page("/answers?kind=shipped").select_one(".short").text
    writer.post(f"/answers/{path}/shipped", do="keep")
    assert writer.page(f"/answers/{path}").select_one("#shipped") is None

    ships("Kent ships that.")
    writes(writer, path, answer="Kent's own, with that. [code:6.39]")
    decides(approver, path)
    assert writer.page(f"/answers/{path}").select_one("#shipped") is None  # put together by hand

    ships("Kent ships a third.")
    writer.post(f"/answers/{path}/shipped", do="take", reason="It is better.")
    assert office.services.keeper.book().answer(*key).text.endswith("Kent ships a third.")


def test_hostile_text_is_inert_wherever_it_is_shown(writer, approver):
    path, allowed = "kent/local_offer", "script[src='/static/answers.js']"
    for batch in range(0, len(HOSTILE), 60):
        some = " ".join(text[:150] for text in HOSTILE[batch : batch + 60])
        fields = {"answer": some[:3900], "more": some[-3900:], "how_long": some[:1400], "reason": some[:450]}
        fields |= {"find": some[:150], "question": some[:250]}
        pages = [writes(writer, path, do="check", **fields).text, writes(writer, path, do="save", **fields).text]
        pages += [
            approver.client.get(f"/adviser/answers/{path}{part}").text for part in ("", "/edit", "/versions", "/draft")
        ]
        assert [wrong for page in pages for wrong in inert_in_html(page, allowed)] == []
    named = approver.client.get("/adviser/answers", params={"words": HOSTILE[0][:90], "group": "<b>"}).text
    assert inert_in_html(named) == []
