"""The files of the book that `claimbook new` begins.

They stand beside this module as they will stand in the book, so that one can read them and a tool
can check them; only what begins with a dot there begins with `dot-` here.
"""

import re
from pathlib import Path

from claimbook.workspace import Workspace

_THEME = re.compile(r"theme:\n(?:  .*\n)+")
_MATERIAL = "theme:\n  name: material\n  language: {language}\n  font: false\n"
_REQUIREMENTS = "requirements.txt"


def book_files(language: str, theme: str) -> dict[str, bytes]:
    """The files of the book by their path in it, in an order that ends with its configuration."""
    workspace = Workspace.from_folder(Path(__file__).parent)
    files: dict[str, bytes] = {}
    for folder in ("common", language):
        for path in workspace.list(folder, ("",)):
            # An installer leaves the compiled formulas beside them.
            if "__pycache__" in path:
                continue
            name = path.removeprefix(f"{folder}/").replace("dot-", ".")
            files[name] = workspace.read_bytes(path) or b""
    if theme == "material":
        config = files["mkdocs.yml"].decode()
        told = _MATERIAL.format(language=language)
        files["mkdocs.yml"] = _THEME.sub(told, config).encode()
        files[_REQUIREMENTS] += b"mkdocs-material>=9.6\n"
    return dict(sorted(files.items(), key=lambda item: (item[0] == "mkdocs.yml", item[0])))
