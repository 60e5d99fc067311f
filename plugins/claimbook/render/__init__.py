"""Values in, text out: derivations and diagnostics for the page and for the terminal."""

from claimbook.render import terminal
from claimbook.render.faults import fault_html, head_html
from claimbook.render.figure import Figure, figure_html
from claimbook.render.html import (
    FootEntry,
    Past,
    backlinks_html,
    foot_html,
    number_html,
    source_html,
    verdict_html,
)
from claimbook.render.symbolic import symbolic
from claimbook.render.table import Cell, Table, link_html, table_html
from claimbook.render.text import explain
from claimbook.render.words import Words, check_language, words_of

__all__ = [
    "Cell",
    "Figure",
    "FootEntry",
    "Past",
    "Table",
    "Words",
    "backlinks_html",
    "check_language",
    "explain",
    "fault_html",
    "figure_html",
    "foot_html",
    "head_html",
    "link_html",
    "number_html",
    "source_html",
    "symbolic",
    "table_html",
    "terminal",
    "verdict_html",
    "words_of",
]
