"""Books whose configuration names other plugins too: each with a real build."""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs import utils
from mkdocs.exceptions import Abort

from claimbook import open_book

POWER = '<< spec("heater.power") >>'
LOSS = '<< spec("heater.loss") >>'
TRUE = '<< claim("2 kW", spec("heater.power")) >>'
FALSE = '<< claim("9 kW", spec("heater.power")) >>'
LEFT = re.compile(r"<<|&lt;&lt;|%3C%3C|claimbookq*[0-9]+z|\x02|\x03", re.IGNORECASE)

PAGE = f"""\
---
title: 'Heat of {POWER}'
description: 'It draws {POWER}'
tags: ['{POWER}']
---

# Heat of {POWER}

It draws {TRUE}.

## Loss {LOSS}

It loses {LOSS}.

```text
{POWER}
```
"""
INDEX = f"# Top\n\nIt draws {TRUE}.\n"


@pytest.fixture
def book(heaters: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The book of heaters in a working folder of its own, as a command line would see it."""
    monkeypatch.chdir(heaters.folder)
    # What a neighbour replaces in MkDocs must not outlive a build that fails.
    monkeypatch.setattr(utils, "clean_directory", utils.clean_directory)
    heaters.write({"wiki/index.md": INDEX, "wiki/heat.md": PAGE})
    yield heaters
    logging.getLogger("mkdocs.commands.build").filters.clear()


def neighbours(book: Any, *plugins: str, material: bool = False) -> None:
    """Set the plugins, `claimbook` included, in this order."""
    lines = "".join(f"  - {plugin}\n" for plugin in plugins)
    book.configure(replace=("plugins:\n  - claimbook\n", f"plugins:\n{lines}"))
    if material:
        book.configure(replace=("{name: mkdocs}", "{name: material, font: false}"))


def both_orders(plugin: str) -> Any:
    return pytest.mark.parametrize(
        "plugins", [(plugin, "claimbook"), ("claimbook", plugin)], ids=["before", "after"]
    )


def counts(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [each.getMessage() for each in caplog.records]
    return [line for line in lines if line.startswith("claimbook: pages:")]


def assert_clean(book: Any, parse: Callable[[str], Any]) -> None:
    """No page of the site holds a word of ours or a raw macro, but where it shows code."""
    for path in sorted(book.site.rglob("*.html")):
        page = parse(path.read_text(encoding="utf-8"))
        for node in page.walk():
            assert not [name for name in node.attributes.values() if LEFT.search(name)], path
            if node.tag in {"code", "script"} or {"code", "script"} & set(node.ancestors):
                continue
            own = "".join(child for child in node.children if isinstance(child, str))
            assert not LEFT.search(own), (path, own)
        names = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
        # A tag is what it says, and so is the title of a post in a listing: Material makes the
        # anchors of both from the finished text.
        assert not [name for name in names if re.search("^(?!tag:|(post|other)-of).*2-kw", name)]
        assert len(names) == len(set(names)), path


def assert_shown(
    book: Any, path: str = "heat/index.html", title: str = "Heat of 2 kW - Heaters"
) -> None:
    page = book.page(path)
    # A minified page has no tag of its head; its drawings have titles too.
    assert [node.text for node in page.all("title") if "svg" not in node.ancestors] == [title]
    assert page.one("h1").text.startswith("Heat of 2 kW")
    assert "2\u00a0kW" in [node.text for node in page.all("button", "cb-number")]
    assert POWER in [node.text.strip() for node in page.all("code")]
    assert "A sheet" in page.one("section", "cb-derivations").text


def search_index(book: Any) -> Any:
    return json.loads((book.site / "search/search_index.json").read_text(encoding="utf-8"))


def git(folder: Path, *command: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *settings, *command], cwd=folder, check=True, capture_output=True)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestMacros:
    """mkdocs-macros-plugin."""

    @both_orders("macros")
    def test_b35_templates_and_macros_stand_in_one_page(
        self, book: Any, parse: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.configure("extra: {maker: Acme}")
        book.write({"wiki/index.md": f"# Of {{{{ maker }}}}\n\nIt draws {TRUE}.\n"})
        caplog.set_level(logging.INFO)
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book)
        assert book.page().one("h1").text.startswith("Of Acme")
        assert [" macros: 8, claims checked: 2," in line for line in counts(caplog)] == [True]

    @both_orders("macros")
    def test_a_contradiction_that_a_template_makes_stops_the_build(
        self, book: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.configure("extra: {said: '9 kW'}")
        book.write({"wiki/index.md": '# T\n\n<< claim("{{ said }}", spec("heater.power")) >>\n'})
        with pytest.raises(Abort):
            book.build()
        assert "wiki/index.md:3:" in caplog.text
        assert not book.site.exists()


class TestGenFiles:
    """mkdocs-gen-files."""

    SCRIPT = (
        "import mkdocs_gen_files\n"
        "with mkdocs_gen_files.open('made/page.md', 'w') as file:\n"
        "    file.write({text!r})\n"
    )

    @pytest.fixture(autouse=True)
    def folders(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """The plugin's own folders, which it leaves behind where a build fails."""
        made = []

        def make(**options: Any) -> tempfile.TemporaryDirectory[str]:
            made.append(original(**options))
            return made[-1]

        original = tempfile.TemporaryDirectory
        monkeypatch.setattr(tempfile, "TemporaryDirectory", make)
        yield
        for folder in made:
            folder.cleanup()

    @both_orders("gen-files: {scripts: [make.py]}")
    def test_b103_a_generated_page_is_evaluated_and_counted_once(
        self, book: Any, parse: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.write({"make.py": self.SCRIPT.format(text=PAGE)})
        caplog.set_level(logging.INFO)
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book, "made/page/index.html")
        assert ["pages: 3, macros: 15," in line for line in counts(caplog)] == [True]

    @both_orders("gen-files: {scripts: [make.py]}")
    def test_b103_a_contradiction_on_a_generated_page_stops_the_build_with_its_name(
        self, book: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.write({"make.py": self.SCRIPT.format(text=f"# Made\n\n{FALSE}\n")})
        with pytest.raises(Abort):
            book.build()
        assert "wiki/made/page.md:3:" in caplog.text
        assert not book.site.exists()


class TestNavigation:
    """mkdocs-awesome-nav, mkdocs-literate-nav, mkdocs-section-index, mkdocs-redirects."""

    @both_orders("awesome-nav")
    def test_b20_awesome_nav_shows_plain_titles(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins)
        book.write({"wiki/.nav.yml": "nav:\n  - index.md\n  - heat.md\n"})
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book)
        assert "Heat of 2 kW" in [node.text for node in book.page().all("a", "nav-link")]

    @both_orders("literate-nav: {nav_file: SUMMARY.md}")
    def test_literate_nav_shows_plain_titles(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins)
        book.write({"wiki/SUMMARY.md": "- [Top](index.md)\n- [Power](heat.md)\n"})
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book, title="Power - Heaters")

    @both_orders("section-index")
    def test_a_section_index_shows_a_plain_title(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins, material=True)
        book.write({"wiki/part/index.md": PAGE, "wiki/part/a.md": "# A\n"})
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book, "part/index.html")
        links = {node.text.strip() for node in book.page().all("a", "md-nav__link")}
        assert "Heat of 2 kW" in links

    @both_orders("redirects: {redirect_maps: {old.md: heat.md}}")
    def test_a_redirect_leads_to_a_page(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins)
        book.build(strict=True)
        assert_clean(book, parse)
        assert "../heat/" in (book.site / "old/index.html").read_text(encoding="utf-8")


class TestMinify:
    """mkdocs-minify-html-plugin."""

    @both_orders("minify_html")
    def test_a_minified_page_shows_the_same(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins)
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book)


class TestGit:
    """mkdocs-git-revision-date-localized-plugin and mike."""

    DATES = "git-revision-date-localized: {enable_creation_date: true, type: iso_date}"

    @both_orders(DATES)
    def test_b105_pages_that_git_does_not_know_raise_no_warning_of_ours(
        self, book: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins, material=True)
        book.configure(replace=("- claimbook\n", "- claimbook: {generated: reference}\n"))
        git(book.folder, "init")
        git(book.folder, "add", ".")
        git(book.folder, "commit", "-m", "a", "--date", "2024-01-02T03:04:05Z")
        book.build(strict=True)
        assert_shown(book)
        assert (
            book.page("reference/subjects/heater/index.html").one("h1").text.startswith("A heater")
        )

    @both_orders(DATES)
    def test_b105_a_change_of_data_gives_no_page_another_date(
        self, book: Any, plugins: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        neighbours(book, *plugins, material=True)
        git(book.folder, "init")
        for date, old, new in (("2024-01-02", "", ""), ("2025-06-07", "2 kW", "2.0 kW")):
            data = book.folder / "data/heater.yml"
            data.write_text(data.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
            monkeypatch.setenv("GIT_COMMITTER_DATE", f"{date}T03:04:05Z")
            git(book.folder, "add", ".")
            git(book.folder, "commit", "-m", "a", "--date", f"{date}T03:04:05Z")
            book.build(strict=True)
            html = (book.site / "heat/index.html").read_text(encoding="utf-8")
            assert "2024-01-02" in html
            assert "2025-06-07" not in html
        assert "2.0\u00a0kW" in html

    def test_mike_publishes_a_version_and_not_a_contradiction(
        self, book: Any, parse: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # mike builds with ProperDocs where that is installed, which has no theme of its own.
        neighbours(book, "claimbook", "mike", material=True)
        git(book.folder, "init")
        git(book.folder, "add", ".")
        git(book.folder, "commit", "-m", "a")
        git(book.folder, "config", "user.name", "A")
        git(book.folder, "config", "user.email", "a@b.c")
        programs = str(Path(sys.executable).parent)
        monkeypatch.setenv("PATH", os.pathsep.join([programs, os.environ["PATH"]]))
        done = run("mike", "deploy", "1")
        assert done.returncode == 0, done.stderr
        git(book.folder, "checkout", "gh-pages")
        page = parse((book.folder / "1/heat/index.html").read_text(encoding="utf-8"))
        assert page.one("h1").text.startswith("Heat of 2 kW")
        git(book.folder, "checkout", "main")
        book.write({"wiki/index.md": f"# T\n\n{FALSE}\n"})
        done = run("mike", "deploy", "2")
        assert done.returncode != 0
        git(book.folder, "checkout", "-f", "gh-pages")
        assert not (book.folder / "2").exists()


class TestMaterial:
    """Plugins that come with Material for MkDocs."""

    POST = f"""\
---
date: 2024-01-02
title: 'Post of {POWER}'
tags: ['{POWER}']
categories: [Heat]
---

Before {TRUE}.

## Part {LOSS}

<!-- more -->

After {LOSS}.
"""

    @both_orders("blog")
    @pytest.mark.parametrize("separator", ["<!-- more -->", ""])
    def test_b22_posts_and_their_listings_show_the_numbers(
        self, book: Any, parse: Any, plugins: tuple[str, ...], separator: str, caplog: Any
    ) -> None:
        neighbours(book, *plugins, material=True)
        post = self.POST.replace("<!-- more -->", separator)
        book.write({"wiki/blog/index.md": "# Blog\n", "wiki/blog/posts/one.md": post})
        book.write(
            {"wiki/blog/posts/two.md": post.replace("Post of", "Other of").replace("Part", "Piece")}
        )
        caplog.set_level(logging.INFO)
        book.build(strict=True)
        assert [" macros: 18, claims checked: 4," in line for line in counts(caplog)] == [True]
        assert_clean(book, parse)
        for path in ("blog", "blog/archive/2024", "blog/category/heat"):
            page = book.page(f"{path}/index.html")
            titles = {node.text.strip() for node in page.all("h2")}
            assert {"Post of 2 kW", "Other of 2 kW"} <= titles
            numbers = page.all("a", "cb-number")
            assert "2\u00a0kW" in [node.text for node in numbers]
            assert page.all("section", "cb-derivations") == []
            for node in numbers:
                href = node.attributes["href"]
                target, _, name = href.partition("#")
                there = (book.site / path / target / "index.html").resolve()
                assert parse(there.read_text(encoding="utf-8")).by_id(name)

    @both_orders("blog")
    def test_a_contradiction_in_a_post_stops_the_build_with_its_name(
        self, book: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins, material=True)
        book.write(
            {
                "wiki/blog/index.md": "# Blog\n",
                "wiki/blog/posts/one.md": self.POST.replace(TRUE, FALSE),
            }
        )
        with pytest.raises(Abort):
            book.build()
        assert "wiki/blog/posts/one.md:8:" in caplog.text

    @both_orders("tags")
    def test_b22_a_page_of_tags_shows_plain_tags_and_titles(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins, material=True)
        book.write({"wiki/tags.md": "# Tags\n\n<!-- material/tags -->\n"})
        book.build(strict=True)
        assert_clean(book, parse)
        page = book.page("tags/index.html")
        assert "2 kW" in [node.text.strip() for node in page.all(css="md-tag")]
        article = page.one("article")
        assert "Heat of 2 kW" in [node.text.strip() for node in article.all("a")]

    @both_orders("privacy: {assets_exclude: [unpkg.com/*]}")
    def test_privacy_leaves_the_numbers_alone(
        self, book: Any, parse: Any, plugins: tuple[str, ...]
    ) -> None:
        neighbours(book, *plugins, material=True)
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book)


class TestSearch:
    """The search of MkDocs, and that of Material."""

    TEXT = """\
# Speeds

It has << q("989 TFLOP/s", source="sheet") >>, so it is << q("2.2", source="sheet") | times >> as
fast, or << q("2.2", source="sheet") | sig(2) >>.

## More << spec("heater.power") >>

Loses << spec("heater.loss") >>.
"""
    DEFAULT = r"[\s\-]+"
    RECOMMENDED = r"""[\s\u200b\-_,:!=\[\]()"`/]+|\.(?!\d)"""

    @pytest.mark.parametrize("material", [False, True])
    @both_orders("search")
    def test_b98_b99_the_index_holds_what_the_page_says_and_no_derivation(
        self, book: Any, plugins: tuple[str, ...], material: bool
    ) -> None:
        neighbours(book, *plugins, material=material)
        book.write({"wiki/speeds.md": self.TEXT})
        book.build(strict=True)
        docs = {entry["location"]: entry for entry in search_index(book)["docs"]}
        for entry in docs.values():
            assert not re.search("A sheet|heater.yml|derivation", str(entry), re.IGNORECASE)
            assert "<a" not in entry["text"]
        first = docs["speeds/"]["text"]
        for separator in (self.DEFAULT, self.RECOMMENDED):
            # What a search makes of a text, and of a query, before it looks one up in the other.
            words = {
                word.strip(".,;") for word in re.split(separator, re.sub("<[^>]*>", "", first))
            }
            for query in ("989", "2.2", "2.2x", "TFLOP/s", "989 TFLOP/s"):
                assert set(re.split(separator, query)) <= words, (separator, query)
        assert "A sheet" in book.page("speeds/index.html").text


class TestLanguages:
    """mkdocs-static-i18n, which builds a book once for each language."""

    I18N = (
        "i18n: {languages: [{locale: en, default: true, name: English, build: true}, "
        "{locale: de, name: Deutsch, build: true}]}"
    )

    @both_orders(I18N)
    def test_b107_each_page_is_checked_once_and_a_fallback_page_not_again(
        self, book: Any, parse: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.write({"wiki/index.de.md": INDEX.replace("It draws", "Er braucht")})
        caplog.set_level(logging.INFO)
        book.build(strict=True)
        assert_clean(book, parse)
        assert_shown(book)
        assert_shown(book, "de/heat/index.html")
        assert "Er braucht 2\u00a0kW" in book.page("de/index.html").text
        assert ["pages: 3, macros: 9," in line for line in counts(caplog)] == [True]
        assert sorted(path.name for path in book.folder.iterdir()) == [
            "data",
            "mkdocs.yml",
            "raw",
            "site",
            "wiki",
        ]

    @both_orders(I18N)
    def test_b107_a_contradiction_in_one_language_keeps_the_site(
        self, book: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.write({"wiki/index.de.md": f"# Oben\n\n{FALSE}\n"})
        with pytest.raises(Abort):
            book.build()
        assert "wiki/index.de.md:3:" in caplog.text
        assert sorted(path.name for path in book.folder.iterdir()) == [
            "data",
            "mkdocs.yml",
            "raw",
            "wiki",
        ]

    @both_orders(I18N)
    def test_b107_a_preview_shows_a_contradiction_on_the_pages_that_have_it_and_tells_it_once(
        self, book: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        book.write(
            {
                "wiki/index.de.md": f"# Oben\n\n{FALSE}\n",
                "wiki/lost.md": '# Lost << spec("heater.lost") >>\n',
            }
        )
        caplog.set_level(logging.INFO)
        book.build("serve")
        shown = {
            path: [node.text for node in book.page(path).all(css="cb-error")]
            for path in ("index.html", "de/index.html", "lost/index.html", "de/lost/index.html")
        }
        assert shown["index.html"] == []
        (box,) = shown["de/index.html"]
        assert "wiki/index.de.md:3:10 CB501 claim-contradicted" in box
        # The page that stands in for a translation is the same page, with the same fault.
        (head,) = shown["lost/index.html"]
        assert "wiki/lost.md:1:11 CB306 unknown-spec" in head
        assert shown["de/lost/index.html"] == [head]
        assert caplog.text.count("error CB501") == caplog.text.count("error CB306") == 1
        assert ["pages: 4, macros: 10," in line for line in counts(caplog)] == [True]

    @pytest.mark.parametrize("checked", [True, False])
    def test_a_blog_has_no_posts_in_a_book_of_several_languages_with_or_without_us(
        self, book: Any, checked: bool
    ) -> None:
        # Where this fails, the two have learnt to work together: say so in the manual.
        neighbours(book, self.I18N, "blog", *["claimbook"][:checked], material=True)
        book.write(
            {
                "wiki/index.md": f"# Top\n\n{TRUE if checked else ''}\n",
                "wiki/heat.md": "# Heat\n",
                "wiki/blog/index.md": "# Blog\n",
                "wiki/blog/posts/one.md": f"---\ndate: 2024-01-02\n---\n\n# One\n\n{FALSE}\n",
            }
        )
        book.build()
        pages = sorted(path.relative_to(book.site).as_posix() for path in book.site.rglob("*.html"))
        assert pages == [
            "404.html",
            "blog/index.html",
            "de/blog/index.html",
            "de/heat/index.html",
            "de/index.html",
            "heat/index.html",
            "index.html",
        ]
        if checked:
            assert book.page("de/index.html").one("button", "cb-number").text == "2\u00a0kW"
            # The command reads all files of the folder, whatever becomes of them.
            found = open_book(book.folder / "mkdocs.yml").check().diagnostics
            assert [str(each.location) for each in found] == ["wiki/blog/posts/one.md:7:10"]

    @both_orders(I18N)
    def test_b107_a_translation_is_read_with_the_numbers_of_its_language(
        self, book: Any, plugins: tuple[str, ...], caplog: Any
    ) -> None:
        neighbours(book, *plugins)
        ratio = 'spec("heater.power") / spec("heater.loss") * 5 / 9'
        page = f"# T\n\n<< {ratio} | times >>, << claim('{{words}}', {ratio}) >>.\n"
        book.write(
            {
                "wiki/index.md": page.format(words="2.2x"),
                "wiki/index.de.md": page.format(words="2,2x"),
            }
        )
        report = open_book(book.folder / "mkdocs.yml").check(count_untied=False)
        assert not report.diagnostics
        caplog.set_level(logging.INFO)
        book.build(strict=True)
        assert counts(caplog) == [f"claimbook: {report.counts_line}"]
        shown = {
            path: [node.text for node in book.page(path).all("button", "cb-number")]
            for path in ("index.html", "de/index.html", "de/heat/index.html")
        }
        assert shown["index.html"] == ["2.2x", "2.2x"]
        assert shown["de/index.html"] == ["2,2x", "2,2x"]
        assert shown["de/heat/index.html"] == ["2\u00a0kW", "0.5\u00a0kW"]


@pytest.mark.parametrize(
    ("structure", "page", "language"),
    [
        ("suffix", "a.md", "en"),
        ("suffix", "part/a.de.md", "de"),
        ("suffix", "a.fr.md", "en"),
        ("suffix", "de.md", "en"),
        ("suffix", "de/a.md", "en"),
        ("folder", "de/part/a.md", "de"),
        ("folder", "a.de.md", "en"),
        ("folder", "de.md", "en"),
    ],
)
def test_b107_the_language_of_a_page_is_that_of_its_translation(
    heaters: Any, structure: str, page: str, language: str
) -> None:
    i18n = "i18n: {docs_structure: %s, languages: [{locale: en, default: true}, {locale: de}]}"
    neighbours(heaters, i18n % structure, "claimbook")
    assert open_book(heaters.folder / "mkdocs.yml").options.language_of(page) == language


def test_b107_a_book_has_the_default_language_unless_it_names_its_own(heaters: Any) -> None:
    i18n = "i18n: {languages: [{locale: en}, {locale: de, default: true}]}"
    neighbours(heaters, i18n, "claimbook")
    assert open_book(heaters.folder / "mkdocs.yml").options.language == "de"
    heaters.configure(replace=("  - claimbook\n", "  - claimbook: {language: en}\n"))
    options = open_book(heaters.folder / "mkdocs.yml").options
    assert (options.language, options.language_of("a.de.md")) == ("en", "de")
