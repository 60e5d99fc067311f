"""Dates, periods, and how old a source may be."""

import pytest

from claimbook.diagnostics import Diagnostics, Text
from claimbook.quantities.errors import QuantityError
from claimbook.sources import Catalogue, Source, check_date, check_freshness, freshness
from claimbook.sources.dates import read_period

PLACE = Text("data/sources/s.yml", "title: A\n").span(0)


def source(**more):
    return Source(id="s", title="A", kind="primary", span=PLACE, **more)


@pytest.mark.parametrize("text", ["2024-02-29", "2026-12-31", "0001-01-01"])
def test_a_date_of_the_calendar_stays_as_it_is_written(text):
    assert check_date(text) == text


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "2024-13-45", "2024-1-1", "2024", "2024-01", "", "２０２４-01-01", "0000-01-01"],
)
def test_b48_what_is_no_date_is_refused(text):
    with pytest.raises(QuantityError) as caught:
        check_date(text)
    assert caught.value.slug == "invalid-date"


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-05-31"])
def test_a_date_may_be_partial_where_that_is_enough(text):
    assert check_date(text, whole=False) == text


@pytest.mark.parametrize(
    ("text", "days"), [("180d", 180), ("1 day", 1), ("26w", 182), ("2 weeks", 14), ("0d", 0)]
)
def test_b78_a_period_is_in_days_or_weeks(text, days):
    assert read_period(text) == days


@pytest.mark.parametrize("text", ["", "180", "6m", "1y", "-3d", "1.5d", "d", "9999999d"])
def test_b78_another_period_is_refused(text):
    with pytest.raises(QuantityError) as caught:
        read_period(text)
    assert caught.value.slug == "invalid-duration"


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        ("2025-01-10", "fresh"),
        ("2025-07-09", "fresh"),
        ("2025-07-10", "stale"),
        ("2026-06-01", "stale"),
        ("2025-01-09", "invalid"),
        (None, None),
    ],
)
def test_b78_a_source_is_fresh_stale_or_invalid(as_of, outcome):
    dated = source(retrieved="2025-01-10", warn_after=180, error_after=365)
    assert freshness(dated, as_of) == outcome
    assert dated.freshness(as_of) == outcome


def test_b78_a_source_without_limits_is_fresh():
    assert freshness(source(), "2026-01-01") == "fresh"
    assert freshness(source(), None) == "fresh"


@pytest.mark.parametrize("as_of", [None, "2026-01-01"])
def test_b78_limits_that_cannot_be_applied_are_not_stale_but_invalid(as_of):
    assert freshness(source(warn_after=180), as_of) == "invalid"
    wrong = source(retrieved="2025-12-31", warn_after=365, error_after=180)
    assert freshness(wrong, as_of) == "invalid"


def test_b78_one_limit_is_enough():
    assert freshness(source(retrieved="2025-01-01", error_after=10), "2025-01-12") == "stale"


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-07-09", []),
        ("2025-07-10", [("stale-source", "warning")]),
        ("2026-01-10", [("stale-source", "warning")]),
        ("2026-01-11", [("expired-source", "error")]),
        ("2024-01-01", [("invalid-date", "error")]),
        (None, []),
    ],
)
def test_b78_each_outcome_is_reported_as_what_it_is(as_of, expected):
    dated = source(retrieved="2025-01-10", warn_after=180, error_after=365)
    diagnostics = Diagnostics()
    check_freshness(Catalogue({}, {"s": dated}, {}), as_of, diagnostics)
    assert [(item.code.slug, item.severity) for item in diagnostics] == expected


def test_b78_a_missing_date_is_reported_without_a_day():
    diagnostics = Diagnostics()
    check_freshness(Catalogue({}, {"s": source(warn_after=1)}, {}), None, diagnostics)
    assert [item.code.slug for item in diagnostics] == ["invalid-date"]
