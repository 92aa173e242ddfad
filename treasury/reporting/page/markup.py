"""HTML that is escaped by construction: text becomes markup only through `tag` and `joined`.

What a user wrote (names, texts, ids) arrives as `str` and is escaped; only `Html` is not.
"""

import html
from collections.abc import Iterable

VOID = ("meta", "br", "col")


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(value: str) -> Html:
    """The text as markup; what is markup already stays as it is.

    >>> escaped("<script>"), escaped(Html("<b>"))
    ('&lt;script&gt;', '<b>')
    """
    return value if isinstance(value, Html) else Html(html.escape(value, quote=True))


def tag(name: str, /, *children: str, **attributes: str | None) -> Html:
    """An element with its children; `class_` is the class, `data_x` the attribute `data-x`.

    >>> tag("td", "a < b", class_="num")
    '<td class="num">a &lt; b</td>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value, quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        assert not children, f"<{name}> holds nothing"
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{''.join(map(escaped, children))}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """The parts one after the other, each escaped unless it is markup."""
    return Html("".join(map(escaped, parts)))
