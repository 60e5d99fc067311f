"""The book's files: inside the root only, as text, never a traceback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from claimbook.diagnostics import Diagnostics
from claimbook.workspace import (
    MAX_FILE_BYTES,
    Workspace,
    find_config,
    read_named,
    read_trusted,
    write_named,
)


def slugs(diagnostics: Diagnostics) -> list[str]:
    return [found.code.slug for found in diagnostics]


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    workspace = Workspace.from_mapping({"a.md": b"\xef\xbb\xbf# A\r\n"})
    text = workspace.read("a.md", Diagnostics())
    assert text is not None
    assert text.content == "# A\r\n"


def test_bytes_that_are_no_text_are_reported_at_their_place() -> None:
    found = Diagnostics()
    workspace = Workspace.from_mapping({"a.md": "一行\n二".encode() + b"\xff"})
    assert workspace.read("a.md", found) is None
    assert slugs(found) == ["not-text"]
    assert [str(item.location) for item in found] == ["a.md:2:2"]


def test_a_file_beyond_the_limit_is_refused() -> None:
    found = Diagnostics()
    workspace = Workspace.from_mapping({"a.md": b"x" * (MAX_FILE_BYTES + 1)})
    assert workspace.read("a.md", found) is None
    assert slugs(found) == ["too-large"]


def test_a_missing_file_is_reported() -> None:
    found = Diagnostics()
    assert Workspace.from_mapping({}).read("a.md", found) is None
    assert len(found) == 1


@pytest.mark.parametrize("path", ["../secret.md", "wiki/../../secret.md", "wiki/\0.md", "link.md"])
def test_a_path_that_leaves_the_book_is_not_there(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    book = tmp_path / "book"
    book.mkdir()
    (book / "link.md").symlink_to(tmp_path / "secret.md")
    workspace = Workspace.from_folder(book)
    assert not workspace.exists(path)
    assert workspace.read_bytes(path) is None


def test_a_loop_of_links_and_an_impossible_name_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    workspace = Workspace.from_folder(tmp_path)
    for path in ("a.md", "x" * 5000):
        assert not workspace.exists(path)
        assert workspace.read_bytes(path) is None


def test_files_are_listed_in_order_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "deep/c.md", ".hidden/d.md", ".e.md", "f.txt"):
        (tmp_path / "wiki" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "wiki" / name).write_text("x")
    expected = ["wiki/a.md", "wiki/b.md", "wiki/deep/c.md"]
    assert Workspace.from_folder(tmp_path).list("wiki", [".md"]) == expected
    files = {f"wiki/{name}": "x" for name in ("b.md", "a.md", "deep/c.md", ".hidden/d.md")}
    assert Workspace.from_mapping(files).list("wiki", [".md"]) == expected


def test_a_linked_file_outside_the_book_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    wiki = tmp_path / "book" / "wiki"
    wiki.mkdir(parents=True)
    (wiki / "link.md").symlink_to(tmp_path / "secret.md")
    assert Workspace.from_folder(tmp_path / "book").list("wiki", [".md"]) == []


def test_the_configuration_is_found_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "properdocs.yml").write_text("site_name: x")
    assert find_config(tmp_path).name == "properdocs.yml"
    (tmp_path / "mkdocs.yml").write_text("site_name: x")
    assert find_config(tmp_path).name == "mkdocs.yml"
    with pytest.raises(FileNotFoundError, match=r"no file .*other\.yml"):
        find_config(tmp_path / "other.yml")


def test_a_trusted_file_may_stand_outside_the_book(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_bytes(b"\xef\xbb\xbfa: 1")
    (tmp_path / "book").mkdir()
    text = read_trusted(tmp_path / "book", "../base.yml")
    assert text is not None
    assert text.content == "a: 1"
    assert read_trusted(tmp_path, "none.yml") is None


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_are_written_together(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_bytes(b"old")
    Workspace.from_folder(tmp_path).write_together({"raw/a.txt": b"A", "b.yml": b"new"})
    assert files_below(tmp_path) == {"raw/a.txt": b"A", "b.yml": b"new"}


@pytest.mark.parametrize("bad", ["../outside.txt", "file/in-a-file.txt", "folder"])
def test_where_one_file_cannot_be_written_none_is(tmp_path: Path, bad: str) -> None:
    book = tmp_path / "book"
    (book / "folder").mkdir(parents=True)
    (book / "file").write_bytes(b"a file")
    (book / "b.yml").write_bytes(b"old")
    with pytest.raises(OSError, match=r"outside|directory|exists") as refused:
        Workspace.from_folder(book).write_together({"a.txt": b"A", bad: b"bad", "b.yml": b"new"})
    assert refused.value.filename == bad
    assert files_below(tmp_path) == {"book/file": b"a file", "book/b.yml": b"old"}


def test_a_file_that_is_too_large_is_read_one_byte_too_far(tmp_path: Path) -> None:
    (tmp_path / "large.bin").write_bytes(b"x" * (MAX_FILE_BYTES + 100))
    assert len(read_named(tmp_path / "large.bin")) == 8_388_609


def test_a_named_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "new"
        raise RuntimeError

    path = tmp_path / "a.json"
    assert write_named(path, ["算\n", "力\r\n"]) == 9
    assert path.read_bytes() == "算\n力\r\n".encode()
    with pytest.raises(RuntimeError):
        write_named(path, broken())
    assert path.read_bytes() == "算\n力\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]
