"""What strangers send, and what we send back (docs: the HTTP contract)."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from api.references import reference_of

CLIENT_ID = r"^[A-Za-z0-9_.:-]+$"  # what clients make ids of; PostgreSQL would refuse a null byte
ChannelName = Literal["widget", "page", "api"]
State = Literal["assistant", "waiting", "adviser", "closed"]


class Incoming(BaseModel):
    """Base of what comes in: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid")


class NewConversation(Incoming):
    """How a chat begins. `council` is a slug of /v1/councils, or null when it is not known."""

    council: str | None = Field(None, max_length=60)
    channel: ChannelName = "api"


class NewMessage(Incoming):
    """What the parent says: either words or a choice. `client_id` makes a retry harmless."""

    text: str | None = None
    choice: str | None = Field(None, max_length=120)
    client_id: str | None = Field(None, min_length=1, max_length=64, pattern=CLIENT_ID)

    @model_validator(mode="after")
    def either_text_or_choice(self) -> "NewMessage":
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either text or choice")
        return self


class CitationOut(BaseModel):
    """Where a claim comes from."""

    marker: int
    kind: Literal["leaflet", "code", "law", "guidance"]
    title: str
    publisher: str
    section: str
    paragraph: str
    url: str | None
    dated: str
    quote: str | None


class NoticeOut(BaseModel):
    """A short warning beside an answer."""

    kind: str
    text: str


class ChoiceOut(BaseModel):
    """Something that the parent may choose."""

    id: str
    title: str


class MessageOut(BaseModel):
    """One message. `text` is small Markdown: paragraphs, lists, bold, links."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    position: int  # within its conversation: grows by one, and is the id of its event
    at: datetime
    sender: Literal["parent", "assistant", "adviser", "system"] = Field(alias="from")
    text: str
    topic: str | None
    council: str | None
    citations: list[CitationOut]
    notices: list[NoticeOut]
    choices: list[ChoiceOut]
    handoff: dict[str, Any] | None


class Guess(BaseModel):
    """A topic that the message may be about."""

    topic: str
    confidence: float


class Understood(BaseModel):
    """What was understood. `topic` is null when nothing was."""

    topic: str | None
    confidence: float
    ranking: list[Guess]


class ConversationOut(BaseModel):
    """A new chat, with the token that its messages need."""

    id: str
    token: str
    council: str | None
    messages: list[MessageOut]


class AskedRef(BaseModel):
    """The parent's own message, as it is stored: so that a client does not show it twice."""

    id: str
    position: int


class TurnOut(BaseModel):
    """The messages that answer the parent's, and what was understood."""

    asked: AskedRef
    messages: list[MessageOut]
    understood: Understood
    state: State


class TranscriptOut(BaseModel):
    """A whole chat. By its reference a parent can have it deleted later, without the token."""

    id: str
    council: str | None
    state: State
    messages: list[MessageOut]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def reference(self) -> str:
        """What a parent can read out on the phone."""
        return reference_of(self.id)


class RestoredOut(TranscriptOut):
    """A whole chat, with the parent's place in the queue or the adviser who is in the chat."""

    place: int | None
    adviser: str | None


class AskedOut(BaseModel):
    """Where a chat stands after asking for an adviser, or leaving one."""

    state: State
    place: int | None = None


class LiveOut(BaseModel):
    """Whether an adviser is on duty now."""

    live: bool


class LineOut(BaseModel):
    """The state of a service's line. `open` is null, and `certain` false, where hours or term dates are not known."""

    open: bool | None
    until: datetime | None
    reopens_at: datetime | None
    reason: str
    certain: bool


class LookOut(BaseModel):
    """How the widget looks and greets. Colours are `#rrggbb`."""

    accent: str
    on_accent: str
    title: str
    greeting: str


class CouncilOut(BaseModel):
    """A council with its service and its line."""

    slug: str
    name: str
    short_name: str
    service: dict[str, Any]
    local_offer: dict[str, Any] | None
    line: LineOut
    look: LookOut
    chat: LiveOut


class NewCallback(Incoming):
    """What a parent fills in to be called back. At least one of phone and e-mail. It never becomes part of the chat."""

    name: str = Field("", repr=False)
    phone: str | None = Field(None, repr=False)
    email: str | None = Field(None, repr=False)
    best_times: str | None = Field(None, repr=False)
    about: str | None = Field(None, repr=False)
    consent: bool = False
    share_summary: bool = False
    client_id: str | None = Field(None, min_length=1, max_length=64, pattern=CLIENT_ID)


class CallbackOut(BaseModel):
    """A call-back request that was taken. `message` is small Markdown for the parent."""

    reference: str
    service: str
    message: str


class CallbackOfferOut(BaseModel):
    """Whether a call-back can be asked for, and what the parent has to know first. Texts are small Markdown.

    `summary` is what would be shared of this chat, if the parent wants it to.
    """

    offered: bool
    service: str
    message: str
    consent: str
    summary: str


class NewFeedback(Incoming):
    """Whether a message helped, and what was wrong with it if not. The last word on a message counts."""

    message_id: str = Field(max_length=64)
    helpful: bool
    reason: str | None = Field(None, max_length=1000, repr=False)


class ErrorBody(BaseModel):
    """What went wrong: for programs, for people, and for a form field by field."""

    code: str
    message: str
    fields: dict[str, str] | None = None


class ErrorOut(BaseModel):
    """The one shape of an error."""

    error: ErrorBody
