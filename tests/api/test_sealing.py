"""The keys of second factors are sealed at rest, with a key that does not lie in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.advisers.factor import SecondFactor
from api.advisers.models import Adviser
from api.advisers.sealing import Seal, WrongSecretKey, seal_of
from kb.settings import Settings
from tests.api.live import an_adviser

OURS, ANOTHER = Seal(b"k" * 32), Seal(b"x" * 32)


def stored(engine, adviser_id: str) -> str:
    with Session(engine) as session:
        return session.scalars(select(Adviser.factor_secret).where(Adviser.id == adviser_id)).one()


def test_what_is_sealed_is_only_opened_with_the_same_key_for_the_same_account():
    kept = OURS.sealed("secret", "sam")

    assert OURS.opened(kept, "sam") == "secret"
    assert "secret" not in kept
    assert kept != OURS.sealed("secret", "sam")
    for seal, whose, what in (
        (ANOTHER, "sam", kept),
        (OURS, "kim", kept),
        (OURS, "sam", kept[:-6]),
        (OURS, "sam", "sealed:"),
    ):
        with pytest.raises(WrongSecretKey, match="Set ASKLINE_SECRET_KEY"):
            seal.opened(what, whose)


def test_the_database_never_holds_the_key_of_a_phone(engine):
    sam = an_adviser(engine, "kent").id

    key = SecondFactor(engine, OURS).begin(sam)

    assert key not in stored(engine, sam)
    assert stored(engine, sam).startswith("sealed:")
    assert SecondFactor(engine, OURS).begin(sam) == key


def test_a_key_from_before_there_were_seals_works_and_is_sealed_at_the_next_start(engine):
    sam, key = an_adviser(engine, "kent").id, pyotp.random_base32()
    with Session(engine) as session, session.begin():
        session.execute(update(Adviser).values(factor_secret=key, factor_since=datetime(2026, 1, 1, tzinfo=UTC)))
    factor = SecondFactor(engine, OURS)

    factor.seal_all()
    kept = stored(engine, sam)
    factor.seal_all()

    assert key not in kept
    assert stored(engine, sam) == kept
    assert factor.used(sam, pyotp.TOTP(key).now()) == "code"


def test_with_another_key_nothing_starts_and_nobody_gets_in(engine):
    sam = an_adviser(engine, "kent").id
    SecondFactor(engine, OURS).begin(sam)

    for work in (SecondFactor(engine, ANOTHER).seal_all, lambda: SecondFactor(engine, ANOTHER).begin(sam)):
        with pytest.raises(WrongSecretKey):
            work()


def test_the_key_file_is_made_once_for_us_alone(tmp_path):
    chosen = Settings(var=tmp_path / "var")

    with ThreadPoolExecutor(8) as several:
        made = list(several.map(lambda _: seal_of(chosen), range(16)))

    assert len(set(made)) == 1
    assert (tmp_path / "var/secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_a_key_of_the_settings_takes_its_place(tmp_path):
    seal = seal_of(Settings(var=tmp_path, secret_key="s" * 32))

    assert seal != seal_of(Settings(var=tmp_path, secret_key="t" * 32))
    assert not list(tmp_path.iterdir())


def test_a_key_that_could_be_guessed_stops_the_start():
    with pytest.raises(ValueError, match="32 characters or more"):
        Settings(secret_key="short")
