"""One small book for the formulas of this field, asked in the language of its pages."""

import pytest

FILES = {
    "data/chip.yml": """\
name: A chip
kind: accelerator
peak:
  fp4: {value: 20 PFLOPS, sparsity: sparse, source: sheet}
  fp8: {value: 5 PFLOPS, sparsity: dense, source: sheet}
  bf16: {value: 2.5 PFLOPS, source: sheet}
  int8: {value: 10 POPS, sparsity: dense, source: sheet}
levels:
  hbm: {bandwidth: {value: 8 TB/s, source: sheet}}
  scale-up: {bandwidth: {value: 1.8 TB/s, direction: bidirectional, source: sheet}}
  scale-out: {bandwidth: {value: 800 Gb/s, direction: one-way, source: sheet}}
  dc-fabric: {bandwidth: {value: 10 GB/s, direction: logical, source: sheet}}
""",
    "data/slow.yml": """\
name: A slower chip
kind: accelerator
peak:
  fp8: {value: 1 PFLOPS, sparsity: dense, source: sheet}
levels:
  scale-up: {bandwidth: {value: 400 GB/s, source: sheet}}
  scale-out: {bandwidth: {value: 40 GB/s, direction: measured, source: sheet}}
""",
    "data/wide.yml": """\
name: A model of wide experts
kind: moe-model
hidden_size: {value: 7168, source: sheet}
expert_intermediate_size: {value: 3072, source: sheet}
expert_matrices: {value: 3, source: sheet}
routed_experts: {value: 384, source: sheet}
shared_experts: {value: 1, source: sheet}
top_k: {value: 6, source: sheet}
layers: {value: 61, source: sheet}
dispatch: {value: fp8, source: sheet}
combine: {value: bf16, source: sheet}
""",
    "data/narrow.yml": """\
name: A model of narrow experts, which states few things
kind: moe-model
hidden_size: {value: 4096, source: sheet}
expert_intermediate_size: {value: 1536, source: sheet}
expert_matrices: {value: 3, source: sheet}
top_k: {value: 8, source: sheet}
""",
    "data/dense.yml": "name: Dense\nkind: dense-model\nhidden_size: {value: 8192, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "wiki/index.md": "# Empty\n",
}


@pytest.fixture
def files():
    return FILES


@pytest.fixture
def opened(book, files):
    return book(files)


@pytest.fixture
def ask(opened):
    """The value of an expression, which has no fault."""

    def asking(expression):
        answer = opened.evaluate(expression)
        assert [item.message for item in answer.diagnostics] == []
        return answer.value

    return asking


@pytest.fixture
def fault(opened):
    """The slug and the message of an expression that has one fault."""

    def failing(expression):
        (found,) = opened.evaluate(expression).diagnostics
        return found.code.slug, found.message

    return failing


@pytest.fixture
def refusal(fault):
    """Why an expression is refused."""

    def refusing(expression):
        slug, message = fault(expression)
        assert slug == "scope-refused", message
        return message

    return refusing
