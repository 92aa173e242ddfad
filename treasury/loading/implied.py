"""What a structure does not say because its profile, or another structure, says it.

    structures like another one take over its keys and links -> profiles say the rest

This happens to what was written, before records are formed, because only here it is known which
keys were given. The scenario that comes of it says everything itself.
"""

from treasury.loading.profiles import builtin_profiles
from treasury.loading.raw import Raw, Rows, Values
from treasury.pooling.profiles import Profile

NOT_TAKEN = ("id", "name")
FALSE = (False, "false", "no")
SAID_BY_PROFILES = {"partial": "may_share", "protect_participants": "protect_participants"}
"""Keys of a structure that are as its profile has them where they are not given, and which key of
the profile that is."""


def take_over(raw: Raw) -> None:
    """Give structures that are like another its keys and its links, where they have none.

    Of links, a participant's own line takes the place of all the other structure's lines of it.
    What cannot be resolved (an unknown structure, a circle, another file) is left as it stands.
    """
    written = {str(each.get("id")): (rows, each) for rows, each in of_list(raw, "structures")}
    like = {name: each.get("like") for name, (_, each) in written.items()}
    for name, (rows, values) in written.items():
        models = chain(name, like)
        if not models or any(written[model][0] is not rows for model in models):
            continue
        own = dict(values)
        for model in models:
            own = {**{k: v for k, v in written[model][1].items() if k not in NOT_TAKEN}, **own}
            copy_links(raw, model, name)
        values.update(own)
        values.pop("like")


def chain(name: str, like: dict[str, object]) -> list[str]:
    """The structures that this one is like, the nearest first; [] where there is no such chain.

    >>> chain("c", {"a": None, "b": "a", "c": "b"}), chain("a", {"a": "a"}), chain("a", {"a": "x"})
    (['b', 'a'], [], [])
    """
    found: list[str] = []
    while like.get(name) is not None:
        name = str(like[name])
        if name not in like or name in found:
            return []
        found.append(name)
    return found


def of_list(raw: Raw, name: str) -> list[tuple[Rows, Values]]:
    """The records of a list as written, each with the rows it stands in."""
    return [(rows, each) for rows in raw.rows if rows.name == name for each in rows.values]


def copy_links(raw: Raw, model: str, name: str) -> None:
    """Give the structure the model's links, but those of participants it has links of."""
    links = [each for _, each in of_list(raw, "links")]
    own = {str(each.get("participant")) for each in links if each.get("structure") == name}
    for rows in raw.rows:
        if rows.name != "links":
            continue
        for values, origin in list(zip(rows.values, rows.origins, strict=True)):
            if values.get("structure") == model and str(values.get("participant")) not in own:
                rows.values.append({**values, "structure": name})
                rows.origins.append(origin)


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
