"""What a provider says is believed only when all is right about it: each part of it is forged once, over HTTP."""

from collections.abc import Iterator

import pytest
from joserfc.jwk import KeySet, OctKey, RSAKey

from api.sign_on.rights import Rights, mapped, rights_of
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.api.own_provider import CLIENT, SECRET, OwnProvider, own_provider
from tests.api.sign_on import THERE, Comer, failures, may_come, no_browser_stays_open

__all__ = ["no_browser_stays_open"]
ANOTHERS_KEY = RSAKey.generate_key(2048, {"kid": "one"})
FORGED_CLAIMS = [
    {"nonce": "another"},
    {"nonce": None},
    {"nonce": ["another"]},
    {"aud": "somebody-else"},
    {"aud": None},
    {"aud": ["somebody-else", CLIENT]},
    {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
    {"azp": "somebody-else"},
    {"iss": "https://login.example.org"},
    {"iss": None},
    {"exp": 1_700_000_000},
    {"exp": None},
    {"exp": "never"},
    {"iat": None},
    {"nbf": 4_000_000_000},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
]


@pytest.fixture(scope="module")
def started() -> Iterator[OwnProvider]:
    with own_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def app(settings, started) -> Iterator[Served]:
    known = {"oidc_issuer": started.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with serving(settings(**known)) as served:
        may_come(served, "kim@kent.gov.uk")
        yield served


@pytest.fixture
def provider(started) -> OwnProvider:
    """As it was in the beginning, whatever a test before changed."""
    started.claims, started.description, started.alg = {}, {}, "RS256"
    started.key = next(iter(started.published.keys))
    return started


def comes(app: Served, provider: OwnProvider) -> tuple[Comer, int]:
    comer = Comer(app)
    return comer, comer.comes_back(provider.code_for(comer.goes())).status_code


def test_when_all_is_right_it_is_believed(app, provider):
    comer, status = comes(app, provider)

    assert status == 200
    assert comer.is_in


@pytest.mark.parametrize("claims", FORGED_CLAIMS, ids=str)
def test_a_statement_that_is_not_for_us_now_is_not_believed(app, provider, claims):
    provider.claims = claims

    comer, status = comes(app, provider)

    assert status == 403
    assert failures(app)[0]["why"] == "wrong token"
    assert not comer.is_in


@pytest.mark.parametrize(
    ("alg", "key"),
    [("RS256", ANOTHERS_KEY), ("none", None), ("HS256", OctKey.import_key(SECRET))],
    ids=["another's key", "no signature", "the secret that both know"],
)
def test_what_the_provider_did_not_sign_is_not_believed(app, provider, alg, key):
    provider.alg, provider.key = alg, key or provider.key

    comer, status = comes(app, provider)

    assert status == 403
    assert failures(app)[0]["why"] == "wrong token"
    assert not comer.is_in


def test_a_new_key_that_it_has_published_since_is_known_at_once(app, provider):
    old, new = provider.key, RSAKey.generate_key(2048, {"kid": "two"})
    provider.key, provider.published = new, KeySet([new, old])

    assert comes(app, provider)[1] == 200


def test_several_audiences_are_right_when_it_was_we_who_asked(app, provider):
    provider.claims = {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}

    assert comes(app, provider)[1] == 200


def test_an_answer_that_names_another_issuer_is_not_taken(app, provider):
    comer = Comer(app)
    brought = provider.code_for(comer.goes())

    assert comer.comes_back(brought | {"iss": "https://login.example.org"}).status_code == 403
    assert not comer.is_in


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://login.example.org"},
        {"token_endpoint": "http://login.example.org/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://["},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_away(settings, provider, description):
    provider.description = description
    known = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}

    with serving(settings(**known)) as careful:
        assert Comer(careful).client.get(THERE).status_code == 503


@pytest.mark.parametrize(
    "wrong", ["leads", "leads=administrator", "leads=boss@kent", "leads=adviser@paris", "=adviser@kent"]
)
def test_a_right_that_cannot_be_stops_the_start(wrong):
    with pytest.raises(ValueError, match=r"ASKLINE_OIDC_RIGHTS.*write GROUP=ROLE@COUNCIL"):
        mapped(wrong)


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ([], None),
        (["x"], None),
        (["a"], Rights("adviser", ("kent",))),
        (["a", "k"], Rights("administrator", ("kent",))),
        (["k", "b"], Rights("editor", ("bexley", "kent"))),
        (["both"], Rights("editor", ("bexley", "kent"))),
    ],
)
def test_an_account_has_the_lowest_role_that_it_would_have_for_any_of_its_councils(groups, found):
    table = mapped("a=adviser@kent, k=administrator@kent, b=editor@bexley, both=editor@kent, both=editor@bexley")

    assert rights_of(groups, table) == found


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"oidc_client_id": "", "oidc_client_secret": "x"}, "ASKLINE_OIDC_CLIENT_ID"),
        ({"oidc_client_id": "x", "oidc_client_secret": ""}, "ASKLINE_OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": "http://login.kent.gov.uk"}, "https://"),
    ],
)
def test_single_sign_on_that_is_half_set_stops_the_start(chosen, said):
    whole = {"oidc_issuer": "https://login.kent.gov.uk", "oidc_client_id": "x", "oidc_client_secret": "x"}

    with pytest.raises(ValueError, match=said):
        Settings(**(whole | chosen))
