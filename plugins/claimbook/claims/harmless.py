"""The words beside a percentage that say what it is of, and cannot turn its sign.

A word that stands in no table may be a loss (a 5 % flump), so beside a share without a sign only
these are let through, and names: GPU, FP8, DeepSeek. Everything else is refused there.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from claimbook.claims.tokens import Token

_ENGLISH_WORDS: Final = """
account accounts accuracy achieved activated active all amount amounts and answer area as attained
attention available average balance bandwidth batch bidirectional both buffer bytes cache capacity
case cases cent chance chip chips claimed cluster combine comes communication computation compute
computed condition confidence constitutes core cores corresponding corresponds cost costs coverage
covered covers cycles data decode deliver delivered delivers dense depth device devices die
direction dispatch each effective efficiency either energy engine estimate every expert experts
fabric fact factor figure fill forward found fp8 fraction free frequency from full general get
gets giving gross half has have headline headroom hit hits hosts ideal idle in input instead
intensity into its joules just kernel kernels lands latency layer layers leaves lies line link
links load machine made makes margin matrices matrix mean means measured memory model models
nameplate nearly need net network node nodes nominal nominally number numbers occupancy occupied
offers on one one-way only operations other our output overall overhead overlap packet packets
pages parameters part parts payload peak per pipeline pod pool port ports power practice precision
prefill price probability processor product provide provided provides quantity rack racks rate
rated ratio reach reaches real remain remaining remains represents requests required requirement
result results roughly routed run runs same saturated saturation scale scale-out scale-up score
scores second see seen sequence server servers settles share shares shown shows single sits size
so some source space sparse sparsity speed stands stated stays step still storage sum supplies
supply switch system systems take target tdp tensor that their them then theoretical theory there
these they this those threshold throughput time tokens top topology total traffic training turns
two-way unit units usage use used useful users utilisation utilization value values variant volume
was weight weights which whole width window with work workload works yield yields
"""
_CHINESE_WORDS: Final = """
上 上一代 上层 下层 与 专家 且 两者 中 为 之 也 了 二者 于 互联 产品 仅 仅仅 今年 仍 仍然 以 价值
价格 价钱 份 份量 份额 会 位于 体积 余量 使用 使用率 供电 依 依然 保持 倍率 停在 全部 公式 共 其 内
内存 内核 写 准确 准确率 出 则 利用 利用率 前 前代 前者 剩 剩下 剩余 功率 功耗 加热器 华为 单价 单位
单元 单卡 单向 单机 占 占到 占据 占用 占用率 占空 占空比 卡 原 原先 原本 原来 去年 参数 参考 又 双向
口径 只 只剩 可 可用 可能性 右 各 名义 名牌 后 后者 吞吐 命中 命中率 因子 国产 在 基准 基线 处于
大概 如今 字节 它 实测 实现 实际 容量 宽度 密度 对 将 尚 就 层 峰值 工作量 左 左右 已 已用 已经
带宽 带宽比 平均 并 延迟 开支 开销 强度 当前 往返 得 得到 总 总计 总量 恰 情况 成功率 成本 我们 所
所有 所需 才能 把 报告 报道 按 按照 推理 收入 效率 效能 数值 数据 数据量 数量 整体 整机 方向 无 时
时延 时间 昇腾 是 显存 更 曾 有 有效 服务器 未用 本代 机会 机器 机架 权重 条件 标准 标称 样品 样本
核心 根据 概率 模型 此 每 比例 比特 比率 比重 水 流量 测得 测试 深度 温度 满载 激活 照 现在 理论 用
电力 电机 电源 电费 留下 的 目前 目标 矩阵 称 稀疏 稠密 空气 空闲 空间 等 算 算出 算力 算得 精度
系数 系统 约合 结果 结论 给 给出 维持 缓存 网络 置信 而 能够 能效 能耗 能量 节点 芯片 英伟达 蒸汽 被
裕量 要 要求 覆盖 覆盖率 解码 触及 计算 计算量 训练 记录 记载 论文 设备 设定 该 误码率 说 负载 质量
费用 资源 输入 输出 达 达成 还 这 通信 通信量 通过率 速度 那 部分 都 采用 里 重量 铭牌 链路 门槛
阈值 集群 需 需要 面积 预填充 频率 额定
"""
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
_CHINESE: Final = tuple(sorted(_CHINESE_WORDS.split(), key=lambda word: (-len(word), word)))
_SUFFIXES: Final = ("率", "占比", "比例", "份额")


def suspect(text: str, tokens: Sequence[Token]) -> str | None:
    """The first words of a phrase that may say more or less without being known to, or None."""
    return next((words for words in _unknown(text, tokens) if not is_harmless(words)), None)


def _unknown(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """The words that nothing knows; Chinese characters that touch are one run."""
    start = end = reach = -1
    for token in tokens:
        if token.says_something:
            # 用 is a word of the table, and in 利用率 a part of one.
            if token.is_weak and token.has("is") and token.start == reach:
                reach = token.end
            continue
        if token.start == reach and text[token.start] > "\u2e80":
            end = reach = token.end
            continue
        if start >= 0:
            yield text[start:end]
        start, end = token.start, token.end
        reach = end
    if start >= 0:
        yield text[start:end]


def is_harmless(words: str) -> bool:
    """Whether a run of unknown words names a thing and says neither more nor less."""
    if words[:1] > "\u2e80":
        return words.endswith(_SUFFIXES) or _is_made_of_known(words)
    if any(character.isupper() for character in words[1:]):
        return True
    lower = words.lower()
    return lower in _ENGLISH or lower.rstrip("s") in _ENGLISH


def _is_made_of_known(words: str) -> bool:
    """Whether Chinese characters fall apart into words of the table."""
    reachable = {0}
    for start in range(len(words)):
        if start in reachable:
            reachable.update(
                start + len(word) for word in _CHINESE if words.startswith(word, start)
            )
    return len(words) in reachable
