"""`claimbook ingest`: a source into the book, and whether it is still the same.

The network of these tests is a server on this machine.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.commands.build import build
from mkdocs.config import load_config

from claimbook.cli import main
from claimbook.ingest import fetching

DAY = "2026-03-01"
SHEET = b"Sustained transfer rate: up to 270 MB/s\n"
PAGE = b"<html><title>Data sheet</title><p>Sustained transfer rate: up to <b>270</b> MB/s</p>"
FILES = {
    "mkdocs.yml": "site_name: Disks\nplugins: [claimbook]\n",
    "docs/index.md": 'It reads << claim("270 MB/s", spec("disk.rate")) >>.\n',
    "data/disk.yml": (
        'rate: {value: 270 MB/s, source: sheet, quote: "Sustained transfer rate: up to 270 MB/s"}\n'
    ),
}

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    book = tmp_path / "book"
    for name, content in FILES.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(content)
    return book


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str) -> Result:
        with chdir(folder):
            return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return call


@pytest.fixture
def take(run: Run, tmp_path: Path) -> Run:
    """Ingests these bytes as a file outside the book."""

    def call(content: bytes, *arguments: str, name: str = "sheet.txt") -> Result:
        path = tmp_path / name
        path.write_bytes(content)
        return run("ingest", str(path), "--retrieved", DAY, *arguments)

    return call


@dataclass
class Site:
    """A server whose answers a test sets: path to status, headers and body."""

    address: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def put(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, body)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, self.headers.get("User-Agent", "")))
            status, headers, body = found.answers.get(self.path, (404, {}, b"nothing"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("data", "raw")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- a file ---------------------------------------------------------------------------------------


def test_a_text_is_its_own_capture_and_the_book_is_right_at_once(
    take: Run, run: Run, folder: Path
) -> None:
    assert run("check").exit_code == 1
    done = take(SHEET, "--kind", "primary", "--title", "Sheet", "--published", "2024-05")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "sheet: added\n  data/sources/sheet.yml\n  raw/sheet.txt\n"
    assert (folder / "raw/sheet.txt").read_bytes() == SHEET
    assert (folder / "data/sources/sheet.yml").read_text() == (
        "title: Sheet\npublished: 2024-05\nretrieved: 2026-03-01\nkind: primary\n"
        "raw:\n  file: sheet.txt\n  form: capture\n"
        f"  sha256: {hash_of(SHEET)}\n  date: 2026-03-01\n"
    )
    assert run("check").exit_code == 0


def test_a_page_is_kept_with_its_text_beside_it(take: Run, run: Run, folder: Path) -> None:
    done = take(PAGE, "--id", "sheet", name="download.html")
    assert done.stdout.splitlines()[2:] == [
        "  raw/sheet.html",
        "  raw/sheet.txt  the text of raw/sheet.html",
    ]
    assert (folder / "raw/sheet.html").read_bytes() == PAGE
    assert (folder / "raw/sheet.txt").read_bytes() == SHEET
    told = (folder / "data/sources/sheet.yml").read_text()
    assert told.startswith("title: Data sheet\nretrieved: 2026-03-01\nkind: secondary\nraw:\n")
    assert told.endswith(f"original:\n  file: sheet.html\n  sha256: {hash_of(PAGE)}\n")
    assert run("check").exit_code == 0
    (folder / "raw/sheet.html").write_bytes(PAGE + b" ")
    assert "CB206 raw-changed" in run("check").stderr


def test_a_document_without_text_is_kept_and_that_is_said(
    take: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    done = take(b"%PDF-1.7 \xff", "--id", "scan", name="a.pdf")
    assert done.exit_code == 0
    assert "its text cannot be searched, so nothing can be quoted from it" in done.stderr
    assert (folder / "raw/scan.pdf").read_bytes() == b"%PDF-1.7 \xff"
    assert "original" not in (folder / "data/sources/scan.yml").read_text()


def test_equal_bytes_change_nothing_and_that_is_said(take: Run, folder: Path) -> None:
    take(PAGE, "--id", "sheet", name="a.html")
    before = written(folder)
    for arguments in ([], ["--id", "sheet"], ["--id", "sheet", "--update"]):
        again = take(PAGE, *arguments, name="b.html")
        assert (again.exit_code, again.stdout) == (0, "sheet: unchanged\n")
        assert "has these bytes already; nothing is written" in again.stderr
    assert written(folder) == before


def test_a_taken_id_is_refused(take: Run, folder: Path) -> None:
    take(SHEET)
    before = written(folder)
    again = take(SHEET + b"more\n")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith(
        "data/sources/sheet.yml:1:1: error CB111 duplicate-id: the id sheet is taken"
    )
    assert "--update" in again.stderr
    assert written(folder) == before


def test_an_update_keeps_the_old_capture_and_names_the_lost_quotations(
    take: Run, run: Run, folder: Path
) -> None:
    take(SHEET)
    entry = folder / "data/sources/sheet.yml"
    entry.write_text("# read twice\n" + entry.read_text() + "warn_after: 52w # yearly\n")
    new = b"Sustained transfer rate: up to 280 MB/s\n"
    done = take(new, "--update", "--id", "sheet", "--title", "New sheet")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "sheet: updated")
    assert done.stderr.splitlines() == [
        "raw/sheet.txt stays, and is not used any more",
        "disk.rate: its quotation is no longer found",
    ]
    assert (folder / "raw/sheet.txt").read_bytes() == SHEET
    assert (folder / "raw/sheet-2026-03-01.txt").read_bytes() == new
    assert entry.read_text() == (
        "# read twice\ntitle: New sheet\nretrieved: 2026-03-01\nkind: secondary\n"
        "raw:\n  file: sheet-2026-03-01.txt\n  form: capture\n"
        f"  sha256: {hash_of(new)}\n  date: 2026-03-01\nwarn_after: 52w # yearly\n"
    )
    assert "CB201 quote-not-found" in run("check").stderr
    third = b"Sustained transfer rate: up to 270 MB/s, and more\n"
    assert take(third, "--update").stderr == (
        "raw/sheet-2026-03-01.txt stays, and is not used any more\n"
    )
    assert (folder / "raw/sheet-2026-03-01-2.txt").read_bytes() == third
    assert run("check").exit_code == 0


def test_an_update_whose_words_are_the_same_says_so(take: Run, folder: Path) -> None:
    take(PAGE, "--id", "sheet", name="a.html")
    done = take(PAGE + b"<!-- 2 -->", "--id", "sheet", "--update", name="a.html")
    assert done.stderr == "its bytes have changed, its words have not\n"
    assert sorted(path.name for path in (folder / "raw").iterdir()) == [
        "sheet-2026-03-01.html",
        "sheet.html",
        "sheet.txt",
    ]


def test_an_update_of_a_source_that_there_is_not_is_refused(take: Run, folder: Path) -> None:
    take(SHEET)
    before = written(folder)
    done = take(b"new", "--update", "--title", "Sheets")
    assert done.exit_code == 1
    assert "CB107 unknown-source: there is no source sheets to update" in done.stderr
    assert "--id, such as sheet," in done.stderr
    assert written(folder) == before


def test_a_note_becomes_a_capture(take: Run, run: Run, folder: Path) -> None:
    (folder / "data/sources").mkdir()
    (folder / "data/sources/sheet.yml").write_text("title: A\nkind: primary\nraw: sheet.md\n")
    (folder / "raw").mkdir()
    (folder / "raw/sheet.md").write_text("typed: Sustained transfer rate: up to 270 MB/s\n")
    assert take(SHEET, "--update").stderr == "raw/sheet.md stays, and is not used any more\n"
    assert "kind: primary\n" in (folder / "data/sources/sheet.yml").read_text()
    assert "found in the captured original" not in run("check").stderr
    assert run("check").exit_code == 0


@pytest.mark.parametrize("entry", ["{title: A, raw: sheet.md}\n", "title: &x A\nnote: *x\n"])
def test_a_data_file_that_cannot_be_changed_in_place_stays(
    take: Run, folder: Path, entry: str
) -> None:
    (folder / "data/sources").mkdir()
    (folder / "data/sources/sheet.yml").write_text(entry)
    before = written(folder)
    done = take(SHEET, "--update", "--id", "sheet", "--title", "B")
    assert done.exit_code == 1
    assert "data/sources/sheet.yml:1:1: error CB707 not-written" in done.stderr
    assert written(folder) == before


def test_a_data_file_that_cannot_be_read_is_not_written_over(take: Run, folder: Path) -> None:
    (folder / "data/sources").mkdir()
    (folder / "data/sources/sheet.yml").write_text("title: [A\n")
    done = take(SHEET, "--update")
    assert done.exit_code == 1
    assert "CB111 duplicate-id" in done.stderr
    assert (folder / "data/sources/sheet.yml").read_text() == "title: [A\n"


def test_a_file_of_the_raw_folder_is_taken_where_it_is(run: Run, folder: Path) -> None:
    (folder / "raw").mkdir()
    (folder / "raw/Sheet 1.md").write_bytes(SHEET)
    assert run("ingest", "raw/Sheet 1.md", "--retrieved", DAY).stdout == (
        "sheet-1: added\n  data/sources/sheet-1.yml\n  raw/Sheet 1.md\n"
    )


def test_a_link_is_followed_and_a_raw_folder_outside_the_book_is_not(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "real.txt").write_bytes(SHEET)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    (tmp_path / "elsewhere").mkdir()
    (folder / "raw").symlink_to(tmp_path / "elsewhere")
    done = run("ingest", "../link.txt", "--retrieved", DAY)
    assert done.exit_code == 1
    assert "CB707 not-written: raw/real.txt cannot be written" in done.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (folder / "data/sources").exists()
    (folder / "raw").unlink()
    assert run("ingest", "../link.txt", "--retrieved", DAY).stdout.startswith("real: added")


@pytest.mark.parametrize(
    ("name", "title", "found"),
    [
        ("Data Sheet_V2.html", "The D4", "data-sheet-v2"),
        ("index.html", "The D4", "the-d4"),
        ("说明书.html", "The D4", "the-d4"),
    ],
)
def test_an_id_comes_from_the_name_or_the_title(
    take: Run, name: str, title: str, found: str
) -> None:
    page = f"<title>{title}</title><p>words".encode()
    assert take(page, name=name).stdout.startswith(f"{found}: added\n")
    assert take(page + b" more", "--title", "Own Title", name=name).stdout.startswith(
        "own-title: added\n"
    )


def test_a_name_that_makes_no_id_asks_for_one(take: Run) -> None:
    done = take("额定功率".encode(), "--title", "说明书", name="说明书.txt")
    assert done.exit_code == 1
    assert "CB110 invalid-id" in done.stderr


def test_an_empty_and_a_large_file_are_refused(take: Run, folder: Path) -> None:
    before = written(folder)
    assert "CB205 raw-empty" in take(b"").stderr
    assert "CB120 too-large" in take(b"x" * (8 * 1024 * 1024 + 1)).stderr
    assert written(folder) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name one file or one web address"),
        (["a.txt", "b.txt"], "name one file or one web address"),
        (["none.txt"], "none.txt cannot be read: No such file"),
        (["docs"], "docs is no file"),
        (["/dev/zero"], "is no file"),
        (["a\0b"], "cannot be read"),
        (["docs/index.md", "--id", "No Id"], "as in no-id"),
        (["docs/index.md", "--retrieved", "yesterday"], "is not a date"),
        (["docs/index.md", "--published", "2024-13"], "no day of the calendar"),
        (["docs/index.md", "--kind", "hearsay"], "is not one of"),
        (["file:///etc/passwd"], "no web address"),
        (["https://name:word@example.org/"], "a name or password"),
        (["--check", "--update"], "--check writes nothing"),
        (["--check", "--retrieved", DAY], "--check writes nothing"),
    ],
)
def test_a_wrong_call_ends_with_two_and_writes_nothing(
    run: Run, folder: Path, arguments: list[str], words: str
) -> None:
    before = written(folder)
    done = run("ingest", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert written(folder) == before


def test_the_day_is_that_of_the_environment_where_none_is_named(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    run("ingest", "docs/index.md", "--id", "page")
    assert "retrieved: 2023-11-14\n" in (folder / "data/sources/page.yml").read_text()


def test_json_says_what_was_done(take: Run) -> None:
    document = json.loads(take(SHEET, "--format", "json").stdout)
    assert document == {
        "id": "sheet",
        "state": "added",
        "path": "data/sources/sheet.yml",
        "sha256": hash_of(SHEET),
        "raw": "raw/sheet.txt",
        "original": None,
        "obstacle": None,
        "before": None,
        "same_text": False,
        "lost": [],
    }


# -- an address -----------------------------------------------------------------------------------


def test_an_address_is_fetched_and_told(run: Run, folder: Path, site: Site) -> None:
    url = site.put("/sheets/d4.html", PAGE, Content_Type="text/html; charset=utf-8")
    done = run("ingest", url, "--id", "sheet", "--retrieved", DAY)
    assert done.exit_code == 0
    assert site.asked[0][1].startswith("claimbook/")
    told = (folder / "data/sources/sheet.yml").read_text()
    assert f"title: Data sheet\nurl: {url}\nretrieved: 2026-03-01\n" in told
    assert f"  url: {url}\n  date: 2026-03-01\noriginal:\n" in told
    assert run("check").exit_code == 0


@pytest.mark.parametrize(
    ("path", "found"),
    [("/sheets/d4.txt", "d4"), ("/a/2505.09343", "2505-09343"), ("/d4/index.html", "d4")],
)
def test_the_id_of_an_address_is_its_last_name(run: Run, site: Site, path: str, found: str) -> None:
    done = run("ingest", site.put(path, SHEET, Content_Type="text/plain"))
    assert done.stdout.startswith(f"{found}: added\n")


def test_an_address_that_the_book_has_is_updated_by_its_own_id(run: Run, site: Site) -> None:
    url = site.put("/d4.txt", SHEET)
    run("ingest", url, "--id", "sheet")
    site.put("/d4.txt", SHEET + b"and more\n")
    assert "the id sheet is taken" in run("ingest", url).stderr
    assert run("ingest", url, "--update").stdout.startswith("sheet: updated\n")


def test_a_redirect_is_followed_and_recorded(run: Run, folder: Path, site: Site) -> None:
    new = site.put("/new.txt", SHEET)
    old = site.put("/old", b"", 302, Location="/new.txt")
    run("ingest", old, "--id", "sheet")
    told = (folder / "data/sources/sheet.yml").read_text()
    assert f"\nurl: {old}\n" in told
    assert f"\n  url: {new}\n" in told


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/passwd", "is not allowed"),
        ("ftp://127.0.0.1/a", "no web address"),
        ("http://name:word@127.0.0.1/a", "a name or password"),
        ("/loop", "302"),
    ],
)
def test_a_redirect_leads_to_no_other_place(
    run: Run, folder: Path, site: Site, location: str, words: str
) -> None:
    before = written(folder)
    done = run("ingest", site.put("/loop", b"", 302, Location=location), "--id", "sheet")
    assert done.exit_code == 1
    assert "error CB706 source-unreachable" in done.stderr
    assert words in done.stderr
    assert written(folder) == before


def test_the_open_net_cannot_lead_into_a_private_one(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = site.put("/secret", b"secret")
    start = site.put("/start", b"", 302, Location=secret)
    answers = iter([True, False])
    monkeypatch.setattr(fetching, "is_public", lambda _: next(answers))
    done = run("ingest", start, "--id", "sheet")
    assert done.exit_code == 1
    assert "inside a private network" in done.stderr
    assert [path for path, _ in site.asked] == ["/start"]


def test_a_server_that_compresses_unasked_is_understood(run: Run, folder: Path, site: Site) -> None:
    import gzip

    packed = gzip.compress(SHEET)
    run("ingest", site.put("/sheet.txt", packed, Content_Encoding="gzip"))
    assert (folder / "raw/sheet.txt").read_bytes() == SHEET
    bomb = gzip.compress(b"x" * (20 * 1024 * 1024))
    done = run("ingest", site.put("/bomb.txt", bomb, Content_Encoding="gzip"))
    assert "CB120 too-large" in done.stderr
    done = run("ingest", site.put("/odd.txt", b"not packed", Content_Encoding="gzip"))
    assert "CB706 source-unreachable" in done.stderr
    done = run("ingest", site.put("/br.txt", b"x", Content_Encoding="br"))
    assert "CB706 source-unreachable" in done.stderr


@pytest.mark.parametrize(
    ("status", "words"), [(404, "answers 404"), (500, "answers 500"), (403, "answers 403")]
)
def test_an_answer_that_is_an_error_is_no_source(
    run: Run, folder: Path, site: Site, status: int, words: str
) -> None:
    before = written(folder)
    done = run("ingest", site.put("/a.txt", b"sorry", status))
    assert done.exit_code == 1
    assert words in done.stderr
    assert written(folder) == before


def test_what_breaks_off_or_is_too_large_is_no_source(run: Run, site: Site) -> None:
    done = run("ingest", site.put("/short.txt", b"short", Content_Length="500"))
    assert "CB706 source-unreachable" in done.stderr
    done = run("ingest", site.put("/large.txt", b"x" * (9 * 1024 * 1024)))
    assert "CB120 too-large" in done.stderr


def test_a_host_that_does_not_answer_is_told(run: Run) -> None:
    done = run("ingest", "http://127.0.0.1:1/sheet.txt")
    assert done.exit_code == 1
    assert "CB706 source-unreachable: http://127.0.0.1:1/sheet.txt cannot be reached" in done.stderr


# -- is it still the same? ------------------------------------------------------------------------


def states(run: Run, *names: str) -> tuple[int, dict[str, dict[str, object]]]:
    done = run("ingest", "--check", *names, "--format", "json")
    listed = json.loads(done.stdout)["sources"]
    return done.exit_code, {each.pop("id"): each for each in listed}


def test_a_check_tells_what_became_of_each_source_and_writes_nothing(
    run: Run, folder: Path, site: Site
) -> None:
    names = ("same", "sheet", "moved", "gone", "broken", "comment")
    urls = {name: site.put(f"/{name}.html", PAGE + name.encode()) for name in names}
    for url in urls.values():
        assert run("ingest", url).exit_code == 0
    (folder / "data/sources/note.yml").write_text(f"title: A note\nurl: {urls['same']}\n")
    (folder / "data/sources/look.yml").write_text("title: What anybody sees\n")
    site.put("/sheet.html", PAGE.replace(b"270", b"280"))
    site.put("/new.html", PAGE + b"moved")
    site.put("/moved.html", b"", 301, Location="/new.html")
    site.put("/gone.html", b"", 410)
    site.put("/broken.html", b"", 503)
    site.put("/comment.html", PAGE + b"comment<!-- served at noon -->")
    before = written(folder)
    code, found = states(run)
    assert code == 1
    assert {name: each["state"] for name, each in found.items()} == {
        "broken": "unreachable",
        "comment": "unchanged",
        "gone": "gone",
        "moved": "moved",
        "note": "not captured",
        "same": "unchanged",
        "sheet": "changed",
    }
    assert found["sheet"]["lost"] == ["disk.rate"]
    assert found["moved"]["moved_to"] == f"{site.address}/new.html"
    assert (found["comment"]["new_bytes"], found["same"]["new_bytes"]) == (True, False)
    assert written(folder) == before


def test_a_check_of_what_is_the_same_or_moved_ends_with_zero(run: Run, site: Site) -> None:
    run("ingest", site.put("/a.txt", SHEET), "--id", "sheet")
    assert run("ingest", "--check").stdout == "sheet: unchanged\n"
    site.put("/b.txt", SHEET)
    site.put("/a.txt", b"", 308, Location="/b.txt")
    done = run("ingest", "--check", "sheet")
    assert (done.exit_code, done.stdout) == (
        0,
        f"sheet: moved (leads to {site.address}/b.txt)\n",
    )


def test_a_changed_source_names_its_lost_quotations(run: Run, site: Site) -> None:
    run("ingest", site.put("/a.txt", SHEET), "--id", "sheet")
    site.put("/a.txt", b"something else")
    done = run("ingest", "--check", "sheet")
    assert (done.exit_code, done.stdout) == (
        1,
        "sheet: changed\n  disk.rate: its quotation is no longer found\n",
    )


def test_a_check_asks_only_whom_it_is_told(run: Run, folder: Path, site: Site) -> None:
    for name in ("one", "two"):
        run("ingest", site.put(f"/{name}.txt", name.encode()))
    (folder / "data/sources/look.yml").write_text("title: What anybody sees\n")
    site.asked.clear()
    assert run("ingest", "--check", "two", "look", "two").stdout == (
        "two: unchanged\nlook: no address\n"
    )
    assert [path for path, _ in site.asked] == ["/two.txt"]
    done = run("ingest", "--check", "tow")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "CB107 unknown-source: there is no source tow" in done.stderr


def test_a_stranger_s_address_is_not_followed_out_of_the_web(
    run: Run, folder: Path, site: Site
) -> None:
    (folder / "data/sources").mkdir()
    (folder / "data/sources/guest.yml").write_text(
        "title: A guest\nurl: http://name:word@127.0.0.1/\n"
        f"raw: {{file: guest.txt, form: capture, sha256: {'0' * 64}}}\n"
    )
    code, found = states(run, "guest")
    assert (code, found["guest"]["state"]) == (1, "unreachable")


def test_a_book_without_addresses_has_nothing_to_check(run: Run) -> None:
    done = run("ingest", "--check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "nothing to check: no source has an address\n"


def test_b77_check_and_build_never_fetch(run: Run, folder: Path, site: Site) -> None:
    run("ingest", site.put("/a.txt", SHEET), "--id", "sheet")
    site.asked.clear()
    assert run("check").exit_code == 0
    build(load_config(str(folder / "mkdocs.yml")))
    assert (folder / "site/index.html").is_file()
    assert site.asked == []
