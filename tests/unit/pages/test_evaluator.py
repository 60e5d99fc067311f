"""Expressions: what the language has, and that nothing else gets through, whatever is tried."""

import sys
import time
import tracemalloc
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimbook import Record, RefusalError, constant, formula
from claimbook.diagnostics import CODES, Diagnostics, Text
from claimbook.formulas import Specs
from claimbook.pages.display import Display
from claimbook.pages.evaluator import (
    Environment,
    Evaluated,
    Statement,
    evaluate,
    read_literal,
)
from claimbook.pages.expression import MAX_LENGTH
from claimbook.quantities import (
    STANDARD,
    Comparison,
    Quantity,
    QuantityError,
    inputs,
    print_quantity,
)
from claimbook.sources import load_catalogue
from claimbook.workspace import Workspace

FILES = {
    "data/gpu-a.yml": """\
name: GPU A
peak: {value: 5 PFLOPS, source: sheet}
link: {value: 1.8 TB/s, source: sheet}
tdp: {value: 700 W, source: sheet, approximate: true}
format: {value: 5 parsecs, source: sheet}
""",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}


class Line(Record):
    """What a link can do."""

    def __init__(self, peak, link):
        self._peak = peak
        self._link = link
        self.link = link

    @property
    def bare(self):
        return self.balance

    @property
    def balance(self):
        return self._peak / self._link

    @property
    def enough(self):
        return self.balance <= constant(3000, "FLOP/B")


class Mute(Record):
    """A record that stands for no quantity."""


@formula
def line(specs, system, rate=None):
    """A line."""
    return Line(specs.quantity(f"{system}.peak"), specs.quantity(f"{system}.link"))


@formula
def ratio(above: Quantity, below: Quantity):
    return above / below


@formula
def mute():
    return Mute()


@formula
def name(specs, system):
    return f"the {system}"


@formula
def refuses(why: str):
    raise RefusalError(f"not for {why}", "ask for another")


@formula
def invents():
    raise QuantityError("no-such-slug", "what is this", None)


@formula
def total(values, *rest, **named):
    result = values[0] if isinstance(values, list) else values
    for item in rest:
        result = result + item
    return result


FORMULAS = {item.name: item for item in (line, ratio, mute, name, refuses, invents, total)}


@pytest.fixture(scope="module")
def environment():
    catalogue = load_catalogue(
        Workspace.from_mapping(FILES),
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=Diagnostics(),
    )
    return Environment(FORMULAS, Specs(catalogue), STANDARD, frozenset(catalogue.sources))


@pytest.fixture
def ask(environment):
    def asking(expression, before="", after=""):
        text = Text("page.md", f"{before}{expression}{after}")
        return evaluate(environment, text, len(before), expression)

    return asking


def value(evaluated):
    assert evaluated.failed is None, evaluated.failed
    return evaluated.value


def fault(evaluated):
    assert evaluated.failed is not None, evaluated.value
    assert evaluated.value is None
    return evaluated.failed.code.slug


# -- what the language has ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "exact"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("+3 - -4", 7),
        ("7 / 2", Fraction(7, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1_000.5e-1", Fraction(10005, 100)),
        (".5 + 5.", Fraction(11, 2)),
        ("1E3", 1000),
        ("0.1000000000000000055511151231257827", Fraction("0.1000000000000000055511151231257827")),
        ('spec("gpu-a.peak") / spec("gpu-a.link")', Fraction(25000, 9)),
        ("spec('gpu-a.tdp')", 700),
        ('q("900 GB/s")', 9 * 10**11),
        ('q("1.10")', Fraction(11, 10)),
        ('q("1,080 GB/s", source="sheet")', 108 * 10**10),
        ('line("gpu-a").balance', Fraction(25000, 9)),
        ('line("gpu-a")', Fraction(25000, 9)),
        ('line("gpu-a") * 2', Fraction(50000, 9)),
        ('line(system="gpu-a", rate=3).link', 18 * 10**11),
        ('ratio(line("gpu-a"), 2)', Fraction(12500, 9)),
        ("ratio(below=2, above=3)", Fraction(3, 2)),
        ("total([4, 5])", 4),
        ("total(1, 2, 3)", 6),
        ("total(1, x=3)", 1),
        ("((((1))))", 1),
        ("1+\n  2\t*\r\n 3", 7),
        ("  1 + 1  ", 2),
    ],
)
def test_the_language_computes_exactly(ask, expression, exact):
    assert value(ask(expression)).value == exact


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("1 < 2", True),
        ("2 <= 1", False),
        ("3 == 3.0", True),
        ("1 != 1", False),
        ('spec("gpu-a.link") > q("900 GB/s")', True),
        ('line("gpu-a") >= line("gpu-a").balance', True),
        ('line("gpu-a").enough', True),
        ("1 + 1 == 2 * 1", True),
    ],
)
def test_a_comparison_is_a_value_of_its_own(ask, expression, holds):
    result = value(ask(expression))
    assert isinstance(result, Comparison)
    assert result.holds is holds


def test_other_values_are_texts_and_truths(ask):
    assert value(ask('name("gpu-a")')) == "the gpu-a"
    assert value(ask('"a text"')) == "a text"
    assert value(ask("True")) is True
    assert value(ask("None")) is None
    assert [item.value for item in value(ask("[1, 2 * 3]"))] == [1, 6]


def test_a_literal_is_an_input_with_its_place_and_source(ask):
    result = value(ask('2 * q("900 GB/s", source="sheet")', before="前文 << "))
    [(leaf, _)] = inputs(result)
    assert (leaf.kind, leaf.name, leaf.source) == ("literal", "900 GB/s", "sheet")
    assert (leaf.span.location.column, leaf.span.content) == (11, 'q("900 GB/s", source="sheet")')
    assert inputs(value(ask('q("900 GB/s")')))[0][0].source is None


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("2.21184 * 1 | sig(2)", "2.2"),
        ("1 + 1.21184 | dp(1)", "2.2"),
        ('spec("gpu-a.link") | to("GB/s")', "1800 GB/s"),
        ('spec("gpu-a.link") / 3 | to("GB/s") | sig(4)', "600.0 GB/s"),
        ("11 / 20 | percent", "55%"),
        ("11 / 20 | percent(1) | sig(2)", "55%"),
        ('line("gpu-a") | to("FLOP/B") | plain', "2780"),
        ("(1 / 2) | times", "0.50x"),
        ('spec("gpu-a.peak") | plain', "5"),
    ],
)
def test_filters_take_everything_to_their_left(ask, expression, text):
    display = value(ask(expression))
    assert isinstance(display, Display)
    assert print_quantity(display.subject, display.style).text == text


def test_a_statement_keeps_its_words_and_what_they_are_about(ask):
    found = value(ask('claim("2.2x", 1 + 1, note="why", id="a-b")', before="前文 << "))
    assert isinstance(found, Statement)
    assert (found.stance, found.words, found.subject.value) == ("claim", "2.2x", 2)
    assert dict(found.options) == {"note": "why"}
    assert found.words_span.content == '"2.2x"'
    assert found.words_span.location.column == 13
    compared = value(ask('claim("enough", line("gpu-a") <= 3000 * q("1 FLOP/B"))'))
    assert isinstance(compared.subject, Comparison)
    record = value(ask('claim("2780", line("gpu-a"))'))
    assert record.subject.value == Fraction(25000, 9)


def test_a_refusal_inside_reported_is_kept_and_elsewhere_a_fault(ask):
    found = value(ask('reported("54 %", refuses("this"), source="sheet")'))
    assert (found.subject, found.refusal.message) == (None, "not for this")
    assert fault(ask('claim("54 %", refuses("this"))')) == "scope-refused"
    assert fault(ask('reported("54 %", spec("gpu-a.x"), source="sheet")')) == "unknown-spec"
    assert value(ask('reported("54 %", source="sheet", note="no data")')).subject is None


def test_a_spec_with_a_fault_of_its_own_fails_silently(ask):
    result = ask('2 * spec("gpu-a.format")')
    assert fault(result) == "unknown-spec"
    assert result.cause is not None
    assert not ask('spec("gpu-a.x")').cause is not None


# -- near misses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "slug", "message", "hint"),
    [
        ('lien("gpu-a")', "unknown-name", "no macro or formula lien", "did you mean line?"),
        ('Line("gpu-a")', "unknown-name", "no macro or formula Line", "did you mean line?"),
        ('clam("x", 1)', "unknown-name", "no macro or formula clam", "did you mean claim?"),
        ("sig(3)", "unknown-name", "no macro or formula sig", "sig is a filter"),
        ('line("gpu-a").balanse', "unknown-attribute", "balanse", "did you mean balance?"),
        ('line("gpu-a").zzz', "unknown-attribute", "zzz", "there are: balance, enough, link"),
        ("1 | sgi(3)", "unknown-filter", "no filter sgi", "did you mean sig?"),
        ("1 | nothing", "unknown-filter", "no filter nothing", "there are: sig, dp, to"),
        ("1 | (2)", "unknown-filter", "a filter is a name", None),
        ('line("gpu-a", rats=3)', "invalid-argument", "no argument rats", "did you mean rate=?"),
        ("ratio(1, bellow=2)", "invalid-argument", "no argument bellow", "did you mean below=?"),
        ("ratio(1)", "invalid-argument", "missing a required argument: below", "ratio(above, "),
        ("ratio(1, 2, 3)", "invalid-argument", "too many positional", "ratio(above, below)"),
        ('spec("gpu-a.paek")', "unknown-spec", "no spec gpu-a.paek", "did you mean gpu-a.peak?"),
        ('spec("gpu-b.peak")', "unknown-spec", "no subject gpu-b", "did you mean gpu-a?"),
        ('q("1 s", source="shet")', "unknown-source", "no source shet", "did you mean sheet?"),
        ('q("9 GBs")', "unknown-unit", "GBs", None),
        ('q("about 9 GB/s")', "unreadable-value", "hedges", None),
        ('q("")', "unreadable-value", "", None),
        ('claim("2x", 1, nota="n")', "invalid-argument", "no argument nota", "mean note=?"),
        ('reported("2x", 1, sauce="n")', "invalid-argument", "no argument sauce", "source=?"),
        ("line", "macro-syntax", "line is not called", "line(...)"),
        ("peak", "unknown-name", "no value named peak", '"peak"'),
        ("line(gpu-a)", "unknown-name", "no value named gpu", '"gpu"'),
        ('"gpu-a.peak" * 2', "invalid-argument", "is text", 'spec("gpu-a.peak") is a quantity'),
        ('"900 GB/s" / 2', "invalid-argument", "is text", 'q("900 GB/s") is a quantity'),
    ],
)
def test_a_near_miss_is_told_with_what_was_meant(ask, expression, slug, message, hint):
    result = ask(expression)
    assert fault(result) == slug
    assert message in result.failed.message
    assert hint is None or hint in result.failed.hint


@pytest.mark.parametrize(
    ("expression", "slug"),
    [
        # A display is no operand, and a comparison is no number.
        ("(1 | sig(2)) + 1", "invalid-argument"),
        ("1 + (2 | times)", "invalid-argument"),
        ("-(2 | times)", "invalid-argument"),
        ("1 <= 2 | sig(2)", "invalid-argument"),
        ("(1 <= 2) | sig(2)", "invalid-argument"),
        ("(1 <= 2) + 1", "invalid-argument"),
        ("1 < (2 < 3)", "invalid-argument"),
        ("-(1 < 2)", "invalid-argument"),
        ("True + 1", "invalid-argument"),
        ("None * 2", "invalid-argument"),
        ("[1] + [2]", "invalid-argument"),
        ("[1] * 1000000", "invalid-argument"),
        ("ratio(1 | sig(2), 2)", "invalid-argument"),
        ('claim("2x", 1 | sig(2))', "invalid-argument"),
        ("1 | sig(2 | dp(1))", "invalid-argument"),
        ("1 | sig(n=2)", "invalid-argument"),
        ("1 | sig", "invalid-argument"),
        ("mute() * 2", "scope-refused"),
        ("mute()", "scope-refused"),
        ("mute() | sig(2)", "scope-refused"),
        # A statement stands alone, with its words written out.
        ('claim("2x", 1) * 2', "invalid-argument"),
        ('2 * claim("2x", 1)', "invalid-argument"),
        ('ratio(claim("2x", 1), 2)', "invalid-argument"),
        ('claim("2x", claim("2x", 1))', "invalid-argument"),
        ('claim("2x", 1) | sig(2)', "invalid-argument"),
        ('claim("2x")', "invalid-argument"),
        ("claim(2, 1)", "invalid-argument"),
        ("claim()", "invalid-argument"),
        ('claim("", 1)', "invalid-argument"),
        ('claim("  ", 1)', "invalid-argument"),
        ('claim("2x", 1, 2)', "invalid-argument"),
        ('claim("2x", "text")', "invalid-argument"),
        ('claim("2x", [1])', "invalid-argument"),
        ('claim("2x", 1, note=3)', "invalid-argument"),
        ('claim(name("gpu-a"), 1)', "invalid-argument"),
        ("reported(1)", "invalid-argument"),
        # Macros of the language take what they take.
        ("spec()", "invalid-argument"),
        ("spec(3)", "invalid-argument"),
        ('spec("a", 2)', "invalid-argument"),
        ('spec(path="gpu-a.peak")', "invalid-argument"),
        ("q(3)", "invalid-argument"),
        ('q("1 s", "sheet")', "invalid-argument"),
        ('q("1 s", source=3)', "invalid-argument"),
        ('q("1 s", note="n")', "invalid-argument"),
        ("ratio(1, 0)", "division-by-zero"),
        ("1 / 0", "division-by-zero"),
        ("0 ** -1", "division-by-zero"),
        ('spec("gpu-a.peak") + 1', "dimension-mismatch"),
        ('spec("gpu-a.peak") < spec("gpu-a.link")', "dimension-mismatch"),
        ("2 ** 0.5", "dimension-mismatch"),
        ("invents()", "formula-failed"),
        ('"text".x', "unknown-attribute"),
        ('spec("gpu-a.peak").value', "unknown-attribute"),
        ('line("gpu-a").link.unit', "unknown-attribute"),
    ],
)
def test_what_makes_no_sense_is_refused(ask, expression, slug):
    assert fault(ask(expression)) == slug


# -- hostile input ------------------------------------------------------------------------------

DEEP = 900
HOSTILE = [
    # attributes that lead elsewhere
    ('line("gpu-a").__class__', "unknown-attribute"),
    ('line("gpu-a")._peak', "unknown-attribute"),
    ('line("gpu-a").__init__.__globals__', "unknown-attribute"),
    ('line("gpu-a").attributes', "unknown-attribute"),
    ('line("gpu-a").bare', "unknown-attribute"),
    ('"".__class__.__mro__', "unknown-attribute"),
    ("(1).__class__", "unknown-attribute"),
    ("[].append", "unknown-attribute"),
    ("line.function", "macro-syntax"),
    ("spec.__call__", "macro-syntax"),
    # names of builtins and of modules
    ('__import__("os").system("true")', "not-allowed"),
    ('__import__("os")', "unknown-name"),
    ('eval("1")', "unknown-name"),
    ('exec("1")', "unknown-name"),
    ('open("/etc/passwd")', "unknown-name"),
    ("globals()", "unknown-name"),
    ("breakpoint()", "unknown-name"),
    ("exit()", "unknown-name"),
    ("type(1)", "unknown-name"),
    ("print", "unknown-name"),
    ("__builtins__", "unknown-name"),
    ("os.system", "unknown-name"),
    ("print(1)(2)", "not-allowed"),
    ('"{}".format(1)', "not-allowed"),
    ('"%s" % 1', "not-allowed"),
    ('line("gpu-a").link()', "not-allowed"),
    # huge numbers and powers
    ("9 ** 9 ** 9", "limit-exceeded"),
    ("2 ** 99999", "limit-exceeded"),
    ("10 ** 1000 ** 2", "limit-exceeded"),
    ("(10 ** 999) ** 999", "limit-exceeded"),
    ("1e99 ** 999", "limit-exceeded"),
    ("2 ** -99999", "limit-exceeded"),
    ("1e999999999", "not-allowed"),
    ("1e-999999999", "not-allowed"),
    ("1e101", "not-allowed"),
    ("9" * 101, "limit-exceeded"),
    ("0." + "9" * 101, "limit-exceeded"),
    ("9" * 4301, "limit-exceeded"),
    ("9" * 1999, "limit-exceeded"),
    ('q("1e999999999 s")', "unreadable-value"),
    (f'q("{"9" * 200} s")', "limit-exceeded"),
    ('(q("1 EB") ** 1000) ** 1000', "limit-exceeded"),
    ("*".join(["1e99"] * 60), "limit-exceeded"),
    # numbers that are not decimal
    ("0x10", "not-allowed"),
    ("0b11", "not-allowed"),
    ("0o17", "not-allowed"),
    ("1j", "not-allowed"),
    ("1.5e3j", "not-allowed"),
    ("0777", "macro-syntax"),
    ("1__0", "macro-syntax"),
    # depth and length
    ("(" * DEEP + "1" + ")" * DEEP, "limit-exceeded"),
    ("(" * 61 + "1" + ")" * 61, "limit-exceeded"),
    ("[" * DEEP, "limit-exceeded"),
    ("[" * 61 + "]" * 61, "limit-exceeded"),
    ("{" * DEEP, "limit-exceeded"),
    ("{" * 60, "macro-syntax"),
    ("([{" * 20, "macro-syntax"),
    ("-" * DEEP + "1", "limit-exceeded"),
    ("-" * 1990 + "1", "limit-exceeded"),
    ("+-" * DEEP + "1", "limit-exceeded"),
    ("~" * DEEP + "1", "not-allowed"),
    ("not " * 450 + "1", "not-allowed"),
    ("1" + "+1" * DEEP, "limit-exceeded"),
    ("1" + "**1" * 600, "limit-exceeded"),
    ("1" + "|x" * DEEP, "limit-exceeded"),
    ("1" + "<1" * DEEP, "not-allowed"),
    ("a" + ".a" * DEEP, "limit-exceeded"),
    ("f" + "()" * DEEP, "not-allowed"),
    ("ratio(" * 300 + "1" + ")" * 300, "limit-exceeded"),
    ("ratio(" * 59 + "1" + ")" * 59, "invalid-argument"),
    ("a" + "[1" * 60 + "]" * 60, "not-allowed"),
    ("lambda:" * 250 + "1", "not-allowed"),
    ("1 if 1 else " * 160 + "1", "not-allowed"),
    ("1 and (" * 60 + "1" + ")" * 60, "not-allowed"),
    ("1 + 1 " * 400, "limit-exceeded"),
    ("x" * (MAX_LENGTH + 1), "limit-exceeded"),
    ('"' + "a" * MAX_LENGTH + '"', "limit-exceeded"),
    (" " * 10_000 + "1 + " + " " * 10_000 + "x", "limit-exceeded"),
    ("[" + "1," * 1001 + "]", "limit-exceeded"),
    # repetition
    ('"ab" * 1000000000', "invalid-argument"),
    ('1000000000 * "ab"', "invalid-argument"),
    ("[0] * 1000000000", "invalid-argument"),
    ('"a" + "b"', "invalid-argument"),
    # texts that are more than one plain literal
    ('f"{1}"', "not-allowed"),
    ('f"{spec.__class__}"', "not-allowed"),
    ('name(f"{1}")', "not-allowed"),
    ('t"{1}"', "macro-syntax" if sys.version_info < (3, 14) else "not-allowed"),
    ('b"abc"', "not-allowed"),
    ('name(b"gpu-a")', "not-allowed"),
    ('r"abc"', "not-allowed"),
    ('u"abc"', "not-allowed"),
    ('"a" "b"', "not-allowed"),
    ("name('gpu' \"-a\")", "not-allowed"),
    ('"a" f"{1}"', "not-allowed"),
    ('"""abc"""', "not-allowed"),
    ("'''a\nb'''", "not-allowed"),
    ('"\\x00"', "not-allowed"),
    ('"\\ud800"', "not-allowed"),
    ('"\\n"', "not-allowed"),
    ('"\\N{BULLET}\\x1b[31m"', "not-allowed"),
    ('name("a\\udcff")', "not-allowed"),
    # lone quotes, backslashes, null bytes, half characters
    ('"abc', "macro-syntax"),
    ("'abc", "macro-syntax"),
    ('name("gpu-a)', "macro-syntax"),
    ('"\\"', "macro-syntax"),
    ('"\\', "macro-syntax"),
    ("\\", "macro-syntax"),
    ("1 \\\n + 1", "macro-syntax"),
    ("1\0", "macro-syntax"),
    ('"a\0b"', "macro-syntax"),
    ('"a\\\0b"', "macro-syntax"),
    ('"a\\\ud800"', "macro-syntax"),
    ("\ud800", "macro-syntax"),
    ('"\udcff"', "macro-syntax"),
    ('"""', "macro-syntax"),
    ('""""""', "not-allowed"),
    ("$x", "macro-syntax"),
    ("1 ? 2 : 3", "macro-syntax"),
    ("`1`", "macro-syntax"),
    ("1;2", "macro-syntax"),
    # look-alikes of letters, digits, quotes and operators
    ("ｌine(1)", "macro-syntax"),
    ("ratio（1, 2）", "macro-syntax"),
    ("１ + １", "macro-syntax"),
    ("１", "macro-syntax"),
    ("ſpec(1)", "macro-syntax"),
    ("ﬁne(1)", "macro-syntax"),
    ("сlaim(1)", "macro-syntax"),
    ("__𝐢mport__(1)", "macro-syntax"),
    ("ª", "macro-syntax"),
    ("x\u200b(1)", "macro-syntax"),
    ("1\u00a0+ 1", "macro-syntax"),
    ("1 − 1", "macro-syntax"),
    ("2 × 3", "macro-syntax"),
    ("1 ≤ 2", "macro-syntax"),
    ("ratio(1，2)", "macro-syntax"),
    ("name(“gpu-a”)", "macro-syntax"),
    ("name(‘gpu-a’)", "macro-syntax"),
    ("name(«gpu-a»)", "macro-syntax"),
    ("name(＂gpu-a＂)", "macro-syntax"),
    ("\u202e1 + 1", "macro-syntax"),
    ("\ufeff1", "macro-syntax"),
    # grammar that the language leaves out
    ("lambda: 1", "not-allowed"),
    ("(lambda x: x)(1)", "not-allowed"),
    ("[x for x in (1,)]", "not-allowed"),
    ("{x for x in ()}", "not-allowed"),
    ("{x: 1 for x in ()}", "not-allowed"),
    ("total(x for x in ())", "not-allowed"),
    ("(x := 1)", "not-allowed"),
    ("x := 1", "macro-syntax"),
    ("x = 1", "macro-syntax"),
    ("total(*[1, 2])", "not-allowed"),
    ("total(**{})", "not-allowed"),
    ("1 | sig(*[1])", "not-allowed"),
    ("[*[1]]", "not-allowed"),
    ("*a, b", "macro-syntax"),
    ("a[0]", "not-allowed"),
    ("a[0:1]", "not-allowed"),
    ("[1][0]", "not-allowed"),
    ("(1, 2)", "not-allowed"),
    ("1,", "not-allowed"),
    ("()", "not-allowed"),
    ("{}", "not-allowed"),
    ('{"a": 1}', "not-allowed"),
    ("{1, 2}", "not-allowed"),
    ("...", "not-allowed"),
    ("1 if True else 2", "not-allowed"),
    ("1 and 2", "not-allowed"),
    ("1 or 2", "not-allowed"),
    ("not 1", "not-allowed"),
    ("~1", "not-allowed"),
    ("1 // 2", "not-allowed"),
    ("1 % 2", "not-allowed"),
    ("1 @ 2", "not-allowed"),
    ("1 & 2", "not-allowed"),
    ("1 ^ 2", "not-allowed"),
    ("1 << 2", "not-allowed"),
    ("1 >> 2", "not-allowed"),
    ("1 < 2 < 3", "not-allowed"),
    ("1 in [1]", "not-allowed"),
    ("1 is 1", "not-allowed"),
    ("1 is not 1", "not-allowed"),
    ("await x", "not-allowed"),
    ("yield 1", "macro-syntax"),
    ("(yield)", "not-allowed"),
    ("import os", "macro-syntax"),
    ("1 # comment", "not-allowed"),
    ("(1) # comment", "not-allowed"),
    ("# comment", "not-allowed"),
    ("ratio(1, # comment\n 2)", "not-allowed"),
    ("ratio(above=1, above=2, below=3)", "invalid-argument"),
    ("print(1, file=2, file=3)", "unknown-name"),
    ("ratio(a=1, 2)", "macro-syntax"),
    ("", "macro-syntax"),
    ("   ", "macro-syntax"),
    ("1 +", "macro-syntax"),
    (")", "macro-syntax"),
    ("1 2", "macro-syntax"),
]


def test_the_table_of_attempts_is_long_enough():
    assert len(HOSTILE) >= 150


@pytest.mark.parametrize(("expression", "slug"), HOSTILE)
def test_each_attempt_is_refused_with_its_own_diagnostic(ask, expression, slug):
    assert fault(ask(expression)) == slug


def test_the_whole_table_takes_little_time_and_memory(ask):
    tracemalloc.start()
    begun = time.process_time()
    for expression, _ in HOSTILE:
        ask(expression)
    spent = time.process_time() - begun
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 5
    assert most < 32 * 2**20


def test_a_refused_expression_still_has_a_spelling_that_can_be_hashed(ask):
    for expression, _ in HOSTILE:
        if "\ud800" not in expression and "\udcff" not in expression:
            ask(expression).canonical.encode()


def test_messages_can_be_printed_whatever_was_tried(ask):
    for expression, _ in HOSTILE:
        failed = ask(expression).failed
        assert len(failed.message) < 2 * MAX_LENGTH + 200
        f"{failed.message} {failed.hint}".encode()


PIECES = st.sampled_from(
    ["(", ")", "[", "]", "{", "}", ",", ".", "|", "+", "-", "**", "*", "/", "<", "<=", "==", "!=",
     "=", ":=", ":", ";", "@", "#", "\\", '"', "'", "`", "$", "?", "!", "~", "&", "^", "%", "1",
     "0", "1e5", "0x1", "1_0", ".5", "line", "ratio", "spec", "q", "claim", "reported", "sig", "to",
     "id=", "lambda", "if", "else", "for", "in", "not", "and", "await", "yield", 'f"', 'r"', 'b"',
     '"""', '"gpu-a"', '"900 GB/s"', "“", "”", "（", "）", "中", "ｘ", "\0", "\n", "\t", "\ud800"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join)))
@example("\x85")
@example("\u30001\u3000")
@example('"\x1c"')
@settings(max_examples=400)
def test_evaluation_never_raises(environment, expression):
    result = evaluate(environment, Text("page.md", expression), 0, expression)
    assert isinstance(result, Evaluated)
    if result.failed is not None:
        assert result.failed.code.slug in CODES
        assert 0 <= result.failed.span.start <= result.failed.span.end <= len(expression)


@given(
    st.recursive(
        st.sampled_from(["1", "2.5", 'spec("gpu-a.peak")', 'q("3 s")', 'line("gpu-a")', '"x"']),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", "<", "|"]), inner).map(
                " ".join
            ),
            inner.map("-{}".format),
            inner.map("({})".format),
            inner.map("ratio({}, 2)".format),
            inner.map("({}).balance".format),
            inner.map("({}) | sig(2)".format),
            inner.map("[{}]".format),
        ),
        max_leaves=12,
    )
)
@settings(max_examples=150)
def test_every_expression_of_the_grammar_has_a_value_or_a_diagnostic(environment, expression):
    result = evaluate(environment, Text("page.md", expression), 0, expression)
    assert (result.value is None) == (result.failed is not None)
    again = evaluate(environment, Text("page.md", expression), 0, f" {expression}\n")
    assert again.canonical == result.canonical


def test_warnings_of_the_parser_never_surface(ask, recwarn):
    for expression in (
        '"\\d"',
        "1 is 1",
        '"a"()',
        "(1)(2)",
        "1if 1else 2",
        "0x1for x in y",
        "[][1]",
    ):
        ask(expression)
    assert list(recwarn) == []


# -- places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('claim("约 2.2 倍，够用", lien("gpu-a"))', "lien"),
        ('claim("约 2.2 倍，够用", line("gpu-a").balanse)', 'line("gpu-a").balanse'),
        ('claim("二", spec("gpu-a.paek"))', 'spec("gpu-a.paek")'),
        ('claim("二", 1 + peak)', "peak"),
        ('claim("二", 1 / 0)', "1 / 0"),
        ('claim("二", 1, note=3)', "3"),
        ('claim("二", 1) # 注', "# 注"),
        ('claim("二", “x”)', "“"),
        ('claim("𝄞 é 二", f"{1}")', 'f"{1}"'),
        ('claim("二", "x" "y")', '"x" "y"'),
        ("1 | sig(二)", "二"),
        ('claim("二", 1\n + \r\n peak)', "peak"),
    ],
)
def test_a_fault_is_placed_in_code_points_after_any_text(ask, expression, words):
    failed = ask(expression, before="标题\r\n\r\n前文 << ", after=" >> 后文").failed
    assert failed.span.content == words
    assert failed.span.start == len("标题\r\n\r\n前文 << ") + expression.index(words)


def test_a_syntax_fault_is_placed_where_the_parser_stopped(ask):
    failed = ask('ratio("二", 1 2)', before="前 << ").failed
    assert failed.span.location.column > 5
    assert ask("1 +", before="前 << ").failed.span.location.column in range(6, 9)


def test_leading_space_is_not_part_of_a_place(ask):
    assert ask("   peak  ", before="<<").failed.span.content == "peak"


# -- ids and the one spelling ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        'line("gpu-a", id="my-id")',
        'line("gpu-a", id="my-id").balance * 2',
        'claim("2x", 1, id="my-id")',
        'claim("2x", line("gpu-a", id="my-id"))',
        '1 + spec("gpu-a.peak", id="my-id") * 0 / spec("gpu-a.peak")',
        'q("3 s", id="my-id") | sig(2)',
        'lien("gpu-a", id="my-id")',
        'ratio(peak, 2, id="my-id")',
    ],
)
def test_every_macro_takes_an_id_also_one_that_fails(ask, expression):
    assert ask(expression).id == "my-id"


@pytest.mark.parametrize("bad", ['"My-Id"', '"a b"', '"-a"', '"a--b"', '""', '"中"', "3", "None"])
def test_an_id_has_a_form(ask, bad):
    assert fault(ask(f"ratio(1, 2, id={bad})")) == "invalid-argument"


def test_a_macro_has_one_id(ask):
    assert fault(ask('ratio(ratio(1, 2, id="a"), 2, id="b")')) == "invalid-argument"


def test_the_spelling_is_one_where_only_space_quotes_and_id_differ(ask):
    spellings = [
        'claim("2x", line("gpu-a", rate=1000).balance / 2)',
        "claim('2x',line('gpu-a',rate=1000).balance/2)",
        'claim( "2x" ,\n  line( "gpu-a", rate = 1_000 ).balance\t/ 2 )',
        'claim("2x", (line("gpu-a", rate=1000).balance) / 2, id="other")',
        'claim("2x", line("gpu-a", rate=1000, id="x").balance / 2)',
    ]
    assert len({ask(spelling).canonical for spelling in spellings}) == 1
    assert ask("1E3").canonical == ask("1e3").canonical


def test_the_spelling_differs_where_the_meaning_could():
    expressions = [
        "1 + 2", "2 + 1", "1 - 2", "1 * 2", "12", "1.0 + 2", "1 < 2", "1 <= 2",
        '"1 + 2"', 'spec("a")', 'spec("b")', 'q("a")', 'spec("a ")', 'spec("A")',
        "ratio(1, 2)", "ratio(2, 1)", "ratio(above=1, below=2)", "ratio(below=1, above=2)",
        "ratio(1, above=2)", "ratio([1, 2])", "ratio(1).x", "ratio(1).y", "-1 ** 2", "(-1) ** 2",
        "1 | sig(2)", "1 | dp(2)", "1 | sig(3)", "(1 | sig(2)) | dp(2)", "(1 | dp(2)) | sig(2)",
        'f("a", "b")', 'f("a\\"", "b")', 'f("a\\" \\"b")', "x", "x()", "x(x)", "True", "true",
        '"True"',
        'claim("a", 1, note="b")', 'claim("a", 1)',
    ]  # fmt: skip
    environment = Environment({}, Specs(_empty()), STANDARD)
    spellings = [evaluate(environment, Text("x", text), 0, text).canonical for text in expressions]
    assert len(set(spellings)) == len(expressions)


def _empty():
    return load_catalogue(
        Workspace.from_mapping({}),
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=Diagnostics(),
    )


def test_the_same_expression_gives_the_same_result_twice(ask):
    first, second = ask('line("gpu-a") / 2'), ask('line("gpu-a") / 2')
    assert first.value.value == second.value.value
    assert first.canonical == second.canonical


def test_a_literal_text_is_read_outside_expressions_too():
    assert read_literal(" 900 GB/s ", STANDARD, None, None).value == 9 * 10**11
    with pytest.raises(QuantityError):
        read_literal("9" * 101, STANDARD, None, None)
