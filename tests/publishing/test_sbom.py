"""The bill of materials: every package that took part in a publication."""

from __future__ import annotations

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tests.built import REPOSITORY, BuiltSite

from terang.publishing import sbom

LOCK = """\
# a comment
alpha==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   -r requirements.in
    #   beta
beta[extra]==2.0 ; python_version < "3.12" \\
    --hash=sha256:{a}
    # via -r requirements.in
""".format(a="a" * 64, b="b" * 64)


def test_the_lock_file_is_read_whole() -> None:
    """The lock file gives versions, checksums and the dependencies between packages."""
    alpha, beta = sbom.locked_packages(LOCK)
    assert (alpha.name, alpha.version, len(alpha.hashes)) == ("alpha", "1.0", 2)
    assert alpha.needed_by == ("-r requirements.in", "beta")
    assert (beta.name, beta.version, len(beta.hashes)) == ("beta", "2.0", 1)
    assert beta.needed_by == ("-r requirements.in",)


def test_the_bill_names_what_made_the_publication() -> None:
    """The bill without extras lists the runtime lock; with them, all that publishing takes."""
    named = list(sbom.locked_packages(sbom.lock_file("mkdocs").read_text()))
    runtime = sbom.locked_packages((REPOSITORY / "requirements.txt").read_text())
    plain = sbom.used_packages(named, with_extras=False)
    assert [(package.reference, package.hashes) for package in plain] == [
        (package.reference, package.hashes) for package in runtime
    ]
    pictured = sbom.used_packages(named, with_extras=True)
    assert pictured == named
    drawing = {package.name for package in pictured} - {package.name for package in plain}
    assert drawing == {"resvg-py", "font-source-sans-pro", "duckdb"}


def test_the_bill_names_every_package(site: BuiltSite) -> None:
    """Every package in the bill has a version, checksums and a licence, and is connected."""
    bill = json.loads(site.files["bom.json"])
    lock = (REPOSITORY / "requirements.txt").read_text()
    named = {component["name"]: component for component in bill["components"]}
    pinned = [line.split("==")[0].split("[")[0] for line in lock.splitlines() if "==" in line
              and not line.startswith((" ", "#"))]  # fmt: skip
    assert sorted(named) == sorted(pinned)
    assert all(package["hashes"] for package in named.values())
    assert lock.count("--hash") == sum(len(package["hashes"]) for package in named.values())
    assert [name for name, package in named.items() if "licenses" not in package] == []
    assert named["mkdocs"]["licenses"] == [{"license": {"name": "BSD-2-Clause"}}]
    references = {component["bom-ref"] for component in bill["components"]} | {"terang"}
    graph = {dependency["ref"]: dependency["dependsOn"] for dependency in bill["dependencies"]}
    assert set(graph) == references
    assert {package for many in graph.values() for package in many} == references - {"terang"}


@pytest.mark.parametrize("pictured", [False, True])
def test_the_bill_is_valid(pictured: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The bill is valid by the strict schema of CycloneDX, and no licence is missing."""
    named = sbom.locked_packages(sbom.lock_file("mkdocs").read_text())
    used = sbom.used_packages(named, with_extras=pictured)
    bill = sbom.bill_of_materials(used, "2026-09-21T04:00:00Z").decode()
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(bill) is None
    assert [
        component["name"]
        for component in json.loads(bill)["components"]
        if "licenses" not in component
    ] == []
    assert validator.validate_str(bill.replace('"purl"', '"url"')) is not None
    assert validator.validate_str(bill.replace("SHA-256", "SHA-255")) is not None


def test_the_bill_is_the_same_from_the_same_lock_file() -> None:
    """The same lock file, moment and version give the same bill, even its serial number."""
    moment = "2026-09-21T04:00:00Z"
    first = sbom.bill_of_materials(sbom.locked_packages(LOCK), moment)
    assert first == sbom.bill_of_materials(reversed([*sbom.locked_packages(LOCK)]), moment)
    other = sbom.bill_of_materials(sbom.locked_packages(LOCK.replace("1.0", "1.1")), moment)
    assert json.loads(first)["serialNumber"] != json.loads(other)["serialNumber"]
