"""Every kind of diagnostic, by number and slug. A retired number is never used again.

Families: CB1 data, CB2 quotations, CB3 macros and pages, CB4 units and formulas, CB5 claims,
CB6 lock and journal, CB7 project. The severity belongs to the code, not to the caller; the book
may have drift told as a warning.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""A note is worth reading and stops nothing, not even a strict build."""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: `CB501`, `claim-contradicted`, and what it means in a sentence."""

    number: str
    slug: str
    severity: Severity
    meaning: str

    def __str__(self) -> str:
        return f"{self.number} {self.slug}"


_TABLE = """
CB101 error   yaml-syntax          the file is not valid YAML
CB102 error   duplicate-key        a key stands twice in one mapping
CB103 error   unknown-key          a key that nothing reads
CB104 error   missing-key          a key that must be there is not
CB105 error   missing-unit         a bare number where a quantity with a unit is meant
CB106 error   missing-source       a spec that names no source
CB107 error   unknown-source       a source that data/sources does not have
CB108 error   unreadable-value     a value that is not a number and a unit
CB109 error   wrong-dimension      a unit that does not fit what the spec is
CB110 error   invalid-id           a file name or id of the wrong form
CB111 error   duplicate-id         two files describe one id
CB112 warning empty-file           a data file that says nothing
CB113 error   wrong-type           a mapping, list or text where another is meant
CB114 warning unknown-kind         a kind that no formula library registers
CB115 error   invalid-date         a date that is not YYYY-MM-DD
CB116 warning stale-source         a source older than its own limit
CB117 error   not-text             a file that is not UTF-8 text
CB118 error   invalid-choice       a word outside the closed list of its key
CB119 error   missing-raw          a raw file that does not exist
CB120 error   too-large            a file beyond the limits that keep a build bounded
CB121 error   yaml-feature         a part of YAML that data files leave out
CB122 error   expired-source       a source older than the limit that makes it an error
CB123 error   invalid-duration     a period that is not a number of days or weeks
CB201 error   quote-not-found      a quotation that its raw file does not contain
CB202 error   quote-ambiguous      a quotation found more than once
CB203 error   quote-without-number a quotation that does not contain the number it supports
CB204 error   quote-disagrees      a quotation whose number is not the spec's value
CB205 error   raw-empty            a raw file with no text to quote
CB206 error   raw-changed          a raw file that differs from its recorded hash
CB207 error   quote-too-short      a quotation too short to be told from chance
CB301 error   macro-unclosed       a macro that starts and never ends
CB302 error   macro-unspaced       a macro without the spaces inside << >>
CB303 error   macro-syntax         an expression that cannot be parsed
CB304 error   not-allowed          a construct the expression language leaves out
CB305 error   unknown-name         a macro or formula that does not exist
CB306 error   unknown-spec         a spec or subject that data/ does not have
CB307 error   invalid-argument     an argument that the macro cannot take
CB308 error   unknown-attribute    an attribute that the result does not have
CB309 error   unknown-filter       a filter that does not exist
CB310 error   duplicate-macro-id   two macros with one id
CB311 error   fence-unclosed       a code fence that never ends, with a macro in it
CB312 warning macro-in-code        a macro inside indented code, where it is not evaluated
CB313 error   front-matter         front matter that is not valid YAML
CB314 error   limit-exceeded       an expression beyond the limits that keep a build bounded
CB315 error   not-printable        a result that has no printed form
CB316 error   block-misplaced      a macro that makes a block, among other words
CB317 warning fullwidth-macro      fullwidth angle brackets that look like a macro
CB318 error   macro-in-literal     a macro evaluated where the page shows code
CB319 warning looks-like-html      angle brackets in prose that a browser reads as a tag
CB320 error   snippet-unfollowed   an inclusion that the check cannot follow
CB321 warning macro-uncalled       a spec or macro between << >> that calls nothing
CB322 error   duplicate-definition a name that its page defines twice
CB323 warning unused-definition    a name that its page defines and does not use
CB330 error   link-unknown         a wikilink to a page or source that the book does not have
CB331 error   link-ambiguous       a wikilink that may mean several pages or headings
CB332 error   heading-unknown      a wikilink to a heading that its page does not have
CB333 error   link-unpublished     a wikilink to a page that the site leaves out
CB334 error   link-embeds          a wikilink that asks for the content of a page
CB335 error   dates-reversed       a page that was updated before it was created
CB401 error   unknown-unit         a unit outside the closed table
CB402 error   dimension-mismatch   quantities of different dimensions combined
CB403 error   scope-refused        a formula asked for something it does not apply to
CB404 error   division-by-zero     a division by zero
CB405 error   formula-failed       a formula that failed on valid input
CB406 error   formula-unit         a formula whose result is not in its declared unit
CB407 warning unit-style           a unit spelled in a way that misleads
CB501 error   claim-contradicted   a claim that the recomputed value does not support
CB502 error   claim-unreadable     a claim whose words state no quantity
CB503 error   claim-ambiguous      a claim that can be read in two ways
CB504 error   claim-unit           a claim in another unit than the value it is about
CB505 error   claim-unsourced      a claim whose derivation reaches no sourced spec
CB506 warning claim-marginal       a comparison that holds, with an interval across its boundary
CB507 warning waiver-unneeded      a waiver of a claim that holds
CB508 warning claim-doubtful       a comparison that only its approximate inputs could make true
CB601 error   number-drifted       a published number that the page now shows otherwise
CB602 error   number-lost          a published number that no page has any more
CB603 note    value-moved          a value that moved under the text that was published
CB604 error   lock-missing         a book that must have a lock and has none
CB605 error   lock-unreadable      a line of the lock that is no locked number
CB606 error   lock-conflict        a lock with two sides of a merge
CB607 error   journal-unreadable   an acceptance in the journal that cannot be read
CB608 error   journal-disagrees    an acceptance in the journal that the lock does not bear out
CB609 warning accept-unfinished    an acceptance that was interrupted
CB610 warning page-outdated        a page that says it is older than one of its numbers
CB701 error   invalid-option       a setting that does not exist or cannot be used
CB702 error   nothing-to-check     a run that found nothing to check where something must be
CB703 error   formulas-unusable    a formula library that cannot be loaded
CB704 error   missing-folder       a folder of the book that does not exist
CB705 error   site-leftover        a macro, or what stands for one, in the finished site
CB706 error   source-unreachable   a web address that gives no document
CB707 error   not-written          a file that cannot be written
"""


_SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning", "note": "note"}


def _read_table() -> dict[str, Code]:
    codes: dict[str, Code] = {}
    for line in _TABLE.strip().splitlines():
        number, severity, slug, meaning = line.split(maxsplit=3)
        codes[slug] = Code(number, slug, _SEVERITIES[severity], meaning)
    return codes


CODES: dict[str, Code] = _read_table()
"""All codes by slug, in the order of their numbers."""


def code(slug: str) -> Code:
    """The code of that slug.

    Raises:
        KeyError: no such code; a slug is written by us, never by an author.
    """
    return CODES[slug]
