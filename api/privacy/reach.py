"""Which rows of which tables belong to a conversation or a call-back request. Read from the database itself.

A table that is new tomorrow is reached tomorrow: by a foreign key with ON DELETE CASCADE, or by a column that is named
like one (`conversation_id`). A foreign key with SET NULL says that a row stays when what it came from goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Engine, MetaData, Table, delete, func, or_, select
from sqlalchemy.orm import Session

ROOTS = {"conversation": "id", "callback": "reference"}
# What stands for a foreign key where there is none: SQLite's search index is numbered by such a table.
NAMED = {"conversation_id": "conversation", "message_id": "message", "callback_reference": "callback"}


@dataclass(frozen=True)
class Link:
    """That rows of a table belong to rows of another: the two columns. `by_name`: no foreign key says so."""

    table: str
    column: str
    parent: str
    parent_column: str
    by_name: bool


@dataclass(frozen=True)
class Wanted:
    """What is to be erased: conversations and call-back requests."""

    conversations: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()

    def of(self, root: str) -> tuple[str, ...]:
        """The keys in that table."""
        return self.conversations if root == "conversation" else self.callbacks


class Reach:
    """The tables of one database that hang on a conversation or a call-back request."""

    def __init__(self, links: Iterable[Link], tables: MetaData) -> None:
        self._links, self._tables = tuple(links), tables

    @property
    def tables(self) -> tuple[str, ...]:
        """Their names, the roots first."""
        return (*ROOTS, *dict.fromkeys(f"{link.table}" for link in self._links))  # plain text: names here are more

    def counts(self, session: Session, wanted: Wanted) -> dict[str, int]:
        """How many rows of each table belong to it; tables with none are left out."""
        found = {name: self._count(session, name, wanted) for name in self.tables}
        return {name: count for name, count in found.items() if count}

    def remove(self, session: Session, wanted: Wanted) -> dict[str, int]:
        """Deletes all of it; returns what `counts` said before."""
        before = self.counts(session, wanted)
        # Messages first, by themselves: SQLite's triggers take their words out of the search index.
        for name in ("message", "callback", "conversation"):
            session.execute(delete(self._table(name)).where(self._belongs(name, wanted)))
        for link in self._links:
            if link.by_name and link.parent in ROOTS:
                rows = self._table(link.table).c[link.column].in_(wanted.of(link.parent))
                session.execute(delete(self._table(link.table)).where(rows))
        return before

    def _count(self, session: Session, name: str, wanted: Wanted) -> int:
        query = select(func.count()).select_from(self._table(name)).where(self._belongs(name, wanted))
        return session.scalar(query) or 0

    def _belongs(self, name: str, wanted: Wanted) -> ColumnElement[bool]:
        if name in ROOTS:
            return self._table(name).c[ROOTS[name]].in_(wanted.of(name))
        return or_(*(self._through(link, wanted) for link in self._links if link.table == name))

    def _through(self, link: Link, wanted: Wanted) -> ColumnElement[bool]:
        own = self._table(link.table).c[link.column]
        if link.parent in ROOTS and link.parent_column == ROOTS[link.parent]:
            return own.in_(wanted.of(link.parent))
        parent = self._table(link.parent)
        return own.in_(select(parent.c[link.parent_column]).where(self._belongs(link.parent, wanted)))

    def _table(self, name: str) -> Table:
        return self._tables.tables[name]


@lru_cache(maxsize=8)
def reach_of(engine: Engine) -> Reach:
    """The reach in that database."""
    tables = MetaData()
    tables.reflect(engine)
    links = [link for name in tables.tables for link in _links(tables.tables[name])]
    return Reach(_reached(links), tables)


def _links(table: Table) -> list[Link]:
    links, linked = [], set()
    for key in table.foreign_key_constraints:
        linked |= {column.name for column in key.columns}
        element = key.elements[0]
        if (key.ondelete or "").upper() == "CASCADE" and element.column.table is not table:
            links.append(
                Link(table.name, element.parent.name, element.column.table.name, element.column.name, by_name=False)
            )
    for column, parent in NAMED.items():
        if column in table.c and column not in linked and table.name not in ROOTS:
            links.append(Link(table.name, column, parent, "reference" if parent == "callback" else "id", by_name=True))
    return links


def _reached(links: list[Link]) -> list[Link]:
    """Those that lead to a root, each after what it hangs on."""
    reached, found = set(ROOTS), []
    while new := [link for link in links if link.parent in reached and link not in found and link.table not in ROOTS]:
        found += new
        reached |= {link.table for link in new}
    return found
