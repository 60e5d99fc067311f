"""The page of the formulas: what each one says of itself, and where it is used."""

import inspect
from collections.abc import Iterator

from claimbook.formulas import Formula
from claimbook.generated.setting import Setting
from claimbook.generated.writing import anchor, block, code, heading, page, text
from claimbook.render.mathml import mathml

_TOLD = "Formulas are set as MathML; the LaTeX of each is in its annotation."


def formulas_page(setting: Setting, path: str) -> str:
    """The page of the formulas."""
    place = setting.references.listing("formulas")
    assert place is not None
    formulas = setting.book.library.formulas
    blocks = [part for name in sorted(formulas) for part in _formula(setting, path, formulas[name])]
    return page(
        place.title,
        setting.say("What the numbers are computed with."),
        [text(setting.say(_TOLD)), *blocks] if blocks else [text(setting.say("None."))],
    )


def _formula(setting: Setting, path: str, formula: Formula) -> Iterator[str]:
    say = setting.say
    yield heading(2, f"{anchor(f'formula-{formula.name}')}{text(formula.name)}")
    yield code(formula.usage)
    summary, _, details = (inspect.getdoc(formula.function) or "").partition("\n\n")
    yield text(summary)
    if formula.latex:
        yield _typeset(formula.latex)
    if details:
        yield f'<pre class="cb-raw">{block(details)}</pre>'
    facts = []
    if formula.declared:
        facts.append(f"{text(say('unit'))}: {', '.join(code(each) for each in formula.declared)}")
    if formula.source:
        known = formula.source in setting.catalogue.sources
        shown = setting.source_link(formula.source, path) if known else text(formula.source)
        facts.append(f"{text(say('source'))}: {shown}")
    used = setting.use_links(setting.uses.formulas.get(formula.name, []), path)
    if used:
        facts.append(f"{text(say('used on'))}: {used}")
    yield "\n".join(f"- {fact}" for fact in facts)


def _typeset(latex: str) -> str:
    """The formula as a block, with its LaTeX where MathML keeps it; the LaTeX if it is unreadable.

    The annotation is the part that assistive technology and copying programs ask for.
    """
    typeset = mathml(latex)
    if typeset is None:
        return f'<pre class="cb-raw">{block(latex)}</pre>'
    inner = typeset.removeprefix("<math>").removesuffix("</math>")
    kept = f'<annotation encoding="application/x-tex">{block(latex)}</annotation>'
    return (
        '<div class="cb-formula"><math display="block"><semantics>'
        f"<mrow>{inner}</mrow>{kept}</semantics></math></div>"
    )
