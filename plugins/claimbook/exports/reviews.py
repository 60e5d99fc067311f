"""Reported figures as schema.org ClaimReview, in JSON-LD for the head of their page.

The element is a data block: its type is no script, so a browser runs nothing of it. What authors
and sources wrote stands in it with every character escaped that could end the element.
"""

import re
from typing import Any
from urllib.parse import quote

from claimbook.output import Json, to_json
from claimbook.quantities import QuantityError
from claimbook.render import words_of
from claimbook.report import MacroResult, PageReport
from claimbook.sources import Source, check_date

# An element of this kind ends at `</script`, and `<!--` changes what ends it; the separators are
# line ends to a script that would read it as one.
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def reviews_document(
    page: PageReport, *, url: str | None = None, publisher: str | None = None
) -> Json | None:
    """The reviews of a page in their order; None where it reports no figure.

    Args:
        page: the page, evaluated.
        url: its address, where it is known.
        publisher: the name of the book.
    """
    reviews = [
        _review(result, page, url, publisher)
        for result in page.numbers
        if result.failed is None and result.review is not None
        if result.review.stance == "reported"
    ]
    return {"@context": "https://schema.org", "@graph": reviews} if reviews else None


def reviews_html(page: PageReport, *, url: str | None = None, publisher: str | None = None) -> str:
    """The reviews of a page as an element for its head; empty where it reports no figure."""
    document = reviews_document(page, url=url, publisher=publisher)
    if document is None:
        return ""
    text = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", to_json(document))
    return f'<script type="application/ld+json">{text}</script>'


def _review(result: MacroResult, page: PageReport, url: str | None, publisher: str | None) -> Json:
    review = result.review
    assert review is not None
    created, updated = (_day(page.front_matter.get(key)) for key in ("created", "updated"))
    anchor = result.derivation_id
    address = f"{url}#{quote(anchor)}" if url and anchor else url
    told = [each for each in (review.recomputed, review.reason) if each]
    if result.outcome.frozen is not None:
        # What the inputs give now is no reason for a verdict of a past day.
        told = [result.outcome.frozen.text]
    return _given(
        {
            "@type": "ClaimReview",
            "url": address or None,
            "inLanguage": page.language,
            "author": {"@type": "Organization", "name": publisher} if publisher else None,
            "datePublished": created or updated,
            "dateModified": updated if created else None,
            "claimReviewed": review.words,
            "itemReviewed": _claim(_reported_by(result, page)),
            "reviewRating": _given(
                {
                    "@type": "Rating",
                    "alternateName": words_of(page.language).verdict(review.verdict),
                    "ratingExplanation": "; ".join(dict.fromkeys(told)) or None,
                }
            ),
        }
    )


def _reported_by(result: MacroResult, page: PageReport) -> Source | None:
    """The source that a figure is reported from, which is not one of ours."""
    return next((page.sources[name] for name in result.sources if name in page.sources), None)


def _claim(source: Source | None) -> Json:
    if source is None:
        return {"@type": "Claim"}
    # Whether an author is a person or an organisation is not known, so neither is said.
    author = {"name": source.author} if source.author else None
    appearance = _given(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "url": source.url,
            "author": author,
            "datePublished": source.published,
        }
    )
    return _given({"@type": "Claim", "author": author, "appearance": appearance})


def _day(text: str | None) -> str | None:
    try:
        return None if text is None else check_date(text.strip())
    except QuantityError:
        return None


def _given(document: dict[str, Any]) -> Json:
    """The document without what is not known."""
    return {key: value for key, value in document.items() if value is not None}
