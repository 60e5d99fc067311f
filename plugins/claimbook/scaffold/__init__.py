"""A small working book in a field that anybody knows, to begin one's own from."""

from claimbook.scaffold.command import new_command

__all__ = ["new_command"]
