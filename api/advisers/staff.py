"""What an administrator may do with the accounts of colleagues: those of their own councils, and no other."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.access import SignedIn
from api.advisers.accounts import Account, Accounts
from api.advisers.audit import recorded
from api.advisers.problems import NoCouncil, OwnAccount, UnknownPage
from api.live import LiveChat
from api.models import Conversation


@dataclass(frozen=True)
class Colleague:
    """An account as an administrator sees it: of its councils only those that are the administrator's too.

    `mine` says whether they may change it: not when it is of other councils as well, and not when it is their own.
    """

    account: Account
    councils: tuple[str, ...]
    mine: bool
    elsewhere: bool


class Staff:
    """The accounts of one database, for administrators. Every change is recorded with who made it."""

    def __init__(self, engine: Engine, accounts: Accounts, live: LiveChat) -> None:
        self._engine, self._accounts, self._live = engine, accounts, live

    def colleagues(self, administrator: Account) -> list[Colleague]:
        """Every account that shares a council with the administrator, by name."""
        seen = (_seen_by(administrator, account) for account in self._accounts.listed())
        return [colleague for colleague in seen if colleague.councils]

    def colleague(self, administrator: Account, adviser_id: str) -> Colleague:
        """One of them. Raises UnknownPage for every other account, and for none."""
        found = {c.account.id: c for c in self.colleagues(administrator)}
        if adviser_id not in found:
            raise UnknownPage
        return found[adviser_id]

    def make(
        self, administrator: SignedIn, name: str, display_name: str, role: str, councils: Sequence[str]
    ) -> tuple[Account, str]:
        """A new account, and the password that is good until its first log-in.

        Raises NoCouncil and WrongName.
        """
        password = _a_password()
        chosen = _within(administrator.account, councils)
        account = self._accounts.add(name, display_name, password, chosen, role, must_change=True)
        self._record(administrator, "account_made", account, {"role": role, "councils": chosen})
        return account, password

    def change(
        self, administrator: SignedIn, adviser_id: str, display_name: str, role: str, councils: Sequence[str]
    ) -> Account:
        """Another name, role or councils; they leave the chats of councils that are no longer theirs.

        Raises UnknownPage, OwnAccount, NoCouncil and WrongName.
        """
        before = self.changeable(administrator, adviser_id)
        chosen = _within(administrator.account, councils)
        after = self._accounts.change(before.name, display_name, role, chosen)
        lost = [council for council in before.councils if council not in chosen]
        leave_chats(self._engine, self._live, after.id, lost)
        self._record(administrator, "account_changed", after, {"role": role, "councils": chosen})
        return after

    def set_disabled(self, administrator: SignedIn, adviser_id: str, disabled: bool) -> None:
        """Lets them in no more, or again. Raises UnknownPage and OwnAccount."""
        account = self.changeable(administrator, adviser_id)
        self._accounts.set_disabled(account.name, disabled)
        if disabled:
            leave_chats(self._engine, self._live, account.id, account.councils)
        self._record(administrator, "account_disabled" if disabled else "account_enabled", account)

    def new_password(self, administrator: SignedIn, adviser_id: str) -> tuple[Account, str]:
        """Another password, good until their next log-in; every log-in ends. Raises UnknownPage and OwnAccount."""
        account, password = self.changeable(administrator, adviser_id), _a_password()
        self._accounts.set_password(account.name, password, must_change=True)
        self._record(administrator, "password_changed", account)
        return account, password

    def remove_factor(self, administrator: SignedIn, adviser_id: str) -> None:
        """For who has lost the phone: they log in with the password alone. Raises UnknownPage and OwnAccount."""
        account = self.changeable(administrator, adviser_id)
        self._accounts.remove_factor(account.name)
        self._record(administrator, "factor_removed", account)

    def changeable(self, administrator: SignedIn, adviser_id: str) -> Account:
        """An account that they may change. Raises UnknownPage and OwnAccount."""
        if adviser_id == administrator.account.id:
            raise OwnAccount
        found = self.colleague(administrator.account, adviser_id)
        if not found.mine:
            raise UnknownPage
        return found.account

    def _record(
        self, administrator: SignedIn, action: str, account: Account, detail: dict[str, object] | None = None
    ) -> None:
        recorded(self._engine, administrator.actor, action, account.id, detail)


def leave_chats(engine: Engine, live: LiveChat, adviser_id: str, councils: Sequence[str]) -> None:
    """Takes an adviser out of the chats of councils that are no longer theirs; the parents are told."""
    theirs = Conversation.adviser_id == adviser_id, Conversation.state == "adviser"
    with Session(engine) as session:
        left = list(session.scalars(select(Conversation.id).where(*theirs, Conversation.council_slug.in_(councils))))
    for conversation_id in left:
        live.give_up(conversation_id, "adviser", "adviser_gone")


def _seen_by(administrator: Account, account: Account) -> Colleague:
    shared = tuple(council for council in account.councils if council in administrator.councils)
    elsewhere = shared != account.councils
    return Colleague(account, shared, mine=not elsewhere and account.id != administrator.id, elsewhere=elsewhere)


def _within(administrator: Account, councils: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(councils))
    if not chosen or not set(chosen) <= set(administrator.councils):
        raise NoCouncil
    return chosen


def _a_password() -> str:
    # 96 random bits, to be said or written once.
    return secrets.token_urlsafe(12)
