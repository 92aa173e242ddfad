"""The name a misspelt one was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, None where nothing is like it.

    Upper and lower case do not count as a difference; ties go to the earlier code point.

    >>> nearest("curency", ["country", "currency", "id"]), nearest("xyz", ["id"])
    ('currency', None)
    """
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
