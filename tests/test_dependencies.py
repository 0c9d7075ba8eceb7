"""What the tool stands on: each package's licence agrees with ours, and each is used and described."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "source" / "guide" / "dependencies.md"

# Licences whose code an Apache-2.0 program may depend on and be handed on with.  MPL-2.0 asks for the source
# of changed files only, LGPL that the library can be exchanged, the Artistic licence that a changed copy
# says so: none of these files is changed or copied here.  OFL-1.1 is for fonts, and lets documents hold them.
COMPATIBLE = {
    "0BSD",
    "Apache-2.0",
    "Artistic-1.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "ISC",
    "LGPL-2.1-or-later",
    "MIT",
    "MIT-CMU",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "Public-Domain",
    "Unlicense",
    "ZPL-2.1",
}

# Names that packages give in free text or as classifiers, which came before expressions (PEP 639).
SPDX = {
    "apache software license": "Apache-2.0",
    "artistic license": "Artistic-1.0",
    "cmu license (mit-cmu)": "MIT-CMU",
    "bsd license": "BSD",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "public domain": "Public-Domain",
    "python software foundation license": "PSF-2.0",
}

# Installed for others: the package is named because they forget to.
NOT_IMPORTED = {
    "lxml-html-clean": "jusText, which trafilatura stands on, imports lxml.html.clean",
}


def declared() -> list[Requirement]:
    """The packages that pyproject.toml names for running the tool."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def installed_closure() -> list[str]:
    """Those packages and all that they need in turn, where installed, by name."""
    found: set[str] = set()
    waiting = declared()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(requirement.name) or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                needed.marker = None
                waiting.append(needed)
    return sorted(found)


def alternatives(name: str) -> list[set[str]]:
    """The licences of a package: one set for each choice it gives, all of whose members hold together."""
    about = metadata.metadata(name)
    expression = about.get("License-Expression")
    if expression:
        choices = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
        return [set(re.split(r"\s+AND\s+", choice)) for choice in choices]
    classifiers = [
        line.rsplit(" :: ", 1)[1]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    # More than one classifier is a choice: there is no other way to write one with classifiers.
    names = classifiers or [(about.get("License") or "unknown").strip().splitlines()[0]]
    return [{SPDX.get(each.lower(), each)} for each in names]


def family(licence: str) -> str:
    """A licence without the clause count that older releases do not state."""
    return "BSD" if licence.startswith("BSD") else licence


@pytest.mark.parametrize("name", installed_closure())
def test_licence_is_compatible_with_ours(name: str):
    choices = alternatives(name)
    assert any(choice <= COMPATIBLE for choice in choices), (
        f"{name} comes under {choices}, none of which is known to agree with Apache-2.0"
    )


def test_guide_names_each_package_and_its_licence():
    rows = dict(re.findall(r"^\| `([\w.-]+)` \| ([^|]+) \|", GUIDE.read_text(encoding="utf-8"), re.M))
    names = {requirement.name for requirement in declared()}
    assert set(rows) >= names, f"{GUIDE.name} says nothing of {sorted(names - set(rows))}"
    wrong = {}
    for name in names:
        said = {family(each) for each in re.split(r" or | and ", rows[name].strip())}
        known = {family(each) for each in set().union(*alternatives(name))}
        if not said & known:
            wrong[name] = (rows[name], known)
    assert not wrong


def test_each_package_is_used():
    """What is listed but never imported or named as an extension would be installed for nothing."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "anthology").rglob("*.py"))
    text += (ROOT / "conf" / "conf.py").read_text(encoding="utf-8")
    unused = []
    for requirement in declared():
        top = {
            str(path).split("/", 1)[0].removesuffix(".py")
            for path in metadata.files(requirement.name) or ()
            if path.suffix == ".py" and ".." not in path.parts
        }
        if not any(re.search(rf"\b{re.escape(module)}\b", text) for module in top):
            unused.append(requirement.name)
    assert unused == sorted(NOT_IMPORTED)
