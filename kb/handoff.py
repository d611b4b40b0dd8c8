"""What passes a parent on to a person: the service's numbers, and whether its line is open. Pure."""

from datetime import datetime
from typing import Any

from kb.callback_words import callback_email
from kb.contacts import bare, email_link, phone_link
from kb.facts import CouncilFacts
from kb.hours import line_of, line_state

# Topics of parents who are unhappy with what was done: a person is offered with the answer.
UNHAPPY = frozenset(
    {"unhappy_with_support", "complaint_or_appeal", "ehc_refused", "ehc_plan_not_delivered", "exclusion"}
)


def handoff_details(council: CouncilFacts | None, now: datetime) -> dict[str, Any]:
    """The service's contacts and the state of its line, as the HTTP contract gives them; empty when none is known."""
    if council is None:
        return {"service": None, "phones": [], "emails": [], "site": None, "line": None, "ways": []}
    service, line = council.service, line_details(council, now)
    return {
        "service": service["name"],
        "phones": [{"label": p["label"], "number": p["number"]} for p in service["phones"]],
        "emails": [e["address"] for e in service["emails"]],
        "site": service["site"]["url"] if service["site"] else None,
        "line": line,
        "ways": ways_now(council, line["open"]),
    }


def ways_now(council: CouncilFacts, line_open: bool | None) -> list[str]:
    """Which ways to a person are open now: "call" unless the line is closed, "callback" where it can be asked for.

    Whether an adviser can be chatted with is another matter: the client asks that of the council.
    """
    call = ["call"] if council.service["phones"] and line_open is not False else []
    return call + (["callback"] if callback_email(council) else [])


def line_details(council: CouncilFacts, now: datetime) -> dict[str, Any]:
    """Whether the line is open at that moment, as the HTTP contract gives it."""
    state = line_state(line_of(council, now.date()), now)
    return {
        "open": state.open,
        "until": state.until.isoformat() if state.until else None,
        "reopens_at": state.reopens_at.isoformat() if state.reopens_at else None,
        "reason": state.reason,
        "certain": state.certain,
    }


def ways_words(council: CouncilFacts) -> str:
    """Every way to reach the service, as a Markdown list."""
    service = council.service
    lines = [f"- {p['label'] or 'Phone'}: **{phone_link(p['number'])}**" for p in service["phones"]]
    several = len(service["emails"]) > 1  # then each says what it is for
    lines += [
        f"- E-mail{' (' + e['label'] + ')' if several else ''}: **{email_link(e['address'])}**"
        for e in service["emails"]
    ]
    if service["site"]:
        lines.append(f"- Website: [{bare(service['site']['url'])}]({service['site']['url']})")
    return "\n".join(lines)
