"""changes.atom: what it says of a journal, to the letter, and what no words can do to it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from claimbook.exports import feed_link, feed_text, page_address

ATOM = "{http://www.w3.org/2005/Atom}"
CONFIG = """\
site_name: A <b>book</b>
docs_dir: wiki
plugins:
  - claimbook: {language: en}
"""
FILES = {
    "data/heater.yml": "name: A heater\npower: {value: 2 kW, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "wiki/index.md": '# Top\n\nIt draws << spec("heater.power") >>.\n',
    "wiki/journal/index.md": "# The journal\n",
    "wiki/journal/2026-01-05.md": "# The first edition\n",
    "wiki/journal/2026-02-10.md": (
        "---\n"
        "title: 'Now << spec(\"heater.power\") >> & more'\n"
        "description: 'From 1 kW to << spec(\"heater.power\") >>'\n"
        "accepted:\n"
        "  - why: the heater was replaced\n"
        "    causes:\n"
        '      - cause: "heater.power: 1 kW \u2192 2 kW"\n'
        "        numbers:\n"
        '          - {id: a, page: wiki/index.md, was: "1 kW", now: "2 kW"}\n'
        '          - {id: b, page: wiki/index.md, was: "3 kW"}\n'
        "---\n\n# February\n\n<< changes() >>\n"
    ),
}


@pytest.fixture
def feed(book: Callable[..., Any]) -> Callable[..., Element | None]:
    """The feed of a book, read by a parser; pages are shown unless they are named."""

    def read(
        files: dict[str, str], config: str = CONFIG, unseen: tuple[str, ...] = ()
    ) -> Element | None:
        opened = book(files, config)
        address = partial(page_address, is_folder=opened.options.directory_urls)
        made = feed_text(
            opened, opened.check(), lambda path: None if path in unseen else address(path)
        )
        return None if made is None else fromstring(made)

    return read


def texts(entry: Element) -> dict[str, str]:
    return {each.tag.removeprefix(ATOM): each.text or "" for each in entry}


def links(element: Element) -> dict[str, str]:
    return {each.attrib["rel"]: each.attrib["href"] for each in element.findall(f"{ATOM}link")}


def test_each_entry_of_the_journal_is_an_entry_the_newest_first(feed: Any) -> None:
    top = feed(FILES, f"{CONFIG}site_url: https://example.org/b/\n")
    assert top.tag == f"{ATOM}feed"
    assert links(top) == {
        "self": "https://example.org/b/changes.atom",
        "alternate": "https://example.org/b/",
    }
    said = texts(top)
    assert (said["id"], said["updated"]) == ("https://example.org/b/", "2026-02-10T00:00:00Z")
    newest, oldest = top.findall(f"{ATOM}entry")
    assert texts(newest) == {
        "title": "Now 2 kW & more",
        "id": "https://example.org/b/journal/2026-02-10/",
        "link": "",
        "updated": "2026-02-10T00:00:00Z",
        "summary": "From 1 kW to 2 kW",
        "content": (
            "the heater was replaced\n"
            "1 kW \u2192 2 kW (heater.power: 1 kW \u2192 2 kW; wiki/index.md)\n"
            "3 kW \u2192 - (heater.power: 1 kW \u2192 2 kW; wiki/index.md)"
        ),
    }
    assert links(newest) == {"alternate": "https://example.org/b/journal/2026-02-10/"}
    assert texts(oldest)["title"] == "The first edition"
    assert "content" not in texts(oldest)


def test_without_an_address_of_the_site_the_ids_hold_and_the_links_are_relative(feed: Any) -> None:
    top = feed(FILES)
    assert links(top) == {"self": "changes.atom", "alternate": "./"}
    entry = top.find(f"{ATOM}entry")
    assert links(entry) == {"alternate": "journal/2026-02-10/"}
    names = [each.text for each in top.iter(f"{ATOM}id")]
    assert len(set(names)) == 3
    assert all(name.startswith("urn:uuid:") for name in names)
    later = {**FILES, "wiki/journal/2026-03-01.md": "# March\n"}
    assert set(names) < {each.text for each in feed(later).iter(f"{ATOM}id")}


def test_a_feed_holds_text_and_no_markup_of_anybody(feed: Any) -> None:
    words = '</title><script>alert(1)</script> & \\" ]]> \\u001b[31m \\uFFFE'
    page = (
        f'---\ntitle: "{words}"\ndescription: "{words}"\naccepted:\n  - why: "{words}"\n'
        f'    causes:\n      - cause: "{words}"\n        numbers:\n'
        f'          - {{id: a, page: "{words}", was: "{words}", now: "{words}"}}\n---\n\n# A\n'
    )
    top = feed({**FILES, "wiki/journal/2026-02-10.md": page})
    tags = {each.tag.removeprefix(ATOM) for each in top.iter()}
    assert tags == {
        *("feed", "title", "id", "link", "updated", "author", "name"),
        *("entry", "summary", "content"),
    }
    entry = top.find(f"{ATOM}entry")
    for name in ("title", "summary", "content"):
        (said,) = entry.findall(f"{ATOM}{name}")
        assert said.text.startswith('</title><script>alert(1)</script> & " ]]> ')
        assert "\x1b" not in said.text
        assert said.attrib in ({}, {"type": "text"})


def test_no_derivation_and_no_macro_is_in_it(feed: Any) -> None:
    said = "".join(feed(FILES).itertext())
    assert "A sheet" not in said
    assert "<<" not in said
    assert "cb-" not in said


def test_a_page_that_the_site_does_not_show_is_not_in_it(feed: Any) -> None:
    top = feed(FILES, unseen=("journal/2026-02-10.md",))
    assert [texts(each)["title"] for each in top.findall(f"{ATOM}entry")] == ["The first edition"]
    assert texts(top)["updated"] == "2026-01-05T00:00:00Z"


def test_a_journal_without_entries_has_no_feed(feed: Any) -> None:
    kept = {path: text for path, text in FILES.items() if "journal/2026" not in path}
    assert feed(kept) is None


def test_the_newest_fifty_are_enough(feed: Any) -> None:
    many = {
        f"wiki/journal/2025-{1 + day // 28:02}-{1 + day % 28:02}.md": "# D\n" for day in range(60)
    }
    days = [each.text for each in feed({**FILES, **many}).iter(f"{ATOM}updated")]
    assert len(days) == 51
    assert days[1:] == sorted(days[1:], reverse=True)


def test_the_same_book_has_the_same_feed(book: Callable[..., Any]) -> None:
    made = [
        feed_text(opened, opened.check(), lambda path: path)
        for opened in (book(FILES, CONFIG), book(dict(reversed(FILES.items())), CONFIG))
    ]
    assert made[0] == made[1]


def test_the_element_of_a_head_holds_any_name_of_a_site() -> None:
    assert feed_link("../changes.atom", 'A "<b>" & C') == (
        '<link rel="alternate" type="application/atom+xml" title="A &quot;&lt;b&gt;&quot; &amp; C"'
        ' href="../changes.atom">'
    )


@pytest.mark.parametrize(
    ("path", "is_folder", "address"),
    [
        ("index.md", True, "/"),
        ("journal/2026-01-05.md", True, "journal/2026-01-05/"),
        ("journal/README.md", True, "journal/"),
        ("journal/2026-01-05.md", False, "journal/2026-01-05.html"),
        ("日志/一.md", False, "%E6%97%A5%E5%BF%97/%E4%B8%80.html"),
    ],
)
def test_an_address_is_the_one_that_mkdocs_makes(path: str, is_folder: bool, address: str) -> None:
    assert page_address(path, is_folder=is_folder) == address
