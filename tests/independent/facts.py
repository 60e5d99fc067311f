"""What data/ says, read again: PyYAML without types, numbers and units by amounts.py."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import yaml
from amounts import Amount, read_amount, split_amount, spread

WORDS = ("dispatch", "combine")


@dataclass(frozen=True)
class Fact:
    """A preferred value, and what else stands beside it."""

    path: str
    text: str
    amount: Amount | None
    direction: str | None
    sparsity: str | None
    source: str
    reach: Fraction

    @property
    def approximate(self) -> bool:
        return self.reach != 0


def read_facts(folder: Path) -> tuple[dict[str, Fact], dict[str, str]]:
    """All facts by their paths, and the kind of each subject."""
    facts: dict[str, Fact] = {}
    kinds: dict[str, str] = {}
    for file in sorted(folder.rglob("*.yml")):
        if file.parent.name == "sources":
            continue
        tree = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
        kinds[file.stem] = tree.get("kind", "") if tree else ""
        _walk(file.stem, tree or {}, facts)
    return facts, kinds


def _walk(path: str, tree: object, facts: dict[str, Fact]) -> None:
    if isinstance(tree, list):
        preferred = [one for one in tree if one.get("preferred") == "true"] or tree
        if len(preferred) != 1:
            raise ValueError(f"{path}: no single preferred value")
        tree = preferred[0]
    if not isinstance(tree, dict):
        return
    if "value" in tree:
        facts[path] = _fact(path, tree)
        return
    for key, below in tree.items():
        _walk(f"{path}.{key}", below, facts)


def _fact(path: str, tree: dict[str, str]) -> Fact:
    text = tree["value"].strip()
    is_word = path.rsplit(".", 1)[-1] in WORDS
    amount = None if is_word else read_amount(text)
    reach = Fraction(0)
    if tree.get("approximate") == "true":
        number, unit = split_amount(text)
        reach = Amount.of(spread(number), unit).value
    return Fact(
        path=path,
        text=text,
        amount=amount,
        direction=tree.get("direction"),
        sparsity=tree.get("sparsity"),
        source=tree["source"],
        reach=reach,
    )
