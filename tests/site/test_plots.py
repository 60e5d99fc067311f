"""Plots in the finished site: the figure, its words and its table, under MkDocs and Zensical."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PLOT = (
    '<< plot("bars", spec(it, "power"), spec(it, "loss") | to("kW"), it=["heater"],'
    ' header=["Heater", "Power", "Loss"], title="Power & loss") >>'
)


def shown(page: Any) -> tuple[object, ...]:
    """What a page has of its figure."""
    figure = page.one("figure", "cb-plot")
    drawing = figure.one("svg")
    return (
        figure.parent.classes,
        figure.one("figcaption").text,
        [node.text for node in drawing.all("text", "cb-plot-value")],
        [node.attributes["width"] for node in drawing.all("rect", "cb-s1")],
        [node.attributes["popovertarget"] for node in figure.one("table").all("button")],
        [node.text.replace("\u00a0", " ") for node in figure.one("table").all("td")],
    )


def test_a_plot_is_a_figure_with_its_table(heaters: Any) -> None:
    heaters.write({"wiki/index.md": f"Above\n{PLOT}\nbelow.\n"})
    heaters.build()
    page = heaters.page()
    classes, caption, values, _, links, cells = shown(page)
    assert classes == ["cb-block"]
    assert caption == "Power & loss"
    assert values == ["2", "0.5"]
    assert cells == ["2 kW", "0.5 kW"]
    first, second = (page.by_id(link).text.replace("\u00a0", " ") for link in links)
    assert "heater.power = 2 kW" in first
    assert "heater.loss = 0.5 kW" in second
    drawing = page.one("svg", "cb-plot-drawing")
    assert drawing.attributes["role"] == "group"
    marks = drawing.all("a")
    assert [mark.attributes["xlink:href"] for mark in marks] == [f"#{link}" for link in links]
    assert [mark.one("title").text for mark in marks] == [
        "A heater, Power: 2 kW",
        "A heater, Loss: 0.5 kW",
    ]
    for told, tag in zip(
        drawing.attributes["aria-labelledby"].split(), ("title", "desc"), strict=True
    ):
        assert page.by_id(told).tag == tag
    assert not [node for node in page.one("figure").walk() if "style" in node.attributes]


def test_a_plot_stands_in_containers_and_hostile_words_stay_words(heaters: Any) -> None:
    hostile = PLOT.replace("Power & loss", "<script>x</script> [y](z) *a*")
    heaters.write(
        {"wiki/index.md": f'!!! note "Sizes"\n    {hostile}\n\n1. item\n\n    {hostile}\n'}
    )
    heaters.build()
    page = heaters.page()
    captions = [node.text for node in page.all("figcaption")]
    assert captions == ["<script>x</script> [y](z) *a*"] * 2
    ids = [
        node.attributes["id"]
        for node in page.walk()
        if node.attributes.get("id", "").startswith("cb-plot")
    ]
    assert len(ids) == len(set(ids)) == 4


def test_a_plot_is_the_same_under_zensical(heaters: Any, parse: Any) -> None:
    heaters.write({"wiki/index.md": f"# Top\n\n{PLOT}\n"})
    heaters.build()
    expected = shown(heaters.page())
    config = (
        "site_name: Heaters\ndocs_dir: wiki\nsite_dir: other\n"
        "theme: {name: material, font: false}\n"
        "plugins:\n  - claimbook\nmarkdown_extensions:\n  - claimbook\n"
    )
    heaters.write({"mkdocs.yml": config})
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    built = subprocess.run(
        ["zensical", "build"],
        cwd=heaters.folder,
        env={**os.environ, "PATH": tools},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    assert shown(parse((heaters.folder / "other/index.html").read_text())) == expected
