"""Loading formula libraries: one that nobody has seen, and ones that cannot be used."""

import importlib
import sys
from fractions import Fraction

import pytest

from claimbook.diagnostics import Diagnostics, Text
from claimbook.formulas import Specs, load_library
from claimbook.pages.evaluator import RESERVED, Environment, evaluate
from claimbook.quantities import (
    elasticities,
    formula_references,
    inputs,
    print_quantity,
)
from claimbook.render import explain, symbolic
from claimbook.sources import load_catalogue
from claimbook.workspace import Workspace

HEATING = '''\
"""How much heat a building loses, and what heats it."""

from claimbook import (
    BaseUnit, Each, Group, Kind, Leaf, Quantity, Record, RefusalError, constant, formula, maximum,
)

UNITS = [BaseUnit("K"), BaseUnit("m"), BaseUnit("person", plurals=("people",))]

BUILDING = Kind(
    "building",
    fields={
        "walls": Each(Group({"area": Leaf(unit="1"), "loss": Leaf(unit="W/K")})),
        "people": Leaf(unit="people"),
        "design": Group({"inside": Leaf(unit="K"), "outside": Leaf(unit="K")}),
    },
)


@formula(latex=r"\\Delta T", unit="K")
def difference(inside: Quantity, outside: Quantity):
    """How much warmer it is inside."""
    return inside - outside


@formula(latex=r"Q = H \\Delta T", symbol="Q", unit="kW", source="handbook#chapter 3")
def loss(coefficient, difference):
    """Heat that leaves through the walls."""
    return coefficient * difference


@formula(unit="W")
def heat_loss(specs, building: str, reserve=1):
    """What a heating of that building has to give."""
    if specs.kind(building) != "building":
        raise RefusalError(f"{building} is no building", "name one")
    total = None
    for wall in specs.below(f"{building}.walls"):
        part = specs.quantity(f"{building}.walls.{wall}.loss")
        total = part if total is None else total + part
    warmer = difference(
        specs.quantity(f"{building}.design.inside"), specs.quantity(f"{building}.design.outside")
    )
    return loss(total, warmer) * reserve


@formula(unit="W/person")
def per_person(specs, building: str):
    """The loss for each of its people."""
    return heat_loss(specs, building) / specs.quantity(f"{building}.people")


@formula(unit="J")
def of_a_day(power: Quantity):
    """The heat of one day at that power."""
    return power * constant(86400, "s")


class Heating(Record):
    """A building and its heating."""

    def __init__(self, need, people):
        self._need = need
        self._people = people

    @property
    def bare(self):
        return self._need

    @property
    def day(self):
        return of_a_day(self._need)

    @property
    def crowd(self):
        return self._people

    @property
    def share(self):
        return 0.25

    @property
    def broken(self):
        return 1 / 0

    @property
    def nothing(self):
        return None

    @property
    def title(self):
        return "Heating"


@formula
def heating(specs, building: str):
    """The heating that a building needs."""
    return Heating(heat_loss(specs, building), specs.quantity(f"{building}.people"))


@formula(unit="K")
def mistaken(a: Quantity):
    return a


@formula
def divides(a):
    return {}["missing"] if a > 1 else 1 // 0


@formula
def endless(a):
    return endless(a)


@formula
def warmest(*values: Quantity):
    return maximum(*values)


@formula
def crowd(number):
    return number * constant(1, "people", UNITS)
'''

DATA = {
    "data/hut.yml": """\
name: The hut
kind: building
walls:
  north: {loss: {value: 120 W/K, source: survey, approximate: true}}
  south: {loss: {value: 80 W/K, source: survey}}
people: {value: 4 people, source: survey}
design:
  inside: {value: 293 K, source: survey, quote: "293 K inside", locator: page 2}
  outside: {value: 263 K, source: handbook}
""",
    "data/lake.yml": "name: A lake\n",
    "data/sources/survey.yml": "title: The survey\nkind: primary\n",
    "data/sources/handbook.yml": "title: The handbook\nkind: secondary\n",
}


@pytest.fixture
def load(tmp_path):
    """Loads modules written into a folder; the diagnostics come back beside the library."""
    names = set()

    def loading(files, *, folder=tmp_path, wanted=None):
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            path = folder / f"{name}.py" if "/" not in name else folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        chosen = list(files) if wanted is None else wanted
        names.update(name.partition(".")[0].partition("/")[0] for name in [*files, *chosen])
        found = Diagnostics()
        library = load_library(
            [(name, None) for name in chosen],
            folder=str(folder),
            reserved=RESERVED,
            diagnostics=found,
        )
        return library, [item.message for item in found]

    yield loading
    for known in list(sys.modules):
        if known.partition(".")[0] in names:
            del sys.modules[known]


@pytest.fixture
def ask(load):
    """Evaluates an expression over the hut."""
    library, messages = load({"heating_of_huts": HEATING})
    assert messages == []
    found = Diagnostics()
    catalogue = load_catalogue(
        Workspace.from_mapping(DATA),
        data_folder="data",
        raw_folder="raw",
        kinds=library.kinds,
        units=library.units,
        diagnostics=found,
    )
    assert [item.message for item in found if item.severity == "error"] == []
    environment = Environment(
        library.formulas, Specs(catalogue), library.units, frozenset(catalogue.sources)
    )

    def asking(expression):
        return evaluate(environment, Text("page.md", expression), 0, expression)

    return asking


def value(evaluated):
    assert evaluated.failed is None, evaluated.failed
    return evaluated.value


def fault(evaluated):
    assert evaluated.failed is not None
    return evaluated.failed.code.slug, evaluated.failed.message


# -- a library that nobody has seen -------------------------------------------------------------


def test_its_numbers_have_values_and_units(ask):
    assert value(ask('heat_loss("hut")')).value == 6000
    assert print_quantity(value(ask('heat_loss("hut")'))).text == "6000 W"
    assert print_quantity(value(ask('per_person("hut")'))).text == "1500 W/person"
    assert print_quantity(value(ask('spec("hut.people")'))).text == "4 people"
    assert value(ask('heating("hut") | to("kW") | sig(2)')).subject.value == 6000
    assert value(ask('of_a_day(q("2 kW"))')).value == 172_800_000
    assert print_quantity(value(ask("crowd(3) * 2"))).text == "6.00 people"
    assert value(ask('warmest(q("1 K"), q("3 K"), q("2 K"))')).value == 3


def test_its_numbers_know_their_inputs_and_sources(ask):
    found = inputs(value(ask('per_person("hut")')))
    assert [leaf.name for leaf, _ in found] == [
        "hut.walls.north.loss",
        "hut.walls.south.loss",
        "hut.design.inside",
        "hut.design.outside",
        "hut.people",
    ]
    assert [leaf.source for leaf, _ in found] == ["survey"] * 3 + ["handbook", "survey"]
    assert str(found[0][0].span.location) == "data/hut.yml:4:25"


def test_its_numbers_know_their_range_and_what_moves_them(ask):
    loss = value(ask('heat_loss("hut")'))
    # 120 W/K is known to 6: five percent is wider than half of its last digit that is not zero.
    assert loss.interval == (5820, 6180)
    moved = {leaf.name: share for leaf, share in elasticities(loss)}
    assert moved == {
        "hut.design.inside": Fraction(293, 30),
        "hut.design.outside": Fraction(-263, 30),
        "hut.walls.north.loss": Fraction(3, 5),
        "hut.walls.south.loss": Fraction(2, 5),
    }


def test_its_numbers_know_their_formula(ask):
    assert symbolic(value(ask('heat_loss("hut")'))) == (
        "loss(hut.walls.north.loss + hut.walls.south.loss, "
        "difference(hut.design.inside, hut.design.outside)) * reserve"
    )
    assert symbolic(value(ask('of_a_day(q("2 kW"))'))) == "power * 86400 s"
    references = formula_references(value(ask('per_person("hut")')))
    assert [reference.name for reference in references] == [
        "per_person",
        "heat_loss",
        "loss",
        "difference",
    ]
    assert references[2].source == "handbook#chapter 3"
    assert references[2].summary == "Heat that leaves through the walls."


def test_its_numbers_explain_themselves_down_to_the_words_of_the_source(ask):
    lines = explain(value(ask('per_person("hut")'))).splitlines()
    assert lines[0] == "per_person = 1500 W/person (1460 to 1550 W/person)"
    assert lines[1].endswith("= heat_loss(1) / hut.people")
    text = "\n".join(lines)
    for name in ("heat_loss", "loss", "difference", "hut.walls.north.loss", "hut.people"):
        assert f"─ {name} = " in text
    assert "“293 K inside”" in text
    assert "source: survey, page 2  data/hut.yml:8:19" in text
    assert "= coefficient * difference  [handbook#chapter 3]" in text
    assert "   +9.8 %  hut.design.inside" in text


def test_its_records_are_read_by_their_attributes(ask):
    assert value(ask('heating("hut")')).value == 6000
    assert value(ask('heating("hut").day')).value == 518_400_000
    assert value(ask('heating("hut").day / of_a_day(heating("hut"))')).value == 1
    assert value(ask('heating("hut").share')).value == Fraction(1, 4)
    assert value(ask('heating("hut").title')) == "Heating"
    assert value(ask('2 * heating("hut")')).value == 12_000
    assert fault(ask('heating("hut").dya')) == (
        "unknown-attribute",
        "there is no attribute dya",
    )
    assert ask('heating("hut").dya').failed.hint == "did you mean day?"


def test_its_refusals_and_wrong_units_are_told(ask):
    assert fault(ask('heat_loss("lake")')) == ("scope-refused", "lake is no building")
    assert fault(ask('heat_loss("hat")'))[0] == "unknown-spec"
    assert fault(ask("heat_loss(3)")) == (
        "invalid-argument",
        "building of heat_loss takes a text, not a quantity",
    )
    assert fault(ask('mistaken(q("3 W"))')) == (
        "formula-unit",
        "mistaken gives J/s, but declares K",
    )
    assert ask('mistaken(q("3 W"))').failed.code.number == "CB406"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("divides(1)", "divides failed: ZeroDivisionError: integer division or modulo by zero"),
        ("divides(2)", "divides failed: KeyError: 'missing'"),
        ("endless(1)", "endless calls itself without an end"),
        (
            'heating("hut").broken',
            'heating("hut").broken failed: ZeroDivisionError: division by zero',
        ),
        ('heating("hut").nothing', "the formula gave NoneType, not a quantity"),
    ],
)
def test_its_faults_are_diagnostics(ask, expression, message):
    assert fault(ask(expression)) == ("formula-failed", message)


# -- what cannot be loaded, and what may not be ---------------------------------------------------

FINE = "from claimbook import formula\n\n@formula\ndef fine(a):\n    return a\n"


def test_a_module_that_is_missing_is_told_and_the_others_load(load):
    library, messages = load({"fine_one": FINE}, wanted=["absent_one", "fine_one"])
    assert messages == [
        "the formula library absent_one cannot be loaded: there is no module absent_one"
    ]
    assert list(library.formulas) == ["fine"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("def f(:\n", "SyntaxError: "),
        ("import absent_two\n", "ModuleNotFoundError: No module named 'absent_two'"),
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("from claimbook import formula\nformula('x')\n", "AttributeError: "),
        ("from claimbook import nothing_like_it\n", "ImportError: "),
    ],
)
def test_a_module_that_fails_is_told_with_its_error(load, content, told):
    library, messages = load({"failing_one": content})
    assert len(messages) == 1
    assert messages[0].startswith(f"the formula library failing_one cannot be loaded: {told}")
    assert library.formulas == {}


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "a b", "os.path.join.x", "no-such", "时间"])
def test_a_name_that_is_no_module_is_told(load, name):
    _, messages = load({}, wanted=[name])
    assert len(messages) == 1


def test_an_edited_module_is_read_again_in_one_process(load):
    first, _ = load({"edited_one": FINE})
    second, _ = load({"edited_one": FINE.replace("return a\n", "return a + a\n")})
    assert first.formulas["fine"](2).value == 2
    assert second.formulas["fine"](2).value == 4


def test_what_an_edited_module_imports_from_the_same_folder_is_read_again(load):
    importing = (
        "from claimbook import formula\nfrom helping_one import FACTOR\n\n"
        "@formula\ndef scaled(a):\n    return a * FACTOR\n"
    )
    first, _ = load({"helping_one": "FACTOR = 2\n", "using_one": importing}, wanted=["using_one"])
    second, _ = load({"helping_one": "FACTOR = 3\n"}, wanted=["using_one"])
    assert first.formulas["scaled"](1).value == 2
    assert second.formulas["scaled"](1).value == 3


def test_a_module_of_the_folder_may_open_the_book_while_it_is_imported(load, monkeypatch, tmp_path):
    load({"fine_two": FINE})
    opening = (
        "from claimbook.diagnostics import Diagnostics\n"
        "from claimbook.formulas import load_library\n\n"
        'wanted = [("fine_two", None)]\n'
        f"folder = {str(tmp_path)!r}\n"
        "library = load_library(wanted, folder=folder, reserved=(), diagnostics=Diagnostics())\n"
    )
    (tmp_path / "opening_two.py").write_text(opening, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    opened = importlib.import_module("opening_two")
    monkeypatch.delitem(sys.modules, "opening_two")
    assert list(opened.library.formulas) == ["fine"]


def test_two_books_may_have_a_module_of_one_name(load, tmp_path):
    one, _ = load({"same_one": FINE}, folder=tmp_path / "one")
    other = FINE.replace("return a\n", "return a + a\n")
    two, messages = load({"same_one": other}, folder=tmp_path / "two")
    again, _ = load({}, wanted=["same_one"], folder=tmp_path / "one")
    assert messages == []
    assert [item.formulas["fine"](1).value for item in (one, two, again)] == [1, 2, 1]


def test_a_package_with_its_units_at_the_top_is_one_library(load):
    library, messages = load(
        {
            "units_one/__init__.py": "from claimbook import BaseUnit\n"
            'UNITS = [BaseUnit("fish")]\nfrom units_one.catch import caught\n',
            "units_one/catch.py": "from claimbook import formula\n\n"
            '@formula(unit="fish")\ndef caught(a):\n    return a\n',
        },
        wanted=["units_one"],
    )
    assert messages == []
    assert library.formulas["caught"](library_unit(library, "fish")).value == 1


def library_unit(library, name):
    from claimbook.quantities import constant

    return constant(1, name, library.units)


def test_a_formula_that_two_modules_share_is_one_formula(load):
    again = "from shared_one import fine\n"
    for order in (["shared_one", "again_one"], ["again_one", "shared_one"]):
        library, messages = load({"shared_one": FINE, "again_one": again}, wanted=order)
        assert messages == []
        assert list(library.formulas) == ["fine"]


def test_two_formulas_of_one_name_are_told(load):
    library, messages = load({"first_one": FINE, "second_one": FINE})
    assert messages == ["second_one: the name fine is taken by first_one"]
    assert library.formulas["fine"].function.__module__ == "first_one"


@pytest.mark.parametrize("name", RESERVED)
def test_a_name_of_the_language_cannot_be_taken(load, name):
    library, messages = load({"taking_one": FINE.replace("fine", name)})
    assert messages == [f"taking_one: the name {name} belongs to the language"]
    assert library.formulas == {}


def test_a_formula_without_a_name_that_a_page_can_call_is_told(load):
    content = "from claimbook import formula\nf = formula(lambda a: a)\n"
    _, messages = load({"lambda_one": content})
    assert messages == ["lambda_one: <lambda> is no name that a page can call"]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ('UNITS = [BaseUnit("B")]', None),
        ('UNITS = [BaseUnit("GB")]', "units_two: "),
        ('UNITS = ["token"]', "units_two: UNITS is a sequence of BaseUnit"),
        ("UNITS = 3", "units_two: UNITS is a sequence of BaseUnit"),
        ('UNITS = BaseUnit("token")', None),
    ],
)
def test_units_that_cannot_be_declared_are_told(load, declared, told):
    library, messages = load({"units_two": f"from claimbook import BaseUnit\n{declared}\n"})
    assert (messages == []) if told is None else messages[0].startswith(told)
    assert library.units.parse("GB/s").factor == 10**9


def test_a_declared_unit_that_does_not_exist_is_told_when_the_library_loads(load):
    content = FINE.replace("@formula", '@formula(unit="TFLOPPS")')
    _, messages = load({"unit_three": content})
    assert messages == ["unit_three: formula fine: unknown unit TFLOPPS"]


def test_two_kinds_of_one_name_are_told(load):
    kind = 'from claimbook import Kind, Leaf\nK = Kind("thing", {"a": Leaf(unit="%s")})\n'
    library, messages = load({"kind_one": kind % "s", "kind_two": kind % "W"})
    assert messages == ["kind_two: the kind thing is taken"]
    assert library.kinds["thing"].fields["a"].unit == "s"


def test_loading_leaves_the_interpreter_as_it_was(load):
    path, bytecode = list(sys.path), sys.dont_write_bytecode
    library, _ = load({"clean_one": FINE})
    assert sys.path == path
    assert sys.dont_write_bytecode == bytecode
    assert [name.rpartition("/")[2] for name in library.files] == ["clean_one.py"]


def test_installed_libraries_need_no_folder():
    found = Diagnostics()
    library = load_library(
        [("claimbook_roofline", None)], folder=None, reserved=RESERVED, diagnostics=found
    )
    assert len(found) == 0
    assert {"roofline", "threshold", "required_bandwidth"} <= set(library.formulas)
    assert set(library.kinds) == {"accelerator", "rack", "moe-model", "dense-model"}
