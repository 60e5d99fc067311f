"""The pages that the engine makes of a checked book: who says what, and what rests on it.

Each is an ordinary page of Markdown, so that any host shows it, searches it and resolves its
links. It holds no macro: a spec's row is the whole derivation of a leaf, and every claim links to
its derivation on the author's page. So no number is counted twice.
"""

from claimbook.generated.making import empty_page, generated_pages, write_pages

__all__ = ["empty_page", "generated_pages", "write_pages"]
