"""Values in, text out: derivations and diagnostics for the page and for the terminal."""

from claimbook.render import terminal
from claimbook.render.html import FootEntry, backlinks_html, fault_html, foot_html, number_html
from claimbook.render.symbolic import symbolic
from claimbook.render.text import explain
from claimbook.render.words import words_of

__all__ = [
    "FootEntry",
    "backlinks_html",
    "explain",
    "fault_html",
    "foot_html",
    "number_html",
    "symbolic",
    "terminal",
    "words_of",
]
