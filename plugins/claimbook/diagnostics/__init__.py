"""What went wrong and where: values, never exceptions.

A diagnostic names a code of the registry, a span of the author's file, what is wrong and the
smallest edit that repairs it. Everything that can fail on an author's input reports into a
`Diagnostics` sink; rendering them is someone else's work.
"""

from claimbook.diagnostics.codes import CODES, Code, Severity, code
from claimbook.diagnostics.diagnostic import Diagnostic, Diagnostics, Related
from claimbook.diagnostics.span import Location, Span, Text
from claimbook.diagnostics.steering import STEERING, visible
from claimbook.diagnostics.suggest import did_you_mean, nearest

__all__ = [
    "CODES",
    "STEERING",
    "Code",
    "Diagnostic",
    "Diagnostics",
    "Location",
    "Related",
    "Severity",
    "Span",
    "Text",
    "code",
    "did_you_mean",
    "nearest",
    "visible",
]
