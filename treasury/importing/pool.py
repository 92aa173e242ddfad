"""The pool that an import compares: which account is the header, and by which rule it sweeps.

A rule is one text, on the command line and in `import/import.toml`: the preset, then its amounts as
`name=value`, for example "range low=10000 high=50000". Amounts are decimals of major units of the
header's currency, without signs; a share is a percentage.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from treasury.accounts.statements.figures import NotAnAmount, amount_of
from treasury.errors import Complaint, Refused
from treasury.importing.choices import AccountRow
from treasury.importing.classification import bare
from treasury.loading.nearest import perhaps
from treasury.pooling.rules import BUILT, LIMITS, OPTIONAL, NotAShare, Rule, parse_share
from treasury.pooling.structure import Link, Structure
from treasury.scenario import Scenario

POOL, RULE = "pool", "everything"
PAYS_NOTHING = "receive_only"
"""A preset whose accounts make no payment of their own: it fits no history with payments."""
PRESETS = tuple(name for name in BUILT if name != PAYS_NOTHING)
EXAMPLES = {"share": "60%", "unit": "1000", "high": "50000", "threshold": "50000"}


def rule_of(text: str, where: str = "--preset") -> Rule:
    """The rule that the text says; everything that is wrong with it is refused at once.

    >>> rule = rule_of("range low=10000 high=50000.00")
    >>> rule.preset, rule.low, rule.high
    ('range', Decimal('10000'), Decimal('50000.00'))
    >>> rule_of("percentage share=60%").share
    '60%'
    """
    preset, *pairs = text.split() or [""]
    if preset not in PRESETS:
        raise Refused([Complaint(path=(), where=where, **unknown(preset))])
    said: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for pair in pairs:
        name, _, value = pair.partition("=")
        found += wrong_pair(preset, name, value, again=name in said)
        said[name] = value
    for name in needed(preset):
        if name not in said:
            found.append((f"{preset!r} needs {name}", f'for example "{example(preset)}"'))
    if found:
        raise Refused([
            Complaint(path=(), where=where, message=message, expected=expected)
            for message, expected in found
        ])  # fmt: skip
    amounts = {name: Decimal(value) for name, value in said.items() if name != "share"}
    return Rule(id=RULE, preset=preset, share=said.get("share"), **amounts)  # type: ignore[arg-type]


def unknown(preset: str) -> dict[str, str]:
    """What is said of a preset that is not taken here, and what would be right."""
    if preset == PAYS_NOTHING:
        return {
            "message": f"{preset!r} lets no account pay, and the statements have payments",
            "expected": "another preset; links of the scenario may have this rule one by one",
        }
    names = ", ".join(PRESETS)
    return {
        "message": f"{preset!r} is no preset",
        "expected": f"one of {names}{perhaps(preset, PRESETS)}",
    }


def needed(preset: str) -> Iterator[str]:
    """The amounts without which the preset is no rule."""
    return (name for name in BUILT[preset] if (preset, name) not in OPTIONAL)


def example(preset: str) -> str:
    """The preset with amounts, to be copied.

    >>> example("range"), example("percentage")
    ('range low=10000 high=50000', 'percentage share=60%')
    """
    return " ".join([
        preset, *(f"{name}={EXAMPLES.get(name, '10000')}" for name in needed(preset))
    ])  # fmt: skip


def wrong_pair(preset: str, name: str, value: str, *, again: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with one `name=value`, and what would be right."""
    takes = (*BUILT[preset], *LIMITS)
    if name not in takes:
        yield f"{preset!r} takes no {name!r}", f"one of {', '.join(takes)}{perhaps(name, takes)}"
    elif again:
        yield f"{name} is given twice", "each amount once"
    elif name == "share":
        try:
            parse_share(value)
        except NotAShare as reason:
            yield f"share: {reason}", "a percentage above 0% and up to 100%, as share=60%"
    else:
        try:
            amount = amount_of(value)
        except NotAnAmount as reason:
            yield f"{name}: {reason}", f"digits with a point, as {name}=10000.00"
        else:
            if amount < 0:
                yield f"{name}: {value} is below zero", "zero or more"


def header_of(named: str, rows: list[AccountRow]) -> str:
    """The id of the account that is named as the header, by its id or its number; or "".

    Refused where it is no account, or has no other account in its currency.
    """
    if not named:
        return ""
    wanted = bare(named)
    found = [row for row in rows if row.id == named or bare(row.account) == wanted]
    known = [row.id for row in rows]
    if len(found) != 1:
        message = f"{named!r} is no account of the statements"
        raise wrong_header(message, f"one of {', '.join(known)}{perhaps(named, known)}")
    if sum(row.currency == found[0].currency for row in rows) < 2:
        message = f"{found[0].id} is the only account in {found[0].currency}: nothing can be swept"
        raise wrong_header(message, "statements of a second account, or no header")
    return found[0].id


def wrong_header(message: str, expected: str) -> Refused:
    """The refusal of a header."""
    return Refused([Complaint(path=(), where="--header", message=message, expected=expected)])


def with_pool(scenario: Scenario, header: str, rule: Rule) -> Scenario:
    """The scenario with a pool of all accounts of the header's currency, by this rule."""
    currency = {account.id: account.currency for account in scenario.accounts}
    own = currency.get(header)
    links = tuple(
        Link(structure=POOL, participant=name, header=header, rule=RULE)
        for name in sorted(currency)
        if currency[name] == own and name != header
    )
    structure = Structure(id=POOL, name=f"{name_of(rule)} to {header}", payment_mode="full")
    return replace(scenario, rules=(rule,), structures=(structure,), links=links)


def name_of(rule: Rule) -> str:
    """What the structure is called after its rule.

    >>> name_of(rule_of("zero_balance")), name_of(rule_of("range low=10 high=50000 minimum=5"))
    ('Zero balancing', 'Range (low 10, high 50,000)')
    """
    if rule.preset == "zero_balance":
        return "Zero balancing"
    said = ((name, getattr(rule, name)) for name in BUILT[rule.preset])
    amounts = [
        f"{name} {value}" if isinstance(value, str) else f"{name} {value:,f}"
        for name, value in said if value is not None
    ]  # fmt: skip
    plain = rule.preset.replace("_", " ").capitalize()
    return f"{plain} ({', '.join(amounts)})" if amounts else plain
