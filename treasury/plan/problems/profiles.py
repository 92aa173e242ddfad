"""Problems of profiles: what they say, and what rules and structures may not choose under them.

Source: the banking day, sections 3, 4 and 6.
"""

from treasury.loading.nearest import guesses
from treasury.loading.profiles import builtin_profiles
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.profiles import profile_of
from treasury.pooling.profiles import LIMIT_STEPS, Profile, steps_of
from treasury.pooling.structure import Structure

ALL_OR_NOTHING = "serves by priority, all or nothing"


def known_profile(facts: Facts, structure: Structure) -> Profile | None:
    """The structure's profile, None where there is none of that id, or none that can be used."""
    known = {profile.id for profile in facts.scenario.profiles} | set(builtin_profiles())
    if structure.profile not in known:
        return None
    found = profile_of(facts.scenario, structure)
    return None if wrong_steps(found) else found


def unknown_profiles(facts: Facts) -> Found:
    """Structures under a profile that is not there."""
    known = {profile.id for profile in facts.scenario.profiles} | set(builtin_profiles())
    guess = guesses(known)
    for index, structure in enumerate(facts.scenario.structures):
        name = structure.profile
        if name not in known and not facts.is_broken("profiles", name):
            built = ", ".join(builtin_profiles())
            expected = f"an id from profiles, or the built-in {built}{guess(name)}"
            yield wrong("structures", index, "profile", f"there is no profile {name!r}", expected)


def wrong_steps(profile: Profile) -> str:
    """What is wrong with the profile's limits, "" if nothing is."""
    steps = steps_of(profile)
    for word in steps:
        if word not in LIMIT_STEPS:
            return f"{word!r} is no limit"
        if steps.count(word) > 1:
            return f"{word} is given twice"
    return ""


def limits_of_profiles(facts: Facts) -> Found:
    """Profiles whose limits are none, or stand twice."""
    for index, profile in enumerate(facts.scenario.profiles):
        found = wrong_steps(profile)
        if found:
            expected = "words from " + " ".join(LIMIT_STEPS) + ", each at most once, in their order"
            yield wrong("profiles", index, "limits", found, expected)


def limits_outside_the_profile(facts: Facts) -> Found:
    """Limits of rules that do not bind under the profile of a structure that uses them."""
    said: set[tuple[int, str]] = set()
    place = {rule.id: index for index, rule in reversed(list(enumerate(facts.scenario.rules)))}
    for structure in facts.scenario.structures:
        profile = known_profile(facts, structure)
        if profile is None:
            continue
        for _, link in facts.links.get(structure.id, []):
            rule = facts.rules.get(link.rule)
            if rule is None:
                continue
            for key in refused_keys(profile):
                given = getattr(rule, key)
                if given in (None, False) or (place[rule.id], key) in said:
                    continue
                said.add((place[rule.id], key))
                message = f"profile {profile.id!r} of structure {structure.id!r} knows no {key}"
                expected = f"no {key}, or another profile"
                yield wrong("rules", place[rule.id], key, message, expected)


def refused_keys(profile: Profile) -> list[str]:
    """The keys of a rule that mean nothing under the profile."""
    missing = [step for step in LIMIT_STEPS if step not in steps_of(profile)]
    keys = [key for step in missing for key in (step, f"{step}_deficit")]
    return keys if profile.may_raise else [*keys, "raise_to_minimum"]


def nothing_to_raise_to(facts: Facts) -> Found:
    """Rules that raise to a minimum and have none."""
    for index, rule in enumerate(facts.scenario.rules):
        if rule.raise_to_minimum and not (rule.minimum or rule.minimum_deficit):
            message = f"the rule {rule.id!r} has no minimum to raise to"
            yield wrong(
                "rules",
                index,
                "raise_to_minimum",
                message,
                "a minimum or minimum_deficit above zero",
            )


def choices_outside_the_profile(facts: Facts) -> Found:
    """Choices of structures that their profile does not leave to them."""
    for index, structure in enumerate(facts.scenario.structures):
        profile = known_profile(facts, structure)
        if profile is None:
            continue
        name, level = f"profile {profile.id!r}", profile.order == "level_by_level"
        pro_rata = structure.when_short == "pro_rata"
        if not profile.may_share and structure.partial:
            message = f"{name} {ALL_OR_NOTHING}"
            yield wrong("structures", index, "partial", message, "partial = false")
        if not profile.may_share and pro_rata:
            message = f"{name} {ALL_OR_NOTHING}"
            yield wrong("structures", index, "when_short", message, "when_short = priority")
        if not level and not structure.credit_first:
            message = f"{name} sends up everything before it funds anybody, always"
            expected = "no credit_first, or a profile that goes level by level"
            yield wrong("structures", index, "credit_first", message, expected)
        if level and pro_rata and not structure.credit_first:
            message = "a header that goes strictly by priority cannot share pro rata"
            expected = "when_short = priority, or credit_first = true"
            yield wrong("structures", index, "when_short", message, expected)


def overdraws_outside_the_profile(facts: Facts) -> Found:
    """Links that may overdraw in passing where money comes down from the top anyway."""
    for index, link in enumerate(facts.scenario.links):
        structure = facts.structures.get(link.structure)
        profile = known_profile(facts, structure) if structure else None
        if link.overdraw_in_passing and profile and profile.order != "level_by_level":
            message = f"profile {profile.id!r} funds from the top down, so nobody has to overdraw"
            expected = "no overdraw_in_passing, or a profile that goes level by level"
            yield wrong("links", index, "overdraw_in_passing", message, expected)


PROFILE_PROBLEMS = (
    unknown_profiles,
    limits_of_profiles,
    limits_outside_the_profile,
    nothing_to_raise_to,
    choices_outside_the_profile,
    overdraws_outside_the_profile,
)
