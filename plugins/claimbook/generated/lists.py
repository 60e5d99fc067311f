"""The pages that list something of the whole book: its pages of reference, claims and doubts."""

from collections import Counter
from collections.abc import Iterator
from posixpath import basename
from typing import get_args

from claimbook.claims.review import Verdict
from claimbook.generated.setting import Setting
from claimbook.generated.subjects import source_cell, value_cell
from claimbook.generated.uses import Use
from claimbook.generated.writing import anchor, code, heading, link, page, table, text
from claimbook.links import Destination
from claimbook.report import MacroResult

_DISPUTED = ("contradicted", "refused")


def index_page(setting: Setting, path: str) -> str:
    """Where everything is."""
    say, places = setting.say, setting.references
    lists = [
        f"- {link(place.title, place.path, path)}"
        for name in ("register", "discrepancies", "unverified", "formulas")
        if (place := places.listing(name)) is not None
    ]
    kinds: dict[str, list[str]] = {}
    for name, subject in sorted(setting.catalogue.subjects.items()):
        kinds.setdefault(subject.kind or "", []).append(name)
    subjects = [
        part
        # Those of no kind come last.
        for kind, names in sorted(kinds.items(), key=lambda item: (not item[0], item[0]))
        for part in (
            heading(3, text(kind or say("Other"))),
            "\n".join(
                f"- {_entry(places.subject(name), setting.catalogue.subjects[name].name, path)}"
                for name in names
            ),
        )
    ]
    sources = [
        f"- {setting.source_link(name, path)}, {text(say(source.kind))}"
        for name, source in sorted(setting.catalogue.sources.items())
    ]
    return _page(
        setting,
        "index",
        "A page made from the data and the checked pages of this book.",
        [
            heading(2, say("Lists")),
            "\n".join(lists),
            *([heading(2, say("Subjects")), *subjects] if subjects else []),
            *([heading(2, say("Sources")), "\n".join(sources)] if sources else []),
        ],
    )


def register_page(setting: Setting, path: str) -> str:
    """Every claim of the book, by page."""
    say, blocks, told = setting.say, list[str](), set[str]()
    for name in sorted(setting.report.pages):
        report = setting.report.pages[name]
        rows = [
            tuple(_claim(setting, path, Use(report, result), told))
            for result in report.numbers
            if result.review is not None and result.failed is None
        ]
        if rows:
            blocks.append(heading(2, link(report.title, name, path)))
            header = ("claim", "stance", "verdict", "recomputed", "source")
            blocks.append(table([say(column) for column in header], rows))
    return _page(
        setting,
        "register",
        "Every claim of the book, by page, with its verdict.",
        [_filter(setting), *blocks] if blocks else [text(say("No claim."))],
    )


def _filter(setting: Setting) -> str:
    """Buttons that leave the claims of one verdict in view; the style sheet does it, no script."""
    words = ["all", *get_args(Verdict)]
    found = Counter(
        result.review.verdict
        for result in setting.report.results
        if result.review is not None and result.failed is None
    )
    shown = [word for word in words if word == "all" or found[word]]
    label = setting.say("Show")
    choices = "".join(
        f'<label><input type="radio" name="cb-show" id="cb-show-{word}"'
        f"{' checked' if word == 'all' else ''}> "
        f"{setting.say('all') if word == 'all' else setting.words.verdict(word)} "
        f"{found.total() if word == 'all' else found[word]}</label> "
        for word in shown
    )
    return f'<div class="cb-filter" role="group" aria-label="{label}">{choices.strip()}</div>'


def discrepancies_page(setting: Setting, path: str) -> str:
    """The figures of others that do not recompute, or that the formula does not apply to."""
    say = setting.say
    rows = [
        (
            link(result.review.words, name, path, result.derivation_id),
            setting.verdict(result.review.verdict),
            text(result.review.recomputed or ""),
            _sources(setting, path, result),
            link(setting.report.pages[name].title, name, path),
            text(result.review.reason or ""),
        )
        for name in sorted(setting.report.pages)
        for result in setting.report.pages[name].numbers
        if result.review is not None
        and result.review.stance == "reported"
        and result.review.verdict in _DISPUTED
    ]
    header = ("claim", "verdict", "recomputed", "source", "page", "note")
    return _page(
        setting,
        "discrepancies",
        "Figures of others that the inputs do not bear out.",
        [table([say(column) for column in header], rows) or text(say("None."))],
    )


def unverified_page(setting: Setting, path: str) -> str:
    """The values that are marked as doubtful, and those of sources past their limits."""
    say = setting.say
    rows = []
    for spec in setting.catalogue.specs.values():
        if setting.doubts(spec):
            note = f"<br><small>{text(spec.note)}</small>" if spec.note else ""
            rows.append(
                (
                    f"{setting.spec_link(spec.path, path)}{note}",
                    value_cell(setting, spec),
                    source_cell(setting, path, spec),
                    setting.used(spec.path, path),
                )
            )
    has_limits = any(
        source.warn_after is not None or source.error_after is not None
        for source in setting.catalogue.sources.values()
    )
    unasked = text(say("No day was named, so nobody asked whether a source is old."))
    header = ("spec", "value", "source", "used on")
    return _page(
        setting,
        "unverified",
        "Values that nobody has verified yet, and those of old sources.",
        [
            unasked if has_limits and setting.as_of is None else "",
            table([say(column) for column in header], rows) or text(say("None.")),
        ],
    )


def _claim(setting: Setting, path: str, use: Use, told: set[str]) -> Iterator[str]:
    result = use.result
    assert result.review is not None
    review, name = result.review, f"claim-{result.id}"
    # A claim in a file that several pages include is listed for each of them.
    place = "" if name in told else anchor(name)
    told.add(name)
    note = f"<br><small>{text(review.reason)}</small>" if review.reason else ""
    past = "".join(f"<br><small>{line}</small>" for line in _past(setting, path, result))
    yield f"{place}{link(review.words, use.page.path, path, use.anchor)}{note}{past}"
    yield text(setting.say(review.stance))
    yield setting.verdict(review.verdict)
    yield text(review.recomputed or "")
    yield _sources(setting, path, result)


def _past(setting: Setting, path: str, result: MacroResult) -> Iterator[str]:
    """What a claim said before, the latest first."""
    for past in result.history:
        day = link(past.day, past.page, path) if past.page else text(past.day)
        yield setting.words.until.format(text=text(past.text), day=day, why=text(past.why))


def _sources(setting: Setting, path: str, result: MacroResult) -> str:
    """The sources of a claim by their ids, as a table of many rows has little room."""
    return "<br>".join(setting.source_link(name, path, words=name) for name in result.sources)


def _entry(place: Destination | None, name: str, on: str) -> str:
    if place is None:
        return text(name)
    stem = basename(place.path).removesuffix(".md")
    return f"{link(name, place.path, on)} {code(stem)}"


def _page(setting: Setting, name: str, description: str, blocks: list[str]) -> str:
    place = setting.references.listing(name)
    assert place is not None
    return page(place.title, setting.say(description), blocks)
