"""Who has lately shown the right token of a conversation: work may begin for them before the database is asked."""

import hmac
from collections import OrderedDict

MOST = 10_000  # conversations; the longest quiet are dropped


class Callers:
    """A short memory of one process. Forgetting somebody costs them a moment, nothing else."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._tokens: OrderedDict[str, str] = OrderedDict()

    def came(self, conversation_id: str, token: str) -> None:
        """Notes that this token was right."""
        self._tokens[conversation_id] = token
        self._tokens.move_to_end(conversation_id)
        while len(self._tokens) > self._most:
            self._tokens.popitem(last=False)

    def gone(self, conversation_id: str) -> None:
        """Forgets a conversation that was deleted."""
        self._tokens.pop(conversation_id, None)

    def known(self, conversation_id: str, token: str) -> bool:
        """Whether that token was right when it was last shown. False says nothing: ask the database."""
        before = self._tokens.get(conversation_id)
        return before is not None and hmac.compare_digest(before.encode(), token.encode())
