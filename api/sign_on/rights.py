"""What a person's groups at the council let them do here, where the settings say so. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.advisers.roles import ROLES, may
from kb.places import council_names

# For each group, the role that it gives and for which council.
Mapped = Mapping[str, tuple[tuple[str, str], ...]]
HOW = "write GROUP=ROLE@COUNCIL, such as send-advisers=adviser@kent, with commas between them"


@dataclass(frozen=True)
class Rights:
    """What somebody may do, and for which councils."""

    role: str
    councils: tuple[str, ...]


def mapped(listed: str) -> Mapped:
    """The setting ASKLINE_OIDC_RIGHTS as a table; empty when it is not set. Raises ValueError."""
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for entry in filter(None, (part.strip() for part in listed.split(","))):
        group, _, right = entry.rpartition("=")
        role, _, council = right.partition("@")
        if not group or role not in ROLES or council not in council_names():
            raise ValueError(f"ASKLINE_OIDC_RIGHTS: {entry!r} is no right; {HOW}")
        table[group] = (*table.get(group, ()), (role, council))
    return table


def rights_of(groups: Sequence[str], table: Mapped) -> Rights | None:
    """What these groups give together; None when nothing.

    An account has one role for all its councils: the lowest of what it would have for each, so that an administrator
    of one council is never made one of another.
    """
    best: dict[str, str] = {}
    for role, council in (right for group in groups for right in table.get(group, ())):
        if council not in best or may(role, best[council]):
            best[council] = role
    if not best:
        return None
    return Rights(min(best.values(), key=list(ROLES).index), tuple(sorted(best)))
