"""Expert parallelism: how much computing one exchanged byte must pay for.

A token sent to an expert and back costs b_dispatch + b_combine bytes per element of the hidden
size h; the expert does 2 m d FLOP for each of those elements, m matrices of h by d. So h cancels,
and the exchange hides behind the computing wherever the machine's balance is at most
2 m d / (b_dispatch + b_combine). d is the expert's intermediate size, not the hidden size.
"""

from claimbook import Quantity, RefusalError, Specs, as_quantity, constant, formula
from claimbook_roofline.corrections import Corrections
from claimbook_roofline.formats import DEFAULT_FORMATS, exchange_bytes, size_of
from claimbook_roofline.guards import (
    require_dense,
    require_exchange_link,
    require_experts,
    require_positive,
    require_same_operations,
    require_sizes,
)

ONCE = as_quantity(1)
GATED = as_quantity(3)


@formula(
    symbol="2md/(b_d+b_c)",
    latex=r"\frac{V_\mathrm{comp}}{V_\mathrm{comm}} = \frac{2 m d}{b_\mathrm{d} + b_\mathrm{c}}",
    unit="TFLOPS/GBps",
    source="deepseek-v4#section 3.1",
)
def expert_threshold(
    matrices: Quantity,
    intermediate_size: Quantity,
    dispatch: str | Quantity,
    combine: str | Quantity,
) -> Quantity:
    """FLOP of an expert for each byte that reaches and leaves it.

    Args:
        matrices: the matrices of one expert, each hidden by intermediate size (3 where gated).
        intermediate_size: the expert's intermediate size d.
        dispatch: bytes per element on the way to the expert, or a format.
        combine: bytes per element on the way back, or a format.

    Raises:
        RefusalError: no such format, or a size below zero.
    """
    require_sizes(matrices=matrices, intermediate_size=intermediate_size)
    there, back = size_of("dispatch", dispatch), size_of("combine", combine)
    return constant(2, "FLOP") * matrices * intermediate_size / (there + back)


@formula
def threshold(  # noqa: PLR0913 - what it takes beyond the formats is keyword-only
    specs: Specs,
    model: str,
    dispatch: str | Quantity | None = None,
    combine: str | Quantity | None = None,
    *,
    block: Quantity | None = None,
    ranks: Quantity | None = None,
    destinations: Quantity | None = None,
    node_limit: Quantity | None = None,
    shared: bool = False,
    passes: str = "forward",
) -> Quantity:
    """The largest machine balance at which a model's expert exchange is fully hidden.

    Args:
        specs: the book's specs.
        model: a mixture-of-experts model.
        dispatch: the format on the way to the experts, or bytes per element, if not the model's.
        combine: the format on the way back, or bytes per element, if not the model's own.
        block: the elements of a format below 16 bits that share one FP32 scale factor, which is
            sent too.
        ranks: the ranks of the expert parallelism, whose own share of the volume is not sent.
        destinations: the ranks, or nodes, that a token is sent to once, not once for each expert.
        node_limit: the most nodes that the router lets a token go to, once to each.
        shared: whether the work of the shared experts hides the exchange as well.
        passes: "forward", or "forward+backward" at the same formats.

    Raises:
        RefusalError: no mixture-of-experts model, or an option that makes no sense.
    """
    formats = {"dispatch": dispatch, "combine": combine}
    limit = uncorrected_threshold(specs, model, formats, block=block)
    return Corrections(ranks, destinations, node_limit, shared, passes).applied(specs, model, limit)


def uncorrected_threshold(
    specs: Specs,
    model: str,
    formats: dict[str, str | Quantity | None],
    *,
    block: Quantity | None = None,
    intermediate_size: Quantity | None = None,
) -> Quantity:
    """The threshold of a model, with another intermediate size where one is given.

    Raises:
        RefusalError: no mixture-of-experts model, or no such format.
    """
    require_experts(specs, model)
    sizes = exchange_bytes(specs, model, formats, block)
    matrices = specs.quantity(f"{model}.expert_matrices")
    if intermediate_size is None:
        intermediate_size = specs.quantity(f"{model}.expert_intermediate_size")
    result: Quantity = expert_threshold(matrices, intermediate_size, *sizes)
    return result


def threshold_of(
    specs: Specs,
    model: str | Quantity,
    dispatch: str | Quantity | None = None,
    combine: str | Quantity | None = None,
) -> Quantity:
    """The threshold of a model, or the threshold itself where one stands in its place.

    Raises:
        RefusalError: no mixture-of-experts model, or formats beside a threshold.
    """
    if isinstance(model, str):
        return uncorrected_threshold(specs, model, {"dispatch": dispatch, "combine": combine})
    if dispatch is not None or combine is not None:
        raise RefusalError(
            "a threshold has its formats already", "name them where the threshold is computed"
        )
    return model


def name_of(model: str | Quantity) -> str:
    """The model's name for a message, also where its threshold stands in its place."""
    return model if isinstance(model, str) else "the model"


@formula(
    symbol="B",
    latex=r"B_\mathrm{min} = \mathrm{headroom} \cdot \frac{C}{V_\mathrm{comp}/V_\mathrm{comm}}",
    unit="GB/s",
)
def bandwidth_for(peak: Quantity, threshold: Quantity, headroom: Quantity) -> Quantity:
    """The bandwidth that leaves that headroom between a machine's balance and a threshold.

    Args:
        peak: peak performance, in FLOP/s.
        threshold: the largest balance that hides the exchange, in FLOP/B.
        headroom: threshold over balance; 1 is just enough.
    """
    require_dense(peak)
    require_sizes(headroom=headroom)
    return headroom * peak / threshold


@formula
def required_bandwidth(
    specs: Specs,
    model: str | Quantity,
    peak: Quantity,
    headroom: Quantity = ONCE,
    dispatch: str | Quantity | None = None,
    combine: str | Quantity | None = None,
) -> Quantity:
    """The bandwidth at which a chip of that peak just hides a model's expert exchange.

    Args:
        specs: the book's specs.
        model: a mixture-of-experts model, or a threshold.
        peak: the chip's dense peak performance.
        headroom: how many times over; 1 is just enough.
        dispatch: the format on the way to the experts, if not the model's own.
        combine: the format on the way back, if not the model's own.

    Raises:
        RefusalError: a dense model, a sparse peak, or a peak of integer operations.
    """
    limit = threshold_of(specs, model, dispatch, combine)
    require_same_operations(peak, limit, name_of(model))
    require_positive("threshold", limit)
    result: Quantity = bandwidth_for(peak, limit, headroom)
    return result


@formula(
    symbol="C_max",
    latex=r"C_\mathrm{max} = \frac{V_\mathrm{comp}}{V_\mathrm{comm}} \cdot B",
    unit="TFLOPS",
)
def peak_for(threshold: Quantity, bandwidth: Quantity) -> Quantity:
    """The peak at which a machine of that bandwidth reaches a threshold."""
    return threshold * bandwidth


@formula
def sustained_peak(
    specs: Specs,
    model: str | Quantity,
    bandwidth: Quantity,
    dispatch: str | Quantity | None = None,
    combine: str | Quantity | None = None,
) -> Quantity:
    """The largest peak whose expert exchange that bandwidth still hides.

    Args:
        specs: the book's specs.
        model: a mixture-of-experts model, or a threshold.
        bandwidth: of the level that carries the exchange, in B/s.
        dispatch: the format on the way to the experts, if not the model's own.
        combine: the format on the way back, if not the model's own.

    Raises:
        RefusalError: a dense model, or the bandwidth of a level that carries no exchange.
    """
    require_exchange_link(bandwidth)
    require_sizes(bandwidth=bandwidth)
    result: Quantity = peak_for(threshold_of(specs, model, dispatch, combine), bandwidth)
    return result


@formula(
    symbol="d_min",
    latex=r"d_\mathrm{min} = \frac{(b_\mathrm{d} + b_\mathrm{c})\, C}{2 m B}",
    unit="1",
)
def minimum_intermediate_size(
    peak: Quantity,
    bandwidth: Quantity,
    matrices: Quantity = GATED,
    dispatch: str | Quantity | None = None,
    combine: str | Quantity | None = None,
) -> Quantity:
    """The smallest expert intermediate size whose exchange a machine hides.

    Args:
        peak: the machine's dense peak performance, in FLOP/s.
        bandwidth: of the level that carries the exchange, in B/s.
        matrices: the matrices of one expert; 3 where gated.
        dispatch: the format on the way to the experts, or bytes per element; FP8 is assumed.
        combine: the format on the way back, or bytes per element; BF16 is assumed.

    Raises:
        RefusalError: a sparse peak or one of integer operations, no such format, or a level that
            carries no exchange.
    """
    require_dense(peak)
    require_same_operations(peak, constant(1, "FLOP/B"), "an expert")
    require_exchange_link(bandwidth)
    require_sizes(matrices=matrices, bandwidth=bandwidth)
    given = {"dispatch": dispatch, "combine": combine}
    there, back = (
        size_of(name, DEFAULT_FORMATS[name], "assumed") if size is None else size_of(name, size)
        for name, size in given.items()
    )
    return (there + back) * peak / (constant(2, "FLOP") * matrices * bandwidth)
