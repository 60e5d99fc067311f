"""What bytes are, told by the bytes before the name."""

from pathlib import Path

import pytest

from claimbook.ingest.content import read_content

TOOL = """\
#!/bin/sh
test "$*" = "-q -enc UTF-8 - -" || exit 9
cat >/dev/null
printf 'Page one\\fPage two: 270 MB/s\\n'
"""


@pytest.mark.parametrize(
    ("content", "name", "media_type", "charset", "suffix", "text", "is_itself"),
    [
        (b"270 MB/s\n", "a.md", None, None, ".md", "270 MB/s\n", True),
        (b"270 MB/s", "sheet", "text/plain", None, ".txt", "270 MB/s", True),
        (b"\xef\xbb\xbf270 W", "a.csv", None, None, ".csv", "270 W", True),
        ("5 µW".encode("latin-1"), "a.txt", "text/plain", "latin-1", ".txt", "5 µW", False),
        ("额定功率".encode("gbk"), "a", "text/plain", "gbk", ".txt", "额定功率", False),
        ("5 µW".encode("utf-16"), "a.txt", None, None, ".txt", "5 µW", False),
        ("5 µW".encode("latin-1"), "a.txt", None, None, ".txt", None, False),
        (b"5 W", "a", "text/plain", "no-such", ".txt", "5 W", True),
        (b"\x00\x01", "a", "image/png", None, ".bin", None, False),
        (b"\x89PNG\xff", "a.png", None, None, ".png", None, False),
        (b"<p>5 W", "a.htm", None, None, ".htm", "5 W\n", False),
        (b"<p>5 W", "a", "text/html", None, ".html", "5 W\n", False),
        (b"<p>5 W", "a.md", "text/markdown", None, ".md", "<p>5 W", True),
        (b"<!DOCTYPE html><p>5 W", "a.txt", "text/plain", None, ".html", "5 W\n", False),
        (b"<meta charset=gbk><p>\xb9\xa6\xc2\xca", "a.html", None, None, ".html", "功率\n", False),
        (b"<script>x</script>", "a.html", None, None, ".html", None, False),
    ],
)
def test_a_document_is_read_as_what_it_is(
    content: bytes,
    name: str,
    media_type: str | None,
    charset: str | None,
    suffix: str,
    text: str | None,
    is_itself: bool,
) -> None:
    reading = read_content(content, name, media_type, charset)
    assert (reading.suffix, reading.text, reading.is_itself) == (suffix, text, is_itself)
    assert (reading.obstacle is None) == (text is not None)


def tool(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "pdftotext"
    path.write_text(script)
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_text_of_a_pdf_is_what_the_tool_takes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, TOOL, monkeypatch)
    reading = read_content(b"%PDF-1.7 ...", "a.html", "text/html")
    assert (reading.suffix, reading.text) == (".pdf", "Page one\nPage two: 270 MB/s\n")
    assert not reading.is_itself


@pytest.mark.parametrize(
    "script", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\nexit 0\n", "#!/no/such/shell\n"]
)
def test_a_pdf_without_text_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    tool(tmp_path, script, monkeypatch)
    reading = read_content(b"%PDF-1.7", "a.pdf")
    assert reading.text is None
    assert "pdftotext" in (reading.obstacle or "")


def test_without_the_tool_a_pdf_is_kept_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read_content(b"%PDF-1.7", "a.pdf")
    assert reading.text is None
    assert reading.obstacle == ("this machine has no pdftotext, which takes the text out of a PDF")
