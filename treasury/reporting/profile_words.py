"""Profiles in words: how a bank or vendor runs a pass, limits, multiples and a short header.

Source: the profile's own record, and the banking day, sections 3, 4 and 6.
"""

from treasury.pooling.profiles import Profile, steps_of

ORDERS = {
    "concentrate_then_fund": "everything up first, then down from the top",
    "level_by_level": "header by header, the deepest level first, both directions",
}
ROUNDING = {"down": "cut down", "half_up": "rounded half up, even past balance or need"}
SHARES = {
    True: "by priority, in part or in whole, or pro rata",
    False: "by priority, all or nothing",
}
RAISES = "a rule may raise a smaller amount to it"


def limit_order(profile: Profile) -> str:
    """The limits that bind, in their order, and whether an amount may be raised to the minimum."""
    limits = ", then ".join(steps_of(profile)) or "none"
    return f"{limits} ({RAISES})" if profile.may_raise else limits


def profile_title(profile: Profile) -> str:
    """The profile's name, id, version and date, on one line."""
    name = profile.name or profile.id
    return f"{name}: {profile.id}, version {profile.version} of {profile.dated.isoformat()}"


def profile_sentence(profile: Profile) -> str:
    """What the profile does, in one paragraph with its version and source."""
    return (
        f"Profile {profile.id}, version {profile.version} of {profile.dated.isoformat()}: "
        f"{ORDERS[profile.order]}; limits bind as {limit_order(profile)}; multiples are "
        f"{ROUNDING[profile.rounding]}. Source: {profile.source}."
    )
