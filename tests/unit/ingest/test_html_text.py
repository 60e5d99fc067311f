"""The words of a web page: what a reader sees, and nothing else."""

import pytest

from claimbook.ingest.html_text import read_html

PAGE = """\
<!doctype html>
<html><head><title>The D4 &mdash;
 data sheet</title>
<style>p { color: red }</style><script>var rate = "<p>999 MB/s</p>";</script></head>
<body><h1>The D4</h1>
<p>Sustained   transfer
rate: <b>up to</b> 270&nbsp;MB/s</p>
<table><tr><td>Seek</td> <td>8.5 ms</td></tr><tr><td>Lifetime<td>10<sup>6</sup> h</table>
<svg><title>an icon</title></svg>
<ul><li>one<li>two</ul>
<pre>
a = 1
  b = 2
</pre>
<noscript>Switch it on</noscript><template><p>not yet</p></template>
Made<br>here</body></html>
"""


def test_paragraphs_rows_and_items_are_lines() -> None:
    text, title = read_html(PAGE)
    assert title == "The D4 — data sheet"
    assert text == (
        "The D4\n\nSustained transfer rate: up to 270\xa0MB/s\n\n"
        "Seek \t8.5 ms\nLifetime\t10⁶ h\n\none\ntwo\n\na = 1\n  b = 2\n\nMade\nhere\n"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("CO<sub>2</sub> at 10<sup>-3</sup>", "CO₂ at 10⁻³\n"),
        ("5 W<sup>[1]</sup> and 2<sup>nd</sup>", "5 W[1] and 2nd\n"),
        ("a <i>b</i> <b> c</b>", "a b c\n"),
        ("<p>unclosed <p>second <script>never closed", "unclosed\n\nsecond\n"),
        ("2 &lt; 3 &amp; 4", "2 < 3 & 4\n"),
        ("<div/>x<br/>y", "x\ny\n"),
        ("plain", "plain\n"),
        ("<script>only()</script>", ""),
        ("", ""),
    ],
)
def test_the_words_stay_what_they_are(markup: str, text: str) -> None:
    assert read_html(markup) == (text, None)
