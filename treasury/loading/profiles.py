"""Profiles that come with the engine, by id, for scenarios that bring none of that id."""

import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from treasury.pooling.profiles import Profile
from treasury.scenario import Scenario


@lru_cache
def builtin_profiles() -> dict[str, Profile]:
    """The built-in profiles by id.

    They are ours, and read as they stand: validation takes longer to load than a month of
    statements to read. A test holds them against it.
    """
    folder = files("treasury").joinpath("data", "profiles")
    found = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            profile = Profile(**tomllib.loads(file.read_text(encoding="utf-8")))
            found[profile.id] = profile
    return found


def with_profiles(scenario: Scenario) -> Scenario:
    """The scenario with the built-in profiles that its structures name and it does not bring.

    From here on they are part of it, and of its fingerprint.
    """
    own = {profile.id for profile in scenario.profiles}
    named = {structure.profile for structure in scenario.structures} - own
    added = [found for name, found in builtin_profiles().items() if name in named] if named else []
    return replace(scenario, profiles=(*scenario.profiles, *added)) if added else scenario


def without_profiles(scenario: Scenario) -> Scenario:
    """The scenario without the profiles that `with_profiles` would add to it again."""
    built = builtin_profiles()
    own = tuple(each for each in scenario.profiles if built.get(each.id) != each)
    less = replace(scenario, profiles=own)
    return less if with_profiles(less) == scenario else scenario
