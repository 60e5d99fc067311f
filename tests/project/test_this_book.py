"""This repository's own book: clean, and no figure of it can be falsified unseen."""

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from claimbook import Book, Quantity, open_book
from claimbook.quantities import inputs

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("mkdocs.yml", "claims.lock", "data", "raw", "wiki")
HEADROOM = 'roofline("gb300", "fp8", model="deepseek-v4-pro", direction="{}").headroom'


@pytest.fixture(scope="module")
def this_book() -> Book:
    return open_book(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part)
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    return tmp_path


@pytest.fixture
def data_alone(tmp_path: Path) -> Path:
    """The data and the raw files, and no page: evaluating pages is not what the test is about."""
    for part in ("data", "raw"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / "wiki").mkdir()
    return tmp_path


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)


def test_the_book_is_clean_and_was_looked_at(this_book: Book) -> None:
    report = this_book.check()
    assert report.render_text().startswith("pages:"), report.render_text()
    assert report.counts.claims_checked > 40
    assert report.counts.claims_contradicted == 0


def test_the_manual_is_clean(this_book: Book) -> None:
    report = open_book(ROOT / "docs" / "mkdocs.yml").check()
    assert report.render_text().startswith("pages:"), report.render_text()
    assert report.counts.macros > 0


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("bidirectional", Fraction("2.21184")), ("one-way", Fraction("1.10592"))],
)
def test_the_headroom_of_gb300_is_exact(
    this_book: Book, direction: str, expected: Fraction
) -> None:
    answer = this_book.evaluate(HEADROOM.format(direction))
    assert isinstance(answer.value, Quantity)
    assert answer.value.value == expected
    named = {leaf.name: leaf for leaf, _ in answer.inputs}
    for path in (
        "gb300.peak.fp8",
        "gb300.levels.scale-up.bandwidth",
        "deepseek-v4-pro.expert_intermediate_size",
    ):
        assert named[path].span is not None
        assert named[path].source is not None


def test_a_dense_model_has_no_expert_parallel_threshold(this_book: Book) -> None:
    answer = this_book.evaluate('threshold("llama-3-70b")')
    assert [found.code.slug for found in answer.diagnostics] == ["scope-refused"]
    assert "dense model" in answer.diagnostics[0].message


def test_another_peak_contradicts_every_claim_that_rests_on_it(copy: Path) -> None:
    edit(
        copy / "data/systems/gb300.yml",
        lambda text: text.replace("value: 5 PFLOPS", "value: 4 PFLOPS"),
    )
    report = open_book(copy).check()
    contradicted = [
        found for found in report.diagnostics if found.code.slug == "claim-contradicted"
    ]
    expected = [
        result
        for result in report.results
        if result.review is not None
        and (result.review.stance, result.review.verdict) == ("asserted", "contradicted")
    ]
    assert len(contradicted) == len(expected) == report.counts.claims_contradicted
    assert len(contradicted) >= 40
    assert "wiki/deepseek-v4.md" in {found.span.path for found in contradicted if found.span}
    for result in expected:
        assert "gb300.peak.fp8" in {leaf.name for leaf, _ in inputs(*result.subjects)}
    for found in contradicted:
        assert "the inputs give" in found.message or "does not hold" in found.message
        assert found.hint is not None


def falsified(text: str, place: int) -> str:
    """The same text with the digit at `place` changed."""
    return f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"


def each_digit(path: str, text: str) -> list[object]:
    """Every digit of a text: the path of its spec, and the place. All but the first are long."""
    places = [place for place, character in enumerate(text) if character.isdigit()]
    return [
        pytest.param(path, place, marks=[pytest.mark.long] if place != places[0] else [])
        for place in places
    ]


def quoted_digits() -> list[object]:
    """Every digit of every quotation in data/."""
    catalogue = open_book(ROOT).catalogue
    return [
        digit
        for path, spec in sorted(catalogue.specs.items())
        if spec.quote is not None
        for digit in each_digit(path, spec.quote.exact)
    ]


@pytest.mark.parametrize(("path", "place"), quoted_digits())
def test_a_falsified_quotation_is_found_where_it_stands(
    data_alone: Path, path: str, place: int
) -> None:
    quote = open_book(data_alone).catalogue.specs[path].quote
    assert quote is not None
    start = quote.span.start + quote.span.content.index(quote.exact) + place
    edit(data_alone / quote.span.path, lambda text: falsified(text, start))
    report = open_book(data_alone).check()
    faults = [found for found in report.diagnostics if found.code.slug == "quote-not-found"]
    assert [found.span.path for found in faults if found.span] == [quote.span.path]
    assert faults[0].location == quote.span.location


@pytest.mark.parametrize(("path", "place"), quoted_digits())
def test_a_falsified_raw_note_is_found_by_hash_and_by_quotation(
    data_alone: Path, path: str, place: int
) -> None:
    book = open_book(data_alone)
    spec, found = book.catalogue.specs[path], book.quotations[path]
    assert spec.quote is not None
    edit(data_alone / found.span.path, lambda text: falsified(text, found.span.start + place))
    report = open_book(data_alone).check()
    places = {(found.code.slug, found.span.path) for found in report.diagnostics if found.span}
    raw = book.catalogue.sources[spec.source].raw
    assert raw is not None
    assert ("raw-changed", raw.span.path) in places
    assert ("quote-not-found", spec.quote.span.path) in places


def specs_with_numbers() -> list[object]:
    """Every digit of every value in data/ that has a quotation."""
    catalogue = open_book(ROOT).catalogue
    return [
        digit
        for path, spec in sorted(catalogue.specs.items())
        if spec.quote is not None and spec.word is None
        for digit in each_digit(path, spec.text)
    ]


@pytest.mark.parametrize(("path", "place"), specs_with_numbers())
def test_a_falsified_value_disagrees_with_its_quotation(
    data_alone: Path, path: str, place: int
) -> None:
    spec = open_book(data_alone).catalogue.specs[path]
    start = spec.span.start + spec.span.content.index(spec.text) + place
    edit(data_alone / spec.span.path, lambda text: falsified(text, start))
    report = open_book(data_alone).check()
    places = {(found.code.slug, found.span.path) for found in report.diagnostics if found.span}
    assert ("quote-disagrees", spec.span.path) in places


def test_every_raw_file_is_locked_by_its_hash(this_book: Book) -> None:
    locked = {
        source.raw.path
        for source in this_book.catalogue.sources.values()
        if source.raw is not None and source.raw.sha256 is not None
    }
    assert locked == {f"raw/{path.name}" for path in (ROOT / "raw").iterdir()}
