"""changes.atom: what the journal of a book says, for readers who subscribe to it.

An entry of the feed is an entry of the journal. Its days are those of the journal, so that the same
book gives the same bytes, and its ids follow from the site's address and the entry's path.
"""

from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from claimbook.book import Book
from claimbook.diagnostics import visible
from claimbook.locks import CAUSES, Acceptance, is_entry
from claimbook.render import Words, words_of
from claimbook.report import PageReport, Report

FEED = "changes.atom"
"""Its name, at the top of a site."""
MAX_ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_MAX_LISTED = 200
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def feed_text(book: Book, report: Report, address: Callable[[str], str | None]) -> str | None:
    """The feed as a text; None where the journal has no entry that the site shows.

    Args:
        book: the book, whose settings name the site.
        report: what a check of its published pages found.
        address: the address of a page relative to the site's; None for one that it does not show.
    """
    folder, options = book.options.journal, book.options
    entries = [
        (page, where)
        for path, page in sorted(
            report.pages.items(), key=lambda item: (item[1].day or "", item[0]), reverse=True
        )
        if is_entry(path, folder) and (where := address(path)) is not None
    ][:MAX_ENTRIES]
    if not entries:
        return None
    site = options.site_url or ""
    history = book.history(report.pages)
    top = Element("feed", {"xmlns": _ATOM, "xml:lang": options.language})
    _put(top, "title", options.site_name)
    _put(top, "id", site or _name(options.site_name, ""))
    SubElement(top, "link", {"rel": "self", "href": f"{site}{FEED}"})
    SubElement(top, "link", {"rel": "alternate", "href": site or "./"})
    _put(top, "updated", _instant(entries[0][0].day))
    _put(SubElement(top, "author"), "name", options.site_name)
    words = words_of(options.language)
    for page, where in entries:
        entry = SubElement(top, "entry")
        _put(entry, "title", page.title)
        _put(entry, "id", f"{site}{where}" if site else _name(options.site_name, page.path))
        SubElement(entry, "link", {"rel": "alternate", "href": f"{site}{where}"})
        _put(entry, "updated", _instant(page.day))
        if summary := page.front_matter.get("description"):
            _put(entry, "summary", summary)
        told = "\n".join(_told(page, history.acceptances, words))
        if told:
            _put(entry, "content", told).set("type", "text")
    indent(top)
    text: str = tostring(top, encoding="unicode")
    return f"{_HEAD}\n{text}\n"


def page_address(path: str, *, is_folder: bool) -> str:
    """The address of a page as MkDocs makes it, relative to the site's.

    Args:
        path: the page, relative to the folder of the pages.
        is_folder: whether addresses are folders.
    """
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0] if name.lower() != "readme.md" else "index"
    if not is_folder:
        return quote(f"{folder}/{stem}.html".lstrip("/"))
    return quote("/".join(part for part in (folder, "" if stem == "index" else stem) if part)) + "/"


def feed_link(address: str, title: str) -> str:
    """The element for the head of a page that tells of the feed."""
    kind = 'type="application/atom+xml"'
    return f'<link rel="alternate" {kind} title="{escape(title)}" href="{escape(address)}">'


def _told(page: PageReport, acceptances: Iterable[Acceptance], words: Words) -> Iterable[str]:
    """What was accepted on that day, a number to a line."""
    for acceptance in acceptances:
        if acceptance.entry != page.path:
            continue
        yield acceptance.why
        if acceptance.first:
            yield words.first.format(acceptance.first)
        for cause, revision in list(acceptance.revisions)[:_MAX_LISTED]:
            told = words.cause(cause) if cause in CAUSES else cause
            yield f"{revision.was} \u2192 {revision.now or '-'} ({told}; {revision.page})"


def _put(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = visible(text)
    return element


def _instant(day: str | None) -> str:
    return f"{day}T00:00:00Z"


def _name(site: str, path: str) -> str:
    """What names something for ever where no address does."""
    return uuid5(NAMESPACE_URL, f"claimbook:{site}/{path}").urn
