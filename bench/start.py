"""How long claimbook takes to start and to check a book, beside a bare start of Python.

Every command is a whole process; the commands take turns, so that a machine whose speed drifts
slows them all alike. The figures to read are the medians and the ratios to the bare start.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
ROOT = Path(__file__).resolve().parent.parent
SMALL = {
    "mkdocs.yml": "site_name: Small\ndocs_dir: wiki\nplugins: [claimbook]\n",
    "data/heater.yml": "power: {value: 2 kW, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "wiki/index.md": '# Heat\n\n<< claim("2 kW", spec("heater.power")) >>\n',
}
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import claimbook": ["-c", "import claimbook"],
    "import claimbook.cli": ["-c", "import claimbook.cli"],
    "check, a small book": ["-m", "claimbook", "check", "-f", "{small}"],
    "check, this book": ["-m", "claimbook", "check", "-f", str(ROOT)],
}


def main() -> None:
    # An installed package has its bytecode; the first round writes it, and is not counted.
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as small:
        for name, content in SMALL.items():
            path = Path(small, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        for round_number in range(ROUNDS + 1):
            for name, arguments in COMMANDS.items():
                command = [sys.executable, *(part.format(small=small) for part in arguments)]
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, env=environment)
                if round_number:
                    times[name].append(time.perf_counter() - start)
    bare = statistics.median(times["python -c pass"])
    print(f"{'command':24} {'median':>9} {'least':>9} {'ratio':>7}   ({ROUNDS} rounds)")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:24} {median * 1e3:6.0f} ms {min(taken) * 1e3:6.0f} ms {median / bare:6.1f}x")


if __name__ == "__main__":
    main()
