"""Expert parallelism: how much computing one exchanged byte must pay for.

A token sent to an expert and back costs b_dispatch + b_combine bytes per element of the hidden
size h; the expert does 2 m d FLOP for each of those elements, m matrices of h by d. So h cancels,
and the exchange hides behind the computing wherever the machine's balance is at most
2 m d / (b_dispatch + b_combine). d is the expert's intermediate size, not the hidden size.
"""

from fractions import Fraction

from claimbook import (
    Assumption,
    Quantity,
    RefusalError,
    Specs,
    as_quantity,
    constant,
    formula,
)
from claimbook_roofline.schema import NUMBER_FORMATS

ELEMENT_BYTES = {
    "fp4": Fraction(1, 2),
    "fp8": Fraction(1),
    "int8": Fraction(1),
    "fp16": Fraction(2),
    "bf16": Fraction(2),
    "fp32": Fraction(4),
}
"""Bytes of one element, scale factors not counted."""

DEFAULT_FORMATS = {"dispatch": "fp8", "combine": "bf16"}
"""Assumed where a model states none."""


@formula(
    symbol="2md/(b_d+b_c)",
    latex=r"\frac{V_\mathrm{comp}}{V_\mathrm{comm}} = \frac{2 m d}{b_\mathrm{d} + b_\mathrm{c}}",
    unit="TFLOPS/GBps",
    source="deepseek-v4#section 3.1",
)
def expert_threshold(
    matrices: Quantity, intermediate_size: Quantity, dispatch: Quantity, combine: Quantity
) -> Quantity:
    """FLOP of an expert for each byte that reaches and leaves it.

    Args:
        matrices: the matrices of one expert, each hidden by intermediate size (3 where gated).
        intermediate_size: the expert's intermediate size d.
        dispatch: bytes per element on the way to the expert.
        combine: bytes per element on the way back.
    """
    multiply_add = constant(2, "FLOP")
    return multiply_add * matrices * intermediate_size / (dispatch + combine)


@formula
def threshold(
    specs: Specs, model: str, dispatch: str | None = None, combine: str | None = None
) -> Quantity:
    """The largest machine balance at which a model's expert exchange is fully hidden.

    Args:
        specs: the book's specs.
        model: a mixture-of-experts model.
        dispatch: the format on the way to the experts, if not the model's own.
        combine: the format on the way back, if not the model's own.
    """
    require_experts(specs, model)
    sizes = [
        _element(specs, model, exchange, stated)
        for exchange, stated in (("dispatch", dispatch), ("combine", combine))
    ]
    result: Quantity = expert_threshold(
        specs.quantity(f"{model}.expert_matrices"),
        specs.quantity(f"{model}.expert_intermediate_size"),
        *sizes,
    )
    return result


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
    return headroom * peak / threshold


@formula
def required_bandwidth(
    specs: Specs,
    model: str,
    peak: Quantity,
    headroom: Quantity = as_quantity(1),  # noqa: B008 - a quantity is immutable
    dispatch: str | None = None,
    combine: str | None = None,
) -> Quantity:
    """The bandwidth at which a chip of that peak just hides a model's expert exchange.

    Args:
        specs: the book's specs.
        model: a mixture-of-experts model.
        peak: the chip's dense peak performance.
        headroom: how many times over; 1 is just enough.
        dispatch: the format on the way to the experts, if not the model's own.
        combine: the format on the way back, if not the model's own.
    """
    limit = threshold(specs, model, dispatch=dispatch, combine=combine)
    require_same_operations(peak, limit, model)
    result: Quantity = bandwidth_for(peak, limit, headroom)
    return result


def require_dense(peak: Quantity) -> None:
    """Refuse a peak that its own spec calls sparse; what was computed from one is the author's.

    Raises:
        RefusalError: the peak is a spec, and not a dense one.
    """
    sparsity = None if peak.leaf is None else peak.leaf.qualifiers.get("sparsity")
    if peak.leaf is not None and sparsity not in (None, "dense"):
        raise RefusalError(
            f"{peak.leaf.name} is a {sparsity} peak; only the dense one is what a machine can do",
            "state the dense peak in data/: a sparse figure counts products that are skipped",
        )


def require_same_operations(peak: Quantity, threshold: Quantity, model: str) -> None:
    """Refuse a peak of integer operations beside a threshold of floating-point ones.

    Raises:
        RefusalError: they count different operations.
    """
    counted = threshold.dimension * constant(1, "B/s").dimension
    if counted != peak.dimension:
        raise RefusalError(
            f"the peak counts {peak.dimension}, the threshold of {model} counts {counted}",
            "integer operations are not floating-point operations",
        )


def require_experts(specs: Specs, model: str) -> None:
    """Refuse whatever has no routed experts to exchange tokens with.

    Raises:
        RefusalError: the subject is no mixture-of-experts model.
    """
    kind = specs.kind(model)
    if kind == "dense-model":
        raise RefusalError(
            f"{model} is a dense model: it sends no tokens to experts, so it has no "
            "expert-parallel threshold",
            "ask for a mixture-of-experts model, or compare another traffic",
        )
    if kind != "moe-model":
        raise RefusalError(
            f"{model} is of kind {kind or 'unknown'}, not a mixture-of-experts model",
            "an expert-parallel threshold belongs to a subject of kind moe-model",
        )


def _element(specs: Specs, model: str, exchange: str, stated: str | None) -> Quantity:
    """Bytes per element of one exchange: stated by the caller, by the model, or assumed."""
    path = f"{model}.{exchange}"
    if stated is not None:
        if stated not in ELEMENT_BYTES:
            raise RefusalError(
                f"{stated} is no number format", f"there are: {', '.join(NUMBER_FORMATS)}"
            )
        return _bytes(stated).under(Assumption(exchange, stated, "stated"))
    if specs.has(path):
        meanings = {word: _bytes(word) for word in ELEMENT_BYTES}
        return specs.valued_word(path, meanings)
    assumed = DEFAULT_FORMATS[exchange]
    return _bytes(assumed).under(Assumption(exchange, assumed, "assumed"))


def _bytes(number_format: str) -> Quantity:
    return constant(ELEMENT_BYTES[number_format], "B")
