"""Wikilinks as ordinary links of Markdown, and the anchors that they lead to."""

from collections.abc import Iterable
from posixpath import dirname, relpath

from claimbook.diagnostics import Diagnostic, Span, code
from claimbook.links.headings import read_headings
from claimbook.links.links import Fault, Links
from claimbook.links.names import address, escaped
from claimbook.links.references import Destination
from claimbook.pages import PageScan, Wikilink

Edit = tuple[int, int, str]
"""A stretch of a page and what takes its place."""


def link_edits(links: Links, page: str, scan: PageScan, *, attributes: bool) -> list[Edit]:
    """What the wikilinks of a page become, and the anchors that links to it need.

    The author's own words of a link stay where they stand, macros in them included; a link that
    leads nowhere is left as it is.

    Args:
        links: where links lead.
        page: the page, relative to the folder of the pages.
        scan: what was found in its text, or in what a host made of it.
        attributes: whether the site reads lists of attributes, such as `{#id}`.
    """
    edits: list[Edit] = []
    for link in scan.wikilinks:
        found = links.resolve(page, link)
        if isinstance(found, Destination):
            edits += _rewritten(scan, link, found, page)
    needed = links.anchors(page)
    for heading in read_headings(scan, attributes=attributes) if needed else ():
        if heading.anchor in needed and not heading.has_id:
            start = heading.span.start
            edits.append((start, start, f'<span id="{heading.anchor}"></span>'))
    return sorted(edits)


def link_faults(links: Links, page: str, scan: PageScan) -> list[tuple[Span, Diagnostic]]:
    """The wikilinks of a page that lead nowhere, each with its place in the text that was read."""
    faults = []
    for link in scan.wikilinks:
        found = links.resolve(page, link)
        if isinstance(found, Fault):
            fault = Diagnostic(code(found.slug), found.message, link.span, found.hint)
            faults.append((link.span, fault))
    return faults


def _rewritten(
    scan: PageScan, link: Wikilink, destination: Destination, page: str
) -> Iterable[Edit]:
    href = address(
        ""
        if destination.path == page and destination.anchor is not None
        else relpath(destination.path, dirname(page) or "."),
        destination.anchor,
    )
    start, end, label = link.span.start, link.span.end, link.label
    if label is None or not label.content.strip():
        yield start, end, f"[{escaped(destination.title)}]({href})"
        return
    yield start, label.start, "["
    content = scan.text.content
    for place in range(label.start, label.end):
        # In a table it would end the cell; anywhere else the entity looks the same.
        if content[place] == "|" and content[place - 1] != "\\" and not scan.is_literal(place):
            yield place, place + 1, "&#124;"
    yield label.end, end, f"]({href})"
