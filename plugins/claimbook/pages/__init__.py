"""Pages: which of their words are macros, and what the expressions of macros evaluate to."""

from claimbook.pages.block_macros import misplaced
from claimbook.pages.definitions import Defined, PageNames, definers
from claimbook.pages.display import Display, print_value
from claimbook.pages.evaluator import (
    RESERVED,
    Environment,
    Evaluated,
    Statement,
    Value,
    evaluate,
)
from claimbook.pages.frontmatter import (
    Field,
    FrontMatter,
    plain_fields,
    read_front_matter,
    written_fields,
)
from claimbook.pages.grid import Block, Grid, GridCell, Listing, Plot
from claimbook.pages.rules import check_front_matter
from claimbook.pages.scanner import Macro, PageScan, scan_page
from claimbook.pages.selection import PAGE_SUFFIXES, select_pages
from claimbook.pages.snippets import Assembly, assemble, base_folders
from claimbook.pages.substitution import substitute
from claimbook.pages.wikilinks import Wikilink

__all__ = [
    "PAGE_SUFFIXES",
    "RESERVED",
    "Assembly",
    "Block",
    "Defined",
    "Display",
    "Environment",
    "Evaluated",
    "Field",
    "FrontMatter",
    "Grid",
    "GridCell",
    "Listing",
    "Macro",
    "PageNames",
    "PageScan",
    "Plot",
    "Statement",
    "Value",
    "Wikilink",
    "assemble",
    "base_folders",
    "check_front_matter",
    "definers",
    "evaluate",
    "misplaced",
    "plain_fields",
    "print_value",
    "read_front_matter",
    "scan_page",
    "select_pages",
    "substitute",
    "written_fields",
]
