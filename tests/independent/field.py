"""The published formulas of rooflines and expert parallelism, written once more.

C is a peak, W or B a bandwidth, V a volume, I an intensity, theta a threshold.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from amounts import Amount
from facts import Fact

if TYPE_CHECKING:
    from collections.abc import Callable

BYTES = {
    "fp4": Fraction(1, 2),
    "int4": Fraction(1, 2),
    "fp6": Fraction(3, 4),
    "fp8": Fraction(1),
    "int8": Fraction(1),
    "fp16": Fraction(2),
    "bf16": Fraction(2),
    "fp32": Fraction(4),
}
EXPERT_LEVELS = ("scale-up", "scale-out")
RATE = (("FLOP", 1), ("s", -1))
ONE = Amount(Fraction(1))
TWO_FLOP = Amount.of(2, "FLOP")
TOKEN = Amount.of(1, "token")


class RefusalError(Exception):
    """What is asked for is no number: the formula is not about it."""


class NotCoveredError(Exception):
    """This program does not know how to compute that."""


class World:
    """The facts, what was read of them, and the values that stand in for approximate ones."""

    def __init__(
        self, facts: dict[str, Fact], kinds: dict[str, str], direction: str = "one-way"
    ) -> None:
        self.facts = facts
        self.kinds = kinds
        self.direction = direction
        self.instead: dict[str, Fraction] = {}
        self.read: set[str] = set()
        self.sources: set[str] = set()

    def fact(self, path: str) -> Fact:
        if path not in self.facts:
            raise RefusalError(f"there is no {path}")
        self.read.add(path)
        self.sources.add(self.facts[path].source)
        return self.facts[path]

    def amount(self, path: str) -> Amount:
        fact = self.fact(path)
        if fact.amount is None:
            raise NotCoveredError(f"{path} is a word")
        if path in self.instead:
            return Amount(self.instead[path], fact.amount.dims)
        return fact.amount


def element(of: "Amount | str | Fraction | int") -> Amount:
    """Bytes of an element."""
    if isinstance(of, str):
        if of not in BYTES:
            raise NotCoveredError(f"format {of}")
        return Amount.of(BYTES[of], "B")
    amount = of if isinstance(of, Amount) else Amount.of(of)
    return amount if amount.dims else amount * Amount.of(1, "B")


def element_bytes(
    number_format: "Amount | str", block: Amount | None = None, scale: "Amount | str" = "fp32"
) -> Amount:
    size = element(number_format)
    return size if block is None else size + element(scale) / block


def expert_threshold(
    matrices: Amount, intermediate_size: Amount, dispatch: Amount, combine: Amount
) -> Amount:
    """2 m d / (b_dispatch + b_combine)."""
    return TWO_FLOP * matrices * intermediate_size / (element(dispatch) + element(combine))


def distinct_destinations(destinations: Amount, top_k: Amount) -> Amount:
    """Z (1 - (1 - 1/Z)^K)."""
    missed = (ONE - ONE / destinations).power(int(top_k.value))
    return destinations * (ONE - missed)


class Experts:
    """A mixture-of-experts model, its sizes and its exchange."""

    def __init__(self, world: World, model: str) -> None:
        kind = world.kinds.get(model)
        if kind != "moe-model":
            raise RefusalError(f"{model} sends no tokens to experts ({kind})")
        self.world, self.model = world, model

    def size(self, name: str) -> Amount:
        return self.world.amount(f"{self.model}.{name}")

    def transfer(
        self, name: str, said: "Amount | str | None", usual: str, block: Amount | None = None
    ) -> Amount:
        path = f"{self.model}.{name}"
        if said is None:
            said = self.world.fact(path).text if path in self.world.facts else usual
        size = element(said)
        if block is not None and size.value < 2:
            size = size + element("fp32") / block
        return size


def threshold(
    world: World,
    model: str,
    dispatch: "Amount | str | None" = None,
    combine: "Amount | str | None" = None,
    block: Amount | None = None,
    ranks: Amount | None = None,
    destinations: Amount | None = None,
    node_limit: Amount | None = None,
    shared: bool = False,
    passes: str = "forward",
    intermediate_size: Amount | None = None,
) -> Amount:
    """The published condition, and the corrections that are asked for."""
    experts = Experts(world, model)
    theta = expert_threshold(
        experts.size("expert_matrices"),
        intermediate_size or experts.size("expert_intermediate_size"),
        experts.transfer("dispatch", dispatch, "fp8", block),
        experts.transfer("combine", combine, "bf16", block),
    )
    if destinations is not None and node_limit is not None:
        raise NotCoveredError("destinations and a node limit at once")
    if ranks is not None:
        theta = theta * ranks / (ranks - ONE)
    if destinations is not None:
        top_k = experts.size("top_k")
        theta = theta * top_k / distinct_destinations(destinations, top_k)
    if node_limit is not None:
        top_k = experts.size("top_k")
        theta = theta * top_k / min(node_limit, top_k, key=lambda one: one.value)
    if shared:
        top_k = experts.size("top_k")
        theta = theta * (top_k + experts.size("shared_experts")) / top_k
    if passes != "forward":
        if passes != "forward+backward":
            raise NotCoveredError(passes)
        theta = theta.times(Fraction(3, 2))
    return theta


def any_threshold(world: World, model: "Amount | str", **options: object) -> Amount:
    """A model's, or one that is given."""
    return model if isinstance(model, Amount) else threshold(world, model, **options)


class Roofline:
    """One accelerator or rack over one level of its interconnect."""

    def __init__(
        self,
        world: World,
        system: str,
        precision: str,
        model: "Amount | str | None" = None,
        level: str = "scale-up",
        direction: str | None = None,
        mfu: Amount | None = None,
        bandwidth_efficiency: Amount | None = None,
        dispatch: "Amount | str | None" = None,
        combine: "Amount | str | None" = None,
        intermediate_size: Amount | None = None,
        bandwidth: Amount | None = None,
        x: "Amount | str | None" = None,
    ) -> None:
        if world.kinds.get(system) not in ("accelerator", "rack"):
            raise RefusalError(f"{system} is no accelerator")
        self.world, self.system, self.precision = world, system, precision
        self.model, self.level, self.direction = model, level, direction
        self.mfu, self.efficiency = mfu, bandwidth_efficiency
        self.exchange = {"dispatch": dispatch, "combine": combine}
        self.intermediate_size, self.given, self.x = intermediate_size, bandwidth, x

    @property
    def peak(self) -> Amount:
        fact = self.world.fact(f"{self.system}.peak.{self.precision}")
        if fact.sparsity not in (None, "dense"):
            raise RefusalError(f"{fact.path} is {fact.sparsity}")
        amount = self.world.amount(fact.path)
        return amount if self.mfu is None else amount * self.mfu

    @property
    def bandwidth(self) -> Amount:
        if self.given is not None:
            return self.given
        fact = self.world.fact(f"{self.system}.levels.{self.level}.bandwidth")
        amount = one_direction(self.world, fact, self.direction)
        return amount if self.efficiency is None else amount * self.efficiency

    @property
    def balance(self) -> Amount:
        return self.peak / self.bandwidth

    ridge = balance

    @property
    def threshold(self) -> Amount:
        if self.model is None:
            raise NotCoveredError("a threshold without a model")
        if self.level not in EXPERT_LEVELS:
            raise RefusalError(f"experts do not exchange over {self.level}")
        if isinstance(self.model, Amount):
            return self.model
        peak = self.world.facts.get(f"{self.system}.peak.{self.precision}")
        if peak is None or peak.amount.dims != RATE:
            raise RefusalError("no peak of floating-point operations")
        return threshold(
            self.world, self.model, **self.exchange, intermediate_size=self.intermediate_size
        )

    @property
    def headroom(self) -> Amount:
        return self.threshold / self.balance

    @property
    def margin(self) -> Amount:
        return self.headroom - ONE

    @property
    def excess(self) -> Amount:
        return self.balance / self.threshold - ONE

    @property
    def hidden(self) -> tuple[Amount, str, Amount]:
        return self.balance, "<=", self.threshold

    @property
    def required_bandwidth(self) -> Amount:
        return self.peak / self.threshold


def one_direction(world: World, fact: Fact, asked: str | None) -> Amount:
    """A bandwidth in the direction that is asked for, or else the book's."""
    amount = world.amount(fact.path)
    if fact.direction is None:
        if asked is not None:
            raise RefusalError(f"{fact.path} has no direction")
        return amount
    wanted = asked or world.direction
    if fact.direction not in ("one-way", "bidirectional"):
        raise RefusalError(f"{fact.path} is {fact.direction}, not {wanted}")
    if fact.direction == wanted:
        return amount
    return amount.times(Fraction(2) if wanted == "bidirectional" else Fraction(1, 2))


class Sweep:
    """That roofline at each value of the one argument that is a list."""

    def __init__(
        self,
        world: World,
        system: object,
        precision: object,
        model: object = None,
        **options: object,
    ) -> None:
        arguments = {"system": system, "precision": precision, "model": model, **options}
        lists = [name for name, value in arguments.items() if isinstance(value, list)]
        if len(lists) != 1:
            raise RefusalError("a sweep is over one list")
        self.over = lists[0]
        self.points = [
            Roofline(world, **{**arguments, self.over: value}, x=value)
            for value in arguments[self.over]
        ]

    def attribute(self, name: str) -> object:
        if name.startswith("point_"):
            return self.points[int(name[6:]) - 1]
        rooms = [point.headroom for point in self.points]
        simple: dict[str, Callable[[], object]] = {
            "over": lambda: self.over,
            "least_headroom": lambda: min(rooms, key=lambda room: room.value),
            "greatest_headroom": lambda: max(rooms, key=lambda room: room.value),
            "all_hidden": lambda: (min(rooms, key=lambda r: r.value), ">=", ONE),
            "any_hidden": lambda: (max(rooms, key=lambda r: r.value), ">=", ONE),
        }
        if name not in simple:
            raise NotCoveredError(f"sweep.{name}")
        return simple[name]()


class DispatchTime:
    """One dispatch and one combine: (b_dispatch + b_combine) x tokens x experts x h / B."""

    def __init__(
        self,
        world: World,
        tokens: Amount,
        model: str | None = None,
        system: str | None = None,
        experts: Amount | None = None,
        hidden_size: Amount | None = None,
        layers: Amount | None = None,
        bandwidth: Amount | None = None,
        level: str = "scale-up",
        dispatch: "Amount | str | None" = None,
        combine: "Amount | str | None" = None,
        steps_per_layer: Amount | None = None,
    ) -> None:
        self.world, self.system, self.level = world, system, level
        self.model = None if model is None else Experts(world, model)
        self.tokens, self.said_experts, self.said_hidden = tokens, experts, hidden_size
        self.said_layers, self.said_bandwidth = layers, bandwidth
        self.said_dispatch, self.said_combine = dispatch, combine
        self.steps = steps_per_layer or ONE.times(2)

    @property
    def volume(self) -> Amount:
        if self.model is not None:
            pair = self.model.transfer("dispatch", self.said_dispatch, "fp8") + self.model.transfer(
                "combine", self.said_combine, "bf16"
            )
        else:
            pair = element(self.said_dispatch or "fp8") + element(self.said_combine or "bf16")
        experts = self.said_experts
        if experts is None:
            experts = self.model.size("top_k") + self.model.size("shared_experts")
        hidden = self.said_hidden or self.model.size("hidden_size")
        return pair * experts * hidden * Amount(self.tokens.value)

    @property
    def bandwidth(self) -> Amount:
        if self.said_bandwidth is not None:
            return self.said_bandwidth
        if self.level not in EXPERT_LEVELS:
            raise RefusalError(f"experts do not exchange over {self.level}")
        fact = self.world.fact(f"{self.system}.levels.{self.level}.bandwidth")
        return one_direction(self.world, fact, "one-way" if fact.direction else None)

    @property
    def step(self) -> Amount:
        return self.volume / self.bandwidth

    @property
    def per_layer(self) -> Amount:
        return self.step * self.steps

    @property
    def total(self) -> Amount:
        return self.per_layer * (self.said_layers or self.model.size("layers"))

    @property
    def per_token(self) -> Amount:
        return self.total / TOKEN

    @property
    def rate(self) -> Amount:
        return TOKEN / self.total
