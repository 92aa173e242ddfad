"""Who may do what: roles, levels of sight, and one table of rights.

A right is a family and a level, `clients:write`. A role has rights, and sees some clients'
rows: its own teams', its department's, or all. Source: the bank's team "1 + N" and its four
levels of sight (docs/decisions/0034-people-and-rights.md).
"""

from collections.abc import Iterable
from typing import Literal

Role = Literal[
    "relationship_manager", "treasury_officer", "credit_officer", "department_manager",
    "company_leader", "general_manager", "finance_company", "trainer", "trainee",
    "administrator",
]  # fmt: skip
Sight = Literal["none", "own", "department", "all"]
Level = Literal["read", "write"]
ROLES: tuple[Role, ...] = (
    "relationship_manager", "treasury_officer", "credit_officer", "department_manager",
    "company_leader", "general_manager", "finance_company", "trainer", "trainee",
    "administrator",
)  # fmt: skip

SIGHT: dict[Role, Sight] = {
    "relationship_manager": "own",
    "treasury_officer": "own",
    "credit_officer": "own",
    "department_manager": "department",
    "company_leader": "all",
    "general_manager": "none",
    "finance_company": "own",
    "trainer": "own",
    "trainee": "none",
    "administrator": "none",
}
"""Which clients a role sees. A general manager sees figures over all clients, of none alone; an
administrator sees people and the audit, no client's money; a trainee sees what stands in a
session they take part in, nothing of a client besides."""
WIDTH: tuple[Sight, ...] = ("none", "own", "department", "all")

STAFF: frozenset[Role] = frozenset(
    ("relationship_manager", "treasury_officer", "credit_officer", "department_manager")
)
CLIENT_READERS: frozenset[Role] = STAFF | {"company_leader", "finance_company", "trainer"}
MODELLERS: frozenset[Role] = STAFF | {"finance_company", "trainer"}
EVERYONE: frozenset[Role] = frozenset(ROLES)

RIGHTS: dict[str, frozenset[Role]] = {
    "me:read": EVERYONE,
    "me:write": EVERYONE,
    "people:read": frozenset(("administrator", "department_manager", "company_leader")),
    "people:write": frozenset(("administrator",)),
    "clients:read": CLIENT_READERS,
    "clients:write": frozenset(("relationship_manager", "department_manager")),
    "accounts:read": CLIENT_READERS,
    "accounts:write": MODELLERS,
    "statements:read": CLIENT_READERS,
    "statements:write": MODELLERS,
    "positions:read": CLIENT_READERS,
    "structures:read": CLIENT_READERS,
    "structures:write": MODELLERS,
    "approvals:read": CLIENT_READERS,
    "approvals:write": frozenset(("treasury_officer", "credit_officer", "department_manager")),
    "scenarios:read": CLIENT_READERS,
    "scenarios:write": MODELLERS,
    "runs:read": CLIENT_READERS,
    "runs:write": MODELLERS,
    "reference:read": EVERYONE,
    "reference:write": frozenset(("treasury_officer", "department_manager")),
    "audit:read": frozenset(("administrator", "company_leader")),
}
"""Every right of the service and the roles that have it."""

BANK_WIDE: frozenset[Role] = frozenset(("administrator", "company_leader"))
"""Who sees the people of every department."""
CLIENTS_OWN: frozenset[Role] = frozenset(("finance_company",))
"""Who is of a client's own staff; they are nothing else besides."""
ONE_CLIENT: frozenset[Role] = CLIENTS_OWN | {"trainer"}
"""Who belongs to one client: their company, or the group that a class works on."""

PARTS: dict[str, Role] = {
    "lead": "relationship_manager",
    "treasury": "treasury_officer",
    "credit": "credit_officer",
}
"""The role that a part in a client's team needs."""

APPROVES: dict[str, Role] = {
    "liquidity": "treasury_officer",
    "credit": "credit_officer",
    "price": "department_manager",
}
"""Whose approval a line needs."""


def may(right: str, roles: Iterable[Role], scopes: frozenset[str] | None) -> bool:
    """Whether somebody with these roles may; a token's scopes (None: a session) narrow it.

    >>> may("clients:write", ["relationship_manager"], None)
    True
    >>> may("clients:write", ["relationship_manager"], frozenset({"clients:read"}))
    False
    >>> may("clients:read", ["general_manager"], None)
    False
    """
    if RIGHTS[right].isdisjoint(roles):
        return False
    return scopes is None or right in widened(scopes)


def widened(scopes: Iterable[str]) -> frozenset[str]:
    """The rights in these scopes: writing includes reading.

    >>> sorted(widened(["runs:write"]))
    ['runs:read', 'runs:write']
    """
    reading = {scope.replace(":write", ":read") for scope in scopes}
    return frozenset(scopes) | {scope for scope in reading if scope in RIGHTS}


def sight(roles: Iterable[Role]) -> Sight:
    """The widest sight of the roles.

    >>> sight(["relationship_manager", "department_manager"])
    'department'
    """
    return max((SIGHT[role] for role in roles), key=WIDTH.index, default="none")


def able(right: str, roles: Iterable[Role]) -> list[Role]:
    """Those of the roles that have the right."""
    return [role for role in roles if role in RIGHTS[right]]


def narrower(one: Sight | None, other: Sight) -> Sight:
    """The sight that sees less; None is no sight yet.

    >>> narrower("all", "own"), narrower(None, "department")
    ('own', 'department')
    """
    return other if one is None else min(one, other, key=WIDTH.index)
