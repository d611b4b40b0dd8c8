"""From a person whom the provider knows to a log-in here: which account, what it may do, whether it is open."""

import secrets

from api.advisers.accounts import Account
from api.advisers.audit import Actor, recorded
from api.advisers.problems import WrongName
from api.advisers.staff import leave_chats
from api.sign_on.identities import Identities
from api.sign_on.person import Person
from api.sign_on.problems import AccountClosed, NoRights, PersonUnknown
from api.sign_on.rights import Rights, mapped, rights_of
from api.wiring import Services

WITH = "single sign-on"


def entered(here: Services, person: Person, address: str) -> tuple[Account, str]:
    """The account and the token of a new log-in. Raises PersonUnknown, NoRights and AccountClosed."""
    account = _account(here, person, address)
    # Where the provider's second factor does not count for ours, ours is asked for too.
    awaits_code = account.second_factor and not here.settings.oidc_second_factor
    token = here.sessions.open(account.id, awaits_code, by_sign_on=True)
    if not awaits_code:
        recorded(here.engine, Actor(account.id, address), "logged_in", account.id, {"with": WITH})
    return account, token


def _account(here: Services, person: Person, address: str) -> Account:
    table, identities = mapped(here.settings.oidc_rights), Identities(here.engine)
    rights = rights_of(person.groups, table)
    if table and rights is None:
        raise NoRights
    adviser_id = identities.found(person, address)
    if adviser_id is None and rights is not None:
        adviser_id = _made(here, identities, person, rights, address)
    if adviser_id is None:
        raise PersonUnknown(person.name)
    account = here.accounts.find(adviser_id)
    if account is None:
        raise AccountClosed(adviser_id)
    return _with(here, account, rights, address) if rights else account


def _made(here: Services, identities: Identities, person: Person, rights: Rights, address: str) -> str:
    shown = person.shown or person.name.partition("@")[0].replace(".", " ").title()
    try:
        # Nobody knows this password: they come by single sign-on, until an administrator gives them another.
        account = here.accounts.add(person.name, shown, secrets.token_urlsafe(32), rights.councils, rights.role)
    except WrongName as error:
        # An account of that name is there already: an administrator, not a name, says that it is theirs.
        raise PersonUnknown(person.name) from error
    who = Actor(account.id, address)
    detail = {"role": rights.role, "councils": list(rights.councils), "with": WITH}
    recorded(here.engine, who, "account_made", account.id, detail)
    identities.allow(who, account.id, person.issuer, person.name)
    return identities.found(person, address) or account.id


def _with(here: Services, account: Account, rights: Rights, address: str) -> Account:
    """The account with what the council's groups give now, more or less than before."""
    if (account.role, set(account.councils)) == (rights.role, set(rights.councils)):
        return account
    detail = {"role": rights.role, "councils": list(rights.councils), "with": WITH}
    lost = [council for council in account.councils if council not in rights.councils]
    changed = here.accounts.change(account.name, account.display_name, rights.role, rights.councils)
    leave_chats(here.engine, here.live, account.id, lost)
    recorded(here.engine, Actor(account.id, address), "account_changed", account.id, detail)
    return changed
