"""The name a misspelt one was probably meant to be."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

GUESSES_MAX = 50
LONGEST = 100


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, None where nothing is like it.

    Upper and lower case do not count as a difference; ties go to the earlier code point. Nothing
    is like a name of more than 100 characters: nobody misspells those.

    >>> nearest("curency", ["country", "currency", "id"]), nearest("xyz", ["id"])
    ('currency', None)
    """
    if len(name) > LONGEST:
        return None
    by_folded = {other.casefold(): other for other in sorted(known, reverse=True)}
    found = get_close_matches(name.casefold(), sorted(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def perhaps(name: str, known: Iterable[str]) -> str:
    """The suggestion as the end of a sentence, empty where there is none.

    >>> perhaps("HQ1", ["HQ-1"])
    ", perhaps 'HQ-1'"
    """
    suggestion = nearest(name, known)
    return f", perhaps {suggestion!r}" if suggestion else ""


def guesses(known: Iterable[str]) -> Callable[[str], str]:
    """A function that says `perhaps` for the first 50 different names, and nothing for more.

    Comparing takes long, and a wrong beginning of every id in a column is one mistake.
    """
    right = frozenset(known)
    said: dict[str, str] = {}

    def guess(name: str) -> str:
        if name not in said and len(said) < GUESSES_MAX:
            said[name] = perhaps(name, right)
        return said.get(name, "")

    return guess
