"""An expression as it is written: its text, its places, and the tree that Python's parser makes.

The text is checked before it is parsed, and the tree before it is walked, so that nothing of
either costs more than it should: length, depth, digits, characters, forms of literals. Numbers
are taken from their own digits; the parser's floats are never looked at.
"""

import ast
import re
import warnings
from fractions import Fraction
from typing import NoReturn

from claimbook.diagnostics import Diagnostic, Span, Text, code

MAX_LENGTH = 2_000
MAX_DEPTH = 60
MAX_DIGITS = 100

_CURLY = {"“": '"', "”": '"', "‘": "'", "’": "'", "«": '"', "»": '"'}
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""What the parser itself cannot take: the null character and halves of characters."""
_DECIMAL = re.compile(r"\d+(\.\d*)?|\.\d+")
_TEXT = re.compile(r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*\"""")
"""One text between one pair of quotation marks: no prefix, no second literal beside it."""


class EvaluationStopped(Exception):  # noqa: N818 - control flow between two modules
    """The expression is refused; `diagnostic` says why and where.

    `is_gap` says that it asks for a figure which a subject does not state.
    """

    def __init__(
        self, slug: str, message: str, span: Span, hint: str | None = None, *, is_gap: bool = False
    ) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code(slug), message, span, hint)
        self.is_gap = is_gap


class Expression:
    """The expression at offset `start` of a text; what is wrong with it raises with its place."""

    def __init__(self, text: Text, start: int, expression: str) -> None:
        self.text = text
        self.id: str | None = None
        """The macro's `id=`, once the tree was read."""
        self.bindings: dict[str, ast.expr] = {}
        """What names stand for while a cell of a table is evaluated."""
        stripped = expression.strip()
        self.start = start + len(expression) - len(expression.lstrip())
        # Same length, so that columns stay; a macro may wrap over lines.
        self.source = re.sub(r"[\r\n\t]", " ", stripped)
        self.canonical = " ".join(stripped.split())
        """One spelling for expressions that differ in white space, quotation marks or `id=`."""
        self.ascii = self.source.isascii()

    def read(self) -> ast.expr:
        """The tree, with its texts and its `id=` checked.

        Raises:
            EvaluationStopped: it cannot be read, or is beyond the limits.
        """
        tree = self.parse()
        self.check_nodes(tree)
        self.canonical = self.canonical_of(tree)
        return tree

    def parse(self) -> ast.expr:
        """The tree as the standard library gives it, without its warnings."""
        self.check_length()
        self.check_text()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(self.source, mode="eval").body
        except SyntaxError as error:
            # Offset 0 means the end: the expression stops too early.
            last = max(len(self.source) - 1, 0)
            at = min(error.offset - 1, last) if error.offset else last
            raise EvaluationStopped(
                "macro-syntax",
                f"the expression cannot be read: {_plain_syntax(error.msg)}",
                self.place(at, at + 1),
                "leave << and >> out"
                if self.source.startswith("<<")
                else 'a macro looks like << spec("heater.power") / 2 >>',
            ) from None
        except (ValueError, MemoryError, RecursionError):
            self.stop_whole("limit-exceeded", "the expression is nested too deeply")
        return tree

    def check_length(self) -> None:
        """Refuse what is empty or too long to look at."""
        if not self.source:
            self.stop_whole("macro-syntax", "the macro is empty", "write an expression")
        if len(self.source) > MAX_LENGTH:
            self.stop_whole(
                "limit-exceeded",
                f"the expression has {len(self.source)} characters; the limit is {MAX_LENGTH}",
                "make a formula of it",
            )

    def check_text(self) -> None:
        """Refuse by the text alone what must not reach the parser."""
        if unreadable := _UNREADABLE.search(self.source):
            self.stop_character(unreadable.start(), unreadable[0])
        depth, quote = 0, ""
        position = 0
        while position < len(self.source):
            character = self.source[position]
            if quote:
                if character == "\\":
                    position += 1
                elif character == quote:
                    quote = ""
            elif character in "\"'":
                quote = character
            elif character == "#":
                raise EvaluationStopped(
                    "not-allowed",
                    "a comment is not part of an expression",
                    self.place(position, len(self.source)),
                    "write it outside the macro, as <!-- ... -->",
                )
            elif not character.isascii():
                self.stop_character(position, character)
            elif character in "([{":
                depth += 1
                if depth > MAX_DEPTH:
                    self.stop_whole("limit-exceeded", "the expression is nested too deeply")
            elif character in ")]}":
                depth -= 1
            position += 1

    def check_nodes(self, tree: ast.expr) -> None:
        """Refuse texts that are more than one plain literal, and find `id=` before any fault."""
        for node in ast.walk(tree):
            if type(node).__name__ in ("JoinedStr", "TemplateStr"):  # newer parsers know both
                assert isinstance(node, ast.expr)
                self.not_allowed(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.check_literal(node, node.value)
                node.value = self.unwrapped(node, node.value)
            elif isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "id":
                        self.take_id(keyword)

    def check_literal(self, node: ast.Constant, value: str) -> None:
        """Refuse a text with characters that no page can show, or in another form than "..."."""
        if any(character < " " or _UNREADABLE.match(character) for character in value):
            self.stop(
                node,
                "not-allowed",
                "a text holds no control characters and no half characters",
                "write the character itself, without a backslash",
            )
        if not _TEXT.fullmatch(self.segment(node)):
            self.stop(
                node,
                "not-allowed",
                "a text stands between one pair of quotation marks, without a prefix",
                'write "...", once',
            )

    def unwrapped(self, node: ast.Constant, value: str) -> str:
        """A text that wraps over lines, with one space where it wraps."""
        place = self.span(node).content
        return re.sub(" {2,}", " ", value) if "\n" in place or "\r" in place else value

    def stop_character(self, position: int, character: str) -> NoReturn:
        """Refuse one character, with the one that may have been meant."""
        plain = _CURLY.get(character)
        hint = (
            f"write the straight quotation mark {plain}"
            if plain
            else "names and operators are ASCII; put other text between quotation marks"
        )
        raise EvaluationStopped(
            "macro-syntax",
            f"the character {character!r} cannot stand in an expression",
            self.place(position, position + 1),
            hint,
        )

    def offset(self, line: int, byte_column: int) -> int:
        """`ast` counts UTF-8 bytes of a line; there is only one line here."""
        if self.ascii or line != 1:
            return byte_column
        return len(self.source.encode()[:byte_column].decode("utf-8", "ignore"))

    def segment(self, node: ast.expr) -> str:
        """The words of a node."""
        return self.source[
            self.offset(node.lineno, node.col_offset) : self.offset(
                node.end_lineno or 1, node.end_col_offset or 0
            )
        ]

    def written(self, node: ast.expr) -> str:
        """The words of a node, with what its names are bound to in their place."""
        words, start = self.segment(node), self.offset(node.lineno, node.col_offset)
        bound = [
            each
            for each in ast.walk(node)
            if isinstance(each, ast.Name) and each.id in self.bindings
        ]
        for name in sorted(bound, key=lambda each: each.col_offset, reverse=True):
            at = self.offset(name.lineno, name.col_offset) - start
            value = self.segment(self.bindings[name.id])
            if isinstance(self.bindings[name.id], ast.UnaryOp):
                value = f"({value})"  # a power would take the number without its sign
            words = f"{words[:at]}{value}{words[at + len(name.id) :]}"
        return words

    def canonical_of(self, node: ast.expr) -> str:
        """One spelling for expressions that differ in white space, quotation marks or `id=`."""
        return _canonical(node, self)

    def place(self, start: int, end: int) -> Span:
        """A stretch of the expression, as a span of its text."""
        return self.text.span(self.start + start, self.start + end)

    def span(self, node: ast.expr | ast.keyword) -> Span:
        """Where a node stands."""
        return self.place(
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno or 1, node.end_col_offset or 0),
        )

    def stop(
        self, node: ast.expr | ast.keyword, slug: str, message: str, hint: str | None = None
    ) -> NoReturn:
        """Refuse a node."""
        raise EvaluationStopped(slug, message, self.span(node), hint)

    def stop_whole(self, slug: str, message: str, hint: str | None = None) -> NoReturn:
        """Refuse the whole expression."""
        raise EvaluationStopped(slug, message, self.place(0, len(self.source)), hint)

    def number(self, node: ast.Constant) -> tuple[Fraction, str]:
        """A number from its own digits; the parser's float is never looked at."""
        written = self.segment(node)
        if sum(character.isdigit() for character in written) > MAX_DIGITS:
            self.stop(node, "limit-exceeded", f"a number has at most {MAX_DIGITS} digits")
        digits = written.replace("_", "")
        mantissa, _, exponent = digits.lower().partition("e")
        if not _DECIMAL.fullmatch(mantissa) or (exponent and abs(int(exponent)) > MAX_DIGITS):
            self.stop(
                node,
                "not-allowed",
                f"{written} is not a decimal number within bounds",
                "write it in decimal digits, for example 1.5e12",
            )
        return Fraction(digits), digits

    def take_id(self, keyword: ast.keyword) -> None:
        """The name that an author gave the macro."""
        value = keyword.value
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            self.stop(keyword, "invalid-argument", "id= is a text", 'write id="a-name"')
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value.value):
            self.stop(
                keyword,
                "invalid-argument",
                f'"{value.value}" cannot be an id',
                "an id is lower-case letters, digits and single hyphens",
            )
        if self.id is not None:
            self.stop(keyword, "invalid-argument", "a macro has one id=")
        self.id = value.value

    def not_allowed(self, node: ast.expr) -> NoReturn:
        """Refuse a part of Python's grammar that the language leaves out."""
        what = {
            "JoinedStr": "an f-string",
            "Lambda": "a lambda",
            "Subscript": "an index",
            "BoolOp": "and / or",
            "IfExp": "if / else",
            "NamedExpr": ":=",
            "UnaryOp": "this operator",
            "Tuple": "a tuple",
            "ListComp": "a comprehension",
            "SetComp": "a comprehension",
            "DictComp": "a comprehension",
            "GeneratorExp": "a comprehension",
            "Starred": "*",
            "Await": "await",
            "TemplateStr": "a t-string",
            "Dict": "a dictionary",
            "Set": "a set",
        }.get(type(node).__name__, f"a {type(node).__name__}")
        self.stop(
            node,
            "not-allowed",
            f"{what} is not part of the language",
            "there are calls, attributes, + - * / **, one comparison, literals and lists",
        )


def _plain_syntax(message: str | None) -> str:
    """The parser's complaint, without Python's advice for programs."""
    return (message or "invalid syntax").partition(". ")[0].replace("f-string: ", "")


def _canonical(node: ast.expr, expression: Expression) -> str:
    """One spelling for expressions that differ in white space, quotation marks or `id=`."""
    parts: list[str] = []

    def write(item: ast.AST) -> None:
        match item:
            case ast.Constant(value=str() as words):
                parts.append('"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"')
            case ast.Constant(value=bool() | None):
                parts.append(str(item.value))
            case ast.Constant():
                parts.append(expression.segment(item).replace("_", "").lower())
            case ast.Name(id=name) if name in expression.bindings:
                write(expression.bindings[name])
            case ast.Name():
                parts.append(item.id)
            case _:
                parts.append(f"({type(item).__name__}")
                parts.extend(
                    f" {value}"
                    for name, value in ast.iter_fields(item)
                    if isinstance(value, str) and name in ("attr", "arg")
                )
                for child in ast.iter_child_nodes(item):
                    if isinstance(child, ast.expr_context):
                        continue
                    if isinstance(child, ast.keyword) and child.arg == "id":
                        continue
                    parts.append(" ")
                    write(child)
                parts.append(")")

    try:
        write(node)
    except RecursionError:
        expression.stop_whole("limit-exceeded", "the expression is nested too deeply")
    return "".join(parts)
