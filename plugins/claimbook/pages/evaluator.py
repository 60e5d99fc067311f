"""From the text of an expression to a value: Python's grammar, a white list of its nodes.

The standard library parses; this module walks the tree and refuses everything that the language
leaves out. It computes nothing itself: arithmetic belongs to quantities, functions to formula
libraries. Whatever an expression contains, evaluation ends in bounded time and memory.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NoReturn

from claimbook.diagnostics import CODES, Diagnostic, Span, Text, code, did_you_mean
from claimbook.formulas import Formula, NotStated, Record, Specs, Unavailable
from claimbook.pages.block_macros import BLOCKS, read_block
from claimbook.pages.definitions import DEFINES, USES, Defined, PageNames
from claimbook.pages.display import FILTERS, Display, apply_filter
from claimbook.pages.expression import MAX_DEPTH, MAX_DIGITS, EvaluationStopped, Expression
from claimbook.pages.grid import Block
from claimbook.quantities import (
    Comparison,
    Quantity,
    QuantityError,
    UnitTable,
    as_quantity,
    compare,
    measured,
    number,
)
from claimbook.sources import read_quantity

_LONGEST_TOLD = 300

STATEMENTS = ("claim", "reported")
LITERALS = ("spec", "q")
RESERVED = (*STATEMENTS, *LITERALS, *BLOCKS, DEFINES, USES)
"""Names of the language itself; no formula may take one."""

_RELATIONS: Mapping[type[ast.cmpop], Any] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_SYMBOLS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.BitOr: "|",
    ast.FloorDiv: "//", ast.Mod: "%", ast.MatMult: "@", ast.BitAnd: "&", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """What `claim(...)` or `reported(...)` says, before anything is checked."""

    stance: str
    words: str
    words_span: Span
    subject: Quantity | Comparison | None
    refusal: QuantityError | None = None
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


Value = (
    Quantity
    | Comparison
    | bool
    | Display
    | Statement
    | Defined
    | Record
    | str
    | list[Any]
    | Block
    | None
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The result of one expression: its value or its fault, its `id=`, its canonical spelling."""

    value: Value
    failed: Diagnostic | None
    canonical: str
    id: str | None = None
    cause: str | None = None
    """It failed because of a spec whose own fault is reported already."""


@dataclass(frozen=True)
class Environment:
    """What an expression may refer to."""

    formulas: Mapping[str, Formula]
    specs: Specs
    units: UnitTable
    sources: frozenset[str] = frozenset()
    is_complete: bool = True
    """Whether every formula library could be loaded; else an unknown name may be one of its."""
    page: PageNames = field(default_factory=PageNames)
    """The names that the page around the expression has given so far."""

    @property
    def names(self) -> list[str]:
        """Every name that can be called."""
        return sorted({*self.formulas, *RESERVED})


def evaluate(environment: Environment, text: Text, start: int, expression: str) -> Evaluated:
    """Evaluate `expression`, which stands at offset `start` of `text`.

    A fault comes back as `failed`, with its place; nothing is raised.
    """
    run = Run(environment, text, start, expression)
    try:
        value = run.evaluate()
    except EvaluationStopped as stopped:
        return Evaluated(None, stopped.diagnostic, run.canonical, run.id)
    except Unavailable as cause:
        span = text.span(start, start + len(expression))
        diagnostic = Diagnostic(code(cause.slug), cause.message, span)
        return Evaluated(None, diagnostic, run.canonical, run.id, cause=cause.name)
    return Evaluated(value, None, run.canonical, run.id)


class Run(Expression):
    """One expression being evaluated."""

    def __init__(self, environment: Environment, text: Text, start: int, expression: str) -> None:
        super().__init__(text, start, expression)
        self.environment = environment

    def evaluate(self) -> Value:
        tree = self.read()
        value = self.visit(tree, 0)
        # What stands for the whole of a record is a quantity like any other from here on.
        return self.bare(tree, value) if isinstance(value, Record) else value

    def stop_error(self, node: ast.expr | ast.keyword, error: QuantityError) -> NoReturn:
        if isinstance(error, Unavailable):
            raise error
        # A library may raise a slug that is none of ours.
        slug = error.slug if error.slug in CODES else "formula-failed"
        raise EvaluationStopped(
            slug, error.message, self.span(node), error.hint, is_gap=isinstance(error, NotStated)
        )

    # -- walking -----------------------------------------------------------------------------

    def visit(self, node: ast.expr, depth: int) -> Value:
        if depth > MAX_DEPTH:
            self.stop(node, "limit-exceeded", "the expression is nested too deeply")
        match node:
            case ast.Constant():
                return self.constant(node)
            case ast.Call():
                return self.call(node, depth, outermost=depth == 0)
            case ast.Attribute():
                return self.attribute(node, depth)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign):
                operand = self.quantity(node.operand, depth)
                return -operand if isinstance(sign, ast.USub) else operand
            case ast.BinOp(op=ast.BitOr()):
                return self.filtered(node, depth)
            case ast.BinOp():
                return self.arithmetic(node, depth)
            case ast.Compare():
                return self.comparison(node, depth)
            case ast.List():
                return [self.visit(item, depth + 1) for item in node.elts]
            case ast.Name():
                if node.id in self.bindings:
                    return self.visit(self.bindings[node.id], depth)
                self.bare_name(node)
            case _:
                self.not_allowed(node)

    def constant(self, node: ast.Constant) -> Value:
        match node.value:
            case bool() | None:
                return node.value
            case str():
                return node.value
            case int() | float():
                return number(*self.number(node))
            case _:
                self.stop(
                    node,
                    "not-allowed",
                    f"{type(node.value).__name__} literals are not part of the language",
                    "numbers are decimal, text stands between quotation marks",
                )

    def quantity(self, node: ast.expr, depth: int) -> Quantity:
        """An operand of arithmetic."""
        value = self.visit(node, depth + 1)
        match value:
            case Quantity():
                return value
            case Record():
                return self.bare(node, value)
            case Display():
                self.stop(
                    node,
                    "invalid-argument",
                    "a filtered result is a display, not a number to compute with",
                    "put the filter at the end: << a / b | sig(2) >>",
                )
            case Comparison() | bool():
                self.stop(
                    node,
                    "invalid-argument",
                    "a comparison is not a number",
                    "compare two quantities, once",
                )
            case str():
                self.stop(
                    node,
                    "invalid-argument",
                    f"{value!r} is text, not a quantity",
                    f"{self.repair(value)} is a quantity",
                )
            case Statement():
                self.stop(
                    node,
                    "invalid-argument",
                    f"{value.stance}(...) states something; it is not a value",
                    "let it stand alone in its macro",
                )
            case _:
                self.stop(node, "invalid-argument", "this is not a quantity")

    def bare(self, node: ast.expr, record: Record) -> Quantity:
        """What stands for a record where one quantity is wanted."""
        name = type(record).__name__
        result = self.called(node, name, lambda: record.bare)
        if not isinstance(result, Quantity):
            self.stop(node, "formula-failed", f"{name}.bare gave no quantity")
        return result

    def repair(self, words: str) -> str:
        known = self.environment.specs.has(words)
        return f'spec("{words}")' if known else f'q("{words}")'

    def guarded(self, node: ast.expr, compute: Callable[[], Any]) -> Any:
        try:
            return compute()
        except QuantityError as error:
            self.stop_error(node, error)

    def arithmetic(self, node: ast.BinOp, depth: int) -> Quantity:
        operate = _ARITHMETIC.get(type(node.op))
        if operate is None:
            symbol = _SYMBOLS.get(type(node.op), "?")
            self.stop(
                node,
                "not-allowed",
                f"the operator {symbol} is not part of the language",
                "there are + - * / **, comparisons, and | for filters",
            )
        left = self.quantity(node.left, depth)
        right = self.quantity(node.right, depth)
        result: Quantity = self.guarded(node, lambda: operate(left, right))
        return result

    def comparison(self, node: ast.Compare, depth: int) -> Comparison:
        relation = _RELATIONS.get(type(node.ops[0]))
        if relation is None or len(node.ops) > 1:
            self.stop(
                node,
                "not-allowed",
                "a chained comparison is not part of the language"
                if relation
                else "only < <= > >= == != compare",
                "write one comparison, such as a <= b",
            )
        left = self.quantity(node.left, depth)
        right = self.quantity(node.comparators[0], depth)
        result: Comparison = self.guarded(node, lambda: compare(left, relation, right))
        return result

    def refuse_bare_path(self, node: ast.Attribute) -> None:
        """A spec's path without quotation marks parses as attributes of a name."""
        written = self.segment(node)
        root = written.partition(".")[0]
        is_path = written.replace(".", "").replace("_", "").isalnum()
        if (
            is_path
            and root not in {*self.environment.names, *self.bindings}
            and len(written) <= MAX_DIGITS
        ):
            self.stop(
                node,
                "unknown-name",
                f"there is no value named {written}",
                f'a spec is named in quotation marks: spec("{written}")',
            )

    def attribute(self, node: ast.Attribute, depth: int) -> Value:
        self.refuse_bare_path(node)
        owner = self.visit(node.value, depth + 1)
        if not isinstance(owner, Record):
            self.stop(
                node,
                "unknown-attribute",
                f"{self.segment(node.value)} has no attributes",
                "only the results of some formulas do, such as roofline(...).balance",
            )
        names = owner.attributes()
        if node.attr not in names:
            self.stop(
                node,
                "unknown-attribute",
                f"there is no attribute {node.attr}",
                did_you_mean(node.attr, names, f"there are: {', '.join(names)}"),
            )
        name = f"{self.segment(node.value)}.{node.attr}"
        return self.result(node, self.called(node, name, lambda: getattr(owner, node.attr)))

    def result(self, node: ast.expr, value: object) -> Value:
        """What a formula library gave back, if it is something the language knows."""
        if isinstance(value, Quantity | Comparison | bool | Record | str):
            return value
        if isinstance(value, int | Fraction | float):
            quantity: Quantity = self.guarded(node, lambda: as_quantity(value))
            return quantity
        if isinstance(value, list) and all(isinstance(item, Quantity) for item in value):
            return value
        self.stop(
            node, "formula-failed", f"the formula gave {type(value).__name__}, not a quantity"
        )

    def filtered(self, node: ast.BinOp, depth: int) -> Display:
        value = self.visit(node.left, depth + 1)
        filter_node = node.right
        arguments: list[Value] = []
        if isinstance(filter_node, ast.Call):
            if filter_node.keywords:
                self.stop(filter_node, "invalid-argument", "filters take no named arguments")
            arguments = [self.visit(argument, depth + 1) for argument in filter_node.args]
            filter_node = filter_node.func
        if not isinstance(filter_node, ast.Name):
            self.stop(node.right, "unknown-filter", "a filter is a name, such as sig(3)")
        name = filter_node.id
        if name not in FILTERS:
            self.stop(
                filter_node,
                "unknown-filter",
                f"there is no filter {name}",
                did_you_mean(name, FILTERS, f"there are: {', '.join(FILTERS)}"),
            )
        subject = self.bare(node.left, value) if isinstance(value, Record) else value
        result: Display = self.guarded(
            node.right, lambda: apply_filter(subject, name, arguments, self.environment.units)
        )
        return result

    # -- calls -------------------------------------------------------------------------------

    def call(self, node: ast.Call, depth: int, *, outermost: bool) -> Value:
        if not isinstance(node.func, ast.Name):
            self.stop(node.func, "not-allowed", "only a formula or macro can be called, by name")
        name = node.func.id
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                self.stop(argument, "not-allowed", "* before an argument is not allowed")
        if name not in self.environment.formulas and name not in RESERVED:
            self.unknown_call(node.func)
        if name in STATEMENTS:
            return self.statement(node, name, depth, outermost=outermost)
        if name in BLOCKS:
            if not outermost:
                self.stop(
                    node,
                    "invalid-argument",
                    f"{name}(...) makes a block; it is not a value",
                    "let it stand alone in its macro",
                )
            return read_block(self, node, name)
        if name == DEFINES:
            return self.definition(node, depth, outermost=outermost)
        positional = [self.visit(argument, depth + 1) for argument in node.args]
        named = {word: self.visit(value, depth + 1) for word, value in self.named(node).items()}
        if name == "spec":
            return self.spec(node, positional, named)
        if name == "q":
            return self.literal_quantity(node, positional, named)
        if name == USES:
            return self.defined(node, positional, named)
        return self.formula(node, self.environment.formulas[name], positional, named)

    def named(self, node: ast.Call) -> dict[str, ast.expr]:
        """The named arguments; `id=` belongs to the macro and is left out."""
        found: dict[str, ast.expr] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                self.stop(keyword, "not-allowed", "** before an argument is not allowed")
            if keyword.arg in found:
                self.stop(keyword, "invalid-argument", f"{keyword.arg}= stands twice")
            if keyword.arg != "id":
                found[keyword.arg] = keyword.value
        return found

    def formula(
        self, node: ast.Call, formula: Formula, positional: list[Value], named: dict[str, Value]
    ) -> Value:
        for value in [*positional, *named.values()]:
            if isinstance(value, Display | Statement):
                self.stop(
                    node,
                    "invalid-argument",
                    f"{formula.name} takes quantities, not displays",
                    "put the filter at the end of the macro",
                )
        known = formula.signature.parameters
        keywords_open = any(item.kind is item.VAR_KEYWORD for item in known.values())
        for word in named:
            if word not in known and not keywords_open:
                self.stop(
                    node,
                    "invalid-argument",
                    f"{formula.name} has no argument {word}",
                    did_you_mean(word, known, f"it has: {', '.join(known)}", form="{}="),
                )
        leading = [self.environment.specs] if formula.wants_specs else []
        arguments: list[Any] = [*leading, *positional]
        result = self.called(node, formula.name, lambda: formula(*arguments, **named))
        return self.result(node, result)

    def called(self, node: ast.expr, name: str, compute: Callable[[], object]) -> object:
        """Call into a library: what it raises is shown to the author, never a traceback."""
        try:
            return compute()
        except QuantityError as error:
            self.stop_error(node, error)
        except RecursionError:
            self.stop(
                node,
                "formula-failed",
                f"{name} calls itself without an end",
                "the formula has a fault",
            )
        except (Exception, SystemExit) as error:
            told = " ".join(f"{type(error).__name__}: {error}".split())
            self.stop(
                node,
                "formula-failed",
                f"{name} failed: {told[:_LONGEST_TOLD]}",
                "check its arguments; if they are right, the formula has a fault",
            )

    def spec(self, node: ast.Call, positional: list[Value], named: dict[str, Value]) -> Quantity:
        keys = [key for key in positional if isinstance(key, str)]
        if named or not keys or len(keys) < len(positional):
            self.stop(node, "invalid-argument", "spec takes one path", 'spec("gb300.peak.fp8")')
        path = ".".join(keys)
        result: Quantity = self.guarded(node, lambda: self.environment.specs.quantity(path))
        return result

    def definition(self, node: ast.Call, depth: int, *, outermost: bool) -> Defined:
        if not outermost:
            self.stop(
                node,
                "invalid-argument",
                "define(...) names a value; it is not one",
                'let it stand alone in its macro; defined("...") gives the value further down',
            )
        words = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if self.named(node) or len(node.args) != 2 or not isinstance(words, str):
            self.stop(
                node,
                "invalid-argument",
                "define takes a name and the value that it stands for",
                'define("gap", a / b)',
            )
        names = self.environment.page
        self.guarded(node.args[0], lambda: names.begin(words, self.span(node)))
        return names.settle(words, self.quantity(node.args[1], depth))

    def defined(self, node: ast.Call, positional: list[Value], named: dict[str, Value]) -> Quantity:
        if named or len(positional) != 1 or not isinstance(positional[0], str):
            self.stop(node, "invalid-argument", "defined takes one name", 'defined("gap")')
        name = positional[0]
        result: Quantity = self.guarded(node, lambda: self.environment.page.get(name))
        return result

    def literal_quantity(
        self, node: ast.Call, positional: list[Value], named: dict[str, Value]
    ) -> Quantity:
        source = named.pop("source", None)
        if named or len(positional) != 1 or not isinstance(positional[0], str):
            self.stop(
                node, "invalid-argument", "q takes one text", 'q("900 GB/s", source="nvlink-5")'
            )
        if source is not None and not isinstance(source, str):
            self.stop(node, "invalid-argument", "source= is the id of a source")
        if source is not None:
            self.known_source(node, source)
        words, given = positional[0], source
        result: Quantity = self.guarded(
            node, lambda: read_literal(words, self.environment.units, self.span(node), given)
        )
        return result

    def statement(self, node: ast.Call, stance: str, depth: int, *, outermost: bool) -> Statement:
        if not outermost:
            self.stop(
                node,
                "invalid-argument",
                f"{stance}(...) states something; it is not a value",
                "let it stand alone in its macro",
            )
        named = self.named(node)
        allowed = {"claim": ("note", "waive"), "reported": ("source", "note")}[stance]
        options: dict[str, str] = {}
        for word, value in named.items():
            if word not in allowed:
                others = f"it has: id, {', '.join(allowed)}"
                self.stop(
                    node,
                    "invalid-argument",
                    f"{stance} has no argument {word}",
                    did_you_mean(word, [*allowed, "id"], others, form="{}="),
                )
            read = self.visit(value, depth + 1)
            if not isinstance(read, str):
                self.stop(value, "invalid-argument", f"{word}= is a text")
            options[word] = read
        if not node.args or not isinstance(node.args[0], ast.Constant):
            self.stop(node, "invalid-argument", *_statement_usage(stance))
        words = node.args[0].value
        if not isinstance(words, str) or not words.strip() or len(node.args) > 2:
            self.stop(node, "invalid-argument", *_statement_usage(stance))
        self.check_options(node, stance, options, has_subject=len(node.args) > 1)
        subject, refusal = None, None
        if len(node.args) == 2:
            subject, refusal = self.subject(node.args[1], depth, stance)
        return Statement(
            stance,
            words,
            self.span(node.args[0]),
            subject,
            refusal,
            MappingProxyType(options),
        )

    def check_options(
        self, node: ast.Call, stance: str, options: Mapping[str, str], *, has_subject: bool
    ) -> None:
        """What each kind of statement cannot do without."""
        empty = next((word for word, value in options.items() if not value.strip()), None)
        if empty is not None:
            self.stop(node, "invalid-argument", f"{empty}= is empty", "say it in a few words")
        if stance == "claim":
            if not has_subject:
                self.stop(node, "invalid-argument", *_statement_usage(stance))
            return
        if "source" not in options or not (has_subject or "note" in options):
            self.stop(node, "invalid-argument", *_statement_usage(stance))
        self.known_source(node, options["source"])

    def known_source(self, node: ast.Call, source: str) -> None:
        if source not in self.environment.sources:
            self.stop(
                node,
                "unknown-source",
                f"there is no source {source}",
                did_you_mean(source, self.environment.sources, "add it to data/sources/"),
            )

    def subject(
        self, node: ast.expr, depth: int, stance: str
    ) -> tuple[Quantity | Comparison | None, QuantityError | None]:
        """What a statement is about; a refusal inside `reported` is its verdict, not a fault."""
        try:
            value = self.visit(node, depth + 1)
            value = self.bare(node, value) if isinstance(value, Record) else value
        except EvaluationStopped as stopped:
            diagnostic = stopped.diagnostic
            if stance != "reported" or diagnostic.code.slug != "scope-refused":
                raise
            return None, QuantityError(diagnostic.code.slug, diagnostic.message, diagnostic.hint)
        match value:
            case Quantity() | Comparison():
                return value, None
            case Display():
                self.stop(
                    node,
                    "invalid-argument",
                    "a claim is about a value, not about its display",
                    "leave the filter out: the claim prints its own words",
                )
            case _:
                self.stop(node, "invalid-argument", f"{stance} is about a quantity")

    # -- refusals ----------------------------------------------------------------------------

    def unknown_call(self, node: ast.Name) -> NoReturn:
        names = self.environment.names
        if node.id in FILTERS:
            hint = f"{node.id} is a filter: write << ... | {node.id} >>"
        else:
            hint = did_you_mean(node.id, names, f"there are: {', '.join(names)}")
        if not self.environment.is_complete:
            raise Unavailable(node.id)
        self.stop(node, "unknown-name", f"there is no macro or formula {node.id}", hint)

    def bare_name(self, node: ast.Name) -> NoReturn:
        if node.id in self.environment.formulas or node.id in RESERVED:
            self.stop(node, "macro-syntax", f"{node.id} is not called", f"write {node.id}(...)")
        self.stop(
            node,
            "unknown-name",
            f"there is no value named {node.id}",
            f'text stands between quotation marks: "{node.id}"',
        )


def read_literal(words: str, units: UnitTable, span: Span | None, source: str | None) -> Quantity:
    """The quantity of `q("900 GB/s")`: a number and a unit in one text.

    Raises:
        QuantityError: not a number and a unit.
    """
    if len(words) > MAX_DIGITS:
        raise QuantityError("limit-exceeded", f"a literal has at most {MAX_DIGITS} characters")
    numeral, unit = read_quantity(words.strip(), units, bare=True)
    return measured(
        numeral.value,
        unit,
        kind="literal",
        name=words,
        text=words,
        digits=numeral.text,
        span=span,
        source=source,
    )


def _statement_usage(stance: str) -> tuple[str, str]:
    if stance == "claim":
        return "claim takes the words and what they are about", 'claim("2.2x", a / b)'
    return (
        "reported takes the words, what they are about (or a note), and their source",
        'reported("54 %", a / b - 1, source="report")',
    )


__all__ = [
    "RESERVED",
    "Environment",
    "Evaluated",
    "Statement",
    "Value",
    "evaluate",
    "read_literal",
]
