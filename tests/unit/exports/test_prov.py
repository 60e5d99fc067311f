"""prov.json: a graph that the reference reader takes, and in which nothing stands twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from prov.model import ProvDerivation, ProvDocument, ProvEntity

from claimbook.exports import prov_document
from claimbook.exports.pieces import json_pieces
from claimbook.exports.prov_names import qualified_name
from claimbook.output import to_json

CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook: {language: en, formulas: [claimbook_roofline]}
"""
FILES = {
    "data/heater.yml": (
        "name: A heater\n"
        "power: {value: 2 kW, source: sheet, quote: draws 2 kW, locator: page 3}\n"
        "loss: {value: 0.5 kW, source: rumour}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\nraw: {file: sheet.md}\n",
    "data/sources/rumour.yml": "title: A rumour\nkind: commentary\ncites: [One, Two]\n",
    "raw/sheet.md": "It draws 2 kW.\n",
}
INTENSITY = 'intensity(q("6 FLOP", source="rumour"), q("3 B", source="rumour"))'


def whole(book: Any, report: Any) -> Any:
    return json.loads("".join(json_pieces(prov_document(report, book.catalogue))))


def graph_of(book: Callable[..., Any], pages: dict[str, str]) -> Any:
    opened = book({**FILES, **{f"wiki/{name}": text for name, text in pages.items()}}, CONFIG)
    return whole(opened, opened.check())


def read(graph: Any) -> ProvDocument:
    document = ProvDocument.deserialize(content=to_json(graph), format="json")
    assert isinstance(document, ProvDocument)
    return document


def edges(graph: Any, relation: str, one: str, other: str) -> list[tuple[str, str]]:
    return [(each[f"prov:{one}"], each[f"prov:{other}"]) for each in graph[relation].values()]


def derived(graph: Any) -> dict[tuple[str, str], Any]:
    return {
        (each["prov:generatedEntity"], each["prov:usedEntity"]): each
        for each in graph["wasDerivedFrom"].values()
    }


def test_a_claim_comes_from_its_spec_and_the_spec_from_its_source(
    book: Callable[..., Any],
) -> None:
    graph = graph_of(book, {"a.md": '<< claim("2 kW", spec("heater.power"), id="draws") >>\n'})
    assert sorted(graph["entity"]) == ["claim:draws", "source:sheet", "spec:heater.power"]
    assert graph["entity"]["claim:draws"] == {
        "prov:type": {"$": "cb:Claim", "type": "prov:QUALIFIED_NAME"},
        "prov:label": "2 kW",
        "prov:location": "wiki/a.md:1:1",
        "prov:value": "2000",
        "cb:unit": "J/s",
        "cb:stance": "asserted",
        "cb:verdict": "holds",
        "cb:words": "2 kW",
    }
    assert list(graph["activity"]) == ["macro:draws"]
    assert edges(graph, "used", "activity", "entity") == [("macro:draws", "spec:heater.power")]
    assert edges(graph, "wasGeneratedBy", "entity", "activity") == [("claim:draws", "macro:draws")]
    assert list(derived(graph)) == [
        ("claim:draws", "spec:heater.power"),
        ("spec:heater.power", "source:sheet"),
    ]


def test_a_quoted_spec_of_a_primary_source_is_a_quotation_and_a_primary_source(
    book: Callable[..., Any],
) -> None:
    graph = graph_of(book, {"a.md": '<< spec("heater.power") - spec("heater.loss") >>\n'})
    found = derived(graph)
    quoted = found["spec:heater.power", "source:sheet"]
    assert [each["$"] for each in quoted["prov:type"]] == ["prov:PrimarySource", "prov:Quotation"]
    assert (quoted["cb:quote"], quoted["cb:locator"]) == ("draws 2 kW", "page 3")
    told = found["spec:heater.loss", "source:rumour"]
    assert "prov:type" not in told
    assert graph["entity"]["source:rumour"]["cb:cites"] == ["One", "Two"]


def test_a_reported_figure_is_quoted_from_its_own_source(book: Callable[..., Any]) -> None:
    page = '<< reported("9 kW", spec("heater.power"), source="rumour", id="said") >>\n'
    graph = graph_of(book, {"a.md": page})
    quoted = derived(graph)["claim:said", "source:rumour"]
    assert [each["$"] for each in quoted["prov:type"]] == ["prov:Quotation"]
    assert graph["entity"]["claim:said"]["cb:verdict"] == "contradicted"


def test_a_formula_is_an_activity_that_used_its_arguments(book: Callable[..., Any]) -> None:
    graph = graph_of(book, {"a.md": f"<< {INTENSITY} >>\n"})
    (run,) = [name for name in graph["activity"] if name.startswith("run:")]
    assert run.startswith("run:intensity-")
    assert graph["activity"][run]["prov:label"] == "intensity"
    roles = {
        graph["entity"][each["prov:entity"]]["prov:label"]: each["prov:role"]
        for each in graph["used"].values()
        if each["prov:activity"] == run
    }
    assert roles == {"6 FLOP": ["flops"], "3 B": ["bytes"]}
    value = run.replace("run:", "value:")
    assert graph["entity"][value]["prov:value"] == "2"
    assert graph["entity"][value]["cb:unit"] == "FLOP/B"


def test_what_two_claims_share_stands_there_once(book: Callable[..., Any]) -> None:
    once = graph_of(book, {"a.md": f"<< {INTENSITY} >>\n"})
    twice = graph_of(book, {"a.md": f"<< {INTENSITY} >> and << {INTENSITY} + {INTENSITY} >>\n"})
    shared = [name for name in once["entity"] if not name.startswith("claim:")]
    assert [name for name in twice["entity"] if not name.startswith("claim:")] == shared
    runs = [name for name in twice["activity"] if name.startswith("run:")]
    assert len(runs) == 1
    for relation in ("used", "wasGeneratedBy", "wasDerivedFrom"):
        found = [json.dumps(each) for each in twice[relation].values()]
        assert len(found) == len(set(found))


def test_a_name_that_a_page_gives_is_a_node_with_its_place(book: Callable[..., Any]) -> None:
    define = '<< define("gap", spec("heater.power") - spec("heater.loss")) >>\n\n'
    use = '<< defined("gap") / 2 >>\n\n<< defined("gap") / 3 >>\n'
    graph = graph_of(book, {"a.md": define + use, "b.md": define + use})
    named = {
        name: each
        for name, each in graph["entity"].items()
        if each["prov:type"]["$"] == "cb:Definition"
    }
    # Each page has its own, and the two numbers of a page share it.
    assert sorted(each["prov:location"] for each in named.values()) == [
        "wiki/a.md:1:4",
        "wiki/b.md:1:4",
    ]
    assert {each["prov:label"] for each in named.values()} == {"gap"}
    pairs = derived(graph)
    for name in named:
        assert {used for made, used in pairs if made == name} == {
            "spec:heater.power",
            "spec:heater.loss",
        }
        assert len([made for made, used in pairs if used == name]) == 2
    read(graph)


def test_other_arguments_are_another_run(book: Callable[..., Any]) -> None:
    other = INTENSITY.replace("3 B", "4 B")
    graph = graph_of(book, {"a.md": f"<< {INTENSITY} >> << {other} >>\n"})
    assert len([name for name in graph["activity"] if name.startswith("run:")]) == 2


def test_a_name_holds_while_lines_move(book: Callable[..., Any]) -> None:
    before = graph_of(book, {"a.md": f"<< {INTENSITY} >>\n"})
    after = graph_of(book, {"a.md": f"A line.\n\n<< {INTENSITY} >>\n"})
    assert list(after["entity"]) == list(before["entity"])


def test_a_number_that_several_pages_include_is_one_node(book: Callable[..., Any]) -> None:
    config = CONFIG + "markdown_extensions:\n  - pymdownx.snippets: {base_path: [parts]}\n"
    said = '<< reported("9 kW", spec("heater.power"), source="rumour", id="said") >>\n'
    include = '--8<-- "one.md"\n'
    files = {**FILES, "parts/one.md": said, "wiki/a.md": include, "wiki/b.md": include}
    opened = book(files, config)
    report = opened.check()
    assert [result.id for result in report.results] == ["said", "said"]
    graph = whole(opened, report)
    assert graph["entity"]["claim:said"]["prov:location"] == "wiki/b.md:1:1"
    assert list(graph["activity"]) == ["macro:said"]
    assert edges(graph, "used", "activity", "entity") == [("macro:said", "spec:heater.power")]
    assert [origin for result, origin in derived(graph) if result == "claim:said"] == [
        "source:rumour",
        "spec:heater.power",
    ]
    assert len(graph["wasDerivedFrom"]) == 3


def test_the_reference_reader_takes_the_graph_and_gives_it_back(book: Callable[..., Any]) -> None:
    page = (
        f'<< claim("2 FLOP/B", {INTENSITY}) >>\n\n<< spec("heater.power") >>\n\n'
        '<< reported("9 kW", spec("heater.power"), source="rumour") >>\n\n'
        '<< spec("heater.power") > spec("heater.loss") >>\n'
    )
    graph = graph_of(book, {"a.md": page})
    document = read(graph)
    assert len(list(document.get_records(ProvEntity))) == len(graph["entity"])
    assert len(list(document.get_records(ProvDerivation))) == len(graph["wasDerivedFrom"])
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document
    used = {each["prov:entity"] for each in graph["used"].values()}
    used |= {each["prov:usedEntity"] for each in graph["wasDerivedFrom"].values()}
    assert used <= set(graph["entity"])
    acting = {each["prov:activity"] for each in graph["used"].values()}
    assert acting <= set(graph["activity"])


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("a.b", "spec:a.b"),
        ("a.b[2]", "spec:a.b%5B2%5D"),
        ("a:b/c d", "spec:a%3Ab%2Fc%20d"),
        ("算力", "spec:%E7%AE%97%E5%8A%9B"),
        ("-a", "spec:%2Da"),
        (".a.", "spec:%2Ea%2E"),
        (".", "spec:%2E"),
        ("a'b\"<\n", "spec:a%27b%22%3C%0A"),
    ],
)
def test_a_name_holds_only_what_every_syntax_takes(local: str, name: str) -> None:
    assert qualified_name("spec", local) == name


def test_a_long_chain_of_formulas_is_no_deeper_than_a_short_one(
    book: Callable[..., Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chained.py").write_text(
        "from claimbook import formula\n\n\n"
        "@formula(unit='kW')\ndef step(power):\n    return power * 1\n\n\n"
        "@formula(unit='kW')\ndef chain(power):\n"
        "    for _ in range(2000):\n        power = step(power)\n    return power\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    config = CONFIG.replace("claimbook_roofline", "chained")
    opened = book({**FILES, "wiki/a.md": '<< chain(spec("heater.power")) >>\n'}, config)
    report = opened.check()
    assert not report.has_errors, report.render_text()
    graph = whole(opened, report)
    assert len(graph["activity"]) == 2002
