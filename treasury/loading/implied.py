"""What a structure does not say because its profile says it.

This happens to what was written, before records are formed, because only here it is known which
keys were given. The scenario that comes of it says everything itself.
"""

from treasury.loading.profiles import builtin_profiles
from treasury.loading.raw import Raw, Values
from treasury.pooling.profiles import Profile

FALSE = (False, "false", "no")
SAID_BY_PROFILES = {"partial": "may_share", "protect_participants": "protect_participants"}
"""Keys of a structure that are as its profile has them where they are not given, and which key of
the profile that is."""


def fill_in(raw: Raw) -> None:
    """Give structures what their profiles say and they do not."""
    known = {name: said_by(profile) for name, profile in builtin_profiles().items()}
    for rows in raw.rows:
        if rows.name == "profiles":
            known |= {str(each.get("id", "")): said_in(each) for each in rows.values}
    for rows in raw.rows:
        for values in rows.values if rows.name == "structures" else ():
            for key in known.get(str(values.get("profile", "standard")), []):
                values.setdefault(key, "false" if rows.medium == "csv" else False)


def said_by(profile: Profile) -> list[str]:
    """The keys of structures that are false under the profile."""
    return [key for key, said in SAID_BY_PROFILES.items() if not getattr(profile, said)]


def said_in(values: Values) -> list[str]:
    """The same of a profile as written."""
    words = {key: values.get(said) for key, said in SAID_BY_PROFILES.items()}
    return [
        key for key, word in words.items()
        if (word.lower() if isinstance(word, str) else word) in FALSE
    ]  # fmt: skip


def unsaid(profile: str, own: dict[str, Profile]) -> dict[str, bool]:
    """What the keys mean for a structure under this profile that does not give them."""
    found = own.get(profile) or builtin_profiles().get(profile)
    false = said_by(found) if found else []
    return {key: key not in false for key in SAID_BY_PROFILES}
