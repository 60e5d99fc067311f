"""How numbers look: each kind by its shape alone, and in order among words of any direction."""

from typing import Any

import pytest

from mkdocs_claimbook.files import stylesheet_path

# The shape of each number of a page, by its kind; colour is no part of it.
SHAPES = r"""() => {
  const kind = names => {
    const has = name => names.contains(`cb-${name}`);
    if (has("frozen")) return "frozen";
    if (has("waived")) return "waived";
    if (has("marginal")) return "marginal";
    if (has("reported"))
      return ["holds", "open"].filter(has).map(each => `reported, ${each}`)[0]
        ?? "reported, disputed";
    const checked = has("asserted") ? "asserted" : "computed";
    return has("approximate") ? `${checked}, approximate` : checked;
  };
  // The legend has every kind, also those that the pages of this book have none of.
  for (const sample of document.querySelectorAll(".cb-sample"))
    sample.classList.replace("cb-sample", "cb-number");
  return [...document.querySelectorAll(".cb-number")].map(each => {
    const style = getComputedStyle(each);
    return [kind(each.classList), [
      style.textDecorationLine,
      style.textDecorationStyle,
      getComputedStyle(each, "::after").content,
      each.querySelector("q") !== null || /^[\u201c\u300c]/.test(each.textContent),
    ].join(" ")];
  });
}"""
PAGES = ("", "reports/2026-04-24/", "deepseek-v4/")


@pytest.mark.parametrize("media", ["screen", "print"])
def test_each_kind_of_number_has_a_shape_of_its_own_without_colour(
    open_reader: Any, served: str, media: str
) -> None:
    page = open_reader().page
    shapes: dict[str, set[str]] = {}
    for path in PAGES:
        page.goto(f"{served}{path}")
        page.emulate_media(media=media)
        for kind, shape in page.evaluate(SHAPES):
            shapes.setdefault(kind, set()).add(shape)
    assert set(shapes) >= {
        "computed",
        "computed, approximate",
        "asserted",
        "asserted, approximate",
        "marginal",
        "reported, holds",
        "reported, disputed",
        "reported, open",
        "waived",
        "frozen",
    }
    kinds = sorted(shapes)
    shared = [
        (one, other, shapes[one] & shapes[other])
        for index, one in enumerate(kinds)
        for other in kinds[index + 1 :]
        if shapes[one] & shapes[other]
    ]
    assert shared == []


def test_the_legend_of_the_marks_is_on_paper_too(open_reader: Any, served: str) -> None:
    page = open_reader().page
    page.goto(f"{served}deepseek-v4/")
    height = "each => each.getBoundingClientRect().height"
    entry = page.locator(".cb-legend li").first
    assert entry.evaluate(height) == 0
    page.emulate_media(media="print")
    assert entry.evaluate(height) > 5


# The characters of each number in the order in which a reader sees them, from the left.
SEEN = """() => [...document.querySelectorAll(".cb-number")].map(each => {
  const text = each.firstChild;
  const left = index => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().left;
  };
  return [...text.data].map((sign, index) => [left(index), sign])
    .sort((one, other) => one[0] - other[0]).map(([, sign]) => sign).join("");
})"""
NUMBERS = ("2\u00a0kW", "54\u00a0%", "-54.8\u00a0TFLOP/s", "1.11x", "5.56\u00a0TFLOPS/GBps")


@pytest.mark.parametrize(
    "words", ["القدرة {} هنا.", "ההספק הוא {}, כאן.", "功率是{}。", "It is {}."]
)
@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_a_number_and_its_unit_keep_their_order_among_words_of_any_direction(
    open_reader: Any, words: str, direction: str
) -> None:
    page = open_reader().page
    text = "".join(
        "<p>" + words.format(f'<button class="cb-number cb-computed">{number}</button>') + "</p>"
        for number in NUMBERS
    )
    page.set_content(f'<!doctype html><html dir="{direction}"><body>{text}</body></html>')
    page.add_style_tag(path=stylesheet_path())
    assert page.evaluate(SEEN) == list(NUMBERS)
