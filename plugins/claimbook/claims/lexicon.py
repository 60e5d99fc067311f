"""The words around a number that change what it claims, English and Chinese, as one table.

A word has roles; `<` is a role in front of the number and `>` one behind it, because `below 6.1`
bounds and `54 % below` negates. The longest spelling wins, so 低于 is never 低, and compounds
that only contain such a word (上下文, double precision) stand in the table as harmless.
"""

from dataclasses import dataclass
from typing import Final

_TABLE: Final = """
hedge<        : 〜
hedge<        : ~ | ∼ | ≈ | ≃ | ≅ | ≒ | about | approximately | approx. | approx | around | roughly
hedge<        : circa | ca. | nearly | almost | close to | in the region of | in the order of | 约
hedge<        : 约为 | 大约 | 大约为 | 大约是 | 大概 | 大致 | 约莫 | 近 | 近似 | 将近 | 接近
hedge<        : 差不多 | 几乎 | 粗略 | 约合 | 约等于 | 约达 | 大体 | 估计
hedge>        : or so | or thereabouts | give or take | 左右 | 上下 | 前后 | 上下浮动
more< rise>   : above | over | more than | greater than | larger than | higher than | bigger than
more< rise>   : faster than | longer than
more<         : > | exceeds | exceed | exceeded | exceeding | in excess of | upwards of | upward of
more<         : beyond | 超过 | 高于 | 大于 | 多于 | 超 | 逾 | 高过 | 大过 | 多过 | 不止 | 不只
more< rise>   : 快于 | 长于
more>         : 开外 | 出头 | 有余
less< fall>   : below | under | less than | fewer than | lower than | smaller than | slower than
less< fall>   : shorter than
less<         : < | short of | 低于 | 小于 | 少于 | 不到 | 不足 | 不及 | 未到 | 不满 | 未达
less<         : 未达到 | 没到 | 没有达到 | 达不到 | 低过 | 少过 | 慢于 | 短于 | 未及
least<        : greater than or equal to | more than or equal to | at or above | equal to or above
least<        : 大于等于 | 大于或等于 | 高于或等于 | 大于或者等于
most<         : less than or equal to | at or below | equal to or below | fewer than or equal to
most<         : 小于等于 | 小于或等于 | 低于或等于 | 小于或者等于
least<        : >= | ≥ | ≧ | ⩾ | at least | no less than | not less than | no fewer than
most<         : no faster than | not faster than | no longer than | not longer than | no bigger than
least<        : no slower than | not slower than | no shorter than | not shorter than | min
least>        : min
least<        : not fewer than | no lower than | not lower than | not below | no smaller than
least<        : a minimum of | minimum of | minimum | min. | not under | 至少 | 不少于 | 不低于
least<        : 不小于 | 起码 | 最少 | 最低 | 最小 | 不下 | 不下于 | 低至 | 不亚于 | 至少为
least<        : 至少是 | 至少有 | 少说 | 不短于 | 不慢于
least< plain> : as low as | as little as | as few as
most<         : <= | ≤ | ≦ | ⩽ | at most | up to | no more than | not more than | no higher than
most<         : not higher than | no greater than | not greater than | no larger than | not above
most<         : not over | not exceeding | does not exceed | do not exceed | not to exceed
most<         : a maximum of | maximum of | maximum | max. | max | 不超过 | 不超 | 不大于 | 不多于
most<         : 不高于 | 至多 | 最多 | 最高 | 最大 | 高达 | 多达 | 未超过 | 没超过 | 没有超过
most<         : 顶多 | 充其量 | 不会超过 | 最高达 | 最多为 | 最高可达 | 不快于 | 不长于
most< plain>  : as high as | as much as | as many as | as fast as | as large as | as long as
fall< fall>   : lessen | lessens | lessened | diminish | diminishes | diminished | diminishing
fall< fall>   : dwindle | dwindles | dwindled | dwindling | slump | slumps | slumped | slumping
fall< fall>   : plunge | plunges | plunged | plunging | plummet | plummets | plummeted | sink
fall< fall>   : tumble | tumbles | tumbled | tumbling | sinks | sank | sunk | sinking | slide
fall< fall>   : slides | slid | sliding | slip | slips | slipped | slipping | dip | dips | dipped
fall< fall>   : contract | contracts | contracted | contraction | contracting | recede | recedes
fall< fall>   : receded | retreat | retreats | retreated | regress | regresses | regressed
fall< fall>   : regression | regressions | deteriorate | deteriorates | deteriorated
fall< fall>   : deterioration | degrade | degrades | degraded | degrading | degradation
fall< fall>   : penalty | penalties | deficit | deficits | shortfall | shortfalls | shortage
fall< fall>   : slowdown | slowdowns | slow-down | slows | slowed | slowing | lose | loses | lost
fall< fall>   : losing | losses | lag | lags | lagged | lagging | trail | trails | trailed
fall< fall>   : trailing | underperform | underperforms | underperformed | undershoot | undershoots
fall< fall>   : undershot | discount | discounts | discounted | haircut | rebate | trim | trims
fall< fall>   : trimmed | slash | slashes | slashed | shave | shaves | shaved | cutback | sheds
fall< fall>   : cutbacks | shed | deduct | deducts | deducted | deduction | subtract | subtracts
fall< fall>   : subtracted | erode | erodes | eroded | erosion | attenuation | attenuated
fall< fall>   : depreciation | depreciates | depreciated | devaluation | weaken | weakens
fall< fall>   : weakened | shorten | shortens | shortened | sag | sags | sagged | collapse
fall< fall>   : collapses | collapsed | crash | crashes | crashed | drop-off | dropoff | fall-off
fall< fall>   : falloff | pullback | setback | downturn | downtick | decrement | narrow | narrows
fall< fall>   : narrowed | narrowing | wane | wanes | waned | lack | lacks | lacking | droop
fall< fall>   : inferior | compress | compresses | compressed | compression | leak | leaks | leakage
fall< fall>   : wastage | sacrifice | sacrifices | sacrificed | minus | droops
fall>         : low | slow | short | behind | light | weak | cheap | narrower | thinner | softer
fall>         : cooler | shallower | too low | shy | lesser | missing | beneath
less<         : falls short of | fall short of | fell short of | falling short of | fallen short of
less<         : beneath | shy of | inferior to
rise< rise>   : surge | surges | surged | surging | soar | soars | soared | soaring | climb
rise< rise>   : climbs | climbed | climbing | leap | leaps | leaped | leapt | spike | spikes
rise< rise>   : spiked | expand | expands | expanded | expansion | boost | boosts | boosted
rise< rise>   : uplift | uplifts | upswing | uptick | upturn | raise | raises | raised | raising
rise< rise>   : lift | lifts | lifted | accelerate | accelerates | accelerated | acceleration
rise< rise>   : speed-up | speedups | speed-ups | outperform | outperforms | outperformed
rise< rise>   : overshoot | overshoots | overshot | surplus | premium | premiums | markup
rise< rise>   : mark-up | increment | increments | appreciation | strengthen | strengthens
rise< rise>   : strengthened | lengthen | lengthens | lengthened | widen | widens | widened
rise< rise>   : additional | extra | excess | enhance | enhances | enhanced | enhancement
rise< rise>   : escalate | escalates | escalated | rebound | rebounds | rebounded | recovery
rise< rise>   : recover | recovers | recovered | elevated | improve | improvements | gaining
rise< rise>   : bonus | inflation | add | adds | added
rise>         : high | ahead | wider | broader | thicker | deeper | hotter | warmer | longer
rise>         : too high | fast
more< rise>   : surpasses | surpass | surpassed | surpassing | outpaces | outstrips | superior to
least>        : or more | or above | or higher | or greater | or better | or larger | and above
least>        : and up | and more | and over | and higher | or over | at least | at a minimum
least>        : minimum | 以上 | 及以上 | 或以上 | 起 | 起步 | 或更高 | 或更多 | 或更大 | 打底
less>         : 不到 | 未到
most>         : or less | or fewer | or below | or lower | or under | or smaller | and below
most>         : and under | and less | and lower | at most | at a maximum | maximum | max | tops
most>         : 以下 | 及以下 | 或以下 | 以内 | 之内 | 或更低 | 或更少 | 封顶 | 或更小
rise< rise>   : up | increase | increases | increased | increasing | rise | rises | rose | risen
rise< rise>   : rising | grow | grows | grew | grown | growth | gain | gains | gained | jump
rise< rise>   : jumps | jumped | higher | larger | greater | improvement | improves | improved
rise< rise>   : speedup
rise>         : more | bigger | faster | longer | taller | heavier | stronger | upward | upwards
rise>         : quicker | costlier
fall< fall>   : down | decrease | decreases | decreased | decreasing | reduction | reduce | reduces
fall< fall>   : reduced | reducing | drop | drops | dropped | dropping | fall | falls | fell
fall< fall>   : fallen | falling | decline | declines | declined | shrink | shrinks | shrank
fall< fall>   : shrunk | loss | lower | smaller | cut | cuts | saving | savings | saves | saved
fall< fall>   : lowers | lowered
fall>         : less | fewer | slower | shorter | cheaper | lighter | weaker | downward | downwards
rise< rise>   : 增加 | 增长 | 增大 | 增多 | 增高 | 提高 | 提升 | 上升 | 上涨 | 上浮 | 上调 | 上扬
rise< rise>   : 升高 | 扩大 | 加快 | 领先 | 增幅 | 涨幅 | 升幅 | 增量 | 高出 | 多出 | 超出 | 大出
rise< rise>   : 增强 | 改善
rise< rise>   : 攀升 | 飙升 | 跃升 | 猛增 | 激增 | 剧增 | 骤增 | 暴涨 | 大涨 | 走高 | 走强 | 扩张
rise< rise>   : 扩增 | 扩充 | 扩容 | 膨胀 | 增进 | 增益 | 增值 | 升值 | 回升 | 反弹 | 回暖 | 拉高
rise< rise>   : 调高 | 推高 | 抬高 | 抬升 | 变快 | 变高 | 变大 | 变多 | 变长 | 变强 | 提速 | 加速
rise< rise>   : 加强 | 加大 | 加长 | 加宽 | 延长 | 拓宽 | 放大 | 溢价 | 盈余 | 胜出 | 超前 | 超越
rise< rise>   : 超额 | 盈利 | 添加 | 增添 | 走宽 | 上行 | 增速
more< rise>   : 优于 | 胜过 | 强于
rise<         : 加 | 添 | 盈 | 赚
fall< fall>   : 回落 | 下挫 | 收窄 | 退化 | 损耗 | 减去 | 损失 | 跌去 | 少掉 | 缩水 | 倒退 | 逊色
fall< fall>   : 逊色于 | 劣于 | 弱于 | 逊于 | 不如 | 走低 | 走弱 | 变慢 | 变低 | 变小 | 变少 | 变短
fall< fall>   : 变弱 | 降速 | 降频 | 减速 | 减产 | 衰减 | 衰退 | 衰落 | 萎缩 | 收缩 | 紧缩 | 缩窄
fall< fall>   : 缩量 | 缩减了 | 下探 | 下行 | 下沉 | 滑落 | 滑坡 | 跌落 | 跌掉 | 暴跌 | 大跌 | 骤降
fall< fall>   : 骤减 | 锐减 | 剧减 | 急跌 | 猛跌 | 重挫 | 跳水 | 折损 | 折扣 | 折让 | 亏空 | 亏缺
fall< fall>   : 缺口 | 短缺 | 欠缺 | 缺少 | 短少 | 流失 | 丢失 | 丢掉 | 失去 | 耗损 | 削弱 | 削薄
fall< fall>   : 砍掉 | 砍去 | 裁减 | 裁掉 | 扣除 | 扣掉 | 扣减 | 减掉 | 减除 | 省下 | 省去 | 省掉
fall< fall>   : 调低 | 压低 | 拉低 | 稀释 | 贬值 | 回撤 | 回调 | 回吐 | 退步 | 后退 | 拖累 | 滞后
fall< fall>   : 亏本 | 亏掉 | 损减 | 掉 | 缩掉 | 下落 | 降级 | 拖慢 | 落败 | 亏了 | 缺了 | 缩了
fall< fall>   : 降了 | 节能 | 节电 | 省电 | 减排 | 降耗 | 降本 | 降价 | 折价 | 优惠 | 让利 | 缺额
rise< rise>   : 涨价 | 加价 | 提价 | 增效 | 增产 | 超支
fall<         : 缩 | 亏 | 缺 | 损 | 欠 | 逊 | 输 | 砍 | 削 | 扣
rise<         : 高 | 多 | 大 | 快 | 长 | 强 | 贵 | 增 | 涨 | 升 | 增加了 | 高了 | 多了
rise>         : 更高 | 更多 | 更大 | 更快 | 更长 | 更强 | 更贵
fall< fall>   : 减少 | 减小 | 减低 | 降低 | 下降 | 下跌 | 下滑 | 下调 | 下浮 | 缩减 | 缩小 | 缩短
fall< fall>   : 削减 | 落后 | 降幅 | 跌幅 | 减幅 | 节省 | 节约 | 减缓 | 放缓 | 压缩 | 减量 | 低出
fall< fall>   : 少出 | 亏损
fall<         : 低 | 少 | 小 | 慢 | 短 | 弱 | 便宜 | 减 | 降 | 跌 | 低了 | 少了 | 省
fall>         : 更低 | 更少 | 更小 | 更慢 | 更短 | 更弱 | 更便宜
by            : by
to            : to | 到 | 至 | 达到 | 达至 | 变为 | 变成 | 升为 | 降为 | 成为 | 减为 | 增为
span<         : between | 介于 | from | 从 | 由 | ranges from | ranging from | in the range
span>         : 之间 | 间
and           : and | 和 | 与 | 及
is            : is | are | was | were | be | been | equals | equal to | of | = | == | : | ： | the
is            : a | an | only | just | exactly | precisely | still | now | gives | that | it | this
is            : at | 是 | 为 | 即 | 就是 | 等于 | 达 | 有 | 仅 | 仅为 | 仅有 | 只有 | 只 | 恰好
is            : 正好 | 恰为 | 需 | 需要 | 要 | 占 | 可达 | 可 | 能 | 用 | need | needs | takes
is            : requires | 了 | 出 | 也 | 就 | 共 | 共计 | 总计 | 合计 | 的 | 其 | 更 | 又 | 还
is            : 幅度 | 相当于 | 才 | well | far | much | slightly | significantly | substantially
is            : considerably | further | even | way | somewhat | marginally | markedly | too
is            : a lot | a bit | a little | notably | clearly | sharply | steeply
rate          : 每秒 | 每秒钟 | 每毫秒 | 每微秒 | 每分钟 | 每小时 | 每天 | 每日 | 每周 | 每月 | 每年
rate          : 每个月 | 每季度 | 每星期
money         : 美元 | 美金 | 欧元 | 人民币 | 日元 | 英镑 | 港元 | usd | eur | rmb | cny | dollars
factor<       : factor of | a factor of | by a factor of
minus<        : minus | negative | 负
plus<         : plus | positive
label<        : section | sections | sec. | chapter | ch. | page | pages | p. | figure | figures
label<        : fig. | table | tables | equation | eq. | version | ver. | v | step | rule
label<        : appendix | no. | # | § | §§ | № | footnote | item | release | generation | gen
label<        : gen. | part | volume | row | column | question | level | issue | revision | rev.
label<        : grade | tier | phase | 第 | 图 | 表 | 式 | 附录 | 版本 | 页 | 章 | 节 | 步骤 | 编号
label<        : 公式 | 定理 | 脚注
label< label> : january | february | march | april | june | july | august | september | october
label< label> : november | december | jan | feb | mar | apr | jun | jul | aug | sep | sept | oct
label< label> : nov | dec | may
label>        : 小节 | 段 | 行 | 列 | 题
label>        : 节 | 章 | 页 | 条 | 年 | 月 | 日 | 号 | 代 | 版 | 季度 | 期 | 个月 | 世纪 | 年代
label>        : 月份
not           : not | no | never | none | neither | nor | cannot | without | isn't | isn’t | aren't
not           : aren’t | wasn't | wasn’t | doesn't | doesn’t | don't | don’t | won't | won’t
not           : can't | can’t | hardly | barely | != | ≠ | 不 | 不是 | 没有 | 没 | 未 | 非 | 并非
not           : 无 | 莫 | 别
doubt         : change | changes | changed | differ | differs | different | difference | deviation
doubt         : deviates | deviate | vary | varies | variation | swing | within | except | excluding
doubt         : all but | tolerance | away | apart | shift | shifts | shifted | gap | spread
doubt         : misses | missed | beats | beat | outside | aside | worsens | worsened | worsening
doubt         : error | errors | adjusted | adjustment | delta | poorer | margin of error
doubt         : fluctuation | fluctuates | wins | won | discrepancy | mismatch | halve | otherwise
doubt         : as slow | as small | as short | as low | as little | as few | as weak | as light
doubt         : as cheap | as late | as bad | as narrow | slower by
doubt         : 变化 | 变动 | 波动 | 偏差 | 误差 | 相差 | 出入 | 以外 | 之外 | 除了 | 除去
doubt         : 除外 | 差异 | 差距 | better than | worse than
doubt         : 腰斩 | 正负 | 调整 | 变差 | 更差 | 恶化 | 更坏 | 更好 | 变好 | 好转 | 偏离 | 起伏
doubt         : 除 | 外
doubt         : half again | times over | 兆 | ≫ | ≪ | >> | << | ± | +/- | 或 | or | vs | vs.
doubt         : versus | better | worse | off | per cent of a | 倍数 | 好 | 差
doubt<        : than | compared to | compared with | relative to | versus | 比 | 较 | 相比
doubt<        : 相较于
doubt>        : 相比 | 相较 | 的对比
vague         : dozens of | hundreds of | thousands of | millions of | billions of | tens of
vague         : dozens | hundreds | 几十 | 几百 | 几千 | 几万 | 几亿 | 几倍 | 数十 | 数百 | 数千
vague         : 数万 | 数亿 | 数倍 | 若干 | 上百 | 上千 | 上万 | 成百 | 成千 | 好几
plain         : 占比 | 同比 | 环比 | 对比 | 比例 | 百分比 | 比值 | 比率 | 较为 | 相比之下
plain         : not only | half precision | half-precision | double precision | double-precision
plain         : half duplex | half-duplex | first half | second half | double buffering
plain         : as high | as fast | as much | as large | as many | as long
plain         : low bandwidth | low latency | low precision | low power | high bandwidth
plain         : high power | high precision | short sequence | short sequences | long context
plain         : light load
plain         : contract price | narrow band | fast path | slow path | behind the scenes
plain         : over time | more or less | in order to | down the | up and down | off-chip
plain         : off chip | no. of | 非常 | 不同 | 不变 | 无线 | 不断 | 未来 | 无论 | 上下文
plain         : 上下行 | 大小 | 高度 | 长度 | 强度 | 超节点 | 超算 | 超级 | 超长 | 近期 | 最近
plain         : 附近 | 半导体 | 半精度 | 双精度 | 大幅 | 大幅度 | 小幅 | 小幅度 | 多种 | 多个
plain         : 多路 | 多卡 | 多机 | 高速 | 高带宽 | 低延迟 | 低精度 | 少量 | 至今 | 甚至 | 为了
plain         : 节点 | 条件 | 代码 | 代币 | 期望 | 号称 | 版图 | 年度 | 日常 | 月度 | 最大化
plain         : 最小化 | 最大值 | 最小值 | 好处 | 良好 | 其中 | 由于 | 区别 | 类别
plain         : 约束 | 条约 | 可以 | 可能 | 能力 | 能耗 | 能效 | 用户 | 用量 | 需求 | 要求 | 主要
plain         : 重要 | 一致 | 统一 | 唯一 | 一般 | 一定 | 进一步 | 万一 | 十分 | 一样 | 一直 | 一起
plain         : 第一 | 之一 | 单一 | 一旦 | 间接 | 期间 | 时间 | 空间 | 中间 | 无关 | 除非 | 未必
plain         : 性别 | 分别 | 级别 | 从而 | 自由 | 理由 | 到底 | 有效 | 所有 | 没有疑问 | 只要
plain         : 为止 | 因为 | 认为 | 作为 | 目的 | 有关 | 共同 | 共享 | 更新 | 变更 | 更换 | 还原
plain         : 还是 | 图形 | 表示 | 图像 | 方式 | 代表 | 发表 | 表明 | 式子 | 模式 | 形式 | 意图
plain         : 版权 | 主页 | 网页 | 章节 | 周期 | 长期
"""

# The words that a wrong sign exchanges; read from left to right and back.
_OPPOSITES: Final = """
above below | over under | higher lower | more less | faster slower | longer shorter | up down
low high | behind ahead | slow fast | slowdown speedup | slows accelerates | deficit surplus
discount premium | surge slump | surges slumps | climbs slides | 回落 回升 | 收窄 扩大 | 缩 涨
走低 走高 | 变慢 变快 | 变小 变大 | 变少 变多 | 减速 加速 | 收缩 扩张 | 亏 盈
higher than lower than | more than less than | larger smaller | greater smaller | bigger smaller
larger than smaller than | greater than less than | faster than slower than
longer than shorter than | stronger weaker | heavier lighter | upward downward | upwards downwards
increase decrease | increases decreases | increased decreased | increasing decreasing | rise fall
rises falls | rose fell | risen fallen | rising falling | gain loss | growth decline
grows shrinks | grew shrank | jumps drops | jump drop | jumped dropped | 高 低 | 多 少 | 大 小
快 慢 | 长 短 | 强 弱 | 贵 便宜 | 增 减 | 升 降 | 涨 跌 | 高出 低 | 多出 少 | 大出 小 | 超出 低
高了 低了 | 多了 少了 | 增加了 减少了 | 增加 减少 | 增长 下降 | 增大 减小 | 增多 减少 | 增高 减低
提高 降低 | 提升 下降 | 上升 下降 | 上涨 下跌 | 上浮 下浮 | 上调 下调 | 上扬 下滑 | 升高 降低
扩大 缩小 | 加快 减缓 | 领先 落后 | 增幅 降幅 | 涨幅 跌幅 | 升幅 降幅 | 增量 减量 | 更高 更低
更多 更少 | 更大 更小 | 更快 更慢 | 更长 更短 | 更强 更弱 | 更贵 更便宜 | 高于 低于 | 超过 低于
大于 小于 | 多于 少于 | 高过 低过 | 多过 少过 | exceeds below | exceeding below | 快于 慢于
长于 短于
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A spelling of the lexicon with its roles."""

    text: str
    roles: frozenset[str]

    @property
    def is_weak(self) -> bool:
        """Whether it is one Chinese character, a word of its own only next to the number."""
        return len(self.text) == 1 and self.text > "\u2e80" and self.text != "约"

    def has(self, role: str) -> bool:
        """Whether the word has that role."""
        return role in self.roles


def _read_table() -> dict[str, tuple[Word, ...]]:
    roles: dict[str, set[str]] = {}
    for line in _TABLE.strip().splitlines():
        names, _, words = line.partition(" : ")
        for word in words.split(" | "):
            roles.setdefault(word.strip(), set()).update(names.split())
    by_first: dict[str, list[Word]] = {}
    for text in sorted(roles, key=lambda text: (-len(text), text)):
        by_first.setdefault(text[0], []).append(Word(text, frozenset(roles[text])))
    return {first: tuple(words) for first, words in by_first.items()}


def _read_opposites() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in _OPPOSITES.replace("\n", " | ").split(" | "):
        words = entry.split()
        middle = len(words) // 2
        first, second = " ".join(words[:middle]), " ".join(words[middle:])
        pairs.setdefault(first, second)
        pairs.setdefault(second, first)
    pairs.pop("", None)
    return pairs


_WORDS: Final = _read_table()
_OPPOSITE: Final = _read_opposites()


def match_word(text: str, position: int) -> Word | None:
    """The longest word of the lexicon at `position` of a narrow, lower-case text, or None.

    A word of letters neither begins nor ends inside a longer run of letters and digits.
    """
    for word in _WORDS.get(text[position : position + 1], ()):
        if text.startswith(word.text, position) and is_whole_word(
            text, position, position + len(word.text)
        ):
            return word
    return None


def opposite(word: str) -> str | None:
    """The word of the other sign: low for high, 高 for 低; None where there is none."""
    return _OPPOSITE.get(word.lower())


def is_whole_word(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit continues the piece on a side where it has one itself."""
    return not (
        _continues(text[start : start + 1], text[max(start - 1, 0) : start])
        or _continues(text[end - 1 : end], text[end : end + 1])
    )


def is_latin(character: str) -> bool:
    """Whether it is a letter of a script that writes words with spaces between them."""
    return character.isalpha() and character < "\u2e80"


def _continues(inside: str, outside: str) -> bool:
    if not outside or not is_latin(inside):
        return False
    return is_latin(outside) or outside == "_" or "0" <= outside <= "9"
