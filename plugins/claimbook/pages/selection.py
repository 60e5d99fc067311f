"""Which files of the folder are pages of the published site: the host's own rule.

Drafts and excluded files are not published, so their claims are not the book's. Patterns are
those of .gitignore. Of a README and an index that would become one page, the index counts.
"""

from collections.abc import Iterable
from posixpath import splitext

PAGE_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_NEVER_PAGES = ("templates/",)


def select_pages(paths: Iterable[str], unpublished: Iterable[str]) -> list[str]:
    """The pages among `paths`, relative to their folder, sorted.

    Args:
        paths: files below the folder of the pages.
        unpublished: the patterns of what is excluded or a draft.
    """
    patterns = [line for line in unpublished if line.strip() and not line.startswith("#")]
    kept = [path for path in paths if not path.startswith(_NEVER_PAGES)]
    if patterns:
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most books have no pattern

        spec = GitIgnoreSpec.from_lines(patterns)
        kept = [path for path in kept if not spec.match_file(path)]
    stems = {splitext(path)[0] for path in kept}
    return sorted(path for path in kept if _index_beside(path) not in stems)


def _index_beside(path: str) -> str | None:
    folder, _, name = path.rpartition("/")
    if splitext(name)[0] != "README":
        return None
    return f"{folder}/index" if folder else "index"
