"""What the reader's side says, in the languages that pages are written in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

_MULTIPLE = re.compile(r"(?<=[0-9])x(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    derivations: str
    formula: str
    assumption: str
    source: str
    no_source: str
    allowed: str
    approximate: str
    stated_as: str
    confidence_label: str
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
    tally: str
    """Takes how many claims there are."""
    nothing: str
    """What a list says that has no entry."""
    locale: str = "en"

    def verdict(self, verdict: str) -> str:
        """The word for a verdict."""
        return self.verdicts.get(verdict, verdict)

    def standing(self, kind: str, cites: Sequence[str]) -> str:
        """Whether a source is the origin, and whom it names as one if it is not."""
        parts = [self.kinds.get(kind, kind), *(f"{self.cites} {name}" for name in cites)]
        return self.listed.join(parts)

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

    def column(self, column: str) -> str:
        """What a column of a listing is called."""
        return self.columns.get(column, column)

    def confidence(self, confidence: str) -> str:
        """How far a figure is to be trusted."""
        return f"{self.confidence_label}: {confidence}"


_ENGLISH = Words(
    derivations="Derivations",
    formula="formula",
    assumption="assumption",
    source="source",
    no_source="no source",
    allowed="the words allow",
    approximate="approximate",
    stated_as="stated as",
    confidence_label="confidence",
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
    tally="claims: {}",
    nothing="none",
)
_CHINESE = Words(
    derivations="数字的推导",
    formula="公式",
    assumption="约定",
    source="来源",
    no_source="没有来源",
    allowed="这句话允许的范围：",
    approximate="近似值",
    stated_as="原文写作",
    confidence_label="可信度",
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
        "claim": "说法",
        "date": "日期",
        "entry": "条目",
        "id": "编号",
        "kind": "成色",
        "note": "说明",
        "page": "页面",
        "raw": "我们的笔记",
        "recomputed": "重算",
        "source": "来源",
        "spec": "参数",
        "summary": "摘要",
        "value": "数值",
        "verdict": "结论",
    },
    tally="共 {} 条",
    nothing="无",
)


def words_of(language: str) -> Words:
    """The words of that language, English where it has none; the numbers are its own."""
    words = _CHINESE if language.startswith("zh") else _ENGLISH
    return replace(words, locale=language)
