"""What a reader meets in a real browser, on the book of this repository."""

from pathlib import Path
from typing import Any

import pytest

NUMBER = "button.cb-number"
ARTICLES = (
    "",
    "deepseek-v4/",
    "compute-vs-bandwidth-roofline/",
    "optics-as-scaling-constraint/",
    "model-hardware-decoupling/",
    "reports/2026-04-24/",
)


def opened(page: Any) -> list[str]:
    """The ids of the derivations that are open."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll(':popover-open')].map(each => each.id)"
    )
    return found


@pytest.mark.parametrize("path", ARTICLES)
def test_a_page_asks_no_other_host_and_reports_no_error(
    open_reader: Any, served: str, path: str
) -> None:
    reader = open_reader()
    reader.page.goto(f"{served}{path}", wait_until="networkidle")
    host = served.split("/sub/", maxsplit=1)[0]
    assert [url for url in reader.requests if not url.startswith((host, "data:"))] == []
    assert reader.errors == []
    assert reader.page.locator(NUMBER).count() > 5


def test_a_number_opens_and_closes_by_keyboard_and_focus_returns(
    open_reader: Any, served: str
) -> None:
    page = open_reader().page
    page.goto(f"{served}deepseek-v4/")
    number = page.locator(NUMBER).first
    number.focus()
    page.keyboard.press("Enter")
    (name,) = opened(page)
    assert name == number.get_attribute("popovertarget")
    # The next stop of the keyboard is inside the derivation, not behind it.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[popover]')?.id") == name
    page.keyboard.press("Escape")
    assert opened(page) == []
    assert number.evaluate("each => each === document.activeElement")
    page.keyboard.press("Space")
    assert opened(page) == [name]


def test_a_click_elsewhere_or_on_the_cross_closes_it(open_reader: Any, served: str) -> None:
    page = open_reader().page
    page.goto(f"{served}deepseek-v4/")
    page.locator(NUMBER).first.click()
    assert len(opened(page)) == 1
    page.locator("h1").click()
    assert opened(page) == []
    page.locator(NUMBER).first.click()
    page.locator(".cb-derivation:popover-open .cb-close").click()
    assert opened(page) == []


def test_b96_two_numbers_that_ask_the_same_open_the_same_derivation(
    open_reader: Any, served: str
) -> None:
    page = open_reader().page
    page.goto(f"{served}deepseek-v4/")
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))
    targets = page.locator(NUMBER).evaluate_all(
        "all => all.map(each => each.getAttribute('popovertarget'))"
    )
    assert set(targets) <= set(ids)
    assert len(set(targets)) < len(targets)


def test_b97_it_opens_without_javascript(open_reader: Any, served: str) -> None:
    page = open_reader(java_script_enabled=False).page
    page.goto(f"{served}deepseek-v4/")
    number = page.locator(NUMBER).first
    entry = page.locator(f"[id='{number.get_attribute('popovertarget')}']")
    assert not entry.is_visible()
    number.click()
    assert entry.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_lies_inside_the_window(open_reader: Any, served: str, scheme: str) -> None:
    page = open_reader(
        viewport={"width": 360, "height": 640}, has_touch=True, color_scheme=scheme
    ).page
    page.goto(f"{served}deepseek-v4/")
    page.locator(NUMBER).first.tap()
    box = page.locator(".cb-derivation:popover-open").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] + box["height"] <= 640
    # The page itself scrolls in one direction only.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_paper_the_derivations_are_notes(open_reader: Any, served: str) -> None:
    page = open_reader().page
    page.goto(f"{served}deepseek-v4/")
    page.emulate_media(media="print")
    entries = page.locator(".cb-derivation")
    assert entries.count() > 20
    assert entries.evaluate_all(
        "all => all.every(each => getComputedStyle(each).display === 'list-item')"
    )


def test_a_link_to_a_derivation_shows_it_in_its_place(open_reader: Any, served: str) -> None:
    page = open_reader().page
    page.goto(f"{served}reports/2026-04-24/#cb-id-report-r8")
    entry = page.locator("[id='cb-id-report-r8']")
    assert entry.is_visible()
    assert "54" in entry.inner_text()


def test_the_book_reads_as_files_too(open_reader: Any, filed: Path) -> None:
    reader = open_reader()
    reader.page.goto(f"file://{filed}/index.html")
    reader.page.locator(".md-content a", has_text="专家粒度").first.click()
    assert reader.page.url == f"file://{filed}/expert-granularity.html"
    reader.page.locator(NUMBER).first.click()
    assert len(opened(reader.page)) == 1


def test_the_search_finds_words_and_numbers(open_reader: Any, served: str) -> None:
    page = open_reader().page
    page.goto(served)
    for words, found in (("瓶颈", "Roofline"), ("6144", "DeepSeek-V4"), ("2.21x", "2.21x")):
        assert search(page, words, found), words


def search(page: Any, words: str, found: str) -> bool:
    """Whether a search for the words shows a result with `found` in it.

    The site searches when a key is released, which typing a Chinese word without an input method
    does not do: a key that changes nothing follows. Words that are typed before the index has been
    loaded are lost, so they are typed again.
    """
    from playwright.sync_api import TimeoutError as LateError

    field = page.locator("[data-md-component=search-query]")
    for _ in range(10):
        field.fill("")
        field.press_sequentially(words)
        field.press("End")
        result = page.locator(".md-search-result article", has_text=found).first
        try:
            result.wait_for(timeout=2000)
        except LateError:
            continue
        return True
    return False


@pytest.mark.parametrize(
    "path", ["", "deepseek-v4/", "reports/2026-04-24/", "model-hardware-decoupling/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way_of_a_reader(
    open_reader: Any, served: str, path: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_reader(color_scheme=scheme).page
    page.goto(f"{served}{path}", wait_until="networkidle")
    found = Axe().run(page, context="article").response["violations"]
    serious = [
        (each["id"], [node["html"][:120] for node in each["nodes"]][:3])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


LINES = """() => {
  // The lines that begin with a closing mark right behind a number, and those that end with an
  // opening one right before it.
  const found = [];
  const places = each => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return [...range.getClientRects()];
  };
  const of = (node, index) => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    return range.getBoundingClientRect();
  };
  const apart = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) < 2;
  for (const number of document.querySelectorAll("article button.cb-number")) {
    const block = number.closest("p, li, td, dd, figcaption");
    if (!block) continue;
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) if (walk.currentNode.data) texts.push(walk.currentNode);
    const inside = texts.filter(each => number.contains(each));
    const before = texts[texts.indexOf(inside[0]) - 1];
    const behind = texts[texts.indexOf(inside.at(-1)) + 1];
    const box = number.getBoundingClientRect();
    const isOpening = before && /[（「『“‘《〈【(\\[]/.test(before.data.at(-1));
    if (isOpening && apart(of(before, before.data.length - 1), box))
      found.push(before.data.at(-1) + number.innerText);
    if (behind && /[，。；：、）」』”’》〉】！？,.;:!?)\\]]/.test(behind.data[0])
        && apart(of(behind, 0), box))
      found.push(number.innerText + behind.data[0]);
  }
  return found;
}"""


@pytest.mark.parametrize("path", ARTICLES)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_line_begins_with_a_mark_that_belongs_to_a_number(
    open_reader: Any, served: str, path: str, direction: str
) -> None:
    page = open_reader(viewport={"width": 360, "height": 640}).page
    page.goto(f"{served}{path}")
    page.evaluate("direction => { document.dir = direction }", direction)
    for width in range(320, 420, 10):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(LINES) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_lines_of_numbers_without_their_element_do_begin_with_marks(
    open_reader: Any, served: str
) -> None:
    page = open_reader(viewport={"width": 360, "height": 640}).page
    page.goto(f"{served}deepseek-v4/")
    page.add_style_tag(content=".cb-keep { white-space: normal !important }")
    found = []
    for width in range(320, 420, 10):
        page.set_viewport_size({"width": width, "height": 640})
        found += page.evaluate(LINES)
    assert found != []


def test_b97_a_number_opens_on_each_page_that_gives_way_to_another(
    open_reader: Any, instant: str
) -> None:
    reader = open_reader()
    page = reader.page
    page.goto(f"{instant}deepseek-v4/", wait_until="networkidle")
    page.evaluate("window.isTheSame = true")
    first = page.locator(NUMBER).first.get_attribute("popovertarget")
    for path, title in (
        ("deepseek-v4/", None),
        ("expert-granularity/", "专家粒度"),
        ("deepseek-v4/", "DeepSeek-V4"),
    ):
        if title is not None:
            page.locator(f".md-sidebar--primary a[href$='{path}']").first.click()
            page.wait_for_url(f"{instant}{path}")
            page.locator("h1", has_text=title).wait_for()
        page.locator(NUMBER).first.click()
        (name,) = opened(page)
        assert name == page.locator(NUMBER).first.get_attribute("popovertarget")
        assert page.locator(f"[id='{name}']").count() == 1
        page.keyboard.press("Escape")
        assert opened(page) == []
    assert name == first
    # It never was another document.
    assert page.evaluate("window.isTheSame")
    assert reader.errors == []


@pytest.mark.parametrize("path", [*ARTICLES, "reference/formulas/", "reference/register/"])
def test_nothing_of_ours_needs_more_than_a_strict_policy_allows(
    open_reader: Any, strict: str, path: str
) -> None:
    reader = open_reader()
    reader.page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event =>"
        " (window.refused ??= []).push(`${event.violatedDirective} ${event.sample}`))"
    )
    reader.page.goto(f"{strict}{path}", wait_until="networkidle")
    assert reader.page.evaluate("window.refused ?? []") == []
    assert reader.errors == []
    if path in ARTICLES:
        reader.page.locator(NUMBER).first.click()
        assert len(opened(reader.page)) == 1
    if path.startswith("reports/"):
        assert reader.page.locator("head script[type='application/ld+json']").count() == 1
    # The policy does refuse what is inline, and is heard doing so.
    reader.page.evaluate("document.body.innerHTML += '<p style=\"color: red\">'")
    assert reader.page.evaluate("window.refused")[0].startswith("style-src")


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("compute-vs-bandwidth-roofline/", 1),
        ("expert-granularity/", 3),
        ("model-hardware-decoupling/", 10),
    ],
)
@pytest.mark.parametrize("is_instant", [False, True])
def test_a_mark_of_a_plot_leads_to_its_number_by_keyboard_and_mouse(
    open_reader: Any, served: str, instant: str, path: str, count: int, is_instant: bool
) -> None:
    reader = open_reader()
    page = reader.page
    page.goto(f"{instant if is_instant else served}{path}", wait_until="networkidle")
    marks = page.locator(".cb-plot-drawing a")
    assert marks.count() > count
    # The keyboard comes to it from the mark before it, and shows where it is.
    marks.nth(0).focus()
    page.keyboard.press("Tab")
    focused = page.evaluate_handle("document.activeElement")
    assert focused.evaluate("(each, other) => each === other", marks.nth(1).element_handle())
    shown = "each => getComputedStyle(each).outlineStyle"
    assert focused.evaluate(shown) == "solid"
    assert marks.nth(0).evaluate(shown) == "none"
    name = marks.nth(1).locator("title").text_content()
    target = marks.nth(1).get_attribute("xlink:href").removeprefix("#")
    page.keyboard.press("Enter")
    entry = page.locator(f"[id='{target}']")
    entry.wait_for(state="visible")
    value = entry.locator("strong").first.inner_text().replace("\u00a0", " ")
    assert name.endswith(value)
    marks.nth(0).locator("[class]").first.click()
    first = marks.nth(0).get_attribute("xlink:href").removeprefix("#")
    page.locator(f"[id='{first}']").wait_for(state="visible")
    assert reader.errors == []


@pytest.mark.parametrize(
    "path", ["reports/2026-04-24/", "reference/discrepancies/", "reference/register/"]
)
def test_a_phone_shows_the_verdict_of_a_list_beside_its_claim(
    open_reader: Any, served: str, path: str
) -> None:
    page = open_reader(viewport={"width": 360, "height": 640}).page
    page.goto(f"{served}{path}")
    ends = page.locator("article td .cb-verdict").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().right)"
    )
    assert len(ends) > 30
    assert max(ends) <= 360


def test_the_register_shows_the_claims_of_one_verdict(open_reader: Any, served: str) -> None:
    page = open_reader(java_script_enabled=False).page
    page.goto(f"{served}reference/register/")
    rows = page.locator(".md-content tbody tr:visible")
    everything = rows.count()
    label = page.locator(".cb-filter label", has_text="不成立")
    label.click()
    count = int(label.inner_text().split()[-1])
    assert 0 < count < everything
    assert rows.count() == count
    for verdict in rows.locator(".cb-verdict").all_inner_texts():
        assert verdict == "不成立"
    page.locator(".cb-filter label").first.click()
    assert rows.count() == everything
