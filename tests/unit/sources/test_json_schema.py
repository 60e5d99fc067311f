"""The JSON Schema: itself valid, and of one mind with the loader."""

import jsonschema
import pytest
import yaml

from claimbook.sources import (
    Choice,
    DateField,
    Each,
    Group,
    Kind,
    Leaf,
    TextField,
    schema_document,
)

CHIP = Kind(
    "chip",
    {
        "technology": TextField(),
        "released": DateField(),
        "class": Choice(("server", "edge")),
        "cores": Leaf(unit="1"),
        "tdp": Leaf(unit="W"),
        "format": Leaf(words=("fp8", "bf16")),
        "peak": Group({"fp8": Leaf(unit="FLOP/s")}, required=("fp8",)),
        "link": Leaf(
            unit="B/s",
            qualifiers={"direction": ("one-way", "bidirectional")},
            required_qualifiers=("direction",),
        ),
        "memory": Each(Leaf(unit="B"), keys=("hbm", "l2")),
        "levels": Each(Group({"technology": TextField()})),
    },
    required=("cores",),
)
SCHEMA = schema_document({"chip": CHIP})
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def accepts(content):
    return VALIDATOR.is_valid(yaml.load(content, yaml.BaseLoader))


def accepts_typed(content):
    return VALIDATOR.is_valid(yaml.safe_load(content))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema_document({}))


FULL_SOURCE = """title: A
kind: secondary
url: https://example.com
published: 2026-04
cites: [a, b]
raw: {file: a.md, form: note}
warn_after: 180d
"""
CORES = "kind: chip\ncores: {value: 8, source: s}\n"


@pytest.mark.parametrize(
    "content",
    [
        CORES,
        CORES + "name: A\nnote: x\ntechnology: 5 nm\nclass: edge\n",
        CORES + "tdp: {value: 700 W, source: s, approximate: true, confidence: high, note: x}\n",
        CORES + "format: {value: fp8, source: s}\n",
        CORES + "peak: {fp8: {value: 5 PFLOPS, source: s, quote: words}}\n",
        CORES + "peak: {fp8: {value: 5 PFLOPS, source: s, quote: {exact: a, prefix: b}}}\n",
        CORES + "link: {value: 900 GB/s, source: s, direction: one-way}\n",
        CORES + "memory: {hbm: {value: 80 GB, source: s}}\nlevels: {any: {technology: x}}\n",
        CORES + "tdp: [{value: 5 W, source: s}, {value: 6 W, source: s, preferred: true}]\n",
        "x: {value: 5 W, source: s, direction: one-way, scope: chip}\n",
        "kind: other\na: {b: {c: {value: 5 W, source: s}, d: words}}\n",
        'x: {value: 61, unit: "1", source: s}\n',
        "title: A\nkind: primary\n",
        FULL_SOURCE,
    ],
)
def test_what_the_loader_takes_the_schema_takes(content):
    assert accepts(content)
    assert accepts_typed(content)


@pytest.mark.parametrize(
    "content",
    [
        "kind: chip\n",
        CORES + "tpd: {value: 700 W, source: s}\n",
        CORES + "tdp: 700 W\n",
        CORES + "tdp: {value: 700 W}\n",
        CORES + "tdp: {source: s}\n",
        CORES + "tdp: {value: fast, source: s}\n",
        CORES + "tdp: {value: 700 W, source: s, colour: red}\n",
        CORES + "tdp: {value: 700 W, source: s, confidence: sure}\n",
        CORES + "format: {value: fp7, source: s}\n",
        CORES + "peak: {}\n",
        CORES + "link: {value: 900 GB/s, source: s}\n",
        CORES + "link: {value: 900 GB/s, source: s, direction: both}\n",
        CORES + "memory: {l3: {value: 80 GB, source: s}}\n",
        CORES + "tdp: [{value: 5 W, source: s}, {value: 6 W, source: s}]\n",
        CORES + "class: desktop\n",
        "x: {value: 5 W}\n",
        "x: {value: 5 W, source: s, colour: red}\n",
        "a: {B C: words}\n",
        "title: A\nkind: primary\nraw: {file: a.md, form: capture}\n",
        "title: A\nkind: primary\nurl: 'javascript:alert(1)'\n",
        "title: A\nkind: primary\nauthr: x\n",
        "title: A\nkind: primary\nwarn_after: soon\n",
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(content):
    assert not accepts(content)


@pytest.mark.parametrize("content", ["x: {value: 700, source: s}\n", "tdp: 700\n"])
def test_b59_a_bare_number_needs_a_unit_in_an_editor_too(content):
    assert not accepts_typed(content)


def test_the_schema_is_the_same_whatever_the_order_of_kinds():
    other = Kind("board", {"x": Leaf()})
    one, two = {"chip": CHIP, "board": other}, {"board": other, "chip": CHIP}
    assert repr(schema_document(one)) == repr(schema_document(two))
