"""Which files are pages: the rule of the host, so that check and the site see the same ones."""

import pytest

from claimbook.pages import select_pages

FILES = ["index.md", "a.md", "deep/b.md", "drafts/c.md", "deep/drafts/d.md", "templates/e.md"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], ["a.md", "deep/b.md", "deep/drafts/d.md", "drafts/c.md", "index.md"]),
        (["/drafts/"], ["a.md", "deep/b.md", "deep/drafts/d.md", "index.md"]),
        (["drafts/", "# comment", ""], ["a.md", "deep/b.md", "index.md"]),
        (["*.md", "!index.md"], ["index.md"]),
        (["a.md"], ["deep/b.md", "deep/drafts/d.md", "drafts/c.md", "index.md"]),
    ],
)
def test_b90_excluded_pages_and_drafts_are_not_published(patterns, expected):
    assert select_pages(FILES, patterns) == expected


def test_an_index_stands_for_the_readme_beside_it():
    files = ["README.md", "index.md", "deep/README.md", "other/README.md", "other/index.markdown"]
    assert select_pages(files, []) == ["deep/README.md", "index.md", "other/index.markdown"]
