"""The widget over HTTP: small, cached by its tag, loadable from anywhere, its words whole, its colours readable."""

import gzip
import re

import pytest
from pydantic import ValidationError

from api.widget.script import ORDER, PARTS
from kb.looks import CATALOGUES, catalogue, look_of, looks
from kb.readability import READING_AGE_LIMIT, SENTENCE_LIMIT, readability
from kb.settings import Settings
from tests.api.apps import serving

LIMIT = 12 * 1024  # bytes
KENT = "https://www.kent.gov.uk"
CALLS = {"Origin": KENT, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


def test_the_script_with_its_look_has_at_most_12_kilobytes_on_the_wire(http):
    response = http.get("/widget.js", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) <= LIMIT
    assert len(gzip.compress(response.content, 9)) <= LIMIT


def test_the_script_is_one_module_that_asks_for_nothing_else(http):
    response = http.get("/widget.js", headers={"Accept-Encoding": "identity"})

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Content-Encoding" not in response.headers
    assert re.findall(r"\bimport\s*[({\"']|\bexport\b|\bsrc=(?!=)", response.text) == []
    assert re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function", response.text) == []
    assert re.findall(r"localStorage|indexedDB|document\.cookie", response.text) == []


def test_every_part_is_in_the_script():
    assert sorted(ORDER) == sorted(path.stem for path in PARTS.glob("*.js"))


def test_a_browser_that_has_the_script_is_told_that_it_is_the_same(http):
    first = http.get("/widget.js")

    again = http.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept-Encoding" in first.headers["Vary"]
    plain = http.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert plain.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("path", ["/widget.js", "/widget/words/en.json", "/widget/words/cy.json"])
def test_any_website_may_load_script_and_words(http, path):
    headers = http.get(path, headers={"Origin": "https://www.example.org"}).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"].startswith("public, max-age=")


def test_nothing_else_may_be_taken_in_by_other_websites(http):
    assert http.get("/v1/councils").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_words_in_a_language_that_we_lack_are_not_there(http):
    assert http.get("/widget/words/xx.json").status_code == 404


def test_a_website_in_the_settings_may_call_the_api_without_cookies(settings):
    with serving(settings(allowed_origins=f"{KENT}, https://staging.kent.gov.uk")) as served, served.client() as http:
        asked = http.options("/v1/conversations", headers=CALLS)
        begun = http.post("/v1/conversations", json={}, headers={"Origin": KENT})
        other = http.post("/v1/conversations", json={}, headers={"Origin": "https://evil.example"})

    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == KENT
    assert {"authorization", "content-type", "last-event-id"} <= {
        name.strip().lower() for name in asked.headers["Access-Control-Allow-Headers"].split(",")
    }
    assert begun.headers["Access-Control-Allow-Origin"] == KENT
    assert "Access-Control-Allow-Credentials" not in begun.headers
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("origins", ["*", "www.kent.gov.uk", "https://www.kent.gov.uk/", "https://a.uk https://b.uk"])
def test_what_is_no_origin_stops_the_start(origins):
    with pytest.raises(ValidationError, match="ASKLINE_ALLOWED_ORIGINS"):
        Settings(allowed_origins=origins)


# --- demonstrations ---


@pytest.mark.parametrize("council", sorted(set(looks()) - {"default"}))
@pytest.mark.parametrize("mode", ["launcher", "inline", "page"])
def test_every_council_has_a_demonstration_that_says_that_it_is_one(http, council, mode):
    response = http.get(f"/demo/{council}", params={"mode": mode})

    assert response.status_code == 200
    assert "This is a demonstration." in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for kind in ("script-src", "style-src", "connect-src"):
        assert f"{kind} 'self';" in policy
    assert re.findall(r"<style|style=|<script(?![^>]*src=)|\son\w+=", response.text) == []


def test_the_demonstrations_are_listed(http):
    page = http.get("/demo").text

    assert all(f"/demo/{council}" in page for council in looks() if council != "default")
    assert http.get("/demo/atlantis").status_code == 404


# --- looks ---


def contrast(one: str, other: str) -> float:
    """The contrast of two colours after WCAG 2."""

    def brightness(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_greatest_contrast():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("council", looks())
def test_a_councils_colours_can_be_read(council):
    look = look_of(council)

    assert contrast(look.accent, look.on_accent) >= 4.5
    assert contrast(look.accent, "#ffffff") >= 4.5


def test_every_council_has_a_look_of_its_own(http):
    councils = http.get("/v1/councils").json()

    assert {c["slug"] for c in councils} == set(looks()) - {"default"}
    assert len({c["look"]["accent"] for c in councils}) == len(councils)
    for council in councils:
        assert council["short_name"] in council["look"]["title"]
        assert council["look"] == look_of(council["slug"]).public()
    assert look_of("leeds") == look_of(None) == looks()["default"]


# --- words ---


def places(text: str) -> set[str]:
    """What is filled in."""
    return set(re.findall(r"\{\w+\}", text))


def base(key: str, keys: set[str]) -> str:
    """A key without the form of its number."""
    plain = re.sub(r"_(zero|one|two|few|many)$", "", key)
    return plain if plain in keys else key


@pytest.mark.parametrize("language", sorted(set(CATALOGUES) - {"en"}))
def test_every_catalogue_says_the_same_things_as_the_english_one(language):
    english, other = catalogue("en"), catalogue(language)

    assert {base(k, set(other)) for k in other} == {base(k, set(english)) for k in english}
    wrong = {k for k, text in other.items() if places(text) != places(english.get(k) or english[base(k, set(english))])}
    assert wrong == set()


def test_every_key_is_used_and_every_key_that_is_used_is_there():
    source = "".join(path.read_text(encoding="utf-8") for path in PARTS.glob("*.js"))
    english = set(catalogue("en"))
    named = (
        set(re.findall(r"\"(\w+)\"", source)) | set(re.findall(r"^  (\w+): {", source, re.MULTILINE)) | {"lang", "dir"}
    )
    patterns = [re.sub(r"\\\$\\{.*?\\}", r"\\w+", re.escape(made)) for made in re.findall(r"t\(`([^`]+)`", source)]

    unused = {
        key
        for key in (base(k, english) for k in english)
        if key not in named and not any(re.fullmatch(pattern, key) for pattern in patterns)
    }
    assert unused == set(), "nobody says these"
    assert set(re.findall(r"\bt\(\s*\"(\w+)\"", source)) - english == set()


def test_words_that_no_speaker_has_checked_say_so():
    welsh = (PARTS.parents[2] / "kb/content/widget_cy.yml").read_text(encoding="utf-8")

    assert "NOT READY FOR PARENTS" in welsh


def test_the_words_are_easy_to_read():
    found = readability("\n\n".join(text for text in catalogue("en").values() if text.endswith((".", "?"))))

    assert found.age <= READING_AGE_LIMIT
    assert found.longest <= SENTENCE_LIMIT, found.longest_sentence
