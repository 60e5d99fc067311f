"""The text of a document in pieces: that of the whole, whatever it holds."""

import json
from collections.abc import Iterator

import pytest

from claimbook.exports.pieces import Items, Members, json_pieces
from claimbook.output import to_json


@pytest.mark.parametrize(
    "each",
    [
        [],
        [{}],
        [{"a": 1}, {"b": [1, {"c": None}], "d": []}],
        [{"text": "two\nlines, \u2028 and \x85 and \u202e", 'a "name"\n': "算力"}],
    ],
)
def test_pieces_are_to_the_letter_the_text_of_the_whole(each: list[dict[str, object]]) -> None:
    named = [(f"{at}\n", value) for at, value in enumerate(each)]
    whole = {"version": 1, "counts": {"a": [1, 2]}, "items": each, "members": dict(named), "z": []}
    pieces = json_pieces({**whole, "items": Items(iter(each)), "members": Members(iter(named))})
    assert "".join(pieces) == f"{to_json(whole)}\n"
    assert json.loads(to_json(whole)) == whole


def test_an_item_is_made_when_the_one_before_it_is_written() -> None:
    made = []

    def items() -> Iterator[dict[str, object]]:
        for number in range(3):
            made.append(number)
            yield {"number": number}

    for piece in json_pieces({"items": Items(items())}):
        if '"number": 0' in piece:
            break
    assert made == [0]
