"""data/ as a whole: what a file may say, and that one fault loses nothing else."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.diagnostics import Diagnostics
from claimbook.quantities.unit import STANDARD
from claimbook.sources import (
    Choice,
    DateField,
    Each,
    Group,
    Kind,
    Leaf,
    TextField,
    load_catalogue,
)
from claimbook.workspace import Workspace

SOURCE = "title: A sheet\nkind: primary\n"
CHIP = Kind(
    "chip",
    {
        "technology": TextField(),
        "released": DateField(),
        "class": Choice(("server", "edge")),
        "cores": Leaf(unit="1"),
        "tdp": Leaf(unit="W"),
        "format": Leaf(words=("fp8", "bf16")),
        "peak": Group({"fp8": Leaf(unit="FLOP/s"), "bf16": Leaf(unit="FLOP/s")}, required=("fp8",)),
        "link": Leaf(
            unit="B/s",
            qualifiers={"direction": ("one-way", "bidirectional"), "counted_by": None},
            required_qualifiers=("direction",),
        ),
        "memory": Each(Leaf(unit="B"), keys=("hbm", "l2")),
        "levels": Each(Group({"technology": TextField()})),
    },
    required=("cores",),
)


def load(files, kinds=()):
    diagnostics = Diagnostics()
    everything = {"data/sources/sheet.yml": SOURCE, **files}
    catalogue = load_catalogue(
        Workspace.from_mapping(everything),
        data_folder="data",
        raw_folder="raw",
        kinds={kind.name: kind for kind in kinds},
        units=STANDARD,
        diagnostics=diagnostics,
    )
    return catalogue, list(diagnostics)


def load_one(content, kinds=()):
    return load({"data/gpu-a.yml": content}, kinds)


def spec_of(leaf):
    catalogue, found = load_one(f"x: {leaf}\n")
    assert found == []
    return catalogue.specs["gpu-a.x"]


def faults(found):
    return [(item.code.slug, str(item.location)) for item in found]


def slugs(found):
    return [item.code.slug for item in found]


def test_a_spec_is_found_by_its_path_and_knows_its_place():
    catalogue, found = load_one(
        "name: GPU A\nlevels:\n"
        "  scale-up: {technology: NVLink 5, bandwidth: {value: 1.8 TB/s, source: sheet,"
        " direction: bidirectional, locator: p. 3, note: both ways, confidence: high,"
        " as_of: 2026-04-24, approximate: true}}\n"
    )
    assert found == []
    spec = catalogue.specs["gpu-a.levels.scale-up.bandwidth"]
    assert (spec.value, spec.text, spec.unit.symbol) == (1_800_000_000_000, "1.8 TB/s", "TB/s")
    assert (spec.numeral.place, spec.source) == (Fraction(1, 10), "sheet")
    assert dict(spec.qualifiers) == {"direction": "bidirectional"}
    assert (spec.locator, spec.note, spec.confidence) == ("p. 3", "both ways", "high")
    assert (spec.as_of, spec.approximate, spec.subject) == ("2026-04-24", True, "gpu-a")
    assert str(spec.span.location) == "data/gpu-a.yml:3:55"
    subject = catalogue.subjects["gpu-a"]
    assert (subject.name, subject.kind) == ("GPU A", None)
    assert dict(subject.texts) == {"levels.scale-up.technology": "NVLink 5"}
    assert subject.specs["levels.scale-up.bandwidth"] is spec


def test_a_subject_without_a_name_is_called_by_its_id():
    assert load_one("note: nothing yet\n")[0].subjects["gpu-a"].name == "gpu-a"


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        ("9.89e14 FLOP/s", 989_000_000_000_000),
        ("3.35e12 B/s", 3_350_000_000_000),
        ("1.0e+3 B", 1000),
        ("1e3 B", 1000),
        ("1.5e+12 B/s", 1_500_000_000_000),
        ("1e-4 s", Fraction(1, 10_000)),
        ("1e-6 s", Fraction(1, 1_000_000)),
        ("5 PFLOPS", 5_000_000_000_000_000),
        ("400 Gb/s", 50_000_000_000),
        ("54 %", Fraction(27, 50)),
        ("-54 %", Fraction(-27, 50)),
        ("2.2x", Fraction(11, 5)),
        ("0.1 s", Fraction(1, 10)),
    ],
)
def test_b43_values_are_exact_numbers_in_base_units(value, exact):
    assert spec_of(f"{{value: {value}, source: sheet}}").value == exact


@pytest.mark.parametrize("value", ["16:9", "1:30:00", "12:30", "2/3"])
def test_b45_a_ratio_or_time_is_never_a_number(value):
    for written in (value, f"{{value: {value}, source: sheet}}"):
        _, found = load_one(f"x: {written}\n")
        assert slugs(found) == ["unreadable-value"]
        assert value in found[0].message


@pytest.mark.parametrize("word", ["no", "NO", "yes", "on", "off", "true", "y", "null", "~"])
def test_b46_a_switch_is_no_value(word):
    _, found = load_one(f"x: {{value: {word}, source: sheet}}\n")
    assert faults(found) == [("unreadable-value", "data/gpu-a.yml:1:12")]


def test_b46_words_stay_words_as_attributes_and_keys():
    catalogue, found = load_one('ecc: no\ncountry: NO\nvendors: {no: "Nordic Oy", on: "Ono"}\n')
    assert found == []
    assert dict(catalogue.subjects["gpu-a"].texts) == {
        "ecc": "no",
        "country": "NO",
        "vendors.no": "Nordic Oy",
        "vendors.on": "Ono",
    }


@pytest.mark.parametrize("word", ["yes", "True", "1", "on"])
def test_b46_approximate_is_true_or_false(word):
    _, found = load_one(f"x: {{value: 5 W, source: sheet, approximate: {word}}}\n")
    assert slugs(found) == ["invalid-choice"]


def test_b47_a_duplicate_key_is_reported_and_the_rest_is_read():
    catalogue, found = load_one(
        "tdp: {value: 700 W, source: sheet}\n"
        "tdp: {value: 350 W, source: sheet}\n"
        "hbm: {value: 80 GB, source: sheet}\n"
    )
    assert faults(found) == [("duplicate-key", "data/gpu-a.yml:2:1")]
    assert "gpu-a.hbm" in catalogue.specs


def test_b47_merge_keys_give_specs():
    catalogue, found = load_one(
        "a: &base {value: 700 W, source: sheet}\nb: {<<: *base, value: 350 W}\n"
    )
    assert found == []
    assert catalogue.specs["gpu-a.b"].value == 350


def test_b48_a_date_is_a_key_like_any_other():
    catalogue, found = load_one(
        'revisions:\n  2026-05-01: {peak: {value: 989 TFLOPS, source: sheet}}\ndriver: "1.10"\n'
    )
    assert found == []
    assert "gpu-a.revisions.2026-05-01.peak" in catalogue.specs
    assert catalogue.subjects["gpu-a"].texts["driver"] == "1.10"


@pytest.mark.parametrize("date", ["2024-13-45", "2024-02-30", "24-01-01", "01.02.2024", "today"])
def test_b48_a_bad_date_is_an_error_with_its_place(date):
    _, found = load_one(f"x: {{value: 5 W, source: sheet, as_of: {date}}}\n")
    assert faults(found) == [("invalid-date", "data/gpu-a.yml:1:39")]
    _, found = load({"data/sources/s.yml": f"{SOURCE}retrieved: {date}\n"})
    assert faults(found) == [("invalid-date", "data/sources/s.yml:3:12")]


def test_b50_invalid_yaml_is_an_error_with_line_and_column():
    catalogue, found = load_one("name: A\nnote: Roofline: GPU A\n")
    assert faults(found) == [("yaml-syntax", "data/gpu-a.yml:2:15")]
    assert catalogue.is_broken("gpu-a.anything")


@pytest.mark.parametrize("content", ["", "# nothing\n", "{}\n", "---\n"])
def test_b51_an_empty_file_is_a_warning_with_its_name(content):
    catalogue, found = load_one(content)
    assert slugs(found) == ["empty-file"]
    assert found[0].severity == "warning"
    assert "data/gpu-a.yml" in found[0].message
    assert dict(catalogue.subjects) == {}


def test_b51_no_data_at_all_is_no_fault():
    diagnostics = Diagnostics()
    catalogue = load_catalogue(
        Workspace.from_mapping({"wiki/index.md": "# A"}),
        data_folder="data",
        raw_folder="raw",
        kinds={},
        units=STANDARD,
        diagnostics=diagnostics,
    )
    assert (len(catalogue.specs), len(diagnostics)) == (0, 0)


def test_b51_an_empty_section_is_an_empty_section():
    catalogue, found = load_one("kind: chip\ncores: {value: 8, source: sheet}\nmemory:\n", [CHIP])
    assert found == []
    assert catalogue.specs["gpu-a.cores"].value == 8
    assert load_one("extra:\nx: {value: 5 W, source: sheet}\n")[1] == []


@pytest.mark.parametrize("content", ["just words\n", "- a\n- b\n", "700\n"])
def test_a_file_that_is_no_mapping_is_an_error(content):
    assert slugs(load_one(content)[1]) == ["wrong-type"]


@pytest.mark.parametrize("value", ["700", "5", "1.10", "-3", "9.89e14"])
def test_b59_a_bare_number_has_no_unit(value):
    assert slugs(load_one(f"tdp: {value}\n")[1]) == ["missing-unit"]
    assert slugs(load_one(f"tdp: {{value: {value}, source: sheet}}\n")[1]) == ["missing-unit"]


def test_b59_a_bare_number_may_be_said_to_have_no_unit():
    assert spec_of('{value: 61, unit: "1", source: sheet}').value == 61
    assert spec_of("{value: 61, unit: 1, source: sheet}").unit.symbol == "1"


def test_b59_the_unit_stands_in_the_value_and_nowhere_else():
    _, found = load_one("x: {value: 700, unit: W, source: sheet}\n")
    assert faults(found) == [("invalid-choice", "data/gpu-a.yml:1:23")]
    assert "700 W" in found[0].hint


def test_b53_an_unknown_unit_is_an_error_at_the_value():
    _, found = load_one("io: {value: 64 KB, source: sheet}\n")
    assert faults(found) == [("unknown-unit", "data/gpu-a.yml:1:13")]
    assert "kB" in found[0].hint


def test_a_misleading_unit_is_a_warning_and_is_read():
    catalogue, found = load_one("x: {value: 989 TFLOPs/s, source: sheet}\n")
    assert slugs(found) == ["unit-style"]
    assert catalogue.specs["gpu-a.x"].value == 989_000_000_000_000


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("~5 PFLOPS", "approximate: true"),
        ("about 5 PFLOPS", "approximate: true"),
        ("约 5 PFLOPS", "approximate: true"),
        ("7.7-8 TB/s", "rivals"),
        ("7.7 to 8 TB/s", "rivals"),
        ("up to 5 PFLOPS", "bounds"),
        ("'>= 5 PFLOPS'", "bounds"),
    ],
)
def test_a_value_that_says_more_than_a_number_is_told_how(value, hint):
    _, found = load_one(f"x: {{value: {value}, source: sheet}}\n")
    assert slugs(found) == ["unreadable-value"]
    assert hint in found[0].hint


@pytest.mark.parametrize("value", ["fast", "2,2 TB/s", "1.2.3 GB", "5 5 GB", "TB/s", "٣ W"])
def test_a_value_that_is_no_number_is_unreadable(value):
    assert slugs(load_one(f"x: {{value: '{value}', source: sheet}}\n")[1]) == ["unreadable-value"]


def test_a_value_without_a_source_is_told_how_to_write_it():
    _, found = load_one("tdp: 700 W\n")
    assert slugs(found) == ["missing-source"]
    assert "{value: 700 W, source:" in found[0].hint
    assert slugs(load_one("tdp: {value: 700 W}\n")[1]) == ["missing-source"]
    assert slugs(load_one("tdp: {value: 700 W, source: }\n")[1]) == ["missing-source"]


def test_an_unknown_source_names_the_nearest():
    _, found = load_one("x: {value: 5 W, source: shet}\n")
    assert faults(found) == [("unknown-source", "data/gpu-a.yml:1:25")]
    assert found[0].hint == "did you mean sheet?"


def test_a_source_that_cannot_be_read_is_reported_once():
    catalogue, found = load(
        {"data/sources/s.yml": "title: a: b\n", "data/a.yml": "x: {value: 5 W, source: s}\n"}
    )
    assert slugs(found) == ["yaml-syntax"]
    assert "a.x" in catalogue.broken
    assert "x" not in catalogue.subjects["a"].specs


def test_an_unknown_key_of_a_spec_names_the_nearest():
    _, found = load_one("x: {value: 5 W, source: sheet, locater: p. 3}\n")
    assert faults(found) == [("unknown-key", "data/gpu-a.yml:1:32")]
    assert found[0].hint == "did you mean locator?"


def test_every_fault_of_a_spec_is_reported_at_once():
    catalogue, found = load_one(
        "x: {value: 5, sorce: sheet, approximate: yes, confidence: hihg, as_of: 2024}\n"
        "y: {value: 6 W, source: sheet}\n"
    )
    assert sorted(slugs(found)) == [
        "invalid-choice",
        "invalid-choice",
        "missing-source",
        "missing-unit",
        "unknown-key",
    ]
    assert set(catalogue.specs) == {"gpu-a.y"}
    assert catalogue.broken == {"gpu-a.x"}


def test_a_key_of_the_wrong_form_is_an_error():
    _, found = load_one("Peak FP8: {value: 5 W, source: sheet}\n1.10: word\n")
    assert faults(found) == [
        ("invalid-id", "data/gpu-a.yml:1:1"),
        ("invalid-id", "data/gpu-a.yml:2:1"),
    ]
    assert [item.hint for item in found] == ["write peak-fp8", "write 1-10"]


@pytest.mark.parametrize("name", ["GPU-A", "gpu_a", "glm-4.5", "-a", "a--b", "芯片"])
def test_a_file_name_of_the_wrong_form_is_an_error(name):
    assert slugs(load({f"data/{name}.yml": "name: A\n"})[1]) == ["invalid-id"]


@pytest.mark.parametrize("other", ["data/models/gpu-a.yml", "data/gpu-a.yaml"])
def test_two_files_of_one_id_are_an_error_with_both_places(other):
    _, found = load({"data/gpu-a.yml": "name: A\n", other: "name: B\n"})
    (error,) = found
    assert error.code.slug == "duplicate-id"
    paths = {error.span.path, error.related[0].span.path}
    assert paths == {"data/gpu-a.yml", other}


def test_sources_have_ids_of_their_own():
    catalogue, found = load({"data/sheet.yml": "x: {value: 5 W, source: sheet}\n"})
    assert found == []
    assert ("sheet" in catalogue.subjects, "sheet" in catalogue.sources) == (True, True)


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_b37_b38_bytes_of_windows_change_nothing(start, end):
    lines = ["name: 芯片 A", "peak:", "  fp8: {value: 5 PFLOPS, source: sheet}", ""]
    catalogue, found = load({"data/gpu-a.yml": (start + end.join(lines)).encode()})
    assert found == []
    spec = catalogue.specs["gpu-a.peak.fp8"]
    assert (spec.value, str(spec.span.location)) == (5 * 10**15, "data/gpu-a.yml:3:16")
    assert catalogue.subjects["gpu-a"].name == "芯片 A"


def test_a_file_that_is_not_utf8_is_an_error():
    assert slugs(load({"data/gpu-a.yml": b"name: \xff\xfe\n"})[1]) == ["not-text"]


def test_rival_values_have_one_preferred():
    catalogue, found = load_one(
        "nic:\n- {value: 400 Gb/s, source: sheet}\n"
        "- {value: 800 Gb/s, source: sheet, preferred: true}\n"
    )
    assert found == []
    spec = catalogue.specs["gpu-a.nic"]
    assert spec.value == 100_000_000_000
    assert [(rival.path, rival.text) for rival in spec.rivals] == [("gpu-a.nic[1]", "400 Gb/s")]


def test_a_single_value_in_a_list_needs_no_preference():
    assert spec_of("[{value: 5 W, source: sheet}]").rivals == ()


@pytest.mark.parametrize(
    ("rivals", "slug"),
    [
        ("[{value: 5 W, source: sheet}, {value: 6 W, source: sheet}]", "missing-key"),
        (
            "- {value: 5 W, source: sheet, preferred: true}".join(["\n"] * 3),
            "invalid-choice",
        ),
        ("[]", "wrong-type"),
        ("[5 W, 6 W]", "wrong-type"),
        (
            "[{value: 5 W, source: sheet, preferred: true}, {value: 6 GB, source: sheet}]",
            "wrong-dimension",
        ),
        ("{value: 5 W, source: sheet, preferred: true}", "unknown-key"),
    ],
)
def test_rivals_that_do_not_fit_are_an_error(rivals, slug):
    assert slugs(load_one(f"x: {rivals}\n")[1]) == [slug]


def test_a_kind_types_its_fields():
    catalogue, found = load_one(
        "name: A\nkind: chip\ntechnology: 5 nm\nreleased: 2026-01-31\nclass: server\n"
        "cores: {value: 144, source: sheet}\ntdp: {value: 1.4 kW, source: sheet}\n"
        "format: {value: fp8, source: sheet}\npeak: {fp8: {value: 5 PFLOPS, source: sheet}}\n"
        "link: {value: 900 GB/s, source: sheet, direction: one-way, counted_by: us}\n"
        "memory: {hbm: {value: 288 GB, source: sheet}}\nlevels: {any-one: {technology: x}}\n",
        [CHIP],
    )
    assert found == []
    assert catalogue.specs["gpu-a.cores"].value == 144
    assert catalogue.specs["gpu-a.tdp"].value == 1400
    assert (catalogue.specs["gpu-a.format"].word, catalogue.specs["gpu-a.format"].value) == (
        "fp8",
        None,
    )
    assert dict(catalogue.specs["gpu-a.link"].qualifiers) == {
        "direction": "one-way",
        "counted_by": "us",
    }
    assert dict(catalogue.subjects["gpu-a"].texts) == {
        "technology": "5 nm",
        "released": "2026-01-31",
        "class": "server",
        "levels.any-one.technology": "x",
    }


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ("tpd: {value: 5 W, source: sheet}", "unknown-key"),
        ("tdp: {value: 5 GB, source: sheet}", "wrong-dimension"),
        ("tdp: 5 W", "missing-source"),
        ("tdp: 5", "missing-unit"),
        ("tdp:", "missing-key"),
        ("tdp: {source: sheet}", "missing-key"),
        ("tdp: {value: 5 W, source: sheet, direction: one-way}", "unknown-key"),
        ("peak: {}", "missing-key"),
        ("peak: 5 PFLOPS", "wrong-type"),
        ("peak: {fp8: {value: 5 PFLOP, source: sheet}}", "wrong-dimension"),
        ("memory: {l3: {value: 5 GB, source: sheet}}", "unknown-key"),
        ("format: {value: FP8, source: sheet}", "invalid-choice"),
        ("format: {value: 8, source: sheet}", "invalid-choice"),
        ("link: {value: 900 GB/s, source: sheet}", "missing-key"),
        ("link: {value: 900 GB/s, source: sheet, direction: both}", "invalid-choice"),
        ("released: 2026-02-30", "invalid-date"),
        ("class: desktop", "invalid-choice"),
        ("technology: {a: b}", "wrong-type"),
        ("note: [a]", "wrong-type"),
    ],
)
def test_what_a_kind_does_not_allow_is_an_error(line, slug):
    _, found = load_one(f"kind: chip\ncores: {{value: 8, source: sheet}}\n{line}\n", [CHIP])
    assert slugs(found) == [slug]
    assert found[0].location.line in {1, 3}


def test_a_required_field_is_missed_at_the_kind():
    _, found = load_one("name: A\nkind: chip\n", [CHIP])
    assert faults(found) == [("missing-key", "data/gpu-a.yml:2:1")]


def test_a_count_with_a_unit_is_of_the_wrong_dimension():
    _, found = load_one("kind: chip\ncores: {value: 8 GB, source: sheet}\n", [CHIP])
    assert slugs(found) == ["wrong-dimension"]


def test_an_unknown_kind_is_a_warning_where_kinds_are_registered():
    catalogue, found = load_one("kind: chop\nx: {value: 5 W, source: sheet}\n", [CHIP])
    assert [(item.code.slug, item.severity, item.hint) for item in found] == [
        ("unknown-kind", "warning", "did you mean chip?")
    ]
    assert "gpu-a.x" in catalogue.specs
    assert load_one("kind: chop\nx: {value: 5 W, source: sheet}\n")[1] == []


def test_free_structure_takes_the_common_qualifiers_only():
    spec = spec_of("{value: 5 W, source: sheet, direction: one-way, scope: chip}")
    assert dict(spec.qualifiers) == {"direction": "one-way", "scope": "chip"}
    _, found = load_one("x: {value: 5 W, source: sheet, colour: red}\n")
    assert slugs(found) == ["unknown-key"]


def test_a_plain_attribute_that_begins_with_a_digit_stands_in_quotes():
    catalogue, found = load_one('x: "8-bit"\ny: 8-bit\n')
    assert catalogue.subjects["gpu-a"].texts == {"x": "8-bit"}
    assert "quotes" in found[0].hint


def test_a_source_is_read_in_full():
    catalogue, found = load(
        {
            "data/sources/blog.yml": "title: Inside\nauthor: [A. One, B. Two]\n"
            "url: https://example.com/a?b=c#d\npublished: 2026-04\nretrieved: 2026-04-24\n"
            "kind: secondary\ncites: [sheet, a datasheet that we have not read]\n"
            "raw: {file: blog.html, form: capture, sha256: "
            + "0"
            * 64
            + ", url: 'https://example.com/', date: 2026-04-24}\n"
            f"original: {{file: blog.pdf, sha256: {'1' * 64}}}\n"
            "warn_after: 180d\nerror_after: 52w\nlocator: table 2\nnote: ours\n"
        }
    )
    assert found == []
    source = catalogue.sources["blog"]
    assert (source.title, source.author, source.kind) == ("Inside", "A. One, B. Two", "secondary")
    assert source.cites == ("sheet", "a datasheet that we have not read")
    assert (source.published, source.retrieved) == ("2026-04", "2026-04-24")
    assert (source.warn_after, source.error_after) == (180, 364)
    assert (source.raw.path, source.raw.form, source.raw.sha256) == (
        "raw/blog.html",
        "capture",
        "0" * 64,
    )
    assert (source.original.path, source.original.sha256) == ("raw/blog.pdf", "1" * 64)
    assert list(catalogue.documents) == ["raw/blog.html"]


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ("titel: x", "unknown-key"),
        ("url: 'javascript:alert(1)'", "invalid-choice"),
        ("warn_after: soon", "invalid-duration"),
        ("warn_after: 6m", "invalid-duration"),
        ("raw: ../secret.md", "missing-raw"),
        ("raw: /etc/passwd", "missing-raw"),
        ("raw: {form: note}", "missing-key"),
        ("raw: {file: a.md, form: capture}", "missing-key"),
        ("raw: {file: a.md, form: copy}", "invalid-choice"),
        ("raw: {file: a.md, sha256: abc}", "unreadable-value"),
        ("raw: {file: a.md, hash: abc}", "unknown-key"),
        ("raw: [a.md]", "wrong-type"),
        ("original: a.html", "wrong-type"),
        ("original: {file: a.html}", "missing-key"),
        (f"original: {{sha256: {'0' * 64}}}", "missing-key"),
        ("original: {file: a.html, sha256: abc}", "unreadable-value"),
        (f"original: {{file: ../a.html, sha256: {'0' * 64}}}", "missing-raw"),
        (f"original: {{file: a.html, sha256: {'0' * 64}, form: note}}", "unknown-key"),
        ("note: {a: b}", "wrong-type"),
        ("published: 2024-13", "invalid-date"),
    ],
)
def test_what_a_source_does_not_allow_is_an_error(line, slug):
    _, found = load({"data/sources/s.yml": f"{SOURCE}{line}\n"})
    assert slugs(found) == [slug]
    assert found[0].location.line == 3


def test_a_source_has_a_title_and_is_no_origin_unless_it_says_so():
    _, found = load({"data/sources/s.yml": "author: A\n"})
    assert slugs(found) == ["missing-key"]
    catalogue, found = load({"data/sources/s.yml": "title: A\n"})
    assert (catalogue.sources["s"].kind, found) == ("secondary", [])
    _, found = load({"data/sources/s.yml": "title: A\nkind: tertiary\n"})
    assert faults(found) == [("invalid-choice", "data/sources/s.yml:2:7")]


@pytest.mark.parametrize("name", ["raw/x.md", "x.md", "./x.md", "raw//x.md"])
def test_a_raw_file_is_named_with_or_without_its_folder(name):
    catalogue, found = load({"data/sources/s.yml": f"{SOURCE}raw: {name}\n"})
    assert (catalogue.sources["s"].raw.path, found) == ("raw/x.md", [])
    assert catalogue.sources["s"].raw.form == "note"


_LINE = st.text(alphabet="abx:-{}[]'\",&*<| \t019.~%é中", max_size=24)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_LINE, st.sampled_from(["x: {value: 5 W, source: sheet}"])), max_size=5))
def test_no_data_file_raises(lines):
    content = "\n".join(lines)
    load({"data/a.yml": content, "data/sources/b.yml": content}, [CHIP])
    load({"data/a.yml": f"kind: chip\n{content}"}, [CHIP])


_NODE = st.recursive(
    st.sampled_from(["no", "5", "5 W", "'a'", "", "1:30", "2026-05-01", "~5 W", "*x", "\u2028"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["value", "source", "quote", "peak", "fp8", "raw", "kind", "a", "<<"]),
            inner,
            max_size=4,
        ).map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs.items()) + "}"),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["cores", "peak", "memory", "levels", "link", "raw", "cites"]), _NODE)
def test_no_structure_raises(key, node):
    content = f"kind: chip\n{key}: {node}\n"
    load({"data/a.yml": content, "data/sources/b.yml": content}, [CHIP])
    load({"data/a.yml": f"{key}: {node}\n"}, [CHIP])
