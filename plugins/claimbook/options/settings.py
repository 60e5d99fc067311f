"""The settings of a book, as they stand under `plugins: - claimbook:` in mkdocs.yml.

The command and the Markdown extension have no host that reads the file for them. An unknown
setting is an error, because a misspelled one would silently do nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from claimbook.diagnostics import Diagnostics, Span, Text, did_you_mean
from claimbook.options import host
from claimbook.options.configuration import Setting, load
from claimbook.options.reader import PageKey, Reader

PLUGIN = "claimbook"
DEFAULT_HEDGE = Fraction(1, 20)
"""How far about, and an approximate figure, reach unless the book says otherwise: 5 %."""
KNOWN = (
    "backlinks",
    "data",
    "defaults",
    "drift",
    "formulas",
    "front_matter",
    "generated",
    "hedge",
    "journal",
    "language",
    "lock",
    "math",
    "max_untied",
    "raw",
    "root",
    "wikilinks",
)
"""The settings that may stand under the plugin."""


@dataclass(frozen=True)
class Options:
    """The settings of a book; paths are relative to its root."""

    root: str = "."
    """The book's folder, relative to the configuration's."""
    data: str = "data"
    raw: str = "raw"
    journal: str = "journal"
    """The folder of the journal's entries, relative to that of the pages."""
    formulas: tuple[tuple[str, Span | None], ...] = ()
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hedge: Fraction = DEFAULT_HEDGE
    language: str = "en"
    math: bool = False
    """Whether macros between dollar signs are evaluated; always where the site has no math."""
    drift: str = "error"
    """Whether a published number that changed is an `error`, or a `warn`ing."""
    lock: str = "optional"
    """Whether the book must have a lock: `required` or `optional`."""
    max_untied: int | None = None
    """How many numbers in prose may be tied to nothing; None asks for no limit."""
    extensions: frozenset[str] = frozenset(host.ALWAYS)
    """The Markdown extensions of the site, by their last name, such as `superfences`."""
    snippets: host.Snippets | None = None
    """How pages include other files; None where they do not."""
    front_matter: tuple[PageKey, ...] = ()
    """What is asked of the front matter of pages; keys that are not named are the author's own."""
    wikilinks: bool = True
    """Whether double square brackets are links."""
    backlinks: bool = True
    """Whether a page shows which pages link to it."""
    unpublished: tuple[str, ...] = ()
    """Patterns of the pages that are no part of the site: excluded ones and drafts."""
    docs_dir: str = "docs"
    """The host's own setting, relative to the configuration's folder."""
    site_name: str = ""
    site_url: str | None = None
    """Where the site will be, with a slash at the end; None where the host is not told."""
    directory_urls: bool = True
    """Whether the address of a page is a folder."""
    generated: str | None = None
    """The folder of the generated pages, within that of the pages; None asks for none."""
    translations: frozenset[str] = frozenset()
    """The languages of translated pages, as the plugin that shows them has it."""
    translated_folders: bool = False
    """Whether translations stand in a folder of their language; else a file's name ends in it."""
    places: Mapping[str, Span] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    """Where `language` and each of the `defaults` stand, by name and as `defaults.NAME`."""

    def language_of(self, page: str) -> str:
        """The language in which a page is read: that of a translation, else the book's."""
        if self.translated_folders:
            name, mark, _ = page.partition("/")
        else:
            _, mark, name = page.rpartition("/")[2].rpartition(".")[0].rpartition(".")
        return name if mark and name in self.translations else self.language


def read_options(
    text: Text,
    read: Callable[[str], Text | None],
    diagnostics: Diagnostics,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Options:
    """The settings in a configuration file.

    Args:
        text: the configuration.
        read: gives the file that an INHERIT names, by a path relative to `text`'s.
        diagnostics: where faults go.
        environment: the variables that `!ENV` may name.
    """
    before = len(diagnostics)
    tree = load(text, read, diagnostics, environment)
    own, found = _plugin_settings(tree, diagnostics)
    if not found and len(diagnostics) == before:
        diagnostics.add(
            "invalid-option",
            f"{text.path} does not name the plugin {PLUGIN}",
            text.span(0),
            hint=f"add it: plugins: [search, {PLUGIN}]",
        )
    for key, (_, span) in own.items():
        if key not in KNOWN:
            diagnostics.add(
                "invalid-option",
                f"there is no setting {key}",
                span,
                hint=did_you_mean(key, KNOWN, f"there are: {', '.join(KNOWN)}"),
            )
    reader = Reader(own, diagnostics)
    translated = host.translations(tree)
    default = next((name for name, is_default in translated.items() if is_default), None)
    language = reader.text("language") or default or host.language(tree) or "en"
    return Options(
        root=reader.path("root", "."),
        data=reader.path("data", "data"),
        raw=reader.path("raw", "raw"),
        journal=reader.inside("journal", "journal"),
        formulas=tuple((item.text, item.span) for item in reader.texts("formulas")),
        defaults=MappingProxyType(reader.mapping("defaults")),
        hedge=reader.percent("hedge", DEFAULT_HEDGE),
        language=language,
        math=reader.truth("math") or not host.has_math(tree),
        drift=reader.choice("drift", ("error", "warn")),
        lock=reader.choice("lock", ("optional", "required")),
        max_untied=reader.count("max_untied"),
        docs_dir=host.text(tree, "docs_dir") or "docs",
        unpublished=(*host.lines(tree, "exclude_docs"), *host.lines(tree, "draft_docs")),
        extensions=host.short_names(host.extensions(tree)),
        snippets=host.snippets(host.extensions(tree).get("pymdownx.snippets")),
        front_matter=tuple(reader.page_keys("front_matter")),
        wikilinks=reader.truth("wikilinks", default=not host.has_other_wikilinks(tree)),
        backlinks=reader.truth("backlinks", default=True),
        site_name=host.text(tree, "site_name") or "",
        site_url=host.site_url(tree),
        directory_urls=(host.text(tree, "use_directory_urls") or "true").lower() != "false",
        generated=reader.folder("generated"),
        translations=frozenset(translated),
        translated_folders=host.has_translated_folders(tree),
        places=MappingProxyType(reader.places("language", "defaults")),
    )


def _plugin_settings(
    tree: Mapping[str, Any], diagnostics: Diagnostics
) -> tuple[dict[str, tuple[Any, Span]], bool]:
    """The plugin's own settings, however `plugins` is written, and whether it is named at all."""
    for entry in host.plugins(tree):
        if isinstance(entry, Setting) and entry.text == PLUGIN:
            return {}, True
        if isinstance(entry, dict) and PLUGIN in entry:
            settings, span = entry[PLUGIN]
            for key in entry.keys() & set(KNOWN):
                diagnostics.add(
                    "invalid-option",
                    f"{key} stands beside {PLUGIN}, not under it",
                    entry[key][1],
                    hint=f"indent it further than {PLUGIN}",
                )
            if isinstance(settings, dict):
                return settings, True
            if not isinstance(settings, Setting) or settings.text:
                diagnostics.add(
                    "invalid-option",
                    f"the settings of {PLUGIN} are names with values",
                    span,
                    hint=f"write {PLUGIN}: {{data: data}}, or the name alone",
                )
            return {}, True
    return {}, False
