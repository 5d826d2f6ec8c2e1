"""A generated package for benchmarks: five tables with keys, one of them with N rows and 22 columns.

The large table has six patterns, five enumerations, six bounds, two dates, three foreign keys and three rules that
span columns. It bears the name and some columns of `outcomes`, so that rules of the registry apply to it.
"""

import json
from pathlib import Path
from typing import Any

import polars as pl

SMALL = 1000
RULES = ("ci-encloses-value", "events-within-n", "percent-in-range")
CODES = {
    "arm": ["experimental", "control", "between-arms"],
    "endpoint": ["ORR", "PFS", "OS", "DCR"],
    "unit": ["percent", "months"],
    "derivation": ["as-reported", "computed"],
    "source_kind": ["abstract", "full-text", "label", "registry"],
}
PATTERNS = {
    "outcome_id": "O[0-9]{9}",
    "batch": "B[0-9]{4}",
    "reader": "[a-z]{3}-[0-9]{2}",
    "page": "p[0-9]{1,4}",
    "doi": r"10\.[0-9]{4}/[a-z0-9.]+",
    "trial": "NCT[0-9]{8}",
}
BOUNDS: dict[str, tuple[str, float, float]] = {
    "n": ("integer", 1, 100_000),
    "events": ("integer", 0, 100_000),
    "value": ("number", 0, 1000),
    "ci_low": ("number", 0, 1000),
    "ci_high": ("number", 0, 1000),
    "ci_level": ("number", 50, 99.9),
}
KEYS = {"subtype_id": "subtypes", "agent_id": "agents", "citation_id": "citations"}


def write_package(folder: Path, rows: int, bad_share: float = 0.0) -> Path:
    """Write the package and return the large CSV file.

    Args:
        folder: where to; made when it does not exist.
        rows: rows of the large table.
        bad_share: share of its rows in which one cell is spoilt (a value outside of its interval).
    """
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "schemas").mkdir(exist_ok=True)
    for name in (*KEYS.values(), "notes"):
        key = f"{name.rstrip('s')}_id"
        pl.DataFrame({key: [f"{key[:3]}{i:06d}" for i in range(SMALL)]}).write_csv(folder / "data" / f"{name}.csv")
        _write_schema(folder, name, [_key_field(key, "[a-z]{3}[0-9]{6}")], key, [])
    _write_large_schema(folder)
    file = folder / "data" / "outcomes.csv"
    with file.open("wb") as handle:
        for start in range(0, rows, 500_000):
            chunk = _large_rows(start, min(rows, start + 500_000), bad_share)
            chunk.write_csv(handle, include_header=start == 0)
    names = [*KEYS.values(), "notes", "outcomes"]
    resources = [_resource(name) for name in names]
    descriptor = {
        "name": "generated",
        "resources": resources,
        "rules": [{"id": rule, "sentence": rule} for rule in RULES],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1))
    return file


def _resource(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"data/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": f"schemas/{name}.json",
    }


def _key_field(name: str, pattern: str) -> dict[str, Any]:
    return {"name": name, "type": "string", "constraints": {"required": True, "unique": True, "pattern": pattern}}


def _write_large_schema(folder: Path) -> None:
    fields: list[dict[str, Any]] = [_key_field("outcome_id", PATTERNS["outcome_id"])]
    fields += [
        {"name": name, "type": "string", "constraints": {"pattern": pattern}}
        for name, pattern in PATTERNS.items()
        if name != "outcome_id"
    ]
    fields += [
        {"name": name, "type": "string", "constraints": {"required": True, "enum": codes}}
        for name, codes in CODES.items()
    ]
    fields += [
        {"name": name, "type": kind, "constraints": {"minimum": low, "maximum": high}}
        for name, (kind, low, high) in BOUNDS.items()
    ]
    fields += [{"name": name, "type": "date"} for name in ("read_on", "checked_on")]
    fields += [{"name": name, "type": "string", "constraints": {"required": True}} for name in KEYS]
    keys = [
        {"fields": [name], "reference": {"resource": table, "fields": [f"{table.rstrip('s')}_id"]}}
        for name, table in KEYS.items()
    ]
    _write_schema(folder, "outcomes", fields, "outcome_id", keys)


def _write_schema(folder: Path, name: str, fields: list[dict[str, Any]], key: str, keys: list[dict[str, Any]]) -> None:
    schema: dict[str, Any] = {"fields": fields, "primaryKey": [key], "missingValues": [""]}
    if keys:
        schema["foreignKeys"] = keys
    (folder / "schemas" / f"{name}.json").write_text(json.dumps(schema, indent=1))


def _large_rows(start: int, stop: int, bad_share: float) -> pl.DataFrame:
    row = pl.int_range(start, stop, eager=True).alias("row")
    index = pl.col("row")
    value = (index * 7919 % 900) / 10 + 5
    period = round(1 / bad_share) if bad_share else 0
    spoilt = (index % period == 0) if period else pl.lit(value=False)
    return pl.DataFrame({"row": row}).select(
        pl.format("O{}", index.cast(pl.String).str.zfill(9)).alias("outcome_id"),
        pl.format("B{}", (index % 10_000).cast(pl.String).str.zfill(4)).alias("batch"),
        pl.format("abc-{}", (index % 100).cast(pl.String).str.zfill(2)).alias("reader"),
        pl.format("p{}", index % 3000).alias("page"),
        pl.format("10.1000/x{}", index % 5000).alias("doi"),
        pl.format("NCT{}", (index % 4000).cast(pl.String).str.zfill(8)).alias("trial"),
        *(
            (index % len(codes)).replace_strict(dict(enumerate(codes)), return_dtype=pl.String).alias(name)
            for name, codes in CODES.items()
        ),
        (index % 500 + 200).alias("n"),
        (index % 200).alias("events"),
        pl.when(spoilt).then(999).otherwise(value).round(1).alias("value"),
        (value - 3).round(1).alias("ci_low"),
        (value + 3).round(1).alias("ci_high"),
        pl.lit(95.0).alias("ci_level"),
        pl.format("20{}-0{}-1{}", (index % 15 + 10), (index % 9 + 1), index % 10).alias("read_on"),
        pl.format("20{}-0{}-2{}", (index % 15 + 10), (index % 9 + 1), index % 9).alias("checked_on"),
        *(
            pl.format(f"{table.rstrip('s')[:3]}{{}}", (index * 31 % SMALL).cast(pl.String).str.zfill(6)).alias(name)
            for name, table in KEYS.items()
        ),
    )
