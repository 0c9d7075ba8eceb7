"""Weighted evidence: named patterns with a weight each, summed per line.

The weights are log-odds: they were fitted by logistic regression on hand-labelled lines of several dumps and
rounded; a pattern says something about computers or about prose, never about one community or blog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 600
"""Characters of a line that are looked at; what a line is shows in its beginning."""

_FUNCTION_WORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "here",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "like",
        "more",
        "most",
        "my",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "up",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "aber",
        "als",
        "auch",
        "auf",
        "aus",
        "bei",
        "das",
        "dass",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "ein",
        "eine",
        "einen",
        "er",
        "es",
        "für",
        "haben",
        "hat",
        "ich",
        "im",
        "ist",
        "mit",
        "nicht",
        "oder",
        "sich",
        "sie",
        "sind",
        "und",
        "uns",
        "von",
        "war",
        "wenn",
        "wie",
        "wir",
        "wird",
        "zu",
        "zum",
        "au",
        "avec",
        "ce",
        "cette",
        "dans",
        "de",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "il",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "mais",
        "ne",
        "nous",
        "on",
        "ou",
        "par",
        "pas",
        "pour",
        "que",
        "qui",
        "sa",
        "ses",
        "son",
        "sont",
        "sur",
        "un",
        "une",
        "vous",
        "como",
        "con",
        "del",
        "el",
        "ella",
        "esta",
        "este",
        "las",
        "lo",
        "los",
        "más",
        "para",
        "pero",
        "por",
        "se",
        "si",
        "sin",
        "su",
        "una",
        "y",
        "ya",
        "o",
        "os",
        "as",
        "não",
        "uma",
        "com",
        "che",
        "di",
        "il",
        "per",
        "sono",
    ]
)
_COMMANDS = (
    "sudo|su|apt|apt-get|aptitude|yum|dnf|zypper|rpm|dpkg|pip|pip3|npm|gem|easy_install|git|svn|hg|bzr|cd|ls|ll|"
    "cat|echo|export|source|vi|vim|nano|cp|mv|rm|mkdir|rmdir|touch|ln|chmod|chown|chroot|mount|umount|ssh|scp|"
    "rsync|curl|wget|tar|gzip|unzip|grep|egrep|sed|awk|find|xargs|tail|head|less|sort|wc|ps|kill|pkill|top|df|"
    "du|dd|ip|ifconfig|route|iptables|brctl|ovs-vsctl|ping|dig|nslookup|netstat|ss|nc|tcpdump|arping|service|"
    "systemctl|chkconfig|initctl|restart|crontab|useradd|usermod|passwd|make|cmake|gcc|python|python2|python3|"
    "perl|ruby|node|java|mvn|gradle|go|cargo|docker|podman|docker-compose|kubectl|helm|terraform|vagrant|ansible|"
    "ansible-playbook|puppet|chef|knife|salt|salt-call|juju|virsh|virt-install|qemu-img|qemu-system-x86_64|kvm|"
    "mysql|psql|sqlite3|mongo|redis-cli|rabbitmqctl|openssl|ssh-keygen|ssh-copy-id|tee|watch|screen|tmux|time|"
    "nohup|env|set|unset|alias|bash|sh|zsh|exit|reboot|modprobe|lsmod|insmod|fdisk|parted|mkfs|fsck|lsblk|blkid|"
    "pvcreate|vgcreate|lvcreate|resize2fs|kpartx|losetup|update-grub|grub-install|dracut|semanage|setenforce|"
    "firewall-cmd|nginx|uname|hostname|whoami|which|man|diff|patch|strace|gdb|rbd|ceph|rados|tox|pytest|flask"
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("prompt_user", r"\s{0,4}\[?[\w.-]+@[\w.-]+(?::|\s)?[^\s$#>%]{0,60}\]?\s?[$#>%](?:\s|\Z)"),
    ("prompt_sign", r"\s{0,4}[$%]\s+[\w./~\"'(]"),
    ("prompt_root", r"\s{0,4}#\s?[a-z./][\w./-]*(?:\s|\Z)"),
    ("prompt_reader", r"\s{0,4}(?:>>>|\.\.\.|mysql>|sqlite>|\w+[=-][#>]|irb.{0,20}>|\(\w[\w.-]*\)\s?[$#>])\s?"),
    ("prompt_angle", r"\s{0,4}(?:[\w.-]+\(?[\w-]*\)?)?>\s+\S"),
    ("prompt_host", rf"\s{{0,4}}[a-z0-9][a-z0-9.-]* ?[:#] (?:{_COMMANDS}|nova|[a-z]+-[a-z-]+)(?:\s|\Z)"),
    ("command", rf"\s{{0,8}}(?:sudo\s+)?(?:{_COMMANDS})(?:\s+[\w./~$\"'<>{{:*-]|\s*\Z)"),
    ("command_dashed", r"\s{0,8}[a-z][a-z0-9_.]*-[a-z0-9_-]+(?:\s+\S+){0,12}\s*\Z"),
    ("command_pair", r"\s{0,8}[a-z][a-z0-9]+\s+[a-z0-9]+(?:-[a-z0-9]+)+(?:\s|\Z)"),
    ("starts_path", r"\s{0,8}(?:\.{0,2}/|~/)[\w.-]+"),
    ("shebang", r"#!\s?/"),
    ("rule_table", r"\s*[+|][-=+|]{3,}\s*\Z"),
    ("row_table", r"\s*\|.*\|\s*\Z"),
    ("rule", r"\s*([-=*_~#])\1{4,}\s*\Z"),
    ("section", r"\s*\[[A-Za-z_][\w:./ -]{0,40}\]\s*\Z"),
    ("assignment", r"\s*(?:export\s+|set\s+|var\s+|let\s+|const\s+)?[\w.$\[\]'\"-]+\s*(?:[+:?|-]?=|=>|:=)\s*\S"),
    ("key_alone", r"\s*[\"']?[\w.-]+[\"']?\s*:\s*\Z"),
    ("key_value", r"\s*(?:- )?[a-z_][\w.-]*:\s+\S+\s*\Z"),
    ("key_quoted", r"\s*[\"'][\w.: $/-]+[\"']\s*(?::|=>)\s*\S"),
    ("brackets_only", r"\s*[\]\[{}()<>;,.]+\s*\Z"),
    ("ends_brace", r".*[\w)\]\s][{(\[]\s*\Z"),
    ("ends_semicolon", r".*[\w)\]}\"'];\s*\Z"),
    ("ends_backslash", r".*\\\s*\Z"),
    ("ends_comma", r".*[\w)\]}\"'],\s*\Z"),
    ("tag", r"\s*</?[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*[\"'][^>]*|\s*)/?\\?>?"),
    ("declaration", r"\s*<(?:\?xml|!--|!DOCTYPE|!\[CDATA)"),
    ("diff", r"(?:@@ -\d|diff --git|index [0-9a-f]{7}|(?:---|\+\+\+) [ab/\w])"),
    ("diff_line", r"[+-](?![-+\s\d])\S|[+-]\s{2,}\S|[+-]\s*\Z"),
    ("comment", r"\s*(?:#(?!\w+\s*\Z)|//(?!\w+\.)|/\*|\*/|;;|<!--|--\s)\s?"),
    ("comment_key", r"\s*#\s?[\w.-]+\s*(?:=|:\s)"),
    ("keyword", r"\s*(?:def \w+\(|class \w+[(:\s]|import [\w.]+|from [\w.]+ import |return\b.*[\w)]\s*\Z|"
     r"(?:if|elif|for|while|with|except|try|else)\b[^.?!]*[:{]\s*\Z|function\b|#include|#define|package \w+;|"
     r"(?:public|private|protected|static|void|int|char|struct|virtual)\s+\w|end\s*\Z|fi\s*\Z|done\s*\Z|esac)"),
    ("sql", r"\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER|GRANT|FLUSH|USE|SHOW)\s+[\w*`.]"),
    ("sql_low", r"\s*(?:select|insert into|update|delete from|create|grant|drop)\s+[\w*`.]+.*;\s*\Z"),
    ("time", r".{0,30}\d\d:\d\d:\d\d"),
    ("log", r".{0,60}\b(?:DEBUG|INFO|WARN|WARNING|ERROR|TRACE|CRITICAL|FATAL)\b[:\] ]"),
    ("status", r".*\[ ?(?:OK|ok|FAILED|DONE) ?\]\s*\Z"),
    ("traceback", r"(?:Traceback \(most recent|\s+File \".*\", line \d+|\w+(?:Error|Exception): )"),
    ("number_start", r"\s*\d+(?:[.:/]\d+)*%?\s+(?![A-Z][a-z]+\s[a-z])"),
    ("indent_2", r" {2,}\S"),
    ("indent_4", r"(?: {4,}|\t+)\S"),
    ("tab_inside", r".*\S\t"),
    ("columns", r".*[^\s.!?:,;)”\"'] {2,}\S"),
    ("columns_more", r".*\S {3,}\S"),
)  # fmt: skip
_COMMAND_START = re.compile(rf"(?:sudo\s+)?(?:{_COMMANDS})\s[^.!?:;]*\Z")
_COMMAND_SHAPE = re.compile(r"[a-z][a-z0-9_.-]* (?:\S+ )*?\S*[\d/_=-]\S*(?: [^\s.!?:;,]+)*\Z")
KNOWN_COMMAND = re.compile(rf"\s*(?:sudo\s+)?(?:{_COMMANDS})(?:\s|\Z)")
"""A line that begins with a command of a Unix shell."""

_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _PATTERNS)

_COUNTED: tuple[tuple[str, str], ...] = (
    ("options", r"(?<!\S)--?[A-Za-z][\w-]*"),
    ("paths", r"(?<![\w<:/])(?:/[\w.@+-]+){2,}"),
    ("identifiers", r"\b[a-z]+_[a-z0-9_]+\b|\b[a-z]+[A-Z]\w+\("),
    ("numbers_net", r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{8,}\b|\b[0-9a-f]{2}(?::[0-9a-f]{2}){3,}"),
    ("variables", r"\$\{?\w+|<[a-z_-]+>"),
    ("redirects", r"\s(?:\||>>?|<|&&|\|\||2>&1)\s?(?=\S)"),
)
_COUNTED_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _COUNTED)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SYMBOLS = re.compile(r"[{}()\[\]<>=;|&$\\/_+*#@%~^:\"`]")

WEIGHTS: dict[str, float] = {
    "symbols": 5.5,
    "rule_table": 5.0,
    "prompt_user": 5.0,
    "prompt_reader": 4.4,
    "brackets_only": 4.0,
    "diff": 4.0,
    "row_table": 4.0,
    "declaration": 4.0,
    "shebang": 4.0,
    "traceback": 4.0,
    "prompt_sign": 3.7,
    "ends_backslash": 3.5,
    "keyword": 3.0,
    "sql": 3.0,
    "key_quoted": 3.0,
    "status": 3.0,
    "ends_brace": 3.0,
    "comment": 2.9,
    "tag": 2.9,
    "command": 2.8,
    "assignment": 2.7,
    "section": 2.6,
    "numbers_net": 2.5,
    "log": 2.5,
    "prompt_root": 2.5,
    "columns_more": 2.4,
    "options": 2.3,
    "columns": 2.3,
    "time": 2.2,
    "starts_path": 2.0,
    "prompt_angle": 2.0,
    "ends_semicolon": 2.0,
    "number_start": 1.6,
    "key_value": 1.9,
    "indent_2": 1.8,
    "prompt_host": 2.5,
    "diff_line": 1.5,
    "sql_low": 1.5,
    "lower_start": 1.3,
    "comment_key": 1.5,
    "command_pair": 1.3,
    "redirects": 1.2,
    "variables": 1.1,
    "indent_4": 1.1,
    "tab_inside": 1.0,
    "ends_comma": 0.8,
    "rule": 1.0,
    "identifiers": 0.7,
    "command_dashed": 0.6,
    "paths": 0.5,
    "key_alone": 0.4,
    "words_many": 0.0,
    "capital": -0.2,
    "ends_url": -0.3,
    "lead_in": -0.6,
    "short_lead_in": -2.0,
    "title": -0.6,
    "bias": -1.0,
    "command_clean": 1.0,
    "command_shape": 2.0,
    "plain_word": -2.0,
    "one_word": -0.8,
    "sentence": -1.0,
    "apostrophe": -1.2,
    "sentences": -1.2,
    "sentence_end": -1.5,
    "function_words": -2.4,
    "link": -2.1,
    "curly": -2.8,
    # What stands around the line.
    "after_code": 1.0,
    "long_run": 2.2,
    "after_colon": 2.5,
    "after_open": 0.8,
    "alone": -3.4,
}


def code_features(text: str) -> tuple[tuple[str, float], ...]:
    """Return what speaks for or against a line being code: name of the evidence and its amount from 0 to 1."""
    return _features(text[:LONGEST])


# Several stages ask about the same line within a moment of each other.
@lru_cache(maxsize=4096)
def _features(text: str) -> tuple[tuple[str, float], ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterator[tuple[str, float]]:
    bare = text.strip()
    if not re.search(r"\w", bare) and len(set(bare)) <= 1 and bare[:1] not in "})];":
        # A rule of dashes or number signs fits both; its neighbours tell.
        return
    yield "bias", 1.0
    for name, pattern in _COMPILED:
        if pattern.match(text):
            yield name, 1.0
    for name, pattern in _COUNTED_COMPILED:
        if count := len(pattern.findall(text)):
            yield name, min(count, 3) / 3 if name != "options" else min(count, 2) / 2
    words = _WORDS.findall(bare)
    count = len(words)
    symbols = len(_SYMBOLS.findall(re.sub(r"\(?<?https?://\S+", "", bare)))
    yield "symbols", min(1.0, 4 * symbols / max(1, len(bare)))
    if count:
        yield (
            "function_words",
            min(1.0, 2 * sum(w.lower() in _FUNCTION_WORDS for w in words) / count) * (count > 2),
        )
        yield "words_many", min(count, 30) / 10
    if bare[:1].isupper() or bare[:1] in '“‘"':
        yield "capital", 1.0
        if count > 4 and bare[-1] in ".!?…”)":
            yield "sentence", 1.0
    if count > 3 and re.search(r"[a-z)”\"’][.!?…]['”\"’)]*\Z", bare):
        yield "sentence_end", 1.0
    if re.search(r"[a-z)”\"’][.!?]['”\"’)]?\s+[A-Z“]", bare):
        yield "sentences", 1.0
    if re.search(r"[“”‘’…–—«»]", bare):
        yield "curly", 1.0
    if re.search(
        r"\b(?:[A-Za-z]+n['’]t|(?:I|[Ww]e|[Yy]ou|[Tt]hey|[Ii]t|[Tt]hat|[Ll]et)['’](?:m|s|re|ve|ll|d))\b", bare
    ):
        yield "apostrophe", 1.0
    if bare[-1:] == ":" and count > 2 and bare[:1].isupper():
        yield "lead_in", 1.0
    elif re.fullmatch(r"[A-Z][a-z]+(?: [A-Za-z]+)?\s?:", bare):
        yield "short_lead_in", 1.0
    if bare[:1].islower():
        yield "lower_start", 1.0
    if len(bare.split()) == 1:
        yield "one_word", 1.0
        if re.fullmatch(r"[\w-]+", bare):
            yield "plain_word", 1.0
    elif count < 10 and not any(w.lower() in _FUNCTION_WORDS for w in words):
        if _COMMAND_START.match(bare):
            yield "command_clean", 1.0
        if _COMMAND_SHAPE.match(bare):
            yield "command_shape", 1.0
    if count and count <= 6 and all(w[0].isupper() for w in words if len(w) > 3) and symbols == 0:
        yield "title", 1.0
    if "(<http" in bare or "(http" in bare or "](http" in bare:
        yield "link", 1.0
    if re.search(r"https?://\S+\Z", bare):
        yield "ends_url", 1.0


def code_score(text: str) -> float:
    """Return the log-odds that a line, seen alone, is code."""
    return sum(WEIGHTS[name] * amount for name, amount in code_features(text))
