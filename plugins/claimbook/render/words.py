"""What the reader's side says, in the languages that pages are written in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from claimbook.diagnostics import Diagnostics, did_you_mean
from claimbook.options import Options
from claimbook.quantities.numeral import has_decimal_comma

LANGUAGES = ("en", "zh")
"""The languages that have words of their own."""
_REMARK = re.compile(r"(.*\S)\s*\(([^()]*)\)")
_MULTIPLE = re.compile(r"(?<=[0-9])x(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    derivations: str
    close: str
    exact: str
    """Stands before the whole value of a number that is shown rounded."""
    raw_forms: Mapping[str, str]
    """What is said of a quotation, by the form of the file that it stands in."""
    legend_title: str
    legend: Sequence[tuple[str, str, str]]
    """The marks of numbers: their classes, a sample, what they mean."""
    formula: str
    assumption: str
    source: str
    no_source: str
    allowed: str
    approximate: str
    stated_as: str
    as_of: str
    confidence_label: str
    confidences: Mapping[str, str]
    terms: Mapping[str, str]
    """The conventions and qualifiers that a value can have, and the words for them."""
    remarks: Mapping[str, str]
    """What data may say of an origin in parentheses behind it, and what stands for it."""
    kinds: Mapping[str, str]
    cites: str
    aside: str
    listed: str
    recomputed: str
    """Takes what the inputs give, or the word for a verdict without a number."""
    bounds: Mapping[str, str]
    """How an interval is worded: each English turn of phrase and what stands for it."""
    verdicts: Mapping[str, str]
    origins: Mapping[str, str]
    backlinks: str
    multiple: str
    """The sign of a multiple behind its number."""
    columns: Mapping[str, str]
    figures: Mapping[str, str]
    """What is said of a plot: its kinds, its key, and how it is described."""
    tally: str
    """Takes how many claims there are."""
    nothing: str
    """What a list says that has no entry."""
    faults: str
    """Stands above the faults of a page that have no place in its text."""
    more: str
    """Takes how many further faults there are."""
    frozen: str
    """What is said of a number in a past entry of the journal; takes its day."""
    today: str
    """Stands before what such a number would be today."""
    history: str
    """Stands before what a number was."""
    until: str
    """Takes the `text` that a number was, the `day` of the change, and `why`."""
    same: str
    """Stands in a table for what the row above says."""
    causes: Mapping[str, str]
    first: str
    """Takes how many numbers were published for the first time."""
    defined: str
    """Stands behind a name that the page itself has given."""
    locale: str = "en"

    def verdict(self, verdict: str) -> str:
        """The word for a verdict."""
        return self.verdicts.get(verdict, verdict)

    def standing(self, kind: str, cites: Sequence[str]) -> str:
        """Whether a source is the origin, and whom it names as one if it is not."""
        parts = [self.kinds.get(kind, kind)]
        parts.extend(f"{self.cites} {self.origin_of(name)}" for name in cites)
        return self.listed.join(parts)

    def origin_of(self, name: str) -> str:
        """What a source names as its origin; a remark of ours behind it in words of the page."""
        found = _REMARK.fullmatch(name)
        if found is None:
            return name
        remarks = [self.remarks.get(each, "") for each in found[2].split(", ")]
        return f"{found[1]}{self.aside.format(self.listed.join(remarks))}" if all(remarks) else name

    def term(self, term: str) -> str:
        """The word for a qualifier or a convention; what an author named stays as it is."""
        return self.terms.get(term, term)

    def told(self, kind: str, cites: Sequence[str]) -> str:
        """The standing of a source, as an aside."""
        return self.aside.format(self.standing(kind, cites))

    def beside(self, verdict: str, recomputed: str | None) -> str:
        """What stands behind somebody else's figure."""
        return self.recomputed.format(recomputed or self.verdict(verdict))

    def interval(self, interval: str) -> str:
        """What the words of a claim allow."""
        for english, own in self.bounds.items():
            interval = interval.replace(english, own)
        return _MULTIPLE.sub(self.multiple, interval)

    def origin(self, origin: str) -> str:
        """Who chose a convention, in words; the path of a spec stays as it is."""
        return self.origins.get(origin, origin)

    def quoted_in(self, form: str | None) -> str:
        """Where a quotation can be checked, as an aside; empty where no file is kept."""
        told = self.raw_forms.get(form or "")
        return "" if told is None else self.aside.format(told)

    def cause(self, cause: str) -> str:
        """A cause of a change that has no values of its own."""
        return self.causes.get(cause, cause)

    def column(self, column: str) -> str:
        """What a column of a listing is called."""
        return self.columns.get(column, column)

    def confidence(self, confidence: str) -> str:
        """How far a figure is to be trusted."""
        return f"{self.confidence_label}: {self.confidences.get(confidence, confidence)}"


_ENGLISH = Words(
    derivations="Derivations",
    close="Close",
    exact="exactly",
    raw_forms={"note": "as quoted in our note", "capture": "found in the captured original"},
    legend_title="Marks of numbers",
    legend=(
        ("cb-computed", "1.11x", "computed from sourced values"),
        ("cb-computed cb-approximate", "1.11x", "an input is approximate"),
        ("cb-asserted cb-holds", "about 1.1x", "a statement that was checked and holds"),
        ("cb-asserted cb-marginal", "enough", "approximate inputs could turn it over"),
        ("cb-reported cb-holds", "\u201c2.2x\u201d", "somebody else's figure, which recomputes"),
        ("cb-reported cb-contradicted", "\u201c54 %\u201d", "one that does not recompute"),
        ("cb-reported cb-open", "\u201c1.5x\u201d", "one with nothing to compare it with"),
        ("cb-waived cb-contradicted", "2x", "a statement that does not hold and is kept"),
        ("cb-frozen", "1.2x", "a past entry of the journal: as published that day"),
    ),
    formula="formula",
    assumption="assumption",
    source="source",
    no_source="no source",
    allowed="the words allow",
    approximate="approximate",
    stated_as="stated as",
    as_of="as of",
    confidence_label="confidence",
    confidences={},
    terms={},
    remarks={},
    kinds={},
    cites="cites",
    aside=" ({})",
    listed=", ",
    recomputed=" (recomputed: {})",
    bounds={},
    verdicts={},
    origins={},
    backlinks="Linked from",
    multiple="x",
    columns={},
    figures={
        "bars": "Bar chart",
        "dots": "Dot chart",
        "line": "Line chart",
        "roofline": "Roofline chart",
        "interval": "range of an approximate value",
        "numbers": "The numbers",
        "one": "{}: {}",
        "between": "; ",
        "all": "{}. {}.",
        "extremes": "{} of {} values, from {} to {}.",
    },
    tally="claims: {}",
    nothing="none",
    faults="Not right, and without a place in the text:",
    more="and {} more: see the terminal",
    frozen="as published on {day}; later changes of the inputs do not reach it;",
    today="today it would be",
    history="History",
    until="{text} until {day}: {why}",
    same="as above",
    causes={
        "formula": "a formula, or how numbers are printed",
        "wording": "other words",
        "gone": "taken out",
    },
    first="published for the first time: {}",
    defined=" (defined on this page)",
)
_CHINESE = Words(
    derivations="数字的推导",
    close="关闭",
    exact="精确值",
    raw_forms={"note": "引文见我们的笔记", "capture": "已在原件中找到"},
    legend_title="数字的记号",
    legend=(
        ("cb-computed", "1.11x", "由有来源的数算出来"),
        ("cb-computed cb-approximate", "1.11x", "输入里有近似值"),
        ("cb-asserted cb-holds", "约 1.1 倍", "核对过、成立的说法"),
        ("cb-asserted cb-marginal", "够用", "临界：近似的输入可以让它翻转"),
        ("cb-reported cb-holds", "\u201c2.2 倍\u201d", "别人的数，重算相符"),
        ("cb-reported cb-contradicted", "\u201c54 %\u201d", "别人的数，重算不符或不适用"),
        ("cb-reported cb-open", "\u201c1.5 倍\u201d", "别人的数，没有可以比对的"),
        ("cb-waived cb-contradicted", "2 倍", "不成立，但有理由保留的说法"),
        ("cb-frozen", "1.2 倍", "日志里的旧数，保持当天发布的样子"),
    ),
    formula="公式",
    assumption="约定",
    source="来源",
    no_source="没有来源",
    allowed="这句话允许的范围：",
    approximate="近似值",
    stated_as="原文写作",
    as_of="截至",
    confidence_label="可信度",
    confidences={"high": "高", "medium": "中", "low": "低", "unverified": "未核实"},
    terms={
        "direction": "方向",
        "one-way": "单向",
        "bidirectional": "双向",
        "logical": "逻辑",
        "measured": "实测",
        "sparsity": "稀疏性",
        "dense": "稠密",
        "sparse": "稀疏",
        "number_format": "数值格式",
        "scope": "范围",
        "condition": "条件",
        "precision": "精度",
        "level": "层级",
    },
    remarks={
        "not read by us": "我们没有读过",
        "body not read by us": "正文我们没有读过",
        "not named in the page": "页面里没有点名",
        "not named in the file": "文件里没有点名",
    },
    kinds={"primary": "一手", "secondary": "二手", "commentary": "评论"},
    cites="引自",
    aside="（{}）",
    listed="，",
    recomputed="（重算：{}）",
    bounds={
        " to ": " 至 ",
        " and ": " 且 ",
        "at least ": "不小于 ",
        "at most ": "不大于 ",
        "more than ": "大于 ",
        "less than ": "小于 ",
    },
    verdicts={
        "holds": "成立",
        "contradicted": "不成立",
        "marginal": "临界",
        "refused": "不适用",
        "open": "待定",
    },
    origins={"stated": "本式指明", "default": "本书默认", "assumed": "未说明，取通常值"},
    backlinks="链入本页",
    multiple=" 倍",
    columns={
        "allowed": "允许的范围",
        "author": "作者",
        "cause": "起因",
        "claim": "说法",
        "date": "日期",
        "entry": "条目",
        "id": "编号",
        "kind": "成色",
        "note": "说明",
        "now": "现在",
        "page": "页面",
        "raw": "我们的笔记",
        "reason": "理由",
        "recomputed": "重算",
        "source": "来源",
        "spec": "参数",
        "summary": "摘要",
        "value": "数值",
        "verdict": "结论",
        "was": "原来",
    },
    figures={
        "bars": "条形图",
        "dots": "点图",
        "line": "折线图",
        "roofline": "Roofline 图",
        "interval": "近似值的范围",
        "numbers": "图中的数",
        "one": "{}：{}",
        "between": "；",
        "all": "{}。{}。",
        "extremes": "{}，{} 个数，最小 {}，最大 {}。",
    },
    tally="共 {} 条",
    nothing="无",
    faults="以下错误在正文中没有位置：",
    more="另有 {} 处，见终端",
    frozen="{day} 发布时的数，之后的变动不改这里；",
    today="今天重算为",
    history="沿革",
    until="{text}，{day} 改：{why}",
    same="同上",
    causes={"formula": "公式或数字的写法", "wording": "措辞", "gone": "删去"},
    first="首次发布的数：{}",
    defined="（本页定义）",
)


def words_of(language: str) -> Words:
    """The words of that language, English where it has none; the numbers are its own."""
    words = _CHINESE if language.startswith("zh") else _ENGLISH
    return replace(words, locale=language)


def check_language(options: Options, diagnostics: Diagnostics) -> None:
    """Report a language that a book asks for although nothing is known of it.

    A German book has its own numbers and English words, so `de` is something known. A language
    that the site's theme alone has goes without saying.
    """
    language, place = options.language, options.places.get("language")
    known = language.replace("_", "-").partition("-")[0] in LANGUAGES
    if place is None or known or has_decimal_comma(language):
        return
    diagnostics.add(
        "invalid-option",
        f"there are no words for the language {language}, and its numbers are not known",
        place,
        hint=did_you_mean(language, LANGUAGES, f"there are words for: {', '.join(LANGUAGES)}"),
    )
