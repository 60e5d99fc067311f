"""What the settings of the host say about the pages: its extensions, its languages, its drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claimbook.diagnostics import Span
from claimbook.options.configuration import Setting

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
ALWAYS = ("fenced_code", "tables")
"""The extensions of every site."""
# mkdocs-static-i18n, as a configuration names it.
_TRANSLATOR = "i18n"
PAGE_BASE = "!relative"
"""Stands for the folder of the page among `Snippets.bases`."""
DOCS_BASE = "$docs_dir"
"""Stands for the folder of the pages at the beginning of one of `Snippets.bases`."""


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


def text(tree: Mapping[str, Any], key: str) -> str | None:
    """A setting at the top that is a text; None where there is none, or an empty one."""
    value = tree.get(key)
    return (value.text if isinstance(value, Setting) else None) or None


def site_url(tree: Mapping[str, Any]) -> str | None:
    """Where the site will be, as the host has it: with a slash at the end."""
    named = text(tree, "site_url")
    return named if named is None or named.endswith("/") else f"{named}/"


def language(tree: Mapping[str, Any]) -> str | None:
    """The language of the theme, where one is named."""
    theme = tree.get("theme")
    if isinstance(theme, dict) and "language" in theme:
        value = theme["language"][0]
        return value.text if isinstance(value, Setting) else None
    return None


def translations(tree: Mapping[str, Any]) -> dict[str, bool]:
    """The languages of the plugin that builds a book in several: whether each is the default."""
    languages, _ = _plugin(tree, _TRANSLATOR).get("languages", ((), None))
    return {
        locale: _word(each.get("default")).lower() == "true"
        for each in (languages if isinstance(languages, list) else ())
        if isinstance(each, dict) and (locale := _word(each.get("locale")))
    }


def has_translated_folders(tree: Mapping[str, Any]) -> bool:
    """Whether translated pages stand in a folder of their language."""
    return _word(_plugin(tree, _TRANSLATOR).get("docs_structure")) == "folder"


def _word(entry: tuple[Any, Span] | None) -> str:
    """The text of one entry; empty where it has none."""
    return entry[0].text if entry is not None and isinstance(entry[0], Setting) else ""


def lines(tree: Mapping[str, Any], key: str) -> list[str]:
    """The lines of one of the host's own settings that is a text of several."""
    value = tree.get(key)
    return value.text.splitlines() if isinstance(value, Setting) else []


def has_math(tree: Mapping[str, Any]) -> bool:
    """Whether the site typesets what stands between dollar signs."""
    return not _MATH_EXTENSIONS.isdisjoint(extensions(tree))


def has_other_wikilinks(tree: Mapping[str, Any]) -> bool:
    """Whether something else makes links of double square brackets already."""
    names = {*extensions(tree)}
    for entry in plugins(tree):
        names.update([entry.text] if isinstance(entry, Setting) else entry)
    return not _OTHER_WIKILINKS.isdisjoint(names)


def extensions(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The Markdown extensions by name, each with its own settings, however they are written."""
    named = tree.get("markdown_extensions")
    found: dict[str, Any] = {}
    for item in named if isinstance(named, list) else [named]:
        if isinstance(item, Setting) and item.text:
            found[item.text] = {}
        elif isinstance(item, dict):
            found.update({name: value for name, (value, _) in item.items()})
    return {name.removeprefix("markdown.extensions."): value for name, value in found.items()}


def short_names(names: Iterable[str]) -> frozenset[str]:
    """The last names of these extensions and of those that they bring along."""
    found = {*ALWAYS}
    for name in names:
        found.add(name.rpartition(".")[2])
        found.update(_BUNDLES.get(name, ()))
    return frozenset(found)


def snippets(settings: Any) -> Snippets | None:
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


def plugins(tree: Mapping[str, Any]) -> list[Any]:
    """What stands under `plugins`, however it is written."""
    named = tree.get("plugins")
    if isinstance(named, dict):
        return [{key: value} for key, value in named.items()]
    return named if isinstance(named, list) else []


def _plugin(tree: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The settings of another plugin."""
    for entry in plugins(tree):
        if isinstance(entry, dict) and name in entry and isinstance(entry[name][0], dict):
            return dict(entry[name][0])
    return {}
