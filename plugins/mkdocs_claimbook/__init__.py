"""Hosts for claimbook: the MkDocs plugin and the Python-Markdown extension.

`plugin` wires the events of MkDocs, `extension` is what any host of Python-Markdown can load;
`reading` and `tokens` are what a page's macros become, and know no host. Nothing is computed here.
"""
