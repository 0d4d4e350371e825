"""Parts of scripts/check-examples that read documents. Usage: check-examples.py documents|yaml|agree DIRECTORY"""

import json
import os
import re
import sys

SCALE = {"": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "m": 0.001, "k": 1e3, "M": 1e6, "G": 1e9}


def documents(examples):
    store = f"{examples}/storefront"
    rows = []
    for name in ("expected.json", "expected-logistics.json"):
        with open(f"{examples}/production/{name}", encoding="utf-8") as file:
            rows += json.load(file)["findings"]
    for row in rows:
        assert row["outcome"] in ("merged", "waits", "held"), row
        assert (row["outcome"] == "held") != ("proposed" in row), f"a hold proposes nothing: {row}"
        assert row["outcome"] == "merged" or row["hold"], f"say what it waits for: {row}"
        if "file" in row:
            with open(f"{store}/{row['file']}", encoding="utf-8") as file:
                assert row["now"] in file.read(), f"{row['file']} does not say {row['now']}"
            assert os.path.exists(f"{store}/.trimtab/policies/{row['category']}.yaml"), row["category"]
    folder = f"{examples}/storefront-signals/alerts"
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json") and name != "cut-off.json":
            with open(f"{folder}/{name}", encoding="utf-8") as file:
                assert json.load(file)["alerts"], name
    with open(f"{store}/.trimtab/prices.example.yaml", encoding="utf-8") as file:
        assert file.read().startswith("# EXAMPLE FILE, NOT REAL PRICES")


def yaml_files(root):
    import yaml

    count = 0
    for top in ("infra-examples/storefront", "templates/schedule"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                if not name.endswith((".yaml", ".yml")) or folder.endswith("/templates"):
                    continue
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    assert [document for document in yaml.safe_load_all(file) if document], f"{path} is empty"
                count += 1
    assert count > 30, f"only {count} files found"


def quantity(value):
    number, unit = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(value)).groups()
    return float(number) * SCALE[unit]


def declared(examples):
    """(namespace, kind, workload, container) → resources, of the manifests that are applied as they are."""
    import yaml

    out = {}
    for folder, _, names in os.walk(f"{examples}/storefront/kubernetes"):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                for document in yaml.safe_load_all(file):
                    if document and document["kind"] in ("Deployment", "StatefulSet"):
                        meta = document["metadata"]
                        for container in document["spec"]["template"]["spec"]["containers"]:
                            key = (meta["namespace"], document["kind"], meta["name"], container["name"])
                            out[key] = container["resources"]
    return out


def agree(examples):
    sys.path.insert(0, f"{examples}/production")
    from workloads import MI, WORKLOADS

    recorded = {}
    for workload in WORKLOADS:
        for spec in filter(None, (workload, workload.sidecar)):
            recorded[(spec.namespace, spec.kind, spec.name, spec.container)] = spec
    manifests = declared(examples)
    assert len(manifests) >= 14, sorted(manifests)
    for key, resources in manifests.items():
        for word, pair in (("requests", recorded[key].requests), ("limits", recorded[key].limits)):
            said = resources.get(word, {})
            for name, value in (("cpu", pair[0]), ("memory", pair[1] and pair[1] * MI)):
                in_git = quantity(said[name]) if name in said else None
                assert in_git == value, f"{key} {word}.{name}: Git says {in_git}, production {value}"


if __name__ == "__main__":
    {"documents": documents, "yaml": yaml_files, "agree": agree}[sys.argv[1]](sys.argv[2])
