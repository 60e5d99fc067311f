"""One roofline at several values of one argument: where a verdict turns as something changes."""

from claimbook import (
    Comparison,
    Quantity,
    QuantityError,
    Record,
    RefusalError,
    Specs,
    formula,
    maximum,
    minimum,
)
from claimbook_roofline.experts import bandwidth_for, uncorrected_threshold
from claimbook_roofline.guards import (
    require_accelerator,
    require_exchange_level,
    require_exchange_link,
    require_positive,
    require_same_operations,
)
from claimbook_roofline.roofline import Roofline
from claimbook_roofline.systems import dense_peak, known_level, level_bandwidth


class Point(Roofline):
    """The roofline at one value of the argument that a sweep changes."""

    def __init__(
        self, x: Quantity | str, peak: Quantity, bandwidth: Quantity, condition: Quantity | None
    ) -> None:
        super().__init__(peak, bandwidth, condition)
        self._x = x

    @property
    def x(self) -> Quantity | str:
        """The value of the argument that the sweep changes."""
        return self._x

    @property
    def required_bandwidth(self) -> Quantity:
        """The bandwidth at which the exchange is just hidden."""
        result: Quantity = bandwidth_for(self.peak, self.threshold, 1)
        return result


class Sweep(Record):
    """The points of a sweep, in order; a page reads each as point_1, point_2 and so on."""

    def __init__(self, over: str, points: list[Point]) -> None:
        self._points = tuple(points)
        self.over = over
        for position, point in enumerate(points, start=1):
            setattr(self, f"point_{position}", point)

    def points(self) -> tuple[Point, ...]:
        """The points, for what draws them."""
        return self._points

    @property
    def bare(self) -> Quantity:
        """Nothing: a sweep is several points."""
        raise RefusalError(
            f"a sweep over {self.over} is {len(self._points)} points, not one value",
            "name one, such as .point_1.headroom, or the extreme .least_headroom",
        )

    @property
    def least_headroom(self) -> Quantity:
        """The smallest headroom of all points."""
        return minimum(*(point.headroom for point in self._points))

    @property
    def greatest_headroom(self) -> Quantity:
        """The largest headroom of all points."""
        return maximum(*(point.headroom for point in self._points))

    @property
    def all_hidden(self) -> Comparison:
        """Whether the exchange is fully hidden at every point."""
        return self.least_headroom >= 1

    @property
    def any_hidden(self) -> Comparison:
        """Whether the exchange is fully hidden at some point."""
        return self.greatest_headroom >= 1


@formula
def sweep(  # noqa: PLR0913 - any of them may be the one that changes
    specs: Specs,
    system: str | list[str],
    precision: str | list[str],
    model: str | list[str] | None = None,
    level: str | list[str] | None = None,
    direction: str | list[str] | None = None,
    *,
    dispatch: str | list[str] | Quantity | None = None,
    combine: str | list[str] | Quantity | None = None,
    intermediate_size: Quantity | list[Quantity] | None = None,
    bandwidth: Quantity | list[Quantity] | None = None,
) -> Sweep:
    """The roofline of a system and the condition of a model as one argument, a list, changes.

    Args:
        specs: the book's specs.
        system: a subject of kind accelerator.
        precision: the number format of the operands, such as fp8.
        model: a mixture-of-experts model whose threshold stands beside it.
        level: hbm, scale-up (the default), scale-out, dc-fabric or dc-interconnect.
        direction: one-way or bidirectional, where the bandwidth has a direction.
        dispatch: the format on the way to the experts, or bytes per element, if not the model's.
        combine: the format on the way back, or bytes per element, if not the model's own.
        intermediate_size: in place of that of the model's experts.
        bandwidth: in place of that of the system.

    Raises:
        RefusalError: no list, or more than one; or what a roofline refuses at any point.
    """
    given: dict[str, object] = {
        "system": system,
        "precision": precision,
        "model": model,
        "level": level,
        "direction": direction,
        "dispatch": dispatch,
        "combine": combine,
        "intermediate_size": intermediate_size,
        "bandwidth": bandwidth,
    }
    lists = [(name, value) for name, value in given.items() if isinstance(value, list)]
    if len(lists) != 1:
        named = " and ".join(name for name, _ in lists) or "none"
        raise RefusalError(
            f"a sweep changes one argument, and the lists are: {named}",
            'write one list, such as model=["deepseek-v3", "deepseek-v4-pro"]',
        )
    over, values = lists[0]
    if not values:
        raise RefusalError(f"the list of {over} is empty", "name at least one value")
    return Sweep(over, [_Case(given, over, value).point(specs) for value in values])


class _Case:
    """The arguments of one point."""

    def __init__(self, given: dict[str, object], over: str, value: object) -> None:
        self._given = {**given, over: value}
        self._over = over

    def point(self, specs: Specs) -> Point:
        system, precision = self._word("system") or "", self._word("precision") or ""
        model, level = self._word("model"), self._word("level")
        require_accelerator(specs, system)
        condition = self._condition(specs, model, known_level(level))
        peak = dense_peak(specs, system, precision)
        if model is not None and condition is not None:
            require_same_operations(peak, condition, model)
        bandwidth = self._bandwidth(specs, system, level, model)
        x = self._given[self._over]
        assert isinstance(x, Quantity | str)
        return Point(x, peak, bandwidth, condition)

    def _condition(self, specs: Specs, model: str | None, level: str) -> Quantity | None:
        size = self._quantity("intermediate_size")
        formats = {name: self._size(name) for name in ("dispatch", "combine")}
        if model is None:
            idle = {"intermediate_size": size, **formats}
            named = [name for name, value in idle.items() if value is not None]
            if named:
                raise RefusalError(
                    f"without a model, {named[0]} says nothing", 'write model="deepseek-v4-pro"'
                )
            return None
        limit = uncorrected_threshold(specs, model, formats, intermediate_size=size)
        require_exchange_level(level, model)
        return limit

    def _bandwidth(
        self, specs: Specs, system: str, level: str | None, model: str | None
    ) -> Quantity:
        bandwidth, direction = self._quantity("bandwidth"), self._word("direction")
        if bandwidth is None:
            return level_bandwidth(specs, system, level, direction)
        if level is not None or direction is not None:
            raise RefusalError(
                "a bandwidth that is given has no level and no direction to choose",
                "leave level= and direction= out, or bandwidth=",
            )
        if model is not None:
            require_exchange_link(bandwidth)
        require_positive("bandwidth", bandwidth)
        return bandwidth

    def _word(self, name: str) -> str | None:
        value = self._given[name]
        if value is None and name != self._over:
            return None
        if not isinstance(value, str):
            raise _wrong(name, "texts")
        return value

    def _quantity(self, name: str) -> Quantity | None:
        value = self._given[name]
        value = value.bare if isinstance(value, Record) else value
        if value is None and name != self._over:
            return None
        if not isinstance(value, Quantity):
            raise _wrong(name, "quantities")
        return value

    def _size(self, name: str) -> str | Quantity | None:
        value = self._given[name]
        if isinstance(value, str | Quantity) or (value is None and name != self._over):
            return value
        raise _wrong(name, "formats")


def _wrong(name: str, wanted: str) -> QuantityError:
    return QuantityError("invalid-argument", f"the list of {name} holds {wanted}", f"{name}=[...]")
