"""The settings of a book, read from where they stand: `plugins: - claimbook:` in mkdocs.yml.

The command and the Markdown extension have no host that reads the file for them, so this module
does: unknown YAML tags are ignored, INHERIT is followed, and every setting knows its place. An
unknown setting is an error, because a misspelled one would silently do nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from posixpath import dirname, join, normpath
from types import MappingProxyType
from typing import Any

import yaml

from claimbook.diagnostics import Diagnostics, Span, Text, nearest

PLUGIN = "claimbook"
DEFAULT_HEDGE = Fraction(1, 20)
"""How far about, and an approximate figure, reach unless the book says otherwise: 5 %."""
_MATH_EXTENSIONS = frozenset({"pymdownx.arithmatex", "mdx_math", "markdown_katex"})
_OTHER_WIKILINKS = frozenset(
    {"wikilinks", "mdx_wikilink_plus", "ezlinks", "obsidian-bridge", "roamlinks"}
)
_EXTRA = ("abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables")
_BUNDLES = {
    "extra": ("fenced_code", *_EXTRA),
    "pymdownx.extra": ("superfences", *_EXTRA),
}
"""Extensions that bring others along."""
# MkDocs and Zensical load these without being asked.
_ALWAYS = ("fenced_code", "tables")
_MAX_INHERIT = 10
_MAX_DEPTH = 50
_COUNT = re.compile(r"[0-9]{1,9}")
_FOLDER = re.compile(r"[^\s\\./][^\s\\]*")
_PERCENTAGE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,20})?)\s*(%?)")


@dataclass(frozen=True, slots=True)
class Setting:
    """A scalar of the configuration and its place."""

    text: str
    span: Span
    tag: str = ""
    """The YAML tag, where the author wrote one."""


@dataclass(frozen=True)
class Snippets:
    """How pages include other files: the settings of `pymdownx.snippets`."""

    bases: tuple[str, ...] | None = (".",)
    """Where files are looked for, relative to the configuration's folder or absolute; `PAGE_BASE`
    is the folder of the page. None where the configuration does not say it in plain words."""
    is_restricted: bool = True
    """Whether a file must lie below a base."""
    dedents: bool = False
    """Whether sections and ranges of lines lose their common indent."""
    downloads: bool = False
    """Whether addresses are fetched."""
    appended: tuple[str, ...] = ()
    """Files that are added to the end of every page."""


@dataclass(frozen=True, slots=True)
class PageKey:
    """What the book asks of one key of its pages' front matter."""

    name: str
    kind: str
    """One of `KEY_KINDS`, or `choice`."""
    is_required: bool = True
    choices: tuple[str, ...] = ()


KEY_KINDS = ("text", "date", "integer", "[text]")
"""What a value in the front matter may have to be, besides one of a list of words."""

PAGE_BASE = "!relative"
"""Stands for the folder of the page among `Snippets.bases`."""
DOCS_BASE = "$docs_dir"
"""Stands for the folder of the pages at the beginning of one of `Snippets.bases`."""


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
    max_untied: int | None = None
    """How many numbers in prose may be tied to nothing; None asks for no limit."""
    extensions: frozenset[str] = frozenset(_ALWAYS)
    """The Markdown extensions of the site, by their last name, such as `superfences`."""
    snippets: Snippets | None = None
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
    generated: str | None = None
    """The folder of the generated pages, within that of the pages; None asks for none."""
    translations: frozenset[str] = frozenset()
    """The languages of translated pages, as the plugin that shows them has it."""
    translated_folders: bool = False
    """Whether translations stand in a folder of their language; else a file's name ends in it."""

    def language_of(self, page: str) -> str:
        """The language in which a page is read: that of a translation, else the book's."""
        if self.translated_folders:
            name, mark, _ = page.partition("/")
        else:
            _, mark, name = page.rpartition("/")[2].rpartition(".")[0].rpartition(".")
        return name if mark and name in self.translations else self.language


# mkdocs-static-i18n, as a configuration names it.
_TRANSLATOR = "i18n"

KNOWN = (
    "backlinks",
    "data",
    "defaults",
    "formulas",
    "front_matter",
    "generated",
    "hedge",
    "journal",
    "language",
    "math",
    "max_untied",
    "raw",
    "root",
    "wikilinks",
)
"""The settings that may stand under the plugin."""


def read_options(
    text: Text, read: Callable[[str], Text | None], diagnostics: Diagnostics
) -> Options:
    """The settings in a configuration file.

    Args:
        text: the configuration.
        read: gives the file that an INHERIT names, by a path relative to `text`'s.
        diagnostics: where faults go.
    """
    before = len(diagnostics)
    tree = _load(text, read, diagnostics, 0)
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
            close = nearest(key, KNOWN)
            diagnostics.add(
                "invalid-option",
                f"there is no setting {key}",
                span,
                hint=f"did you mean {close}?" if close else f"there are: {', '.join(KNOWN)}",
            )
    reader = _Reader(own, diagnostics)
    translated = _translations(tree)
    default = next((name for name, is_default in translated.items() if is_default), None)
    language = reader.text("language") or default or _language(tree) or "en"
    docs_dir = tree.get("docs_dir")
    return Options(
        root=reader.path("root", "."),
        data=reader.path("data", "data"),
        raw=reader.path("raw", "raw"),
        journal=reader.path("journal", "journal"),
        formulas=tuple((item.text, item.span) for item in reader.texts("formulas")),
        defaults=MappingProxyType(reader.mapping("defaults")),
        hedge=reader.percent("hedge", DEFAULT_HEDGE),
        language=language,
        math=reader.truth("math") or not _has_math(tree),
        max_untied=reader.count("max_untied"),
        docs_dir=(docs_dir.text if isinstance(docs_dir, Setting) else "") or "docs",
        unpublished=(*_lines(tree, "exclude_docs"), *_lines(tree, "draft_docs")),
        extensions=_short_names(_extensions(tree)),
        snippets=_snippets(_extensions(tree).get("pymdownx.snippets")),
        front_matter=tuple(reader.page_keys("front_matter")),
        wikilinks=reader.truth("wikilinks", default=not _has_other_wikilinks(tree)),
        backlinks=reader.truth("backlinks", default=True),
        generated=reader.folder("generated"),
        translations=frozenset(translated),
        translated_folders=_word(_plugin(tree, _TRANSLATOR).get("docs_structure")) == "folder",
    )


class _Reader:
    """Reads single settings, each with its own type; an empty one counts as left out."""

    def __init__(self, settings: Mapping[str, tuple[Any, Span]], diagnostics: Diagnostics) -> None:
        self._settings = {
            key: value
            for key, (value, _) in settings.items()
            if not (isinstance(value, Setting) and not value.text)
        }
        self._places = {key: span for key, (_, span) in settings.items()}
        self._diagnostics = diagnostics

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        span = value.span if isinstance(value, Setting) else self._places[key]
        self._diagnostics.add("invalid-option", f"{key} must be {wanted}", span)

    def text(self, key: str) -> str | None:
        value = self._settings.get(key)
        if isinstance(value, Setting):
            return value.text
        if value is not None:
            self._wrong(key, value, "a text")
        return None

    def path(self, key: str, default: str) -> str:
        return normpath(self.text(key) or default)

    def folder(self, key: str) -> str | None:
        """A folder inside another; None for false."""
        text = self.text(key)
        if text is None or text.lower() == "false":
            return None
        path = normpath(text)
        if text.lower() == "true" or not _FOLDER.fullmatch(path):
            self._wrong(key, self._settings[key], "false or the name of a folder")
            return None
        return path

    def texts(self, key: str) -> list[Setting]:
        value = self._settings.get(key)
        if isinstance(value, Setting):
            return [value]
        items = value if isinstance(value, list) else []
        texts = [item for item in items if isinstance(item, Setting) and item.text]
        if value is not None and not (isinstance(value, list) and len(texts) == len(items)):
            self._wrong(key, value, "a list of texts")
        return texts

    def mapping(self, key: str) -> dict[str, str]:
        value = self._settings.get(key)
        if isinstance(value, dict):
            for item in value.values():
                if not isinstance(item[0], Setting):
                    self._wrong(key, item[0], "names and texts")
            return {
                name: item.text for name, (item, _) in value.items() if isinstance(item, Setting)
            }
        if value is not None:
            self._wrong(key, value, "a mapping of names and texts")
        return {}

    def percent(self, key: str, default: Fraction) -> Fraction:
        value = self._settings.get(key)
        if value is None:
            return default
        if isinstance(value, Setting) and (read := _PERCENTAGE.fullmatch(value.text)):
            share = Fraction(read[1]) / (100 if read[2] else 1)
            if share < 1:
                return share
        self._wrong(key, value, "a percentage, such as 5 %")
        return default

    def count(self, key: str) -> int | None:
        value = self._settings.get(key)
        if value is None:
            return None
        if isinstance(value, Setting) and _COUNT.fullmatch(value.text):
            return int(value.text)
        self._wrong(key, value, "a whole number")
        return None

    def page_keys(self, key: str) -> Iterable[PageKey]:
        value = self._settings.get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, value, "a mapping of keys and what each has to be")
            return
        for name, (wanted, place) in (value or {}).items():
            required = not name.endswith("?")
            single = wanted.text if isinstance(wanted, Setting) else ""
            words = (
                [each.text for each in wanted if isinstance(each, Setting) and each.text]
                if (isinstance(wanted, list))
                else []
            )
            bare = name.removesuffix("?")
            if words == ["text"]:
                yield PageKey(bare, "[text]", required)
            elif words and len(words) == len(wanted):
                yield PageKey(bare, "choice", required, tuple(words))
            elif single in KEY_KINDS:
                yield PageKey(bare, single, required)
            else:
                self._diagnostics.add(
                    "invalid-option",
                    f"{key} does not say what {bare} has to be",
                    place,
                    hint=f"write one of {', '.join(KEY_KINDS)}, or a list of words",
                )

    def truth(self, key: str, *, default: bool = False) -> bool:
        value = self._settings.get(key)
        if value is None:
            return default
        if isinstance(value, Setting) and value.text.lower() in ("true", "false"):
            return value.text.lower() == "true"
        self._wrong(key, value, "true or false")
        return default


def _language(tree: Mapping[str, Any]) -> str | None:
    theme = tree.get("theme")
    if isinstance(theme, dict) and "language" in theme:
        value = theme["language"][0]
        return value.text if isinstance(value, Setting) else None
    return None


def _translations(tree: Mapping[str, Any]) -> dict[str, bool]:
    """The languages of the plugin that builds a book in several: whether each is the default."""
    languages, _ = _plugin(tree, _TRANSLATOR).get("languages", ((), None))
    return {
        locale: _word(each.get("default")).lower() == "true"
        for each in (languages if isinstance(languages, list) else ())
        if isinstance(each, dict) and (locale := _word(each.get("locale")))
    }


def _word(entry: tuple[Any, Span] | None) -> str:
    """The text of one entry; empty where it has none."""
    return entry[0].text if entry is not None and isinstance(entry[0], Setting) else ""


def _lines(tree: Mapping[str, Any], key: str) -> list[str]:
    """The lines of one of the host's own settings that is a text of several."""
    value = tree.get(key)
    return value.text.splitlines() if isinstance(value, Setting) else []


def _has_math(tree: Mapping[str, Any]) -> bool:
    """Whether the site typesets what stands between dollar signs."""
    return not _MATH_EXTENSIONS.isdisjoint(_extensions(tree))


def _has_other_wikilinks(tree: Mapping[str, Any]) -> bool:
    """Whether something else makes links of double square brackets already."""
    names = {*_extensions(tree)}
    for entry in _plugins(tree):
        names.update([entry.text] if isinstance(entry, Setting) else entry)
    return not _OTHER_WIKILINKS.isdisjoint(names)


def _extensions(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The Markdown extensions by name, each with its own settings, however they are written."""
    named = tree.get("markdown_extensions")
    found: dict[str, Any] = {}
    for item in named if isinstance(named, list) else [named]:
        if isinstance(item, Setting) and item.text:
            found[item.text] = {}
        elif isinstance(item, dict):
            found.update({name: value for name, (value, _) in item.items()})
    return {name.removeprefix("markdown.extensions."): value for name, value in found.items()}


def _short_names(names: Iterable[str]) -> frozenset[str]:
    found = {*_ALWAYS}
    for name in names:
        found.add(name.rpartition(".")[2])
        found.update(_BUNDLES.get(name, ()))
    return frozenset(found)


def _snippets(settings: Any) -> Snippets | None:
    """The settings of the extension, as far as the configuration says them in plain words."""
    if settings is None:
        return None
    given = settings if isinstance(settings, dict) else {}
    values = {name: value for name, (value, _) in given.items()}
    bases: tuple[str, ...] | None = Snippets.bases
    if "base_path" in values:
        value = values["base_path"]
        listed = [_base(each) for each in (value if isinstance(value, list) else [value])]
        known = [each for each in listed if each is not None]
        bases = tuple(known) if len(known) == len(listed) else None

    def is_set(name: str, default: str) -> bool:
        value = values.get(name)
        return (value.text if isinstance(value, Setting) else default).lower() in ("true", "yes")

    appended = values.get("auto_append")
    return Snippets(
        bases,
        is_restricted=is_set("restrict_base_path", "true"),
        dedents=is_set("dedent_subsections", "false"),
        downloads=is_set("url_download", "false"),
        appended=tuple(each.text for each in appended if isinstance(each, Setting))
        if isinstance(appended, list)
        else (),
    )


def _base(value: object) -> str | None:
    """A folder for snippets, relative to the configuration's; None where it cannot be told."""
    if not isinstance(value, Setting) or value.tag not in ("", "!relative"):
        return None
    if not value.tag:
        return value.text or "."
    prefix, _, rest = value.text.partition("/")
    if prefix == "$config_dir":
        return rest or "."
    if prefix == "$docs_dir":
        return f"{DOCS_BASE}/{rest}" if rest else DOCS_BASE
    return None if value.text else PAGE_BASE


def _plugins(tree: Mapping[str, Any]) -> list[Any]:
    """What stands under `plugins`, however it is written."""
    plugins = tree.get("plugins")
    if isinstance(plugins, dict):
        return [{key: value} for key, value in plugins.items()]
    return plugins if isinstance(plugins, list) else []


def _plugin(tree: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The settings of another plugin."""
    for entry in _plugins(tree):
        if isinstance(entry, dict) and name in entry and isinstance(entry[name][0], dict):
            return dict(entry[name][0])
    return {}


def _plugin_settings(
    tree: Mapping[str, Any], diagnostics: Diagnostics
) -> tuple[dict[str, tuple[Any, Span]], bool]:
    """The plugin's own settings, however `plugins` is written, and whether it is named at all."""
    for entry in _plugins(tree):
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


def _load(
    text: Text, read: Callable[[str], Text | None], diagnostics: Diagnostics, depth: int
) -> dict[str, Any]:
    """The configuration as nested dictionaries; what INHERIT names lies beneath."""
    try:
        node = _compose(text.content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        index = mark.index if mark else getattr(error, "position", 0)
        place = text.span(min(index, len(text.content)))
        problem = getattr(error, "problem", None) or "it is not valid YAML"
        diagnostics.add("yaml-syntax", f"the configuration cannot be read: {problem}", place)
        return {}
    except (ValueError, RecursionError) as error:
        problem = "it is nested too deeply" if isinstance(error, RecursionError) else "not text"
        diagnostics.add("yaml-syntax", f"the configuration cannot be read: {problem}", text.span(0))
        return {}
    tree = _plain(node, text, 0, {}) if node is not None else {}
    if isinstance(tree, Setting) and not tree.text:
        tree = {}
    if not isinstance(tree, dict):
        diagnostics.add("wrong-type", "a configuration is a mapping", text.span(0))
        return {}
    parent = tree.pop("INHERIT", (None, None))[0]
    values = {key: value for key, (value, _) in tree.items()}
    if not isinstance(parent, Setting) or depth >= _MAX_INHERIT:
        return values
    inherited = read(normpath(join(dirname(text.path), parent.text)))
    if inherited is None:
        diagnostics.add(
            "missing-folder", f"INHERIT names {parent.text}, which does not exist", parent.span
        )
        return values
    return _merged(_load(inherited, read, diagnostics, depth + 1), values)


def _compose(content: str) -> yaml.Node | None:
    """The tree of the document; its tags are not looked at, so unknown ones do not matter."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(content)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _plain(node: yaml.Node, text: Text, depth: int, known: dict[int, Any]) -> Any:
    """Scalars with their place, lists, and dictionaries of (value, place of the key).

    `known` has what was read already: an anchor may stand in many places, and inside itself.
    """
    span = text.span(node.start_mark.index, node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        empty = node.tag == "tag:yaml.org,2002:null"
        tag = node.tag if node.tag.startswith("!") else ""
        return Setting("" if empty else node.value, span, tag)
    if depth > _MAX_DEPTH:
        return Setting("", span)
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = Setting("", span)
    if isinstance(node, yaml.SequenceNode):
        known[id(node)] = [_plain(item, text, depth + 1, known) for item in node.value]
    else:
        known[id(node)] = _mapping(node, text, depth, known)
    return known[id(node)]


def _mapping(
    node: yaml.Node, text: Text, depth: int, known: dict[int, Any]
) -> dict[str, tuple[Any, Span]]:
    own: dict[str, tuple[Any, Span]] = {}
    merged: dict[str, tuple[Any, Span]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        read = _plain(value, text, depth + 1, known)
        if key.tag == "tag:yaml.org,2002:merge":
            for below in reversed(read if isinstance(read, list) else [read]):
                merged.update(below if isinstance(below, dict) else {})
        else:
            own[str(key.value)] = (read, text.span(key.start_mark.index, key.end_mark.index))
    return {**merged, **own}


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Mappings merge, everything else is replaced, as MkDocs itself does it."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            plain_old = {name: item[0] for name, item in old.items()}
            plain_new = {name: item[0] for name, item in value.items()}
            merged = _merged(plain_old, plain_new)
            result[key] = {
                name: (item, (value.get(name) or old[name])[1]) for name, item in merged.items()
            }
        else:
            result[key] = value
    return result
