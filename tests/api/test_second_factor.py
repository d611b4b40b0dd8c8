"""The second factor: once it is set up, a password alone opens nothing, and every code works once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.advisers.accounts import Accounts
from api.advisers.factor import STEP, SecondFactor, address_for_app, picture, step_of
from api.advisers.models import Adviser, AdviserSession, Audit, RecoveryCode
from api.advisers.problems import WrongCode
from api.advisers.sealing import Seal
from tests.api.desk import PASSWORD, Desk, an_account, form_of
from tests.databases import KINDS, a_database

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def engine(request, tmp_path) -> Iterator:
    with a_database(request.param, tmp_path) as made:
        yield made


class Phone:
    """An adviser's phone, with the key in its app."""

    def __init__(self, key: str):
        self.totp = pyotp.TOTP(key)

    def code(self, at: datetime) -> str:
        return self.totp.at(at)


@pytest.fixture
def sam(engine):
    return Accounts(engine).add("sam", "Sam", PASSWORD, ["kent"])


@pytest.fixture
def factor(engine):
    return SecondFactor(engine, Seal(b"k" * 32), now=lambda: NOON)


@pytest.fixture
def phone(factor, sam):
    return Phone(factor.begin(sam.id))


def test_it_is_asked_for_only_once_a_right_code_was_typed(factor, sam, phone, engine):
    with pytest.raises(WrongCode):
        factor.confirm(sam.id, "000000" if phone.code(NOON) != "000000" else "111111")
    assert Accounts(engine).find(sam.id).second_factor is False

    factor.confirm(sam.id, phone.code(NOON))

    assert Accounts(engine).find(sam.id).second_factor is True


def test_the_key_is_the_same_until_then_and_never_shown_afterwards(factor, sam, phone):
    assert factor.begin(sam.id) == phone.totp.secret

    factor.confirm(sam.id, phone.code(NOON))

    assert factor.begin(sam.id) == ""
    with pytest.raises(WrongCode):
        factor.confirm(sam.id, phone.code(NOON))


def test_a_code_works_once(factor, sam, phone):
    factor.confirm(sam.id, phone.code(NOON - timedelta(seconds=STEP)))

    assert factor.used(sam.id, phone.code(NOON)) == "code"
    with pytest.raises(WrongCode):
        factor.used(sam.id, phone.code(NOON))


def test_the_code_that_set_it_up_does_not_log_in_too(factor, sam, phone):
    factor.confirm(sam.id, phone.code(NOON))

    with pytest.raises(WrongCode):
        factor.used(sam.id, phone.code(NOON))


def test_a_recovery_code_works_once_however_it_is_typed(factor, sam, phone, engine):
    codes = factor.confirm(sam.id, phone.code(NOON))

    assert factor.used(sam.id, f" {codes[0].upper().replace('-', ' ')} ") == "recovery"
    with pytest.raises(WrongCode):
        factor.used(sam.id, codes[0])
    assert factor.used(sam.id, codes[1]) == "recovery"
    with Session(engine) as session:
        kept = list(session.scalars(select(RecoveryCode.code_hash)))
    assert len(kept) == len(codes) - 2 == len(set(kept))
    assert not set(kept) & set(codes)


def test_one_adviser_cannot_use_the_codes_of_another(factor, sam, phone, engine):
    kim = Accounts(engine).add("kim", "Kim", PASSWORD, ["kent"])
    codes = factor.confirm(sam.id, phone.code(NOON))

    for code in (codes[0], phone.code(NOON)):
        with pytest.raises(WrongCode):
            factor.used(kim.id, code)


def test_taking_it_away_takes_key_codes_and_log_ins(factor, sam, phone, engine):
    factor.confirm(sam.id, phone.code(NOON))

    account = Accounts(engine).remove_factor("sam")

    assert account.second_factor is False
    with Session(engine) as session:
        assert session.scalar(select(RecoveryCode.code_hash)) is None
        assert session.get_one(Adviser, sam.id).factor_secret is None


@pytest.mark.parametrize(("late", "right"), [(-61, False), (-30, True), (0, True), (29, True), (30, True), (61, False)])
def test_a_phones_clock_may_be_half_a_minute_off(late, right):
    key = pyotp.random_base32()

    assert (step_of(Phone(key).code(NOON + timedelta(seconds=late)), key, NOON) is not None) is right


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12345\x00", "٣" * 6])
def test_what_is_no_code_is_not_one(code):
    assert step_of(code, pyotp.random_base32(), NOON) is None


def test_the_picture_holds_no_script_and_no_address_of_elsewhere():
    shown = picture(address_for_app("A" * 32, 'sam"><script>'))

    assert re.findall(r"<(\w+)", shown) == ["svg", "g", "path", "path"]
    assert "script" not in shown


# On the pages.


def set_up(desk: Desk, name: str) -> tuple[Phone, list[str]]:
    """Logs in and sets the second factor up; the phone and the recovery codes."""
    desk.log_in(name)
    key = desk.page("/me/factor").select_one("code").text.replace(" ", "")
    phone = Phone(key)
    shown = desk.post("/me/factor", code=phone.code(datetime.now(UTC) - timedelta(seconds=STEP)))
    return phone, re.findall(r"<li><code>([^<]+)</code>", shown.text)


def types_code(desk: Desk, code: str):
    return desk.client.post(
        "/adviser/login/code", data={"form": form_of(desk.client.get("/adviser/login/code")), "code": code}
    )


def actions_of(app, name: str) -> list[tuple[str, dict]]:
    with Session(app.engine) as session:
        adviser_id = session.scalar(select(Adviser.id).where(Adviser.name == name))
        lines = session.scalars(select(Audit).where(Audit.subject == adviser_id).order_by(Audit.id))
        return [(line.action, line.detail) for line in lines]


def test_a_password_alone_opens_no_page(app, desk):
    name = an_account(app.engine, "kent")
    set_up(desk, name)
    desk.client.cookies.clear()

    response = desk.log_in(name)

    assert response.headers["location"] == "/adviser/login/code"
    for path in ("", "/me", "/me/factor", "/events"):
        assert desk.client.get(f"/adviser{path}").headers["location"] == "/adviser/login"


def test_with_the_code_it_opens_and_the_cookie_is_a_new_one(app, desk):
    name = an_account(app.engine, "kent")
    phone, codes = set_up(desk, name)
    desk.client.cookies.clear()
    desk.log_in(name)
    before = desk.client.cookies["askline_adviser"]

    wrong = types_code(desk, codes[0][:-1])
    right = types_code(desk, phone.code(datetime.now(UTC)))

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert desk.client.cookies["askline_adviser"] != before
    assert desk.page()
    assert actions_of(app, name) == [
        ("logged_in", {}),
        ("factor_set_up", {}),
        ("login_failed", {"with": "code"}),
        ("logged_in", {"with": "code"}),
    ]


def test_a_recovery_code_opens_too(app, desk):
    name = an_account(app.engine, "kent")
    _, codes = set_up(desk, name)
    desk.client.cookies.clear()
    desk.log_in(name)

    assert types_code(desk, codes[3]).headers["location"] == "/adviser"


def test_codes_cannot_be_tried_on_and_on_even_with_the_password(app, desk):
    name = an_account(app.engine, "kent")
    set_up(desk, name)
    desk.client.cookies.clear()
    statuses = []
    for _ in range(6):
        desk.log_in(name)  # the right password does not begin the count anew
        statuses.append(types_code(desk, "no-code").status_code)

    assert statuses == [422] * 4 + [429] * 2


def test_the_page_for_the_code_has_its_time_and_its_own_form(app, desk):
    name = an_account(app.engine, "kent")
    phone, _ = set_up(desk, name)
    desk.client.cookies.clear()
    desk.log_in(name)

    forged = desk.client.post("/adviser/login/code", data={"form": "0" * 64, "code": phone.code(datetime.now(UTC))})
    with Session(app.engine) as session, session.begin():
        session.execute(update(AdviserSession).values(expires_at=NOON - timedelta(days=400)))
    late = desk.client.get("/adviser/login/code")

    assert forged.status_code == 403
    assert late.headers["location"] == "/adviser/login"


def test_without_a_password_the_code_is_not_asked_for(http):
    for response in (http.get("/adviser/login/code"), http.post("/adviser/login/code", data={"code": "123456"})):
        assert response.headers["location"] == "/adviser/login"


def test_it_is_taken_away_with_a_code_of_its_own_only(app, desk):
    name = an_account(app.engine, "kent")
    _, codes = set_up(desk, name)

    wrong = desk.post("/me/factor/remove", code="123")
    right = desk.post("/me/factor/remove", code=codes[0])

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert desk.client.get("/adviser").headers["location"] == "/adviser/login"
    assert desk.log_in(name).headers["location"] == "/adviser"
