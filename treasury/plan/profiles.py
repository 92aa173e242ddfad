"""Which profile a structure runs under.

Source: the banking day, sections 4 and 6.
"""

from treasury.loading.profiles import builtin_profiles
from treasury.pooling.profiles import Profile
from treasury.pooling.structure import Structure
from treasury.scenario import Scenario


def profile_of(scenario: Scenario, structure: Structure) -> Profile:
    """The structure's profile: the scenario's own of that id, else the built-in one."""
    own = {profile.id: profile for profile in reversed(scenario.profiles)}
    return own.get(structure.profile) or builtin_profiles()[structure.profile]
