"""The one exception of arithmetic: what cannot be computed, and what to do instead."""


class QuantityError(Exception):
    """Two quantities, a number or a unit that make no sense; whoever knows the place reports it.

    `slug` is the slug of a diagnostic code.
    """

    def __init__(self, slug: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.hint = hint
