"""`treasury profiles`: how the profiles differ, in plain words."""

from collections.abc import Sequence
from pathlib import Path

from treasury.loading.profiles import builtin_profiles, with_profiles
from treasury.plan.reading import read
from treasury.pooling.profiles import Profile, steps_of

ORDERS = {
    "concentrate_then_fund": "everything up first, then down from the top",
    "level_by_level": "header by header, the deepest level first, both directions",
}
ROUNDING = {"down": "down to the multiple", "half_up": "half up, also past balance or need"}
HEADINGS = ("Profile", "Order of a pass", "Limits bind as", "Multiples", "Short header", "Protects")


def show_profiles(scenario: Path | None) -> int:
    """Print the profiles that come with the engine, or those a scenario runs under; exit code 0."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    profiles = chosen(scenario)
    table = Table(*HEADINGS, show_lines=True)
    for profile in profiles:
        table.add_row(*map(escape, row_of(profile)))
    console = Console(soft_wrap=False)
    console.print(table)
    for profile in profiles:
        console.print(f"\n[bold]{escape(title_of(profile))}[/bold]")
        console.print(escape(profile.about), highlight=False)
        console.print(escape(f"Source: {profile.source}."), highlight=False)
    return 0


def chosen(scenario: Path | None) -> Sequence[Profile]:
    """The built-in profiles by id, or those that the structures of a scenario run under."""
    if scenario is None:
        return tuple(builtin_profiles().values())
    found = with_profiles(read(scenario))
    named = {structure.profile for structure in found.structures}
    return sorted((one for one in found.profiles if one.id in named), key=lambda one: one.id)


def title_of(profile: Profile) -> str:
    """The profile's name, id, version and date, on one line."""
    name = profile.name or profile.id
    return f"{name}: {profile.id}, version {profile.version} of {profile.dated.isoformat()}"


def row_of(profile: Profile) -> tuple[str, ...]:
    """How the profile answers each heading."""
    limits = ", then ".join(steps_of(profile)) or "none"
    if profile.may_raise:
        limits += "; a rule may raise a smaller amount to its minimum"
    short = (
        "by priority in part or in whole, or pro rata" if profile.may_share else "all or nothing"
    )
    return (
        profile.id,
        ORDERS[profile.order],
        limits,
        ROUNDING[profile.rounding],
        short,
        "yes, unless told otherwise" if profile.protect_participants else "no, unless told so",
    )
