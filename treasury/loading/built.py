"""The words of a field that a run obeys so far, where its record knows more of them.

The others are refused when the meaning of a scenario is looked at; here they are only not
offered to somebody who misspelt one, and the published schema says which they are.
"""

from treasury.pooling.rules import Rule

BUILT_WORDS: dict[tuple[type, str], tuple[str, ...]] = {
    (Rule, "basis"): ("book",),
}
