"""Text from outside, made fit to be shown."""

import re

# Controls, zero-width characters, marks that turn the direction of writing, line and paragraph separators, surrogates.
_HIDDEN = "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"


def visible(text: str) -> str:
    """The text on one line, with each character that cannot be seen spelled out as `\\u{…}`."""
    # Most texts are plain, and then the pattern need not even be compiled.
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_HIDDEN, lambda match: f"\\u{{{ord(match.group()):x}}}", text)
