"""The page of one subject: its specs, who says so, and what rests on each."""

from collections.abc import Iterator

from claimbook.generated.setting import Setting, used_anchor
from claimbook.generated.uses import Use
from claimbook.generated.writing import (
    anchor,
    code,
    heading,
    link,
    page,
    quoted,
    table,
    text,
)
from claimbook.links import spec_anchor
from claimbook.sources import Spec, Subject


def subject_page(setting: Setting, path: str, subject: Subject) -> str:
    """The page of a subject."""
    say = setting.say
    facts = [f"{code(subject.id)}{f', {text(subject.kind)}' if subject.kind else ''}"]
    facts += [f"{code(key)}: {text(words)}" for key, words in subject.texts.items()]
    rows = [
        row for inside, spec in subject.specs.items() for row in _rows(setting, path, inside, spec)
    ]
    header = (say("spec"), say("value"), say("source"), say("used on"))
    return page(
        subject.name,
        say("What the book knows of it, from whom, and what rests on it."),
        [
            "\n".join(f"- {fact}" for fact in facts),
            text(subject.note) if subject.note else "",
            heading(2, say("Values")) if rows else "",
            table(header, rows),
            *_used(setting, path, subject),
            *rests(
                setting, path, setting.uses.of_subject(subject.id), say("Claims that rest on it")
            ),
        ],
    )


def rests(setting: Setting, path: str, uses: list[Use], title: str) -> Iterator[str]:
    """The claims that rest on something, by page, as a section; nothing where no claim does."""
    pages: dict[str, dict[str, None]] = {}
    titles: dict[str, str] = {}
    for use in uses:
        review = use.result.review
        if review is not None:
            shown = link(review.words, use.page.path, path, use.anchor)
            if review.verdict != "holds":
                shown += f" {setting.verdict(review.verdict)}"
            pages.setdefault(use.page.path, {})[shown] = None
            titles[use.page.path] = use.page.title
    if pages:
        yield heading(2, title)
        yield "\n".join(
            f"- {link(titles[name], name, path)}: {' · '.join(claims)}"
            for name, claims in pages.items()
        )


def value_cell(setting: Setting, spec: Spec) -> str:
    """A value as it is written, with all that qualifies it."""
    say = setting.say
    term = setting.words.term
    marks = [
        f"{text(term(name))}: {text(term(word))}" for name, word in sorted(spec.qualifiers.items())
    ]
    marks += [text(say("approximate"))] if spec.approximate else []
    marks += [text(say(doubt)) for doubt in setting.doubts(spec)]
    marks += [f"{text(say('as of'))} {text(spec.as_of)}"] if spec.as_of else []
    return "<br>".join([f"**{text(spec.text)}**", *marks])


def source_cell(setting: Setting, path: str, spec: Spec) -> str:
    """Who says so, where, and in which words; the link lands on the quotation."""
    parts = [setting.source_link(spec.source, path, quoted=spec.path)]
    if spec.locator:
        parts.append(text(spec.locator))
    if spec.quote is not None:
        parts.append(quoted(spec.quote.exact))
    return "<br>".join(parts)


def _rows(setting: Setting, path: str, inside: str, spec: Spec) -> Iterator[tuple[str, ...]]:
    yield (
        f"{anchor(spec_anchor(spec.path))}{code(inside)}{_note(spec)}",
        value_cell(setting, spec),
        source_cell(setting, path, spec),
        setting.used(spec.path, path),
    )
    for rival in spec.rivals:
        yield (
            f"{anchor(spec_anchor(rival.path))}{text(setting.say('Also said'))}{_note(rival)}",
            value_cell(setting, rival),
            source_cell(setting, path, rival),
            text(setting.say("not used")),
        )


def _used(setting: Setting, path: str, subject: Subject) -> Iterator[str]:
    """The pages that each spec is used on, as a section."""
    lines = [
        f"- {anchor(used_anchor(spec.path))}{code(inside)}: {setting.use_links(uses, path)}"
        for inside, spec in subject.specs.items()
        if (uses := setting.uses.specs.get(spec.path))
    ]
    if lines:
        yield heading(2, setting.say("Where they are used"))
        yield "\n".join(lines)


def _note(spec: Spec) -> str:
    return f"<br><small>{text(spec.note)}</small>" if spec.note else ""
