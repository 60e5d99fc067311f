"""The page of one source: who says it, what we have of it, and what rests on it."""

from collections.abc import Iterator
from posixpath import basename

from claimbook.diagnostics import Diagnostics
from claimbook.generated.note import note_html
from claimbook.generated.setting import Setting
from claimbook.generated.subjects import rests, value_cell
from claimbook.generated.writing import code, heading, link, page, quoted, table, text, web_link
from claimbook.links import quote_anchor
from claimbook.sources import Source, Spec


def source_page(setting: Setting, path: str, source: Source) -> str:
    """The page of a source."""
    say = setting.say
    return page(
        source.title,
        say("Who says it, in which words, and what rests on it."),
        [
            "\n".join(f"- {fact}" for fact in _facts(setting, path, source)),
            text(source.note) if source.note else "",
            *_specs(setting, path, source),
            *rests(
                setting,
                path,
                setting.uses.sources.get(source.id, []),
                say("Claims that rest on it"),
            ),
            heading(2, say("What we have of it")),
            *_raw(setting, source),
        ],
    )


def _facts(setting: Setting, path: str, source: Source) -> Iterator[str]:
    say, sources = setting.say, setting.catalogue.sources
    kind = text(say(source.kind))
    yield f"{code(source.id)}, {kind}"
    if source.author:
        yield f"{text(say('author'))}: {text(source.author)}"
    if source.url:
        yield f"{text(say('address'))}: {web_link(source.url, source.url)}"
    for name, value in (
        ("published", source.published),
        ("retrieved", source.retrieved),
        ("place", source.locator),
    ):
        if value:
            yield f"{text(say(name))}: {text(value)}"
    if setting.is_stale(source):
        yield f"**{text(say('stale'))}**"
    for name in source.cites:
        is_known = name in sources
        shown = setting.source_link(name, path) if is_known else text(setting.words.origin_of(name))
        yield f"{text(say('cites'))}: {shown}"


def _specs(setting: Setting, path: str, source: Source) -> Iterator[str]:
    """The specs that rest on the source, those that another one is preferred to among them."""
    say = setting.say
    rows = [
        (
            setting.spec_link(spec.path, path),
            value_cell(setting, spec),
            _quotation(setting, path, spec),
            setting.used(spec.path, path) if spec is preferred else text(say("not used")),
        )
        for preferred in setting.catalogue.specs.values()
        for spec in (preferred, *preferred.rivals)
        if spec.source == source.id
    ]
    if rows:
        yield heading(2, say("Specs that rest on it"))
        yield table((say("spec"), say("value"), say("quotation"), say("used on")), rows)


def _quotation(setting: Setting, path: str, spec: Spec) -> str:
    parts = [text(spec.locator)] if spec.locator else []
    if spec.quote is not None:
        found = setting.book.quotations.get(spec.path)
        parts.append(quoted(spec.quote.exact))
        if found is not None:
            how = "word for word" if found.level == "exact" else "in another typography"
            parts.append(link(setting.say(how), path, path, quote_anchor(spec.path)))
    return "<br>".join(parts)


def _raw(setting: Setting, source: Source) -> Iterator[str]:
    say, raw = setting.say, source.raw
    if raw is None:
        yield text(say("Nothing is kept of it here."))
        return
    form = say("our note") if raw.form == "note" else say("the original")
    facts = [f"{text(form)}: {code(basename(raw.path))}"]
    facts += [f"{text(say('address'))}: {web_link(raw.url, raw.url)}"] if raw.url else []
    facts += [f"{text(say('retrieved'))}: {text(raw.date)}"] if raw.date else []
    facts += [f"{text(say('hash'))}: {code(raw.sha256)}"] if raw.sha256 else []
    yield "\n".join(f"- {fact}" for fact in facts)
    kept = setting.book.workspace.read(raw.path, Diagnostics())
    if kept is None:
        yield text(say("The file cannot be shown as text."))
        return
    places = {
        spec: found.span
        for spec, found in setting.book.quotations.items()
        if setting.references.quoted.get(spec) == source.id
    }
    marked = note_html(
        kept.content,
        {spec: (span.start, span.end) for spec, span in places.items()},
        is_whole=raw.form == "note",
    )
    if marked is None:
        return
    whole, markup = marked
    yield text(
        say("The whole note, with the quoted words marked.")
        if whole
        else say("The passages around what is quoted, with the quoted words marked.")
    )
    yield markup
