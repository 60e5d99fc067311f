"""The published formulas of products, collectives, attention and batches, written once more."""

from collections.abc import Callable
from fractions import Fraction

from amounts import Amount
from field import ONE, TOKEN, RefusalError, element

HALF = Fraction(1, 2)
TWO = ONE.times(2)


def attainable(peak: Amount, bandwidth: object, intensity: object) -> Amount:
    """min(C, I W), over all levels."""
    bandwidths = bandwidth if isinstance(bandwidth, list) else [bandwidth]
    intensities = intensity if isinstance(intensity, list) else [intensity]
    roofs = [peak, *(w * i for w, i in zip(bandwidths, intensities, strict=True))]
    if len({roof.dims for roof in roofs}) != 1:
        raise RefusalError("roofs of different dimensions")
    return min(roofs, key=lambda roof: roof.value)


def matmul_flops(m: Amount, n: Amount, k: Amount, integer: bool = False) -> Amount:
    return m * n * k * Amount.of(2, "OP" if integer else "FLOP")


def matmul_bytes(m: Amount, n: Amount, k: Amount, bytes: object = "bf16") -> Amount:
    """An m by n and an n by k matrix, and the m by k result, each moved once."""
    sizes = bytes if isinstance(bytes, list) else [bytes] * 3
    left, right, result = (element(size) for size in sizes)
    return m * n * left + n * k * right + m * k * result


def matmul_intensity(
    m: Amount,
    n: Amount,
    k: Amount,
    bytes: object = "bf16",
    integer: bool = False,
) -> Amount:
    rows = Amount(m.value)
    return matmul_flops(rows, n, k, integer) / matmul_bytes(rows, n, k, bytes)


def step_time(compute: Amount, communication: Amount, overlap: Amount = ONE) -> Amount:
    longer, shorter = sorted((compute, communication), key=lambda time: -time.value)
    return longer + shorter * (ONE - overlap)


def token_rate(time: Amount) -> Amount:
    return TOKEN / time


def _collective(gathers: int, exchange: bool) -> Callable[..., Amount]:
    def time(
        volume: Amount,
        bandwidth: Amount,
        ranks: Amount | None = None,
        topology: str = "switch",
        latency: Amount | None = None,
        hops: Amount | None = None,
    ) -> Amount:
        once = volume / bandwidth
        if topology == "ring":
            once = once.times(Fraction(1, 4)) if exchange else once
        elif ranks is not None:
            once = once * (ranks - ONE) / ranks
            once = once / ranks if exchange else once
        elif exchange:
            raise RefusalError("an all-to-all on a switch needs its ranks")
        if latency is not None:
            if hops is None and topology == "ring":
                if ranks is None:
                    raise RefusalError("the hops of a ring need its ranks")
                hops = Amount(Fraction(ranks.value // 2))
            floor = latency * (hops or ONE)
            once = max(once, floor, key=lambda one: one.value)
        return once.times(gathers)

    return time


def compute_bound_batch(
    peak: Amount,
    bandwidth: Amount,
    bytes: object = "bf16",
    experts: Amount = ONE,
    top_k: Amount = ONE,
) -> Amount:
    """C b / (2 W), times E/K."""
    return _count(peak / bandwidth * element(bytes), HALF) * experts / top_k * TOKEN


def data_parallel_batch(
    peak: Amount,
    bandwidth: Amount,
    bytes: object = "bf16",
    axes: Amount = ONE,
    experts: Amount = ONE,
    top_k: Amount = ONE,
) -> Amount:
    """C b / (2 W axes), times E/K."""
    return _count(peak / bandwidth * element(bytes), HALF) / axes * experts / top_k * TOKEN


def tensor_parallel_ranks(
    peak: Amount,
    bandwidth: Amount,
    intermediate_size: Amount,
    bytes: object = "bf16",
    axes: Amount = ONE,
) -> Amount:
    """F W axes / C, for elements of two bytes."""
    return intermediate_size * axes / _count(peak / bandwidth * element(bytes), HALF)


def mixed_parallel_batch(
    peak: Amount,
    bandwidth: Amount,
    intermediate_size: Amount,
    bytes: object = "bf16",
    axes: Amount = TWO,
    overlapped: bool = False,
) -> Amount:
    """4 alpha^2 / (axes F): at the best split both kinds of traffic take the same time.

    One after the other they take twice as long as at once, and the batch goes with its square.
    """
    alpha = _count(peak / bandwidth * element(bytes), HALF)
    return (alpha * alpha).times(1 if overlapped else 4) / (axes * intermediate_size) * TOKEN


def _count(amount: Amount, factor: Fraction) -> Amount:
    """FLOP that are counted in twos per multiply-add come out as a bare number."""
    if amount.dims not in ((("FLOP", 1),), (("OP", 1),)):
        raise RefusalError(f"not a number of operations: {amount.dims}")
    return Amount(amount.value * factor)


def split_intensity(
    size: Amount,
    chips: Amount = TWO,
    bytes: object = "bf16",
) -> Amount:
    """2 D / X FLOP over the 2 (X - 1) / X elements that an all-reduce sends, a result each."""
    work = Amount.of(2, "FLOP") * size / chips
    return work / (element(bytes) * (chips - ONE).times(2) / chips)


def split_size(
    peak: Amount,
    bandwidth: Amount,
    chips: Amount = TWO,
    bytes: object = "bf16",
) -> Amount:
    return _count(peak / bandwidth * element(bytes), Fraction(1)) * (chips - ONE)


def decode_time(
    parameters: Amount,
    batch: Amount,
    kv_bytes: Amount,
    peak: Amount,
    bandwidth: Amount,
    bytes: object = "bf16",
    chips: Amount = ONE,
    active: Amount | None = None,
) -> Amount:
    """The cache is read, and the weights are read or used, whichever takes longer."""
    cache = batch * kv_bytes / (bandwidth * chips)
    reading = parameters * element(bytes) / (bandwidth * chips)
    using = Amount.of(2, "FLOP") * batch * (active or parameters) / (peak * chips)
    return cache + max(reading, using, key=lambda time: time.value)


def attention_intensity(
    query_heads: Amount,
    kv_heads: Amount,
    queries: Amount = ONE,
    bytes: object = "bf16",
    context: Amount | None = None,
) -> Amount:
    """4 n_q q FLOP over 2 n_kv elements, each of every position and channel."""
    work = (query_heads * queries).times(4) * Amount.of(1, "FLOP")
    moved = kv_heads.times(2)
    if context is not None:
        moved = moved + (query_heads * queries).times(2) / context
    return work / (moved * element(bytes))


def mla_intensity(
    query_heads: Amount,
    key_size: Amount,
    value_size: Amount,
    queries: Amount = ONE,
    bytes: object = "bf16",
) -> Amount:
    """2 h s (d_k + d_v) over d_k elements."""
    work = query_heads * queries * (key_size + value_size) * Amount.of(2, "FLOP")
    return work / (key_size * element(bytes))


def mla_compute_bound_heads(
    peak: Amount,
    bandwidth: Amount,
    key_size: Amount | None = None,
    value_size: Amount | None = None,
    bytes: object = "bf16",
) -> Amount:
    """C/(2W) where keys and values are about as long."""
    share = ONE.times(HALF) if key_size is None else key_size / (key_size + value_size)
    return _count(peak / bandwidth * element(bytes), HALF) * share


def kv_bytes(
    kv_heads: Amount,
    head_size: Amount,
    layers: Amount,
    bytes: object = "bf16",
) -> Amount:
    return (kv_heads * head_size * layers).times(2) * element(bytes) / TOKEN


def mla_kv_bytes(
    kv_lora_rank: Amount,
    rope_size: Amount,
    layers: Amount,
    bytes: object = "bf16",
) -> Amount:
    return (kv_lora_rank + rope_size) * layers * element(bytes) / TOKEN


PLAIN: dict[str, Callable[..., Amount]] = {
    "attainable": attainable,
    "intensity": lambda flops, bytes: flops / bytes,
    "machine_balance": lambda peak, bandwidth: peak / bandwidth,
    "headroom": lambda threshold, balance: threshold / balance,
    "margin": lambda headroom: headroom - ONE,
    "excess": lambda balance, threshold: balance / threshold - ONE,
    "matmul_flops": matmul_flops,
    "matmul_bytes": matmul_bytes,
    "matmul_intensity": matmul_intensity,
    "step_time": step_time,
    "token_rate": token_rate,
    "all_gather_time": _collective(1, exchange=False),
    "reduce_scatter_time": _collective(1, exchange=False),
    "all_reduce_time": _collective(2, exchange=False),
    "all_to_all_time": _collective(1, exchange=True),
    "compute_bound_batch": compute_bound_batch,
    "data_parallel_batch": data_parallel_batch,
    "tensor_parallel_ranks": tensor_parallel_ranks,
    "mixed_parallel_batch": mixed_parallel_batch,
    "split_intensity": split_intensity,
    "split_size": split_size,
    "decode_time": decode_time,
    "attention_intensity": attention_intensity,
    "mla_intensity": mla_intensity,
    "mla_compute_bound_heads": mla_compute_bound_heads,
    "kv_bytes": kv_bytes,
    "mla_kv_bytes": mla_kv_bytes,
}
