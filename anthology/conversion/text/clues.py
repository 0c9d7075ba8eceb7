"""Clues that a line is code or prose: what each looks like and how much it weighs.

The weights are log-odds, fitted by logistic regression on hand-labelled lines of several dumps, with posts
and whole dumps held back, then rounded.  A clue says something about computers or about prose, never about
one community or one blog.
"""

from __future__ import annotations

import re

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a aber about after all als also an and any are as at au auch auf aus avec be because been bei
        but by can ce cette che com como con could dans das dass de del dem den der des di did die do
        does du ein eine einen el ella elle en er es est esta este et for from für haben had has hat
        have he here how i ich if il im in into is ist it its je just la las le les leur like lo los lui
        mais mit more most my más ne nicht no not nous não o oder of on one only or os other ou our out
        over par para pas per pero por pour que qui sa se ses she should si sich sie sin sind so some
        son sono sont su such sur than that the their them then there these they this those to uma un
        una und une uns up von vous war was we wenn were what when where which while who why wie will
        wir wird with would y ya you your zu zum
        """,
    )
)
"""Words that only prose has many of: English, German, French, Spanish, Portuguese, Italian."""

COMMANDS = "|".join(
    re.findall(
        r"\S+",
        """
        sudo su apt apt-get aptitude yum dnf zypper rpm dpkg pip pip3 npm gem easy_install git svn hg
        bzr cd ls ll cat echo export source vi vim nano cp mv rm mkdir rmdir touch ln chmod chown chroot
        mount umount ssh scp rsync curl wget tar gzip unzip grep egrep sed awk find xargs tail head less
        sort wc ps kill pkill top df du dd ip ifconfig route iptables brctl ovs-vsctl ping dig nslookup
        netstat ss nc tcpdump arping service systemctl chkconfig initctl restart crontab useradd usermod
        passwd make cmake gcc python python2 python3 perl ruby node java mvn gradle go cargo docker
        podman docker-compose kubectl helm terraform vagrant ansible ansible-playbook puppet chef knife
        salt salt-call juju virsh virt-install qemu-img qemu-system-x86_64 kvm mysql psql sqlite3 mongo
        redis-cli rabbitmqctl openssl ssh-keygen ssh-copy-id tee watch screen tmux time nohup env set
        unset alias bash sh zsh exit reboot modprobe lsmod insmod fdisk parted mkfs fsck lsblk blkid
        pvcreate vgcreate lvcreate resize2fs kpartx losetup update-grub grub-install dracut semanage
        setenforce firewall-cmd nginx uname hostname whoami which man diff patch strace gdb rbd ceph
        rados tox pytest flask
        """,
    )
)
"""Commands of a Unix shell, as alternatives of a pattern."""

AT_START: tuple[tuple[str, float, str], ...] = (
    ("prompt_user", 5.0, r"\s{0,4}\[?[\w.-]+@[\w.-]+(?::|\s)?[^\s$#>%]{0,60}\]?\s?[$#>%](?:\s|\Z)"),
    ("prompt_sign", 3.7, r"\s{0,4}[$%]\s+[\w./~\"'(]"),
    ("prompt_root", 2.5, r"\s{0,4}#\s?[a-z./][\w./-]*(?:\s|\Z)"),
    (
        "prompt_reader",
        4.4,
        r"\s{0,4}(?:>>>|\.\.\.|mysql>|sqlite>|\w+[=-][#>]|irb.{0,20}>"
        r"|\(\w[\w.-]*\)\s?[$#>])\s?",
    ),
    ("prompt_angle", 2.0, r"\s{0,4}(?:[\w.-]+\(?[\w-]*\)?)?>\s+\S"),
    (
        "prompt_host",
        2.5,
        rf"\s{{0,4}}[a-z0-9][a-z0-9.-]* ?[:#] (?:{COMMANDS}|nova|[a-z]+-[a-z-]+)(?:\s|\Z)",
    ),
    ("command", 2.8, rf"\s{{0,8}}(?:sudo\s+)?(?:{COMMANDS})(?:\s+[\w./~$\"'<>{{:*-]|\s*\Z)"),
    ("command_dashed", 0.6, r"\s{0,8}[a-z][a-z0-9_.]*-[a-z0-9_-]+(?:\s+\S+){0,12}\s*\Z"),
    ("command_pair", 1.3, r"\s{0,8}[a-z][a-z0-9]+\s+[a-z0-9]+(?:-[a-z0-9]+)+(?:\s|\Z)"),
    ("starts_path", 2.0, r"\s{0,8}(?:\.{0,2}/|~/)[\w.-]+"),
    ("shebang", 4.0, r"#!\s?/"),
    ("rule_table", 5.0, r"\s*[+|][-=+|]{3,}\s*\Z"),
    ("row_table", 4.0, r"\s*\|.*\|\s*\Z"),
    ("rule", 1.0, r"\s*([-=*_~#])\1{4,}\s*\Z"),
    ("section", 2.6, r"\s*\[[A-Za-z_][\w:./ -]{0,40}\]\s*\Z"),
    (
        "assignment",
        2.7,
        r"\s*(?:export\s+|set\s+|var\s+|let\s+|const\s+)?"
        r"[\w.$\[\]'\"-]+\s*(?:[+:?|-]?=|=>|:=)\s*\S",
    ),
    ("key_alone", 0.4, r"\s*[\"']?[\w.-]+[\"']?\s*:\s*\Z"),
    ("key_value", 1.9, r"\s*(?:- )?[a-z_][\w.-]*:\s+\S+\s*\Z"),
    ("key_quoted", 3.0, r"\s*[\"'][\w.: $/-]+[\"']\s*(?::|=>)\s*\S"),
    ("brackets_only", 4.0, r"\s*[\]\[{}()<>;,.]+\s*\Z"),
    ("ends_brace", 3.0, r".*[\w)\]\s][{(\[]\s*\Z"),
    ("ends_semicolon", 2.0, r".*[\w)\]}\"'];\s*\Z"),
    ("ends_backslash", 3.5, r".*\\\s*\Z"),
    ("ends_comma", 0.8, r".*[\w)\]}\"'],\s*\Z"),
    ("tag", 2.9, r"\s*</?[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*[\"'][^>]*|\s*)/?\\?>?"),
    ("declaration", 4.0, r"\s*<(?:\?xml|!--|!DOCTYPE|!\[CDATA)"),
    ("diff", 4.0, r"(?:@@ -\d|diff --git|index [0-9a-f]{7}|(?:---|\+\+\+) [ab/\w])"),
    ("diff_line", 1.5, r"[+-](?![-+\s\d])\S|[+-]\s{2,}\S|[+-]\s*\Z"),
    (
        "trailer",
        5.0,
        r"\s*(?:Change-Id: I[0-9a-f]{6}|(?:Closes|Partial|Related)-Bug: #?\d|Signed-off-by: .+@|"
        r"(?:Reviewed|Tested|Acked)-by: .+@|Depends-On: I[0-9a-f]{6})",
    ),
    ("comment", 2.9, r"\s*(?:#(?!\w+\s*\Z)|//(?!\w+\.)|/\*|\*/|;;|<!--|--\s)\s?"),
    ("comment_key", 1.5, r"\s*#\s?[\w.-]+\s*(?:=|:\s)"),
    (
        "keyword",
        3.0,
        r"\s*(?:def \w+\(|class \w+[(:\s]|import [\w.]+|from [\w.]+ import |return\b.*[\w)]\s*\Z|"
        r"(?:if|elif|for|while|with|except|try|else)\b[^.?!]*[:{]\s*\Z|function\b|#include|#define|"
        r"package \w+;|"
        r"(?:public|private|protected|static|void|int|char|struct|virtual)\s+\w|end\s*\Z|fi\s*\Z|done\s*\Z|esac)",
    ),
    (
        "sql",
        3.0,
        r"\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER|GRANT|FLUSH|USE|SHOW)\s+[\w*`.]",
    ),
    (
        "sql_low",
        1.5,
        r"\s*(?:select|insert into|update|delete from|create|grant|drop)\s+[\w*`.]+.*;\s*\Z",
    ),
    ("time", 2.2, r".{0,30}\d\d:\d\d:\d\d"),
    ("log", 2.5, r".{0,60}\b(?:DEBUG|INFO|WARN|WARNING|ERROR|TRACE|CRITICAL|FATAL)\b[:\] ]"),
    ("status", 3.0, r".*\[ ?(?:OK|ok|FAILED|DONE) ?\]\s*\Z"),
    ("traceback", 4.0, r"(?:Traceback \(most recent|\s+File \".*\", line \d+|\w+(?:Error|Exception): )"),
    ("number_start", 1.6, r"\s*\d+(?:[.:/]\d+)*%?\s+(?![A-Z][a-z]+\s[a-z])"),
    ("indent_2", 1.8, r" {2,}\S"),
    ("indent_4", 1.1, r"(?: {4,}|\t+)\S"),
    ("tab_inside", 1.0, r".*\S\t"),
    ("columns", 2.3, r".*[^\s.!?:,;)”\"'] {2,}\S"),
    ("columns_more", 2.4, r".*\S {3,}\S"),
)
"""Name, weight and pattern of what a line begins with."""

COUNTED: tuple[tuple[str, float, int, str], ...] = (
    ("options", 2.3, 2, r"(?<!\S)--?[A-Za-z][\w-]*"),
    ("paths", 0.5, 3, r"(?<![\w<:/])(?:/[\w.@+-]+){2,}"),
    ("identifiers", 0.7, 3, r"\b[a-z]+_[a-z0-9_]+\b|\b[a-z]+[A-Z]\w+\("),
    (
        "numbers_net",
        2.5,
        3,
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{8,}\b|\b[0-9a-f]{2}(?::[0-9a-f]{2}){3,}",
    ),
    ("variables", 1.1, 3, r"\$\{?\w+|<[a-z_-]+>"),
    ("redirects", 1.2, 3, r"\s(?:\||>>?|<|&&|\|\||2>&1)\s?(?=\S)"),
)
"""Name, weight, number that counts in full, and pattern of what a line has inside."""

OTHER: dict[str, float] = {
    "symbols": 5.5,
    "lower_start": 1.3,
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
"""Weights of what `evidence` and `listing` see by counting words and looking around."""

WEIGHTS: dict[str, float] = (
    OTHER | {name: weight for name, weight, _ in AT_START} | {name: weight for name, weight, _, _ in COUNTED}
)
