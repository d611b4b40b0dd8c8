"""Every error that leaves the API, in one shape and in one place: {"error": {"code", "message"}}."""

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.advisers.problems import (
    FactorDue,
    LoginRefused,
    NoCouncil,
    NotAllowed,
    NothingChosen,
    NotSignedIn,
    OwnAccount,
    PasswordDue,
    StaleForm,
    StaleLogin,
    TakenByAnother,
    TryLater,
    TwoPasswords,
    UnknownPage,
    WeakPassword,
    WrongCode,
    WrongName,
    WrongPassword,
)
from api.advisers.sealing import WrongSecretKey
from api.answers.problems import DraftChanged, LeadsNowhere, NoSuchDraft, WroteItThemselves
from api.headers import HEADERS
from api.learning.problems import (
    AnotherRuns,
    NoModelBefore,
    NoRunningModel,
    NothingToLearn,
    NotReady,
    Refused,
    UnderWay,
)
from api.privacy.problems import NoReference, NotConfirmed, NothingFound, OnHold, UnknownHold, WrongHold
from api.review.problems import (
    NothingToCorrect,
    NothingToSave,
    NotSecondPerson,
    SaidOtherwise,
    TooManySaved,
    UnknownColleague,
    UnknownCorrection,
    UnknownFilter,
)
from api.sign_on.problems import (
    AccountClosed,
    NameTaken,
    NoRights,
    PersonUnknown,
    ProviderAway,
    SignOnRefused,
    SignOnStale,
    WrongToken,
)
from api.statistics.weeks import WrongRange
from kb.callback_words import said
from kb.closures import UnknownClosure
from kb.contacts import contact_words, service_words
from kb.errors import AsklineError, UnknownCouncil, UnknownTopic
from kb.facts import CouncilFacts
from kb.line_changes import ChangedMeanwhile

log = structlog.get_logger()


class UnknownConversation(AsklineError):
    """No such conversation, or the token is not its own: the two look alike, so that ids cannot be guessed."""

    def __init__(self) -> None:
        super().__init__("We do not know this chat. It may have been deleted. Please start a new one.")


class EmptyMessage(AsklineError):
    """A message without text."""

    def __init__(self) -> None:
        super().__init__("Your message is empty. Please type your question.")


class TooLong(AsklineError):
    """A message over the limit."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"Your message has {length:,} characters. Please use {limit:,} or fewer. You can send it in two parts."
        )


class UnknownChoice(AsklineError):
    """A choice that was not offered in this conversation."""

    def __init__(self) -> None:
        super().__init__(
            "That choice was not offered in this chat. Please choose one that you see, or type your question."
        )


class TooMany(AsklineError):
    """More messages or conversations than the limit."""

    def __init__(self) -> None:
        super().__init__("That was a lot of messages in a short time. Please wait a minute, then try again.")


class ClosedConversation(AsklineError):
    """The conversation has ended."""

    def __init__(self) -> None:
        super().__init__("This chat has ended. Please start a new one.")


class NoAdviser(AsklineError):
    """No adviser of this council is on duty."""

    def __init__(self) -> None:
        super().__init__("No adviser is free to chat right now. You can ask for a call back, or go on asking here.")


class NotYourChat(AsklineError):
    """An adviser writes in a chat that they do not hold, or no longer."""

    def __init__(self) -> None:
        super().__init__("This chat is not with you, or it has ended. Go back to your queue.")


class WrongFields(AsklineError):
    """Fields of a form that have to be put right: what is wrong with each, by the field's name, in the form's order."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


class NoCallback(AsklineError):
    """A council whose service has no e-mail, or no council: the text says how else to reach a person."""

    def __init__(self, council: CouncilFacts | None) -> None:
        words = said("none", service=service_words(council)) if council else said("none_national")
        super().__init__(f"{words} {contact_words(council)}." if council else words)


class TooManyCallbacks(AsklineError):
    """A chat that asked for a call-back several times already."""

    def __init__(self) -> None:
        super().__init__(said("errors.too_many"))


class UnknownMessage(AsklineError):
    """No message of ours in this conversation has that id."""

    def __init__(self) -> None:
        super().__init__("We do not know that message. Please choose one of this chat.")


STATUS: dict[type[AsklineError], tuple[int, str]] = {
    UnknownConversation: (404, "unknown_conversation"),
    UnknownCouncil: (404, "unknown_council"),
    UnknownTopic: (404, "unknown_topic"),
    EmptyMessage: (422, "empty_message"),
    TooLong: (422, "too_long"),
    UnknownChoice: (422, "unknown_choice"),
    TooMany: (429, "too_many"),
    ClosedConversation: (409, "closed"),
    NoAdviser: (409, "no_adviser"),
    NotYourChat: (409, "not_your_chat"),
    NotSignedIn: (401, "not_signed_in"),
    StaleForm: (403, "stale_form"),
    LoginRefused: (422, "login_refused"),
    TryLater: (429, "try_later"),
    NothingChosen: (422, "nothing_chosen"),
    NotAllowed: (403, "not_allowed"),
    UnknownPage: (404, "not_found"),
    TakenByAnother: (409, "taken"),
    OwnAccount: (403, "own_account"),
    StaleLogin: (422, "stale_login"),
    ProviderAway: (503, "provider_away"),
    SignOnRefused: (403, "sign_on_refused"),
    SignOnStale: (422, "sign_on_stale"),
    WrongToken: (403, "wrong_token"),
    PersonUnknown: (403, "person_unknown"),
    NoRights: (403, "no_rights"),
    AccountClosed: (403, "account_closed"),
    NameTaken: (422, "name_taken"),
    NoCouncil: (422, "no_council"),
    WrongSecretKey: (500, "wrong_secret_key"),
    PasswordDue: (403, "password_due"),
    FactorDue: (403, "factor_due"),
    WrongCode: (422, "wrong_code"),
    WrongPassword: (422, "wrong_password"),
    TwoPasswords: (422, "two_passwords"),
    WeakPassword: (422, "weak_password"),
    WrongName: (422, "wrong_name"),
    WrongFields: (422, "wrong_fields"),
    UnknownCorrection: (404, "unknown_correction"),
    NothingToCorrect: (422, "nothing_to_correct"),
    NothingToSave: (422, "nothing_to_save"),
    TooManySaved: (409, "too_many_saved"),
    UnknownColleague: (422, "unknown_colleague"),
    UnknownFilter: (404, "unknown_filter"),
    NotSecondPerson: (403, "not_second_person"),
    SaidOtherwise: (409, "said_otherwise"),
    UnderWay: (409, "under_way"),
    NothingToLearn: (409, "nothing_to_learn"),
    NoRunningModel: (409, "no_running_model"),
    NotReady: (409, "not_ready"),
    AnotherRuns: (409, "another_runs"),
    Refused: (409, "refused"),
    NoModelBefore: (409, "no_model_before"),
    ChangedMeanwhile: (409, "changed_meanwhile"),
    UnknownClosure: (404, "unknown_closure"),
    DraftChanged: (409, "draft_changed"),
    NoSuchDraft: (409, "no_such_draft"),
    WroteItThemselves: (403, "wrote_it_themselves"),
    LeadsNowhere: (422, "leads_nowhere"),
    WrongRange: (422, "wrong_range"),
    NoCallback: (409, "no_callback"),
    TooManyCallbacks: (429, "too_many"),
    UnknownMessage: (404, "unknown_message"),
    OnHold: (409, "on_hold"),
    NoReference: (422, "no_reference"),
    NothingFound: (404, "nothing_found"),
    NotConfirmed: (422, "not_confirmed"),
    WrongHold: (422, "wrong_hold"),
    UnknownHold: (404, "unknown_hold"),
}
_PLAIN = {
    400: ("bad_request", "We could not read what was sent. Please check it and send it again."),
    404: ("not_found", "There is nothing at this address."),
    413: ("too_large", "What was sent is too large. Please send less at a time."),
    405: ("method_not_allowed", "This address does not take that kind of request."),
}


def error_response(status: int, code: str, message: str, fields: dict[str, str] | None = None) -> JSONResponse:
    """The one shape of an error. A form's errors also come field by field."""
    by_field = {"fields": fields} if fields else {}
    return JSONResponse({"error": {"code": code, "message": message, **by_field}}, status_code=status)


def status_of(error: AsklineError) -> tuple[int, str]:
    """The HTTP status of one of our errors, and its code."""
    return STATUS.get(type(error), (400, "bad_request"))


def plain_response(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer to a request that is wrong in a way that HTTP has a number for."""
    code, message = _PLAIN.get(status, ("error", detail))
    response = error_response(status, code, message)
    response.headers.update(headers or {})
    return response


def install(app: FastAPI) -> None:
    """Maps errors to answers, by class."""

    @app.exception_handler(AsklineError)
    async def ours(_request: Request, error: AsklineError) -> JSONResponse:
        status, code = status_of(error)
        fields = error.fields if isinstance(error, WrongFields) else None
        return error_response(status, code, str(error), fields)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"] if p != "body") or "the request"
        return error_response(422, "bad_request", f"We could not read {place}: {first['msg']}.")

    @app.exception_handler(HTTPException)
    async def plain(_request: Request, error: HTTPException) -> JSONResponse:
        return plain_response(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("unforeseen", path=request.url.path, kind=type(error).__name__, exc_info=error)
        response = error_response(500, "failure", "Something went wrong on our side. Please try again in a minute.")
        response.headers.update(HEADERS)  # this answer is made outside our middleware
        return response
