"""Characters that steer a terminal or turn the order of what is shown.

Pages, data and file names may come from a stranger; such a character in them could hide what a
message or a page says. They are shown as a mark, and so is what is no character at all: half of
a pair, and the two that XML cannot hold. Letters of every script pass, and the marks that
right-to-left text needs do too.
"""

import re

STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters but for tab and line feed, and overrides of the writing direction."""
MARK = "\ufffd"


def visible(text: str) -> str:
    """The text with a mark for each character that steers."""
    return STEERING.sub(MARK, text)
