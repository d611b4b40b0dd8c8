"""What advisers may do: each role may do all that the one before it may. Pure."""

# Each role with the words that administrators read.
ROLES = {
    "adviser": "Adviser: chats, call-backs and conversations",
    "editor": "Editor: also writes answers",
    "administrator": "Administrator: also keeps accounts and reads the audit log",
}


def may(role: str, needed: str) -> bool:
    """Whether that role may do what needs the other. A role that we do not know may do nothing."""
    order = list(ROLES)
    return role in order and order.index(role) >= order.index(needed)
