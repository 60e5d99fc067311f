"""The tree that blocks are read into: only what later blocks look at is kept."""

from dataclasses import dataclass, field

from claimbook.pages.traced import EMPTY, Traced


@dataclass(slots=True)
class Node:
    """One element of the tree."""

    tag: str
    css: str = ""
    text: Traced = EMPTY
    tail: Traced = EMPTY
    children: "list[Node]" = field(default_factory=list)

    @property
    def last(self) -> "Node | None":
        """Its last child."""
        return self.children[-1] if self.children else None

    def add(self, tag: str, text: Traced = EMPTY, css: str = "") -> "Node":
        """A new last child."""
        child = Node(tag, css, text)
        self.children.append(child)
        return child

    def wrap_text(self, place: int = 0) -> None:
        """Move its text into a paragraph, which becomes the child at `place`."""
        if self.text.text:
            self.children.insert(place, Node("p", text=self.text))
            self.text = EMPTY
