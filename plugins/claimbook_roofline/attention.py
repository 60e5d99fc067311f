"""Attention while decoding: how much work each cached byte serves, and how many bytes a token adds.

A decoding step reads the keys and values of all tokens before it. Heads that share them, and
queries that are decoded together, do more work with the same bytes.
"""

from claimbook import Assumption, Quantity, RefusalError, as_quantity, constant, formula
from claimbook_roofline.formats import TWO_BYTES, size_of
from claimbook_roofline.guards import TOKEN, require_dense, require_sizes, tokens_of

ONE = as_quantity(1)


@formula(symbol="I", latex=r"I \approx \frac{2 n_q s_q}{b\, n_{kv}}", unit="FLOP/B")
def attention_intensity(
    query_heads: Quantity,
    kv_heads: Quantity,
    queries: Quantity = ONE,
    bytes: str | Quantity = TWO_BYTES,
    context: Quantity | None = None,
) -> Quantity:
    """FLOP of decoding attention for each byte that it reads.

    Args:
        query_heads: the heads that ask.
        kv_heads: the heads whose keys and values are kept: as many in MHA, fewer in GQA, 1 in MQA.
        queries: tokens of one sequence that are decoded together.
        bytes: bytes of one element, or its format.
        context: the tokens kept; without it so many that queries and results do not count.
    """
    require_sizes(query_heads=query_heads, kv_heads=kv_heads)
    size = size_of("bytes", bytes)
    asked = tokens_of("queries", queries)
    work = constant(4, "FLOP") * query_heads * asked
    if context is None:
        return work / (2 * size * kv_heads)
    kept = tokens_of("context", context)
    return work * kept / (2 * size * (kv_heads * kept + query_heads * asked))


@formula(symbol="I", latex=r"I = \frac{2 h_q s_q (d_k + d_v)}{b\, d_k}", unit="FLOP/B")
def mla_intensity(
    query_heads: Quantity,
    key_size: Quantity,
    value_size: Quantity,
    queries: Quantity = ONE,
    bytes: str | Quantity = TWO_BYTES,
) -> Quantity:
    """FLOP of decoding latent attention for each byte of its one compressed cache.

    Args:
        query_heads: the heads that ask.
        key_size: elements of a cached key, the rotary ones included.
        value_size: how many of them are the value as well.
        queries: tokens of one sequence that are decoded together.
        bytes: bytes of one element, or its format.
    """
    require_sizes(query_heads=query_heads, key_size=key_size, value_size=value_size)
    work = constant(2, "FLOP") * query_heads * tokens_of("queries", queries)
    return work * (key_size + value_size) / (size_of("bytes", bytes) * key_size)


@formula(
    symbol="h_q s_q",
    latex=r"h_q s_q = \frac{b\, d_k}{2 (d_k + d_v)} \cdot \frac{C}{W}",
    unit="1",
)
def mla_compute_bound_heads(
    peak: Quantity,
    bandwidth: Quantity,
    key_size: Quantity | None = None,
    value_size: Quantity | None = None,
    bytes: str | Quantity = TWO_BYTES,
) -> Quantity:
    """Heads times queries from which on decoding latent attention is bound by computing.

    Args:
        peak: dense peak performance, in FLOP/s.
        bandwidth: of the memory, in B/s.
        key_size: elements of a cached key; without sizes, key and value count as equally long.
        value_size: how many of them are the value as well.
        bytes: bytes of one element, or its format.

    Raises:
        RefusalError: a sparse peak, or one of both sizes alone.
    """
    require_dense(peak)
    require_sizes(peak=peak, bandwidth=bandwidth, key_size=key_size, value_size=value_size)
    if (key_size is None) != (value_size is None):
        raise RefusalError("key_size and value_size go together", "name both, or neither")
    if key_size is None or value_size is None:
        ratio = as_quantity(2).under(Assumption("value size", "that of the key", "assumed"))
    else:
        ratio = (key_size + value_size) / key_size
    return peak / bandwidth * size_of("bytes", bytes) / (constant(2, "FLOP") * ratio)


@formula(symbol="b_kv", latex=r"2\, n_{kv}\, d_\mathrm{head}\, b\, L", unit="kB/token")
def kv_bytes(
    kv_heads: Quantity,
    head_size: Quantity,
    layers: Quantity,
    bytes: str | Quantity = TWO_BYTES,
) -> Quantity:
    """Bytes of keys and values that each token adds to the cache.

    Args:
        kv_heads: the heads whose keys and values are kept.
        head_size: elements of one head.
        layers: the layers with attention.
        bytes: bytes of one element, or its format.
    """
    require_sizes(kv_heads=kv_heads, head_size=head_size, layers=layers)
    return 2 * kv_heads * head_size * size_of("bytes", bytes) * layers / TOKEN


@formula(symbol="b_kv", latex=r"(d_c + d_\mathrm{rope})\, b\, L", unit="kB/token")
def mla_kv_bytes(
    kv_lora_rank: Quantity,
    rope_size: Quantity,
    layers: Quantity,
    bytes: str | Quantity = TWO_BYTES,
) -> Quantity:
    """Bytes that each token adds to the cache of latent attention.

    Args:
        kv_lora_rank: elements of the compressed keys and values.
        rope_size: elements of the rotary part of the key.
        layers: the layers with attention.
        bytes: bytes of one element, or its format.
    """
    require_sizes(kv_lora_rank=kv_lora_rank, layers=layers)
    return (kv_lora_rank + rope_size) * size_of("bytes", bytes) * layers / TOKEN
