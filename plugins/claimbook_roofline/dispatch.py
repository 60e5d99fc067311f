"""How long the expert exchange takes: dispatch and combine of one step, of a layer, of a token.

Every token goes to each of its experts and back, so one exchange moves the bytes per element of
both ways, times tokens, experts and hidden size. It leaves a rank in one direction, whatever the
direction is in which a book counts bandwidths.
"""

from claimbook import (
    Assumption,
    Quantity,
    Record,
    RefusalError,
    Specs,
    as_quantity,
    formula,
)
from claimbook_roofline.formats import exchange_bytes
from claimbook_roofline.guards import (
    TOKEN,
    require_accelerator,
    require_exchange_level,
    require_exchange_link,
    require_experts,
    require_flow,
    require_positive,
    require_sizes,
    tokens_of,
)
from claimbook_roofline.systems import known_level, transfer_bandwidth
from claimbook_roofline.times import token_rate

TWICE = as_quantity(2)


@formula(
    symbol="V",
    latex=r"V = (b_\mathrm{d} + b_\mathrm{c}) \cdot n \cdot k \cdot h",
    unit="MB",
    source="deepseek-v3-insights#section 2.3.2",
)
def exchange_volume(
    tokens: Quantity,
    experts: Quantity,
    hidden_size: Quantity,
    dispatch: Quantity,
    combine: Quantity,
) -> Quantity:
    """Bytes that tokens make on the way to their experts and back."""
    return (dispatch + combine) * tokens * experts * hidden_size


@formula(symbol="t", latex=r"t = \frac{V}{B}", unit="us")
def exchange_time(volume: Quantity, bandwidth: Quantity) -> Quantity:
    """How long one dispatch and one combine take."""
    return volume / bandwidth


@formula(latex=r"t_\mathrm{layer} = s \cdot t", unit="us")
def layer_time(time: Quantity, steps: Quantity) -> Quantity:
    """How long the exchanges of one layer take."""
    return steps * time


@formula(latex=r"t_\mathrm{model} = L \cdot t_\mathrm{layer}", unit="ms")
def model_time(time: Quantity, layers: Quantity) -> Quantity:
    """How long the exchanges of all layers take, one after the other."""
    return layers * time


@formula(latex=r"t_\mathrm{token} = \frac{t_\mathrm{model}}{1\,\mathrm{token}}", unit="ms/token")
def time_per_token(time: Quantity) -> Quantity:
    """A pass through all layers as the time of one token of a sequence."""
    return time / TOKEN


class DispatchTime(Record):
    """The expert exchange of some tokens, and what it adds up to over layers."""

    def __init__(
        self, volume: Quantity, bandwidth: Quantity, steps: Quantity, layers: Quantity | None
    ) -> None:
        self._volume = volume
        self._bandwidth = bandwidth
        self._steps = steps
        self._layers = layers

    @property
    def bare(self) -> Quantity:
        """One dispatch and one combine."""
        return self.step

    @property
    def volume(self) -> Quantity:
        """Bytes of one dispatch and one combine."""
        return self._volume

    @property
    def bandwidth(self) -> Quantity:
        """Bandwidth that they are divided by, in one direction."""
        return self._bandwidth

    @property
    def step(self) -> Quantity:
        """One dispatch and one combine."""
        result: Quantity = exchange_time(self._volume, self._bandwidth)
        return result

    @property
    def per_layer(self) -> Quantity:
        """The exchanges of one layer."""
        result: Quantity = layer_time(self.step, self._steps)
        return result

    @property
    def total(self) -> Quantity:
        """The exchanges of all layers."""
        if self._layers is None:
            raise RefusalError(
                "without a number of layers there is no time of all of them",
                "name the model, or layers=61",
            )
        result: Quantity = model_time(self.per_layer, self._layers)
        return result

    @property
    def per_token(self) -> Quantity:
        """The exchanges of all layers, for each token of a sequence."""
        result: Quantity = time_per_token(self.total)
        return result

    @property
    def rate(self) -> Quantity:
        """Tokens in a second of one sequence, where nothing but the exchanges takes time."""
        result: Quantity = token_rate(self.per_token)
        return result


@formula
def dispatch_time(  # noqa: PLR0913 - a model and a system, or each of their figures by name
    specs: Specs,
    tokens: Quantity,
    model: str | None = None,
    system: str | None = None,
    *,
    experts: Quantity | None = None,
    hidden_size: Quantity | None = None,
    layers: Quantity | None = None,
    bandwidth: Quantity | None = None,
    level: str | None = None,
    dispatch: str | Quantity | None = None,
    combine: str | Quantity | None = None,
    steps_per_layer: Quantity = TWICE,
) -> DispatchTime:
    """The expert exchange of some tokens: one step, one layer, all layers, and the rate.

    Args:
        specs: the book's specs.
        tokens: the tokens of one rank.
        model: a mixture-of-experts model, whose routed and shared experts count alike.
        system: an accelerator, whose link is taken in one direction.
        experts: the experts of a token, if not the model's.
        hidden_size: the elements of a token, if not the model's.
        layers: the layers, if not the model's.
        bandwidth: of the link in one direction, if not the system's.
        level: scale-up (the default) or scale-out, of the system.
        dispatch: the format on the way to the experts, or bytes per element, if not the model's.
        combine: the format on the way back, or bytes per element, if not the model's.
        steps_per_layer: the exchanges of one layer: two micro-batches, one after the other.

    Raises:
        RefusalError: a dense model, another kind of system, a level without an exchange, a
            bandwidth of both directions, or a figure that nothing says.
    """
    if model is not None:
        require_experts(specs, model)
    sizes = exchange_bytes(specs, model, {"dispatch": dispatch, "combine": combine})
    count = tokens_of("tokens", tokens)
    if experts is None:
        experts = _experts(specs, _named(model, "experts"))
    link = _link(specs, system, level, bandwidth)
    if hidden_size is None:
        hidden_size = specs.quantity(f"{_named(model, 'hidden_size')}.hidden_size")
    if layers is None and model is not None and specs.has(f"{model}.layers"):
        layers = specs.quantity(f"{model}.layers")
    require_sizes(
        experts=experts, hidden_size=hidden_size, layers=layers, steps_per_layer=steps_per_layer
    )
    volume = exchange_volume(count, experts, hidden_size, *sizes)
    return DispatchTime(volume, link, steps_per_layer, layers)


def _named(model: str | None, figure: str) -> str:
    if model is None:
        raise RefusalError(
            f"without a model, {figure} has to be said",
            'write model="deepseek-v3", or experts=9, hidden_size=7000 and bandwidth=q("50 GB/s")',
        )
    return model


def _experts(specs: Specs, model: str) -> Quantity:
    """Routed experts of a token and the shared ones, which it is sent to as well."""
    routed = specs.quantity(f"{model}.top_k")
    if not specs.has(f"{model}.shared_experts"):
        return routed
    told = Assumption("experts", "routed and shared", "default")
    return (routed + specs.quantity(f"{model}.shared_experts")).under(told)


def _link(
    specs: Specs, system: str | None, level: str | None, bandwidth: Quantity | None
) -> Quantity:
    if bandwidth is None:
        if system is None:
            raise RefusalError(
                "without a system, bandwidth has to be said",
                'write system="gb300", or bandwidth=q("50 GB/s")',
            )
        require_accelerator(specs, system)
        require_exchange_level(known_level(level), "a model")
        return transfer_bandwidth(specs, system, level)
    if system is not None or level is not None:
        raise RefusalError(
            "the link is that of a system, or a bandwidth, and not both",
            "leave bandwidth= out, or system= and level=",
        )
    require_exchange_link(bandwidth)
    require_flow(bandwidth)
    require_positive("bandwidth", bandwidth)
    return bandwidth
