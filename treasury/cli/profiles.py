"""`treasury profiles`: how the profiles differ, in plain words, the profiles side by side."""

from collections.abc import Callable, Sequence
from pathlib import Path

from treasury.loading.profiles import builtin_profiles, with_profiles
from treasury.plan.reading import read
from treasury.pooling.profiles import Profile, steps_of
from treasury.reporting.profile_words import ROUNDING, SHARES, profile_title

SHORT_ORDERS = {
    "concentrate_then_fund": "all up, then down from the top",
    "level_by_level": "header by header, deepest first",
}


def show_profiles(scenario: Path | None) -> int:
    """Print the profiles that come with the engine, or those a scenario runs under; exit code 0."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    profiles = chosen(scenario)
    table = Table("", *(escape(profile.id) for profile in profiles), show_lines=True)
    for heading, answer in QUESTIONS.items():
        table.add_row(heading, *(escape(answer(profile)) for profile in profiles))
    console = Console(soft_wrap=False)
    console.print(table)
    for profile in profiles:
        console.print(f"\n[bold]{escape(profile_title(profile))}[/bold]")
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


QUESTIONS: dict[str, Callable[[Profile], str]] = {
    "Order of a pass": lambda profile: SHORT_ORDERS[profile.order],
    "Limits, in order": lambda profile: ", then ".join(steps_of(profile)) or "none",
    "Raise to minimum": lambda profile: "where a rule says so" if profile.may_raise else "no",
    "Multiples are": lambda profile: ROUNDING[profile.rounding],
    "Short header serves": lambda profile: SHARES[profile.may_share],
    "Members' money protected": (
        lambda profile: "unless told otherwise" if profile.protect_participants else "if told so"
    ),
}
"""What is asked of every profile, and how it answers."""
