"""The language of a listing: named only on strong evidence, and if Pygments reads it without error."""

from __future__ import annotations

import ast
import json
import re
import warnings

from anthology.conversion.text.clues import COMMANDS
from anthology.conversion.text.evidence import KNOWN_COMMAND

_LARGEST = 20_000
"""Characters beyond which a listing goes without language: highlighting it would cost more than it tells."""

_PROMPT = re.compile(
    r"(?m)^\s{0,4}(?:(?:\([\w.-]+\)\s?)?(?:\[[^\]\n]{1,80}\]|[\w.-]+@[\w.-]+[^$#%>\n]{0,60})\s?[$#%]|\([\w.-]+\)\s?[$#>]|[$%])"
    r"\s+[\w./~\"'({$<-]"
)
# A number sign alone stands before comments more often than before commands.
_ROOT_PROMPT = re.compile(
    rf"(?m)^\s{{0,4}}#\s+(?:(?:sudo\s+)?(?:{COMMANDS})|[a-z]+-[a-z-]+|[a-z]+(?: [\w.-]+)* --?\w)(?:\s|$)"
)
_COMMAND = re.compile(
    r"(?:sudo\s+)?(?:[a-z][\w.+-]*|\./[\w./-]+|/[\w./-]+)"
    r"(?:\s+(?:--?[\w-]+(?:[= ]\S+)?|[\w./~$\"'<{@:*%=,-]\S*|[&|>;]+)){0,40}\s*\\?\Z"
)
_INI_LINE = re.compile(r"\s*(?:\[[^\]\n]+\]|[\w.\-/]+\s*=.*|[#;].*|)\s*\Z")
_YAML_LINE = re.compile(r"\s*(?:-\s+)*(?:[\w\"'./-]+\s*:(?:\s.*)?|-\s+\S.*|#.*|---|\.\.\.|)\s*\Z")
_STRONG: tuple[tuple[str, str, int], ...] = (
    ("pycon", r"^>>> \S", 1),
    ("diff", r"^(?:@@ -\d+.* @@|diff --git |--- \S+\n\+\+\+ \S)", 1),
    ("php", r"<\?php\b", 1),
    ("sql", r"\A\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|GRANT|DROP|FLUSH)\s[^;]*;", 1),
    ("docker", r"^(?:FROM|RUN|CMD|ENTRYPOINT|COPY|ADD|ENV|EXPOSE)\s+\S", 2),
    ("cpp", r"#include\s*<\w+>|\bstd::\w|\btemplate\s*<|^\w[\w:<>*& ]*\s\w+;$|\w+::\w+\(|<<\s*\w+\.\w+\(", 2),
    ("c", r"#include\s*[<\"][\w/.]+\.h[>\"]|^\s*(?:int|void|char|struct|static|unsigned)\s+[\w*]+.*[;{(]", 2),
    (
        "puppet",
        r"^\s*(?:class|node|package|file|service|exec|include|define)\b.*[{,]?$|^\s*[\w']+\s*=>\s|"
        r"^\w+(?:::\w+)+ \{",
        3,
    ),
    (
        "java",
        r"\b(?:public|private|protected)\s+(?:static\s+)?(?:class|void|final|int|String)\b|^import java",
        1,
    ),
    ("go", r"^(?:package \w+$|func (?:\(\w+ [*\w]+\) )?\w+\()", 1),
    (
        "javascript",
        r"\bfunction\s*\w*\(.*\)\s*\{|\b(?:var|let|const)\s+\w+\s*=|console\.log\(|\$\(['\"]|"
        r"^\w+(?:\.\w+)+\(\{",
        1,
    ),
    ("ruby", r"^\s*(?:def \w+[^:]*$|end$|require ['\"]|\w+ do( \|\w+\|)?$)", 2),
)  # fmt: skip
_STRONG_COMPILED = tuple((name, re.compile(pattern, re.MULTILINE), least) for name, pattern, least in _STRONG)


def language_of(code: str, *, named: str = "") -> str | None:
    """Return the Pygments name of a listing's language, or None for plain text.

    Args:
        code: The listing.
        named: What a fence says, tried first.
    """
    if not code.strip() or len(code) > _LARGEST:
        return None
    for name in (named, *_guesses(code)):
        if name and _reads(name, code):
            return name
    return None


def _guesses(code: str) -> list[str]:
    lines = [line for line in code.split("\n") if line.strip()]
    first = lines[0].strip()
    if _PROMPT.search(code) or _ROOT_PROMPT.search(code):
        return ["console"]
    if _is_json(code):
        return ["json"]
    if re.match(r"<(?:\?xml|!--|!DOCTYPE|/?[A-Za-z][\w:.-]*[\s/>])", first) and lines[-1].rstrip().endswith(
        ">"
    ):
        return ["html" if re.search(r"(?i)<(?:html|body|div|p|span|table|ul|script)[\s>]", code) else "xml"]
    if first.startswith("#!"):
        return ["python" if "python" in first else "perl" if "perl" in first else "bash"]
    found = [name for name, pattern, least in _STRONG_COMPILED[:5] if _at_least(pattern, code, least)]
    if _is_python(code):
        found.append("python")
    found += [name for name, pattern, least in _STRONG_COMPILED[5:] if _at_least(pattern, code, least)]
    if found:
        return found
    assigned = sum(bool(re.match(r"\s*[\w.\-/]+\s*=", line)) for line in lines)
    if all(_INI_LINE.match(line) for line in lines) and assigned:
        return ["ini"]
    keys = sum(bool(re.match(r"\s*(?:- )?[\w.-]+:(?:\s|\Z)", line)) for line in lines)
    if len(lines) > 2 and all(_YAML_LINE.match(line) for line in lines) and keys * 2 > len(lines):
        return ["yaml"]
    if _is_shell(lines):
        return ["bash"]
    return []


def _at_least(pattern: re.Pattern[str], code: str, least: int) -> bool:
    return sum(1 for _ in zip(range(least), pattern.finditer(code), strict=False)) == least


def _is_json(code: str) -> bool:
    if code.lstrip()[:1] not in "{[":
        return False
    try:
        json.loads(code)
    except (ValueError, RecursionError):
        return False
    return True


def _is_python(code: str) -> bool:
    if not re.search(
        r"(?m)^\s*(?:def \w+\(|class \w+|import \w|from [\w.]+ import |for \w+ in |if .+:$|with .+:$)", code
    ):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code.strip("\n"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_shell(lines: list[str]) -> bool:
    """Say whether each line is a bare command, a comment or the continuation of a command."""
    commands = 0
    known = 0
    continued = False
    for line in lines:
        bare = line.strip()
        if not continued and not bare.startswith("#"):
            if len(bare) > 1000 or not _COMMAND.match(bare) or bare.endswith((".", ":", ",")):
                return False
            commands += 1
            known += bool(KNOWN_COMMAND.match(bare) or re.search(r"\s--?[A-Za-z][\w-]*", bare))
        continued = bare.endswith("\\")
    return known * 2 >= max(1, commands) and not re.match(r"\S+\s+(?:all|on|off)\s", lines[0])


def _reads(name: str, code: str) -> bool:
    """Say whether Pygments knows the language and reads the listing without an error token."""
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Error
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(name, stripnl=False, ensurenl=True)
    except ClassNotFound:
        return False
    return all(kind is not Error for kind, _ in lexer.get_tokens(code))
