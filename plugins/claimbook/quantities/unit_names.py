"""What prose calls units beside the table's own spellings, and the units that the table lacks.

Chinese names stand for spellings of the table (千瓦时 is kWh), and a time behind a unit divides it
(kWh a day). A unit of another kind, such as kg or 美元, is known by name only to be refused: in
front of a reader who passes over unknown words, 3 kg would otherwise be a claim about 3.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Final

from claimbook.quantities.errors import QuantityError
from claimbook.quantities.unit import Unit, UnitTable
from claimbook.quantities.unit_table import PREFIX_WORDS

_CHINESE_PREFIXES: Final[Mapping[str, str]] = {
    **{"千": "k", "兆": "M", "吉": "G", "太": "T", "拍": "P", "艾": "E"},
    **{"毫": "m", "微": "µ", "纳": "n", "皮": "p", "飞": "f"},
}
_SMALL: Final = "毫微纳皮飞"
_LARGE: Final = "千兆吉太拍艾"
_NAMES: Final = (
    ("秒钟", "s", ""),
    ("秒", "s", _SMALL),
    ("瓦特", "W", _SMALL + _LARGE),
    ("瓦小时", "Wh", _LARGE),
    ("瓦时", "Wh", _LARGE),
    ("瓦", "W", _SMALL + _LARGE),
    ("焦耳", "J", _SMALL + _LARGE),
    ("焦", "J", _SMALL + _LARGE),
    ("赫兹", "Hz", _LARGE),
    ("赫", "Hz", _LARGE),
    ("字节", "B", _LARGE),
    ("比特", "bit", _LARGE),
    ("次浮点运算", "FLOP", ""),
    ("个浮点运算", "FLOP", ""),
    ("浮点运算", "FLOP", ""),
    ("分钟", "min", ""),
    ("个小时", "h", ""),
    ("小时", "h", ""),
    ("钟头", "h", ""),
    ("个钟头", "h", ""),
    ("天", "d", ""),
    ("度电", "kWh", ""),
    ("千瓦·时", "kWh", ""),
)
# Words of their own that begin like a unit: 天线 is an aerial and no day.
_GOES_ON: Final[Mapping[str, str]] = {
    **{"天": "线然空生气", "秒": "杀", "瓦": "片楞解", "焦": "点虑距", "赫": "然"},
    **{"米": "粒饭", "克": "隆服制", "升": "级序高降温至到幅", "安": "全装排卓", "欧": "洲盟拉"},
    **{"元": "素组件数据器语", "周": "期围末边", "里": "程面", "尺": "寸度", "角": "色度形"},
    **{"分": "之别布片区组层支类辨配钟数析解批段量流频", "转": "换发移置码", "度": "量数过"},
    **{"伏": "笔", "牛": "市", "吨": "", "斤": "", "磅": "", "寸": "", "亩": "", "帕": ""},
}
_TIMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("second", "sec", "s", "秒", "秒钟"), "s"),
    **dict.fromkeys(("minute", "min", "分钟", "分"), "min"),
    **dict.fromkeys(("hour", "hr", "h", "小时"), "h"),
    **dict.fromkeys(("day", "d", "天", "日"), "d"),
    **dict.fromkeys(("millisecond", "ms", "毫秒"), "ms"),
    **dict.fromkeys(("microsecond", "us", "µs", "微秒"), "us"),
}
_SPANS: Final = (
    *("week", "month", "year", "yr", "quarter", "decade", "century", "fortnight", "annum"),
    *("周", "星期", "个月", "月", "季度", "季", "年"),
)
# Compiled when first used, and kept by `re`: these classes are slow to compile, and a start of
# the command needs none of them.
_DIVIDED: Final = (
    r"\s*(?:[/／]\s*|每个?\s*|\s(?:per|a|an|each|every)\s+)("
    + "|".join(sorted((*_TIMES, *_SPANS), key=len, reverse=True))
    + r")(?![^\W\u3005-\u9fff])"
)
_PER_CHINESE: Final = r"\s*(?:[/／]|每个?)\s*(?=[\u2e80-\U0003ffff])"
_ANY_RATE: Final = (
    r"(?:[/／]\s*|每个?\s*|(?<![^\W\d])(?:per|a|an|each|every)[\s-]+)("
    + "|".join(sorted((*_TIMES, *_SPANS), key=len, reverse=True))
    + r")(?![^\W\u3005-\u9fff])"
    + r"|(?<![^\W\d])(?:hourly|daily|weekly|monthly|yearly|annually|annual)(?!\w)"
)
_WATT_HOURS: Final = r"(?i)(kilo|mega|giga|tera|milli|)watts?[\s-]?hours?(?![^\W\u3005-\u9fff])"
_WORD: Final = r"[^\W\d_\u2e80-\U0003ffff]+"
_SI: Final = ("", "n", "µ", "μ", "u", "m", "c", "d", "h", "k", "M", "G")
_SYMBOLS: Final = frozenset(
    [
        *(
            prefix + base
            for prefix in _SI
            for base in ("m", "g", "V", "A", "K", "Pa", "N", "eV", "Ω", "F", "H", "T", "Bq", "Gy")
            if prefix or len(base) > 1
        ),
        *(prefix + base for prefix in ("n", "µ", "u", "m", "c", "d", "h") for base in "lL"),
        *("mol", "mmol", "bar", "mbar", "lm", "lx", "cd", "Wb", "Sv", "mSv", "dB", "dBm", "VA"),
        *("kVA", "MVA", "Ah", "mAh", "kn", "ft", "yd", "mi", "lb", "lbs", "oz", "gal", "pt"),
        *("atm", "Torr", "mmHg", "psi", "hp", "HP", "PS", "cal", "kcal", "BTU", "Mt", "kt", "Gt"),
        *("ha", "sqm", "rad", "sr", "deg", "Nm", "kph", "mph", "kmh", "rpm", "RPM", "rps", "fps"),
        *("kg", "Kg", "KG", "KM", "Km", "MM", "CM", "NM", "KV", "kV", "KPa", "qps", "QPS", "RPS"),
        *("FPS", "bpm", "baud", "nit", "nits", "yr", "yrs", "hr", "hrs", "secs", "msec", "usec"),
        *("mins", "mo", "wk", "wks", "ly", "AU", "pc", "ct", "sq"),
    ]
)
_FOREIGN_WORDS: Final = frozenset(
    [
        *(
            prefix + base + plural
            for prefix in ("", "kilo", "milli", "micro", "nano", "centi", "deci", "mega", "giga")
            for base in ("gram", "gramme", "meter", "metre", "liter", "litre", "volt", "amp")
            for plural in ("", "s")
        ),
        *("ampere", "amperes", "ohm", "ohms", "kelvin", "kelvins", "degree", "degrees", "celsius"),
        *("fahrenheit", "pascal", "pascals", "newton", "newtons", "mole", "moles", "lumen"),
        *("lumens", "lux", "candela", "candelas", "decibel", "decibels", "inch", "inches", "foot"),
        *("feet", "yard", "yards", "mile", "miles", "acre", "acres", "hectare", "hectares"),
        *("gallon", "gallons", "pint", "pints", "tonne", "tonnes", "ton", "tons", "pound"),
        *("pounds", "ounce", "ounces", "kilo", "kilos", "stone", "barrel", "barrels"),
        *("horsepower", "calorie", "calories", "kilocalories", "kilopascal", "kilopascals"),
        *("electronvolt", "electronvolts", "tesla", "teslas", "gauss", "knot", "knots"),
        *("dollar", "dollars", "euro", "euros", "yuan", "renminbi", "rmb", "cent", "cents"),
        *("yen", "rupee", "rupees", "franc", "francs", "ruble", "rubles", "sterling"),
        *("usd", "eur", "cny", "gbp", "jpy", "chf", "inr", "krw", "hkd", "twd", "sgd", "aud"),
        *("cad", "rub", "brl", "bucks", "quid", "lightyears"),
        *("week", "weeks", "month", "months", "year", "years", "century", "centuries"),
        *("fortnight", "fortnights", "revolutions", "radian", "radians"),
    ]
)
_LONGER: Final = frozenset(
    (
        *("hour", "hours", "day", "days", "minute", "minutes", "seconds", "milliseconds"),
        *("microseconds", "nanoseconds"),
    )
)
_CHINESE_FOREIGN: Final = (
    *(
        prefix + base
        for prefix in ("厘", "分", "毫", "微", "纳", "皮", "千", "兆", "百", "吉", "")
        for base in ("米", "克", "升", "伏特", "伏", "安培", "安", "帕斯卡", "帕", "牛顿", "牛")
        if prefix or len(base) > 1
    ),
    *("千欧", "兆欧", "欧姆", "摩尔", "流明", "坎德拉", "勒克斯", "分贝", "马力", "卡路里", "大卡"),
    *("千卡", "电子伏特", "电子伏", "特斯拉", "高斯", "大气压", "毫米汞柱", "摄氏度", "华氏度"),
    *("开尔文", "公斤", "公里", "公升", "公分", "公尺", "公吨", "公顷", "海里", "英里", "英寸"),
    *("英尺", "英亩", "光年", "平方", "立方", "市斤", "盎司", "加仑", "千吨", "万吨"),
    *("美元", "美金", "美分", "欧元", "欧分", "日元", "英镑", "港元", "港币", "台币", "新台币"),
    *("韩元", "卢布", "卢比", "法郎", "人民币", "块钱", "毛钱", "分钱", "元钱", "加元", "澳元"),
    *("个星期", "星期", "个礼拜", "礼拜", "个月", "个季度", "个世纪", "个年头", "毫安时", "安时"),
    *("转每分", "弧度", "伏安", "千伏安"),
)
_CHINESE_SINGLE: Final = frozenset("米克升伏安帕牛吨斤磅元周里尺寸亩角转分欧")
_QUALIFIERS: Final = re.compile(
    r"(?:us|u\.s\.|american|canadian|australian|hong kong|chinese|swiss|metric|short|long|square"
    r"|cubic|nautical|light|british)[ -]"
)
_STEP: Final = re.compile(r"\s{0,2}")


@lru_cache(maxsize=1)
def _chinese_names() -> tuple[tuple[str, str], ...]:
    """Every Chinese name with its spelling of the table, the longest first."""
    found = {
        prefix + name: _CHINESE_PREFIXES.get(prefix, "") + unit
        for name, unit, prefixes in _NAMES
        for prefix in ("", *prefixes)
    }
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _foreign_names() -> tuple[str, ...]:
    return tuple(sorted(set(_CHINESE_FOREIGN), key=lambda name: (-len(name), name)))


def match_unit(text: str, position: int, units: UnitTable) -> tuple[Unit, int] | None:
    """The unit at `position` and its end: as the table spells it, or by its Chinese name.

    A time that divides it is part of it: kWh a day, GB 每秒, 字节/秒. None where there is none.
    """
    found = _watt_hours(text, position, units)
    found = found or units.match(text, position) or _named(text, position, units)
    if found is None:
        return None
    unit, end = found
    divided = re.compile(_DIVIDED).match(text, end)
    time = _TIMES.get(divided.group(1)) if divided else None
    if divided is not None and time is not None:
        joint = " per " if "/" in unit.symbol or " per " in unit.symbol else "/"
        with suppress(QuantityError):
            return units.parse(f"{unit.symbol}{joint}{time}"), divided.end()
    per = re.compile(_PER_CHINESE).match(text, end)
    below = _named(text, per.end(), units) if per else None
    if below is not None:
        joint = " per " if "/" in unit.symbol or " per " in unit.symbol else "/"
        with suppress(QuantityError):
            return units.parse(f"{unit.symbol}{joint}{below[0].symbol}"), below[1]
    return found


def _watt_hours(text: str, position: int, units: UnitTable) -> tuple[Unit, int] | None:
    """Kilowatt-hours, which the table knows as kWh; kilowatt alone is another dimension."""
    found = re.compile(_WATT_HOURS).match(text, position)
    if found is None:
        return None
    prefix = PREFIX_WORDS.get(found.group(1).lower(), "")
    return units.parse(f"{prefix}Wh"), found.end()


def _named(text: str, position: int, units: UnitTable) -> tuple[Unit, int] | None:
    for name, spelling in _chinese_names():
        end = position + len(name)
        if text.startswith(name, position) and not _is_other_word(text, name[-1], end):
            return units.parse(spelling), end
    return None


def divided_by(unit: Unit, time: str, units: UnitTable) -> Unit | None:
    """The unit for each of a time, such as 每秒 in front of it; None for a time of no table."""
    spelling = _TIMES.get(time.removeprefix("每"))
    if spelling is None or any(symbol == "s" for symbol, _ in unit.dimension.exponents):
        return None
    return units.parse(f"{unit.symbol}/{spelling}")


def match_foreign(text: str, position: int) -> int | None:
    """The end of a unit at `position` that no table has, such as kg, dollars or 公斤."""
    for name in _foreign_names():
        if text.startswith(name, position):
            return position + len(name)
    character = text[position : position + 1]
    if character in _CHINESE_SINGLE and character:
        return None if _is_other_word(text, character, position + 1) else position + 1
    qualifier = _QUALIFIERS.match(text.lower(), position)
    start = qualifier.end() if qualifier else position
    word = re.compile(_WORD).match(text, start)
    if word is None:
        return None
    following = text[word.end() : word.end() + 1]
    if following == "_" or following.isdecimal():
        return None
    name = word.group()
    letter = len(name) == 1 and name not in "xXaIi" and following != "-"
    return word.end() if letter or name in _SYMBOLS or name.lower() in _FOREIGN_WORDS else None


def find_rate(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where words such as a day, per second, 每秒 or daily stand in a stretch, or None."""
    found = re.compile(_ANY_RATE).search(text, start, end)
    return found.span() if found else None


def find_unit_word(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a unit's whole English name stands in a stretch: the hours of 3 GPU hours."""
    for word in re.compile(_WORD).finditer(text, start, end):
        name = word.group().lower()
        if (len(name) > 2 and name in _FOREIGN_WORDS) or name in _LONGER:
            return word.span()
    return None


def goes_on(text: str, end: int) -> tuple[int, int] | None:
    """The word that divides or multiplies the unit that ends at `end`: the m of /m, per rod.

    None where the unit ends there. A time that the table has is `match_unit`'s to read.
    """
    found = re.compile(_MORE).match(text, end)
    if found is not None:
        return found.span("word")
    divided = re.compile(_DIVIDED).match(text, end)
    return divided.span(1) if divided else None


_MORE: Final = (
    r"(?:\s?[/／∕⁄]\s?|[·∙⋅]|\*(?=\w)|\s+per\s+|\s?每)"
    r"(?P<word>[^\W\d_\u2e80-\U0003ffff]+|[\u2e80-\U0003ffff])"
)


def _is_other_word(text: str, name: str, end: int) -> bool:
    following = text[end : end + 1]
    return bool(following) and following in _GOES_ON.get(name, "")
