"""What claimbook adds to a build of many pages, beside the same pages with plain numbers.

    python bench/pages.py [PAGES] [MACROS] [THEME] [ROUNDS]

Both books are built by MkDocs, with its own theme or another, each in a process of its own; the
two take turns, so that a machine whose speed drifts slows both alike. The times are those of the
processor, which other programs disturb less than the clock. The figures to read are the ratio of
the medians and the difference of the peaks in memory.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PAGES, MACROS, ROUNDS = 100, 20, 3
TOPICS = 200
BUILD = """\
import resource, runpy, sys
sys.argv = ["mkdocs", "-q", "build"]
try:
    runpy.run_module("mkdocs", run_name="__main__")
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
PROSE = (
    "The heater of this page has a power that its maker states, and a loss that was measured "
    "with a *plain* meter over a [day](index.md), which `code` cannot say better.\n\n"
)


def write(folder: Path, pages: int, macros: int, theme: str, *, computed: bool) -> None:
    plugins = "plugins: [claimbook]" if computed else "plugins: []"
    files = {
        "mkdocs.yml": f"site_name: B\ndocs_dir: wiki\ntheme: {{name: {theme}}}\n{plugins}\n",
        "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
        "wiki/index.md": "# Top\n",
    }
    for topic in range(TOPICS):
        files[f"data/heater-{topic}.yml"] = (
            f"power: {{value: {topic + 2} kW, source: sheet}}\n"
            f"loss: {{value: 0.{topic + 1} kW, source: sheet}}\n"
        )
    for page in range(pages):
        topic = page % TOPICS
        numbers = [
            f'<< claim("{topic + 2} kW", spec("heater-{topic}.power")) >>',
            f'<< spec("heater-{topic}.power") / spec("heater-{topic}.loss") | times >>',
        ]
        if not computed:
            numbers = [f"{topic + 2} kW", "4.0x"]
        lines = [f"Sentence {at} says {numbers[at % 2]}.\n\n{PROSE}" for at in range(macros)]
        files[f"wiki/part-{page // 50}/page-{page}.md"] = f"# Page {page}\n\n{''.join(lines)}"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def build(folder: Path) -> tuple[float, int]:
    """Seconds of the processor, and the most memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    seconds, kibibytes = done.stdout.split()[-2:]
    return float(seconds), int(kibibytes) // 1024


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    macros = int(sys.argv[2]) if len(sys.argv) > 2 else MACROS
    theme = sys.argv[3] if len(sys.argv) > 3 else "mkdocs"
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else ROUNDS
    taken: dict[str, list[tuple[float, int]]] = {"plain": [], "computed": []}
    with tempfile.TemporaryDirectory() as parent:
        for name in taken:
            write(Path(parent, name), pages, macros, theme, computed=name == "computed")
        # Of several rounds, one more before them warms the disk and Python's own files.
        for round_number in range(rounds + (rounds > 1)):
            for name, results in taken.items():
                result = build(Path(parent, name))
                if round_number or rounds == 1:
                    results.append(result)
    seconds = {name: statistics.median(time for time, _ in each) for name, each in taken.items()}
    memory = {name: max(peak for _, peak in each) for name, each in taken.items()}
    print(f"{pages} pages of {macros} numbers, theme {theme}, {rounds} rounds")
    for name in taken:
        print(f"{name:10} {seconds[name]:7.2f} s {memory[name]:6} MiB")
    ratio, more = seconds["computed"] / seconds["plain"], memory["computed"] - memory["plain"]
    print(f"ratio {ratio:.2f}, {more} MiB more")


if __name__ == "__main__":
    main()
