"""Numbers and derivations as HTML: no script, no inline style, every string escaped.

A number is a button that opens its derivation, a popover, which a browser does by itself. What
stands inside a paragraph is inline HTML only; the derivations are blocks at the foot of the page,
where they are printed as notes, and shown to a browser that knows no popovers.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from claimbook.diagnostics import visible
from claimbook.quantities import (
    Comparison,
    Input,
    Printed,
    Quantity,
    customary_unit,
    exact_text,
    format_significant,
    localized,
    print_quantity,
)
from claimbook.render.mathml import mathml
from claimbook.render.tree import Node, comparison_trees, derivation_tree
from claimbook.render.words import Words, words_of
from claimbook.sources import Source

Link = Callable[[str, str], str | None]
"""The address of the place for a spec or for its quotation, by its path, or for a source, by its
id, or of a page, by its path; the first argument says which: `spec`, `quote`, `source` or `page`.
None where there is no such place.
"""

NO_BREAK_SPACE = "\u00a0"
_MANY_DIGITS = 8
_RELATIONS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_AFTER_DIGIT = re.compile(r"(?<=\d) (?=\S)")


@dataclass(frozen=True, slots=True)
class Past:
    """What a number was before a day, and why it was changed."""

    day: str
    text: str
    why: str
    page: str | None
    """The entry of the journal that says so, relative to the folder of the pages."""


@dataclass(frozen=True, slots=True)
class FootEntry:
    """One number of a page and what its derivation shows.

    `interval`, `verdict` and `reason` are set for a claim: what its words allow, what became of
    it, and what its author says of it or why there is no verdict. A figure that nothing computes
    has no subject. `frozen` is set for what a past day published: that day, and what it would be
    today, if that can be computed.
    """

    anchor: str
    text: str
    subject: Quantity | Comparison | None
    interval: str | None
    verdict: str | None
    reason: str | None = None
    history: tuple[Past, ...] = ()
    frozen: tuple[str, str | None] | None = None


def number_html(
    printed: Printed, anchor: str | None, mark: str, *, beside: str | None = None
) -> str:
    """A number in running text.

    Args:
        printed: its number and unit, or an author's words.
        anchor: the id of its derivation, if it has one.
        mark: words for its looks: computed, or the stance and verdict of a claim.
        beside: what stands behind it where it is somebody else's figure.
    """
    text, behind = _text(_unbroken(printed.text)), ""
    if beside is not None:
        # Outside the number, as a button is a block: in it long words would not run on as text.
        text, behind = f"<q>{text}</q>", _text(_unbroken(beside))
    classes = " ".join(["cb-number", *(f"cb-{_text(word)}" for word in mark.split())])
    if anchor is None:
        return f'<span class="{classes}">{text}</span>{behind}'
    opens = f'popovertarget="{_text(anchor)}"'
    return f'<button type="button" class="{classes}" {opens}>{text}</button>{behind}'


def foot_html(
    entries: Sequence[FootEntry],
    sources: Mapping[str, Source],
    language: str,
    link: Link = lambda _kind, _name: None,
) -> str:
    """The derivations of a page's numbers, each once, as a list; empty without entries.

    Args:
        entries: what is derived.
        sources: the sources of the book, by id.
        language: that of the page.
        link: where the reader finds more, if anywhere.
    """
    if not entries:
        return ""
    words = words_of(language)
    items = "".join(_entry(entry, sources, words, link) for entry in entries)
    legend = "".join(
        f'<li><span class="cb-sample {marks}">{_text(sample)}</span> {_text(meaning)}</li>'
        for marks, sample, meaning in words.legend
    )
    return (
        f'<section class="cb-derivations" aria-label="{_text(words.derivations)}">'
        f'<p class="cb-derivations-title">{_text(words.derivations)}</p>'
        f'<details class="cb-legend"><summary>{_text(words.legend_title)}</summary>'
        f"<ul>{legend}</ul></details>"
        f"<ol>{items}</ol></section>"
    )


def backlinks_html(links: Sequence[tuple[str, str]], language: str) -> str:
    """The pages that link to a page, each as its address and title; empty without any."""
    if not links:
        return ""
    label = _text(words_of(language).backlinks)
    items = "".join(f'<li><a href="{_text(url)}">{_text(title)}</a></li>' for url, title in links)
    return (
        f'<nav class="cb-backlinks" aria-label="{label}">'
        f'<p class="cb-backlinks-title">{label}</p><ul>{items}</ul></nav>'
    )


def verdict_html(verdict: str, words: Words) -> str:
    """The word for a verdict, with the looks that it has everywhere."""
    shown = _text(words.verdict(verdict))
    return f'<span class="cb-verdict cb-{_text(verdict)}">{shown}</span>'


def source_html(source: Source) -> str:
    """The title of a source, linked to where it stands in the web.

    Only a web address becomes a link: a source may come from a stranger.
    """
    title = _text(source.title)
    if source.url is None or not source.url.startswith(("https://", "http://")):
        return title
    return f'<a href="{_text(source.url)}" rel="noopener">{title}</a>'


def _entry(entry: FootEntry, sources: Mapping[str, Source], words: Words, link: Link) -> str:
    anchor = _text(entry.anchor)
    hides = f'popovertarget="{anchor}" popovertargetaction="hide"'
    close = f'aria-label="{_text(words.close)}" {hides}'
    parts = [
        f'<li id="{anchor}" class="cb-derivation" popover>',
        f'<button type="button" class="cb-close" {close}>×</button>',
        f"<p><strong>{_text(entry.text)}</strong>",
    ]
    if entry.verdict is not None:
        parts.append(f" {verdict_html(entry.verdict, words)}")
    if entry.interval is not None:
        parts.append(
            f" <span>{_text(words.allowed)} {_text(words.interval(entry.interval))}</span>"
        )
    parts.append("</p>")
    if entry.frozen is not None:
        day, now = entry.frozen
        parts.append(f"<p>{_text(words.frozen.format(day=day))}")
        parts.append(f" {_text(words.today)} {_text(now)}</p>" if now is not None else "</p>")
    if entry.reason is not None:
        parts.append(f"<p>{_text(words.column('note'))}: {_text(entry.reason)}</p>")
    if isinstance(entry.subject, Comparison):
        comparison = entry.subject
        left, right = comparison_trees(comparison)
        relation = _RELATIONS.get(comparison.operator, comparison.operator)
        shown = f"{_local(left, words).text} {relation} {_local(right, words).text}"
        parts.append(f"<p>{_text(shown)}</p><ul>{_node(left, sources, words, link)}")
        parts.append(f"{_node(right, sources, words, link)}</ul>")
    elif entry.subject is not None:
        exact = _exactly(entry.subject) if entry.frozen is None else None
        if exact is not None:
            parts.append(f"<p>{_text(words.exact)} {_text(exact)}</p>")
        parts.append(f"<ul>{_node(derivation_tree(entry.subject), sources, words, link)}</ul>")
    parts.extend(_history(entry.history, words, link))
    parts.append("</li>")
    return "".join(parts)


def _history(history: Sequence[Past], words: Words, link: Link) -> Iterable[str]:
    """What the number was before, the latest first."""
    if not history:
        return
    yield f'<p>{_text(words.history)}</p><ul class="cb-history">'
    for past in history:
        day = _linked(_text(past.day), link("page", past.page) if past.page else None)
        told = words.until.format(text=_text(past.text), day=day, why=_text(past.why))
        yield f"<li>{told}</li>"
    yield "</ul>"


def _exactly(quantity: Quantity) -> str | None:
    """The whole value, where a page shows it rounded."""
    shown = print_quantity(quantity)
    unit = quantity.unit or customary_unit(quantity)
    exact = exact_text(quantity.value / unit.factor)
    if exact == shown.number:
        return None
    symbol = "" if unit.symbol == "1" else f" {unit.symbol}"
    if "/" in exact:
        rounded = format_significant(quantity.value / unit.factor, _MANY_DIGITS)
        return f"{rounded}…{symbol} = {exact}{symbol}"
    return f"{exact}{symbol}"


def _node(node: Node, sources: Mapping[str, Source], words: Words, link: Link) -> str:
    name = f"<code>{_text(node.label)}</code>"
    if node.leaf is not None and node.leaf.kind == "spec":
        name = _linked(name, link("spec", node.leaf.name))
    if node.defined is not None:
        name += _text(words.defined)
    head = f"{name} = {_text(_unbroken(_local(node, words).text))}"
    if node.range is not None:
        low, high = (localized(end, words.locale) for end in node.range)
        head += f" ({_text(low.number)} – {_text(_unbroken(high.text))})"
    details = [] if node.seen else [*_step(node, words), *_leaf(node.leaf, sources, words, link)]
    below = "".join(_node(child, sources, words, link) for child in node.children)
    body = "".join(f"<br>{detail}" for detail in details)
    return f"<li>{head}{body}{f'<ul>{below}</ul>' if below else ''}</li>"


def _step(node: Node, words: Words) -> Iterable[str]:
    if node.formula is not None:
        yield f"{_text(words.formula)} <code>{_text(node.formula)}</code>"
    if node.latex is not None and (typeset := mathml(node.latex)) is not None:
        yield typeset
    if node.defined is not None:
        yield f"<code>{_text(str(node.defined.location))}</code>"
    for assumption in node.assumptions:
        yield (
            f"{_text(words.assumption)} {_text(words.term(assumption.name))}: "
            f"{_text(words.term(assumption.value))}"
            f" ({_text(words.origin(assumption.origin))})"
        )


def _leaf(
    leaf: Input | None, sources: Mapping[str, Source], words: Words, link: Link
) -> Iterable[str]:
    if leaf is None or leaf.kind == "number":
        return
    marks = [f"{words.stated_as} {leaf.word}"] if leaf.word else []
    marks.extend([words.approximate] if leaf.approximate else [])
    marks.extend([words.confidence(leaf.confidence)] if leaf.confidence else [])
    marks.extend([f"{words.as_of} {leaf.as_of}"] if leaf.as_of else [])
    marks.extend(
        f"{words.term(name)}: {words.term(value)}"
        for name, value in sorted(leaf.qualifiers.items())
    )
    if marks:
        yield _text(words.listed.join(marks))
    yield _source(leaf, sources, words, link)
    if leaf.quote is not None:
        told = words.quoted_in(_raw_form(leaf, sources))
        yield f"<q>{_text(leaf.quote)}</q>{_text(told)}"
    # The page of a spec shows more of it than the line of its file, which is for authors.
    if leaf.span is not None and (leaf.kind != "spec" or link("spec", leaf.name) is None):
        yield f"<code>{_text(str(leaf.span.location))}</code>"


def _source(leaf: Input, sources: Mapping[str, Source], words: Words, link: Link) -> str:
    if leaf.source is None:
        return _text(words.no_source)
    source = sources.get(leaf.source)
    own = link("quote", leaf.name) if leaf.kind == "spec" else None
    own = own or link("source", leaf.source)
    if own is not None or source is None:
        title = _linked(_text(source.title if source else leaf.source), own)
    else:
        title = source_html(source)
    locator = f", {_text(leaf.locator)}" if leaf.locator else ""
    told = words.told(source.kind, source.cites) if source is not None else ""
    return f"{_text(words.source)} {title}{locator}{_text(told)}"


def _raw_form(leaf: Input, sources: Mapping[str, Source]) -> str | None:
    """Whether the quoted file was typed by us or is the original; None where there is no file."""
    source = sources.get(leaf.source or "")
    return None if source is None or source.raw is None else source.raw.form


def _linked(markup: str, url: str | None) -> str:
    return markup if url is None else f'<a href="{_text(url)}">{markup}</a>'


def _text(words: str) -> str:
    """Any words as HTML text or as the value of an attribute."""
    return escape(visible(words))


def _local(node: Node, words: Words) -> Printed:
    return localized(node.printed, words.locale)


def _unbroken(words: str) -> str:
    """The words with a space that no line breaks at behind each number, where its unit stands."""
    return _AFTER_DIGIT.sub(NO_BREAK_SPACE, words)
