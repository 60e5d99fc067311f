"""Options: the settings of a book, read from the configuration of its site."""

from claimbook.options.configuration import Setting
from claimbook.options.host import DOCS_BASE, PAGE_BASE, Snippets
from claimbook.options.reader import KEY_KINDS, PageKey
from claimbook.options.settings import DEFAULT_HEDGE, KNOWN, Options, read_options

__all__ = [
    "DEFAULT_HEDGE",
    "DOCS_BASE",
    "KEY_KINDS",
    "KNOWN",
    "PAGE_BASE",
    "Options",
    "PageKey",
    "Setting",
    "Snippets",
    "read_options",
]
