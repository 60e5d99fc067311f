"""The book's specs as a formula sees them: quantities by path, and words by path.

The same spec is one quantity object in one run, so a derivation that uses it twice knows that
it is one input.
"""

from collections.abc import Mapping
from fractions import Fraction

from claimbook.diagnostics import did_you_mean
from claimbook.options import DEFAULT_HEDGE
from claimbook.quantities import STANDARD, Quantity, QuantityError, Unit, exact_text, measured
from claimbook.sources import Catalogue, Spec


class Unavailable(QuantityError):  # noqa: N818 - it reports nothing: its cause is reported already
    """A spec or formula whose own fault is reported already, in data/ or in the configuration."""

    def __init__(self, name: str) -> None:
        super().__init__("unknown-spec", f"{name} is not usable")
        self.name = name


class NotStated(QuantityError):  # noqa: N818 - a table shows it as an empty cell
    """A subject that there is states no such figure."""


class Specs:
    """What formulas may ask of the book."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        settings: Mapping[str, str] | None = None,
        hedge: Fraction = DEFAULT_HEDGE,
    ) -> None:
        self._catalogue = catalogue
        self._settings = dict(settings or {})
        self._hedge = hedge
        self._known: dict[tuple[object, ...], Quantity] = {}

    def quantity(self, path: str) -> Quantity:
        """The quantity of the spec at `path`, for example `gb300.peak.fp8`.

        Raises:
            QuantityError: there is no such spec, or it is a word.
        """
        key = (path,)
        if key not in self._known:
            spec = self._spec(path)
            if spec.value is None or spec.unit is None:
                raise QuantityError(
                    "invalid-argument",
                    f'{path} is the word "{spec.word}", not a number',
                    "a formula that takes words can use it by its path",
                )
            self._known[key] = self._measured(spec, spec.value / spec.unit.factor, spec.unit)
        return self._known[key]

    def word(self, path: str) -> str:
        """The word of the spec at `path`, for example `fp8`.

        Raises:
            QuantityError: there is no such spec, or it is a number.
        """
        spec = self._spec(path)
        if spec.word is None:
            raise QuantityError("invalid-argument", f"{path} is a number, not a word")
        return spec.word

    def valued_word(self, path: str, meanings: Mapping[str, Quantity]) -> Quantity:
        """The quantity that the word at `path` stands for, traced to the spec.

        Raises:
            QuantityError: there is no such spec, or the word has no meaning given.
        """
        word = self.word(path)
        if word not in meanings:
            raise QuantityError(
                "invalid-argument", f'{path} is "{word}"; known: {", ".join(sorted(meanings))}'
            )
        meaning = meanings[word]
        unit = meaning.unit or STANDARD.base_unit(meaning.dimension)
        # Two libraries may give one word two meanings.
        key = (path, meaning.value, unit)
        if key not in self._known:
            value = meaning.value / unit.factor
            self._known[key] = self._measured(self._spec(path), value, unit)
        return self._known[key]

    def has(self, path: str) -> bool:
        """Whether there is a spec at `path`.

        Raises:
            Unavailable: there is one with a fault of its own, so a default would be a guess.
        """
        if path in self._catalogue.specs:
            return True
        if self._catalogue.is_broken(path):
            raise Unavailable(path)
        return False

    def qualifier(self, path: str, name: str) -> str | None:
        """A qualifier of the spec at `path`, such as its direction; None where it states none."""
        return self._spec(path).qualifiers.get(name)

    def kind(self, subject: str) -> str | None:
        """The kind of a subject, such as `accelerator`.

        Raises:
            QuantityError: there is no such subject.
        """
        found = self._catalogue.subjects.get(subject)
        if found is None:
            raise self._unknown(subject, self._catalogue.subjects, "subject")
        return found.kind

    def below(self, prefix: str) -> list[str]:
        """The next keys of the specs below `prefix`, such as the precisions of `gb300.peak`."""
        start = f"{prefix}."
        return sorted(
            {
                path[len(start) :].split(".")[0]
                for path in self._catalogue.specs
                if path.startswith(start)
            }
        )

    def inside(self, subject: str) -> list[str]:
        """The paths of a subject's specs, as they stand inside it, in the order of its file."""
        found = self._catalogue.subjects.get(subject)
        return [] if found is None else list(found.specs)

    def stated(self, path: str) -> Quantity | str:
        """The spec at `path`: its quantity, or its word.

        Raises:
            QuantityError: there is no such spec.
        """
        word = self._spec(path).word
        return self.quantity(path) if word is None else word

    def source_of(self, path: str) -> str:
        """The id of the source of the spec at `path`.

        Raises:
            QuantityError: there is no such spec.
        """
        return self._spec(path).source

    def name_of(self, subject: str) -> str | None:
        """What a subject is called; None where there is no such subject."""
        found = self._catalogue.subjects.get(subject)
        return None if found is None else found.name

    def setting(self, name: str) -> str | None:
        """A default of the book, such as the direction of a bandwidth."""
        return self._settings.get(name)

    def _spec(self, path: str) -> Spec:
        found = self._catalogue.specs.get(path)
        if found is not None:
            return found
        if self._catalogue.is_broken(path):
            raise Unavailable(path)
        subject = path.split(".", maxsplit=1)[0]
        if subject in self._catalogue.subjects:
            known = [name for name in self._catalogue.specs if name.startswith(f"{subject}.")]
            told = self._unknown(path, known, "spec")
            raise NotStated(told.slug, told.message, told.hint)
        if "." not in path:
            raise self._unknown(path, self._catalogue.specs, "spec")
        raise self._unknown(subject, self._catalogue.subjects, "subject", of=path)

    def _unknown(
        self, name: str, known: Mapping[str, object] | list[str], what: str, of: str | None = None
    ) -> QuantityError:
        if self._catalogue.is_broken(name):
            return Unavailable(name)
        hint = did_you_mean(name, known, f"data/ has {len(known)} {what}s")
        where = f" (in {of})" if of else ""
        return QuantityError("unknown-spec", f"there is no {what} {name}{where}", hint)

    def _measured(self, spec: Spec, value: Fraction, unit: Unit) -> Quantity:
        margin = Fraction(0)
        if spec.approximate and spec.numeral is not None:
            margin = spec.numeral.hedged_margin(self._hedge)
        return measured(
            value,
            unit,
            kind="spec",
            name=spec.path,
            text=spec.text,
            digits=spec.numeral.text if spec.numeral else exact_text(value),
            word=spec.word,
            margin=margin,
            span=spec.span,
            source=spec.source,
            quote=spec.quote.exact if spec.quote else None,
            locator=spec.locator,
            approximate=spec.approximate,
            confidence=spec.confidence,
            qualifiers=spec.qualifiers,
            as_of=spec.as_of,
        )
