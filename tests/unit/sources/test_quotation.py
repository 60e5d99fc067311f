"""Quotations: found in one place, by their own words, and with the number they support."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.diagnostics import Diagnostics
from claimbook.quantities.unit import STANDARD
from claimbook.sources import check_quotations, load_catalogue
from claimbook.workspace import Workspace

SOURCE = "title: A sheet\nkind: primary\nraw: sheet.md\n"


def check(leaf, raw, source=SOURCE):
    diagnostics = Diagnostics()
    files = {"data/gpu-a.yml": f"x: {leaf}\n", "data/sources/sheet.yml": source}
    if raw is not None:
        files["raw/sheet.md"] = raw
    workspace = Workspace.from_mapping(files)
    catalogue = load_catalogue(
        workspace,
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=diagnostics,
    )
    assert list(diagnostics) == []
    return check_quotations(catalogue, workspace, diagnostics), list(diagnostics)


def yaml_text(words):
    return "'" + words.replace("'", "''") + "'"


def quote(value, words, raw, *, prefix="", suffix="", more=""):
    exact = f"exact: {yaml_text(words)}"
    context = f", prefix: {yaml_text(prefix)}, suffix: {yaml_text(suffix)}"
    return check(f"{{value: {value}, source: sheet, quote: {{{exact}{context}}}{more}}}", raw)


def level(value, words, raw, **more):
    found, faults = quote(value, words, raw, **more)
    if faults:
        return [fault.code.slug for fault in faults]
    return found["gpu-a.x"].level


def slugs(faults):
    return [fault.code.slug for fault in faults]


def test_a_quotation_is_found_as_it_is_and_its_place_is_kept():
    found, faults = quote(
        "1.8 TB/s",
        "total bandwidth of 1.8 terabytes per second",
        "A\r\nThe total bandwidth of 1.8 terabytes per second.\r\n",
    )
    assert faults == []
    quotation = found["gpu-a.x"]
    assert (quotation.level, quotation.form) == ("exact", "note")
    assert (quotation.span.start, quotation.span.end) == (7, 50)
    assert str(quotation.span.location) == "raw/sheet.md:2:5"


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_b37_b38_a_raw_file_of_windows_is_quoted_alike(start, end):
    raw = start + end.join(["峰值", "delivers up to 989 TFLOPS", "of compute"])
    found, faults = quote("989 TFLOPS", "up to 989 TFLOPS of compute", raw.encode())
    assert faults == []
    assert found["gpu-a.x"].level == "typographic"
    assert str(found["gpu-a.x"].span.location) == "raw/sheet.md:2:10"


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        ("delivers 989 TFLOPS", "delivers  989\u00a0TFLOPS"),
        ("delivers 989 TFLOPS", "delivers\n989\u202fTFLOPS"),
        ("non-stop 989 TFLOPS", "non\u2011stop 989 TFLOPS"),
        ("peak - 989 TFLOPS", "peak - 989\u2009TFLOPS"),
        ("chip — fast — 989 TFLOPS", "chip – fast — 989 TFLOPS"),
        ('the "peak" isn\'t 989 TFLOPS', "the “peak” isn’t 989 TFLOPS"),
        ("efficient flow at 989 TFLOPS", "e\ufb03cient \ufb02ow at 989 TFLOPS"),
        ("e\ufb03cient 989 TFLOPS", "efficient 989 TFLOPS"),
        ("delivers 989 TFLOPS", "ｄｅｌｉｖｅｒｓ 989 ＴＦＬＯＰＳ"),
        ("ピーク 989 TFLOPS", "ﾋﾟｰｸ 989 TFLOPS"),
        ("naïve 989 TFLOPS", "nai\u0308ve 989 TFLOPS"),
        ("bandwidth 989 TFLOPS", "band\u00adwidth 989 TFLOPS"),
        ("bandwidth 989 TFLOPS", "band-\n  width 989 TFLOPS"),
        ("峰值性能为 989 TFLOPS", "峰值\n性能为 989 TFLOPS"),
        ("GB-300: 989 TFLOPS", "GB‑300: 989 TFLOPS"),
    ],
)
def test_b73_another_typography_is_found_and_named_so(words, raw):
    assert level("989 TFLOPS", words, raw) == "typographic"


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        ("delivers up to 989 teraFLOPS", "delivers up to 989 TFLOPS"),
        ("delivers up to 989 TFLOPS", "Delivers up to 989 TFLOPS"),
        ("delivers 989 TFLOPS", "delivers 989 tflops"),
        ("delivers 989 TFLOPS", "delivers 998 TFLOPS"),
        ("delivers 989 TFLOPS", "delivers 98９ TFLOP/s"),
        ("alpha 989 TFLOPS", "α 989 TFLOPS"),
        ("delivers 989 TFLOPS", "delivers up to 989 TFLOPS"),
        ("delivers 989 TFLOPS", "delivers989TFLOPS"),
        ("recover 989 TFLOPS", "re-cover 989 TFLOPS"),
        ("peak of 10² TFLOPS", "peak of 102 TFLOPS"),
        ("peak of 102 TFLOPS", "peak of 10² TFLOPS"),
        ("½ of 989 TFLOPS", "1/2 of 989 TFLOPS"),
    ],
)
def test_b73_other_words_are_not_found(words, raw):
    assert level("989 TFLOPS", words, raw) == ["quote-not-found"]


@pytest.mark.parametrize("sign", ["-", "−", "–", "‐", "＋", "+", "±", "~", "≈"])
def test_b73_a_sign_is_part_of_the_number(sign):
    assert level("54 %", "54 % of peak", f"it is {sign}54 % of peak") == ["quote-not-found"]


@pytest.mark.parametrize(("ours", "theirs"), [("-", "−"), ("−", "-"), ("-", "‐"), ("–", "-")])
def test_b73_a_sign_is_not_a_hyphen(ours, theirs):
    slug = level("-54 %", f"it is {ours}54 % of peak", f"it is {theirs}54 % of peak")
    assert slug == ["quote-not-found"]


def test_b73_a_minus_is_found_as_itself():
    assert level("-54 %", "it is −54 % of peak", "it is −54 % of peak") == "exact"


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        ("5 PFLOPS dense", "the 15 PFLOPS dense"),
        ("5 PFLOPS dense", "the 1.5 PFLOPS dense"),
        ("5 PFLOPS dense", "the 1,5 PFLOPS dense"),
        ("5 PFLOPS dense", "the 2–5 PFLOPS dense"),
        ("5 PFLOPS dense", "the 2/5 PFLOPS dense"),
        ("the peak is 5", "the peak is 5.5 PFLOPS"),
        ("the peak is 5", "the peak is 50 PFLOPS"),
        ("the peak is 5", "the peak is 5% of it"),
        ("the peak is 5", "the peak is 5² PFLOPS"),
        ("the 5 PFLOP", "the 5 PFLOPS"),
        ("he 5 PFLOPS", "the 5 PFLOPS"),
        ("800 PFLOPS dense", "the 1\u202f800 PFLOPS dense"),
        (".5 PFLOPS dense", "the 1.5 PFLOPS dense"),
    ],
)
def test_a_quotation_does_not_begin_or_end_inside_a_number_or_word(words, raw):
    found, faults = quote("5 PFLOPS", words, raw)
    assert (dict(found), slugs(faults)) == ({}, ["quote-not-found"])
    assert "inside a longer" in faults[0].message


def test_a_hyphen_before_a_number_is_no_sign():
    assert level("900 GB/s", "900 GB/s each", "NVLink-900 GB/s each") == "exact"


def test_a_list_item_is_no_negative_number():
    assert level("900 GB/s", "900 GB/s each", "- 900 GB/s each") == "exact"


def test_what_is_not_found_is_shown_with_both_places_and_the_nearest_text():
    _, faults = check(
        "{value: 1.8 TB/s, source: sheet, quote: total bandwidth of 1.8 terabytes per second}",
        "First line.\nIt has a total bandwidth of 1.9 terabytes per second, they say.\n",
    )
    (error,) = faults
    assert error.code.slug == "quote-not-found"
    assert str(error.location) == "data/gpu-a.yml:1:44"
    assert str(error.related[0].span.location) == "raw/sheet.md:2:10"
    assert "total bandwidth of 1.9 terabytes per second" in error.hint


@pytest.mark.parametrize("words", ["a" * 1999, "ab " * 600, "中" * 1999, "5 " * 999])
def test_no_quotation_stalls_the_search(words):
    for unit in ("a", "ab ", "中", "5 "):
        _, faults = quote("6 W", f"{words}x", unit * 30_000, prefix="a" * 500, suffix="a" * 500)
        assert slugs(faults) == ["quote-not-found"]


def test_what_is_nowhere_alike_says_so():
    _, faults = quote("5 W", "consumes 5 W only", "Something else altogether.")
    assert slugs(faults) == ["quote-not-found"]
    assert faults[0].related[0].span.path == "raw/sheet.md"


def test_the_search_of_the_nearest_text_is_bounded():
    raw = "total bandwidth of 1.7 terabytes per second. aaaa bbbb " * 20_000
    _, faults = quote("1.8 TB/s", "total bandwidth of 1.8 terabytes per second", raw)
    assert slugs(faults) == ["quote-not-found"]
    assert "1.7 terabytes" in faults[0].hint


@pytest.mark.parametrize("unit", ["a", "a ", "aa\n", "5 ", "-\n", "\u00ad", "\n", "f"])
def test_no_raw_file_stalls_the_search(unit):
    raw = unit * (150_000 // len(unit))
    assert level("5 W", "a a aa fffi - 5 W", raw)[0] in {"quote-not-found", "raw-empty"}
    assert level("5 W", "aaaaa aaaaa 5", raw)[0] in {"quote-not-found", "raw-empty"}


def test_a_quotation_found_twice_is_ambiguous():
    _, faults = quote("5 W", "uses 5 W", "It uses 5 W.\nAnd it uses 5 W.\n")
    (error,) = faults
    assert error.code.slug == "quote-ambiguous"
    assert [str(related.span.location) for related in error.related] == [
        "raw/sheet.md:1:4",
        "raw/sheet.md:2:8",
    ]


def test_a_quotation_of_pages_is_refused():
    diagnostics = Diagnostics()
    workspace = Workspace.from_mapping(
        {
            "data/a.yml": f"x: {{value: 5 W, source: sheet, quote: {'ab ' * 1000}}}\n",
            "data/sources/sheet.yml": SOURCE,
        }
    )
    load_catalogue(
        workspace,
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=diagnostics,
    )
    assert slugs(diagnostics) == ["too-large"]


def test_overlapping_places_are_two_places():
    assert level("5 W", "5 W 5 W 5 W", "5 W 5 W 5 W 5 W") == ["quote-ambiguous"]


def test_a_prefix_or_suffix_singles_one_out():
    raw = "It uses 5 W idle.\nIt  never uses 5 W at load.\n"
    assert level("5 W", "uses 5 W", raw, prefix="It never") == "exact"
    assert level("5 W", "uses 5 W", raw, suffix="idle") == "exact"
    assert level("5 W", "uses 5 W", raw, prefix="sometimes") == ["quote-not-found"]
    assert level("5 W", "uses 5 W", raw, suffix="or 6") == ["quote-not-found"]


def test_a_prefix_in_another_place_says_where_the_words_are():
    _, faults = quote("5 W", "uses 5 W", "It uses 5 W.", prefix="They")
    assert "only elsewhere" in faults[0].message
    assert str(faults[0].related[0].span.location) == "raw/sheet.md:1:4"


@pytest.mark.parametrize("raw", ["", "\n \n", "\ufeff", "\u200b"])
def test_an_empty_raw_file_is_an_error(raw):
    assert level("5 W", "uses 5 W", raw) == ["raw-empty"]


def test_a_quotation_without_a_raw_file_is_an_error():
    leaf = "{value: 5 W, source: sheet, quote: uses 5 W}"
    _, faults = check(leaf, None, "title: A\nkind: primary\n")
    assert slugs(faults) == ["missing-raw"]
    assert str(faults[0].location) == "data/gpu-a.yml:1:39"
    assert faults[0].related[0].span.path == "data/sources/sheet.yml"


def test_a_raw_file_that_does_not_exist_is_one_error():
    _, faults = check("{value: 5 W, source: sheet, quote: uses 5 W}", None)
    assert [(fault.code.slug, str(fault.location)) for fault in faults] == [
        ("missing-raw", "data/sources/sheet.yml:3:6")
    ]


def test_a_source_without_a_raw_file_is_fine_where_nothing_is_quoted():
    assert check("{value: 5 W, source: sheet}", None, "title: A\nkind: primary\n")[1] == []


def test_a_raw_file_outside_the_book_is_not_read(tmp_path):
    (tmp_path / "secret.md").write_text("uses 5 W")
    book = tmp_path / "book"
    for folder in ("data/sources", "raw"):
        (book / folder).mkdir(parents=True)
    (book / "raw" / "sheet.md").symlink_to(tmp_path / "secret.md")
    (book / "data" / "sources" / "sheet.yml").write_text(SOURCE)
    (book / "data" / "a.yml").write_text("x: {value: 5 W, source: sheet, quote: uses 5 W}\n")
    workspace, diagnostics = Workspace.from_folder(book), Diagnostics()
    catalogue = load_catalogue(
        workspace,
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=diagnostics,
    )
    assert dict(check_quotations(catalogue, workspace, diagnostics)) == {}
    assert slugs(diagnostics) == ["missing-raw"]


def captured(raw, digest):
    return f"title: A\nkind: primary\nraw: {{file: sheet.md, form: capture, sha256: {digest}}}\n"


def test_a_capture_is_told_from_a_note():
    raw = "It uses 5 W."
    digest = hashlib.sha256(raw.encode()).hexdigest()
    found, faults = check(
        "{value: 5 W, source: sheet, quote: uses 5 W}", raw, captured(raw, digest)
    )
    assert (found["gpu-a.x"].form, faults) == ("capture", [])


@pytest.mark.parametrize("leaf", ["{value: 5 W, source: sheet, quote: uses 5 W}", "words"])
def test_a_changed_capture_is_an_error_quoted_or_not(leaf):
    raw = "It uses 5 W."
    digest = hashlib.sha256(b"It uses 6 W.").hexdigest()
    _, faults = check(leaf, raw, captured(raw, digest))
    assert slugs(faults) == ["raw-changed"]
    assert str(faults[0].location) == "data/sources/sheet.yml:3:46"
    assert hashlib.sha256(raw.encode()).hexdigest() in faults[0].hint


def test_an_original_that_is_missing_or_changed_is_an_error():
    original = (
        f"title: A\noriginal: {{file: sheet.md, sha256: {hashlib.sha256(b'5 W').hexdigest()}}}\n"
    )
    assert check("words", "5 W", original)[1] == []
    _, faults = check("words", "6 W", original)
    assert [(found.code.slug, str(found.location)) for found in faults] == [
        ("raw-changed", "data/sources/sheet.yml:2:36")
    ]
    _, faults = check("words", "5 W", original.replace("sheet.md", "sheet.pdf"))
    assert slugs(faults) == ["missing-raw"]


def test_a_changed_file_is_still_asked_for_its_quotations():
    digest = hashlib.sha256(b"It uses 5 W.").hexdigest()
    leaf = "{value: 5 W, source: sheet, quote: uses 5 W}"
    _, faults = check(leaf, "It uses 6 W.", captured("", digest))
    assert slugs(faults) == ["quote-not-found", "raw-changed"]


def test_a_capture_that_is_no_text_is_an_error_only_where_it_is_quoted():
    raw = b"%PDF\xff\xfe"
    source = captured(raw, hashlib.sha256(raw).hexdigest())
    assert check("words", raw, source)[1] == []
    assert slugs(check("{value: 5 W, source: sheet, quote: uses 5 W}", raw, source)[1]) == [
        "not-text"
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1.8 TB/s", "1.8 terabytes per second"),
        ("1.8 TB/s", "1.8 Terabytes per Second"),
        ("1.8 TB/s", "1,800 gigabytes per second"),
        ("1.8 TB/s", "1.8 TB/sec of it"),
        ("1.8 TB/s", "1.8TB/s of it"),
        ("1.8 TB/s", "1.8 TBps of it"),
        ("1.8 TB/s", "**1.8** TB/s of it"),
        ("1.8 TB/s", "1800 GB/s of it"),
        ("1.8 TB/s", "带宽为1.8TB/s"),
        ("1.8 TB/s", "带宽１.８ TB/秒"),
        ("50 GB/s", "400 Gb/s of it"),
        ("50 GB/s", "400 gigabits per second"),
        ("15 PFLOPS", "15 PetaFLOPS dense NVFP4 compute"),
        ("15 PFLOPS", "15 petaflops of it"),
        ("15 PFLOPS", "15 petaFLOPs of it"),
        ("15 PFLOPS", "15,000 TFLOP/s of it"),
        ("15 PFLOPS", "1.5e16 FLOP/s of it"),
        ("15 PFLOPS", "1.5×10^16 FLOP/s of it"),
        ("1504 TOPS", "1504 TOPS INT8"),
        ("726 GB/s", "726 GB/s (NVLink)"),
        ("160 GB/s", "about 160GB/s can actually be achieved"),
        ("700 W", "700 watts of it"),
        ("1.4 kW", "1400 W of it"),
        ("54 %", "only 54% of it"),
        ("54 %", "only 54 percent of it"),
        ("{v}", "H100 with 5 PFLOPS"),
        ("{v}", "H100提供5 PFLOPS"),
    ],
)
def test_the_number_is_read_as_the_source_writes_it(value, words):
    assert level(value.replace("{v}", "5 PFLOPS"), words, f"Here: {words}.") == "exact"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("384", "384 routed experts"),
        ("3072", '"moe_intermediate_size": 3072,'),
        ("1600000000000", "1.6T parameters"),
        ("49000000000", "49B active"),
        ("49000000000", "49 billion parameters"),
        ("7000", "about 7K wide"),
        ("1080", "1,080 of them"),
        ("16000", "共1.6万个"),
        ("61", "61 layers"),
    ],
)
def test_a_count_is_read_with_what_it_counts(count, words):
    value = f'{count}, unit: "1"'
    assert level(value, words, f"Here: {words}") == "exact"


@pytest.mark.parametrize(
    ("value", "words", "slug"),
    [
        ("1.8 TB/s", "a bandwidth of 1.9 TB/s", "quote-disagrees"),
        ("1.8 TB/s", "a bandwidth of 1.8 GB/s", "quote-disagrees"),
        ("1.8 TB/s", "a bandwidth of 1.8 Tb/s", "quote-disagrees"),
        ("1.8 TB/s", "a memory of 1.8 TB", "quote-disagrees"),
        ("5 PFLOPS", "5 PFLOP of work", "quote-disagrees"),
        ("54 %", "it is -54 % here", "quote-disagrees"),
        ('384, unit: "1"', "385 routed experts", "quote-disagrees"),
        ("1.8 TB/s", "a high bandwidth", "quote-without-number"),
        ("1.8 TB/s", "NVLink 5 has the bandwidth", "quote-without-number"),
        ("5 PFLOPS", "the FP5 PFLOPS of H5", "quote-without-number"),
        ('384, unit: "1"', "of H384 and 384 GB", "quote-disagrees"),
        ('384, unit: "1"', "many routed experts of E384", "quote-without-number"),
        ("5 PFLOPS", "a peak of 5 of them", "quote-without-number"),
    ],
)
def test_b75_a_quotation_contains_the_number_that_it_supports(value, words, slug):
    _, faults = quote(value, words, f"Here: {words} and so on.")
    assert slugs(faults) == [slug]
    assert {related.span.path for related in faults[0].related} == {
        "raw/sheet.md",
        "data/gpu-a.yml",
    }


@pytest.mark.parametrize("value", ["80 GB", "80 GB/s"])
def test_a_quotation_that_cuts_the_unit_supports_nothing(value):
    assert level(value, "it moves 80 GB", "it moves 80 GB/s") == ["quote-disagrees"]


@pytest.mark.parametrize(
    ("value", "words", "raw"),
    [
        ("2 kW", "draws 2 kW", "It draws 2 kW/m here."),
        ("2 kW", "draws 2 kW", "It draws 2 kW per rod."),
        ("2 kW", "draws 2 kW", "It draws 2 kW\nper rod."),
        ("2 kW", "draws 2 kW", "It draws 2 kW·h."),
        ("2 kW", "draws 2 kW/m", "It draws 2 kW/m here."),
        ("1.5 kWh", "loses 1.5 kWh", "It loses 1.5 kWh a day."),
        ("1.5 kWh", "loses 1.5 kWh", "It loses 1.5 kWh a year."),
        ("1.5 kWh", "loses 1.5 kWh a day", "It loses 1.5 kWh a day."),
        ("2 kW", "功率 2 千瓦", "功率 2 千瓦时。"),
        ('3, unit: "1"', "weighs 3", "It weighs 3 kg."),
        ('3, unit: "1"', "weighs 3 kg", "It weighs 3 kg."),
        ("2 kW", "draws 1/2 kW", "It draws 1/2 kW."),
        ("3 kW", "draws 2 x 3 kW", "It draws 2 x 3 kW."),
        ("3 kW", "draws 2×3 kW", "It draws 2×3 kW."),
        ("3 kW", "3 kW in all", "It draws 2 x 3 kW in all."),
    ],
)
def test_e23_a_part_of_a_number_or_unit_supports_nothing(value, words, raw):
    assert level(value, words, raw) == ["quote-disagrees"]


@pytest.mark.parametrize(
    ("value", "words", "raw"),
    [
        ("2 kW", "draws 2 kW per rod", "It draws 2 kW per rod."),
        ("2 kW", "draws 2 kW", "It draws 2 kW (per rod)."),
        ("900 GB/s", "are 900 GB/s", "They are 900 GB/s each way."),
        ("0.5 kW", "draws 1/2 kW", "It draws 1/2 kW."),
        ("6 kW", "draws 2 x 3 kW", "It draws 2 x 3 kW."),
        ("2 kW", "功率为 2 千瓦", "其功率为 2 千瓦。"),
        ("20 MW", "功率为 2 万千瓦", "其功率为 2 万千瓦。"),
        ("1.5 kWh/d", "loses about 1.5 kWh a day", "It loses about 1.5 kWh a day."),
        ("1.5 kWh/d", "loses about 1.5 kWh every day", "It loses about 1.5 kWh every day."),
    ],
)
def test_e23_a_whole_number_and_unit_supports_its_value(value, words, raw):
    assert level(value, words, raw) == "exact"


def test_e23_letters_of_another_width_are_typography():
    assert level("2 kW", "draws 2kW", "It draws ２ｋＷ.") == "typographic"
    assert level("2 kW", "draws 2kW", "It draws ２ｋＷ／ｍ.") == ["quote-disagrees"]


def test_a_disagreement_shows_both_values():
    _, faults = quote(
        "1.8 TB/s",
        "a bandwidth of 1.9 terabytes per second",
        "a bandwidth of 1.9 terabytes per second",
    )
    assert "is 1.8 TB/s" in faults[0].message
    assert "says 1.9 terabytes per second" in faults[0].message


def test_b75_a_very_short_quotation_is_refused():
    assert level('5, unit: "1"', "5", "5 of them") == ["quote-too-short"]
    assert level('5, unit: "1"', "5", "5 of them", suffix="of them") == "exact"


def test_a_rounded_figure_supports_an_approximate_value_only():
    words = "printed as 1.1 EFLOPS"
    assert level("1080 PFLOPS", words, words) == ["quote-disagrees"]
    assert level("1080 PFLOPS", words, words, more=", approximate: true") == "exact"
    assert level("1040 PFLOPS", words, words, more=", approximate: true") == ["quote-disagrees"]


def word_spec(raw, words):
    diagnostics = Diagnostics()
    from claimbook.sources import Kind, Leaf

    workspace = Workspace.from_mapping(
        {
            "data/m.yml": f"kind: m\nd: {{value: fp8, source: sheet, quote: {words}}}\n",
            "data/sources/sheet.yml": SOURCE,
            "raw/sheet.md": raw,
        }
    )
    catalogue = load_catalogue(
        workspace,
        data_folder="data",
        raw_folder="raw",
        kinds={"m": Kind("m", {"d": Leaf(words=("fp8", "bf16"))})},
        units=STANDARD,
        diagnostics=diagnostics,
    )
    check_quotations(catalogue, workspace, diagnostics)
    return slugs(diagnostics)


def test_a_word_is_supported_by_the_word_itself():
    assert word_spec("dispatch in FP8 only", "dispatch in FP8") == []
    assert word_spec("dispatch in FP80 only", "dispatch in FP80") == ["quote-without-number"]
    assert word_spec("dispatch in BF16 only", "dispatch in BF16") == ["quote-without-number"]


def test_rivals_are_checked_like_any_spec():
    leaf = (
        "[{value: 5 W, source: sheet, quote: uses 5 W, preferred: true},"
        " {value: 6 W, source: sheet, quote: uses 7 W}]"
    )
    found, faults = check(leaf, "One uses 5 W, the other uses 7 W.")
    assert slugs(faults) == ["quote-disagrees"]
    assert set(found) == {"gpu-a.x"}


_RAW = "Peak: 15 PetaFLOPS dense, NVLink 900 GB/s each way, −54.9 % below, 1,080 W at 2.5 GHz."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("15 PFLOPS", "15 PetaFLOPS dense"),
        ("900 GB/s", "NVLink 900 GB/s each way"),
        ("-54.9 %", "−54.9 % below"),
        ("1080 W", "1,080 W at"),
        ("2.5 GHz", "at 2.5 GHz"),
    ],
)
def test_no_falsified_digit_goes_unseen(value, words):
    assert level(value, words, _RAW) == "exact"
    start = _RAW.index(words)
    for index, character in enumerate(words):
        if character.isdigit():
            other = str((int(character) + 1) % 10)
            place = start + index
            assert level(value, words, _RAW[:place] + other + _RAW[place + 1 :]) != "exact"
    for index, character in enumerate(value):
        if character.isdigit():
            other = value[:index] + str((int(character) + 1) % 10) + value[index + 1 :]
            assert level(other, words, _RAW) == ["quote-disagrees"]


_WORDS = st.text(alphabet="ab fi-‐–−\"'“’.,5９²%é中ｶﾞ\u00a0\u00ad\n", min_size=6, max_size=30)


@settings(max_examples=150, deadline=None)
@given(_WORDS, _WORDS, _WORDS)
def test_what_is_cut_from_a_text_is_found_there_or_refused(before, words, after):
    from claimbook.diagnostics import Text
    from claimbook.sources.quotation import RawText, locate
    from claimbook.sources.spec import Quote

    exact = words.strip()
    if not exact:
        return
    raw = f"{before}{words}{after}"
    place = Text("data/a.yml", "").span(0)
    search = locate(Quote(exact, "", "", place), RawText(raw))
    assert search.level == "exact" or search.cut is not None
    for start, end in search.places:
        assert raw[start:end] == exact


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aZ5.%−-/²ＴB 万s\n", max_size=20), st.text(max_size=20))
def test_no_quotation_raises(words, raw):
    value = "5 W, note: x"
    if words.strip():
        quote(value, words.replace("\n", " "), f"{raw}{words}5 TB/s{raw}".encode())
