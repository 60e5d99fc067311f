"""Recomputes a whole book from its data, and compares each entry of `claimbook check`.

    claimbook check --format json | python tests/independent/recompute.py DATA -

No code is shared with claimbook: the expressions are evaluated over Python's ast and fractions,
the data are read by PyYAML without types, units and formulas are this folder's own.
Prints a report as JSON, and ends with 1 where the two do not agree in all.
"""

import json
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

from amounts import Amount, read_unit
from expressions import Comparison, Macro, Outcome, outcome_of, take_apart
from facts import read_facts
from field import NotCoveredError, World
from printed import faults
from words import read_words

Entry = dict[str, object]


class Comparing:
    """Goes through the entries, and keeps what does not agree."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.disagreements: list[dict[str, str]] = []
        self.uncovered: list[str] = []
        self.counts: Counter[str] = Counter()
        self.unread: list[str] = []

    def differs(self, entry: Entry, what: str, mine: object) -> None:
        place = f"{entry['page']}:{entry['line']}"
        theirs = entry.get(what)
        self.disagreements.append(
            {
                "what": what,
                "place": place,
                "expression": str(entry["expression"]),
                "claimbook": str(theirs),
                "here": str(mine),
            }
        )

    def look_at(self, entry: Entry) -> None:
        self.counts["entries"] += 1
        try:
            macro = take_apart(str(entry["expression"]))
            if macro.inner is None:
                outcome = Outcome(None, None, frozenset())
            else:
                outcome = outcome_of(macro, self.world)
        except (NotCoveredError, ValueError, TypeError, AttributeError, KeyError) as reason:
            self.uncovered.append(f"{entry['expression']}: {type(reason).__name__} {reason}")
            return
        self.counts["recomputed"] += 1
        if entry["stance"] not in (macro.kind, "waived"):
            self.differs(entry, "stance", macro.kind)
        self._value(entry, outcome)
        verdict = self._verdict(entry, macro, outcome)
        if verdict != entry["verdict"]:
            self.differs(entry, "verdict", verdict)
        if outcome.value is None and macro.kind == "computed":
            return
        if outcome.value is not None:
            if outcome.read != set(entry["inputs"]):
                self.differs(entry, "inputs", sorted(outcome.read))
            if not outcome.sources <= set(entry["sources"]):
                self.differs(entry, "sources", sorted(outcome.sources))
        wrong = faults(macro, outcome, str(entry["text"]), verdict)
        if wrong:
            self.differs(entry, "text", wrong)

    def _value(self, entry: Entry, outcome: Outcome) -> None:
        match outcome.value:
            case None:
                if entry["value"] is not None:
                    self.differs(entry, "value", outcome.refused)
            case Comparison():
                self.counts["statements"] += 1
                if entry["value"] is not outcome.holds:
                    self.differs(entry, "value", outcome.holds)
                if entry["unit"] is not None:
                    self.differs(entry, "unit", None)
            case Amount(value=value, dims=dims):
                self.counts["numbers"] += 1
                if not isinstance(entry["value"], str) or Fraction(entry["value"]) != value:
                    self.differs(entry, "value", value)
                factor, theirs = read_unit(str(entry["unit"]))
                if factor != 1 or tuple(sorted(theirs.items())) != dims:
                    self.differs(entry, "unit", dims)

    def _verdict(self, entry: Entry, macro: Macro, outcome: Outcome) -> str | None:
        """The verdict reached here; that of the entry where the words cannot be read."""
        if macro.kind == "computed":
            return None
        if macro.inner is None:
            self.counts["open"] += 1
            return "open"
        if outcome.refused is not None:
            self.counts["refused"] += 1
            return "refused"
        if isinstance(outcome.value, Comparison):
            return outcome.truth
        self.counts["claims with digits"] += 1
        reading = read_words(macro.words)
        if reading is None:
            self.unread.append(macro.words)
            return entry["verdict"]
        self.counts["words read"] += 1
        if macro.kind == "reported" and outcome.value.dims and not reading.dims:
            return "open"
        return "holds" if reading.allows(outcome.value) else "contradicted"

    def tally(self, claims: list[Entry], counts: dict[str, int]) -> None:
        """The counts of the report, counted again."""
        verdicts = Counter((claim["stance"], claim["verdict"]) for claim in claims)
        mine = {
            "claims_checked": sum(n for (stance, _), n in verdicts.items() if stance == "asserted"),
            "claims_contradicted": verdicts["asserted", "contradicted"],
            "reported": sum(n for (stance, _), n in verdicts.items() if stance == "reported"),
            "disputed": verdicts["reported", "contradicted"] + verdicts["reported", "refused"],
            "waived": sum(n for (stance, _), n in verdicts.items() if stance == "waived"),
        }
        for name, count in mine.items():
            if counts[name] != count:
                entry = {"page": "counts", "line": 0, "expression": name, name: counts[name]}
                self.differs(entry, name, count)

    def report(self) -> dict[str, object]:
        return {
            "counts": dict(sorted(self.counts.items())),
            "words not read": sorted(self.unread),
            "not recomputed": self.uncovered,
            "disagreements": self.disagreements,
        }


def compare(data: Path, checked: dict[str, object]) -> dict[str, object]:
    """All entries of the output of `claimbook check --format json`, against a folder of data."""
    comparing = Comparing(World(*read_facts(data)))
    for entry in checked["claims"]:
        comparing.look_at(entry)
    comparing.tally(checked["claims"], checked["counts"])
    return comparing.report()


def main(data: str, file: str) -> int:
    """Compares, and prints the report."""
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    report = compare(Path(data), json.loads(text))
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    return 1 if report["disagreements"] or report["not recomputed"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
