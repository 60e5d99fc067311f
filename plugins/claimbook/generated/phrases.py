"""What generated pages say, in the languages that pages are written in."""

from collections.abc import Callable

Phrases = Callable[[str], str]
"""Gives an English phrase in the language of the book."""

_CHINESE = {
    "A page made from the data and the checked pages of this book.": (
        "由本书的数据和核对过的页面生成。"
    ),
    "What the book knows of it, from whom, and what rests on it.": (
        "登记了什么，出自哪里，哪些说法靠它。"
    ),
    "Who says it, in which words, and what rests on it.": "谁说的，原话是什么，哪些数和说法靠它。",
    "Every claim of the book, by page, with its verdict.": "全书的说法，按页列出，附核对的结论。",
    "Figures of others that the inputs do not bear out.": (
        "别人给出的数，与按登记的输入重算的结果不合。"
    ),
    "Values that nobody has verified yet, and those of old sources.": (
        "没有核实的值，以及来源过期的值。"
    ),
    "What the numbers are computed with.": "数字是用哪些公式算的。",
    "Formulas are set as MathML; the LaTeX of each is in its annotation.": (
        "公式用 MathML 排版，各自的 LaTeX 在它的注记（annotation）里。"
    ),
    "Subjects": "对象",
    "Sources": "来源",
    "Lists": "总表",
    "Other": "其他",
    "Values": "数值",
    "Also said": "别的说法",
    "not used": "不参与计算",
    "Specs that rest on it": "出自这里的登记",
    "Claims that rest on it": "靠它的说法",
    "What we have of it": "我们手里有什么",
    "our note": "我们打的笔记",
    "the original": "原件",
    "The whole note, with the quoted words marked.": "笔记全文，引用的词句已标出。",
    "The passages around what is quoted, with the quoted words marked.": (
        "引文前后的段落，引用的词句已标出。"
    ),
    "The file cannot be shown as text.": "这份文件不能作为文本显示。",
    "Nothing is kept of it here.": "没有保存它的内容。",
    "Show": "只看",
    "all": "全部",
    "No claim.": "没有说法。",
    "None.": "无。",
    "No day was named, so nobody asked whether a source is old.": (
        "没有给出日期，所以没有查来源是否过期。"
    ),
    "spec": "参数",
    "value": "数值",
    "source": "来源",
    "used on": "用在",
    "Where they are used": "用在哪些页面",
    "1 page": "1 页",
    "{} pages": "{} 页",
    "claim": "说法",
    "page": "页面",
    "stance": "谁的说法",
    "verdict": "结论",
    "recomputed": "重算",
    "note": "说明",
    "why": "原因",
    "quotation": "原话",
    "formula": "公式",
    "unit": "单位",
    "kind": "种类",
    "title": "题目",
    "author": "作者",
    "address": "地址",
    "published": "发表",
    "retrieved": "取得",
    "place": "位置",
    "cites": "引自",
    "file": "文件",
    "hash": "哈希",
    "result": "结果",
    "approximate": "近似",
    "as of": "截至",
    "stale": "来源过期",
    "unverified": "未核实",
    "high": "可信度高",
    "low": "可信度低",
    "medium": "可信度中",
    "asserted": "本书",
    "reported": "转述",
    "waived": "放行",
    "word for word": "逐字找到",
    "in another typography": "只差排版",
    "primary": "一手",
    "secondary": "二手",
    "commentary": "评论",
}


def phrases_of(language: str) -> Phrases:
    """The phrases of that language; English stands for itself, and so does what has no other."""
    if language.startswith("zh"):
        return lambda english: _CHINESE.get(english, english)
    return lambda english: english
