"""What a parent fills in to be called back: cleaned, checked field by field, and never logged. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberType

from api.errors import WrongFields
from api.words import one_line, without_invisible
from kb.callback_words import said

LIMITS = {"name": 80, "phone": 40, "email": 254, "best_times": 200, "about": 1000}
UK = 44  # Jersey, Guernsey and the Isle of Man share it
COSTLY = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)


@dataclass(frozen=True)
class CallbackForm:
    """The form as it was sent. Its repr shows nothing: whatever is logged or raised holds no parent's details."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    best_times: str = field(default="", repr=False)
    about: str = field(default="", repr=False)
    consent: bool = False
    share_summary: bool = False


@dataclass(frozen=True)
class CallbackDetails:
    """A form that may be stored: cleaned and checked."""

    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    email: str | None = field(repr=False)
    best_times: str = field(repr=False)
    about: str = field(repr=False)
    share_summary: bool


def checked(form: CallbackForm) -> CallbackDetails:
    """The details of a form. Raises WrongFields with everything that is wrong, not only the first."""
    wrong: dict[str, str] = {}

    def checking(name: str, check: Callable[[str], str]) -> str:
        try:
            return check(_short(name, getattr(form, name)))
        except ValueError as error:
            wrong[name] = str(error)
            return ""

    details = CallbackDetails(
        name=checking("name", _name),
        phone=checking("phone", uk_phone) or None,
        email=checking("email", email_address) or None,
        best_times=checking("best_times", one_line),
        about=checking("about", without_invisible),
        share_summary=form.share_summary,
    )
    if not (details.phone or details.email or "phone" in wrong or "email" in wrong):
        wrong["phone"] = said("errors.reach_missing")
    if not form.consent:
        wrong["consent"] = said("errors.consent_missing")
    if wrong:
        raise WrongFields({name: wrong[name] for name in (*LIMITS, "consent") if name in wrong})
    return details


def uk_phone(text: str) -> str:
    """A UK phone number as it is written in the UK; empty for none. Raises ValueError in plain English."""
    plain = one_line(text)
    if not plain:
        return ""
    try:
        number = phonenumbers.parse(plain, "GB")
    except NumberParseException:
        raise ValueError(said("errors.phone_wrong")) from None
    if number.country_code != UK and phonenumbers.is_valid_number(number):
        raise ValueError(said("errors.phone_foreign"))
    if number.country_code != UK or not phonenumbers.is_valid_number(number):
        raise ValueError(said("errors.phone_wrong"))
    if phonenumbers.number_type(number) in COSTLY:
        raise ValueError(said("errors.phone_costly"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def email_address(text: str) -> str:
    """An e-mail address, its domain in lower case; empty for none. Asks no name server. Raises ValueError."""
    plain = one_line(text)
    if not plain:
        return ""
    try:
        # No quoted local parts and no bare domains: what a parent types is an ordinary address or a slip.
        found = validate_email(plain, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError(said("errors.email_wrong")) from None
    return found.normalized


def _name(text: str) -> str:
    name = one_line(text)
    if not any(character.isalpha() for character in name):
        raise ValueError(said("errors.name_missing"))
    return name


def _short(name: str, text: str) -> str:
    # Measured before anything else reads it: a library that parses numbers should not be handed a megabyte.
    if len(text.strip()) > LIMITS[name]:
        raise ValueError(said("errors.too_long", limit=f"{LIMITS[name]:,}"))
    return text
