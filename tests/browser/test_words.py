"""Other languages and the other direction of writing; the answers stay English and say so."""

from playwright.sync_api import expect

from tests.browser.accessibility import faults


def test_the_welsh_catalogue_speaks_around_english_answers(parent):
    parent.visits("/demo/kent?lang=cy").opens()
    expect(parent.panel).to_have_attribute("lang", "cy")
    expect(parent.panel.locator("label[for=box]")).to_have_text("Eich cwestiwn")

    parent.asks("Who decides?")

    expect(parent.answers.last.locator("h3")).to_have_text("Dywedodd Askline:")
    expect(parent.answers.last.locator(".text")).to_have_attribute("lang", "en")
    parent.types("x" * 999)
    expect(parent.panel.locator("#count")).to_have_text("Mae gennych 1 nod ar ôl.")
    assert faults(parent.page) == []


def test_from_right_to_left_everything_changes_sides(page, parent):
    page.route("**/demo/kent", lambda route: turned(route))
    parent.visits().opens().asks("Who decides?")

    panel, question = parent.panel.bounding_box(), parent.said.last.bounding_box()
    answer = parent.answers.last.bounding_box()
    assert panel
    assert question
    assert answer
    assert panel["x"] < 100  # at the other side of the window
    assert question["x"] == answer["x"]
    assert question["width"] < answer["width"]
    expect(parent.panel).to_have_attribute("dir", "rtl")


def turned(route):
    """Kent's page with a widget that is written from right to left."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace('data-lang="en"', 'data-lang="en" data-dir="rtl"'))
