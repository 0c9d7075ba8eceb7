"""The names of languages that a code block may carry: those that Pygments knows, and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

PLAIN = frozenset(
    {"", "none", "text", "plain", "plaintext", "txt", "default", "nohighlight", "no-highlight", "notranslate"}
)
"""Names that say there is no language."""

# What blogs' highlighters call languages that Pygments knows by another name.
_OTHER_NAMES = {
    "actionscript3": "as3",
    "as": "actionscript",
    "c#": "csharp",
    "command": "console",
    "conf": "ini",
    "coldfusion": "cfm",
    "commandline": "console",
    "golang": "go",
    "javafx": "java",
    "jscript": "javascript",
    "node": "javascript",
    "objectivec": "objective-c",
    "objc": "objective-c",
    "postgres": "postgresql",
    "ps": "powershell",
    "py3": "python",
    "shell-session": "console",
    "terminal": "console",
    "vbnet": "vb.net",
    "vb": "vb.net",
    "xhtml": "html",
    "xslt": "xslt",
}


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    from pygments.lexers import get_all_lexers

    names = {
        alias.lower(): alias.lower()
        for _, aliases, _, _ in get_all_lexers(plugins=False)
        for alias in aliases
        if re.fullmatch(r"[\w#+.-]+", alias)
    }
    return {name: value for name, value in names.items() if name not in PLAIN}


def known_language(name: str | None) -> str | None:
    """Return the name under which Pygments knows a language, or None for no or an unknown language."""
    if not name:
        return None
    name = name.strip().lower()
    aliases = _aliases()
    return aliases.get(name) or aliases.get(_OTHER_NAMES.get(name, ""))
