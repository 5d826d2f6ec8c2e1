"""Whatever the bytes are: issues or a refusal, never a traceback, a hang or unbounded memory."""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import BASES
from mini import REPOSITORY, TODAY
from sts_targets.canonical import format_package
from sts_targets.issues import CannotRunError
from sts_targets.package import load_package
from sts_targets.validate import Report, validate
from tiny import Tiny, column

BOUNDED = settings(
    max_examples=50, deadline=5000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
FIELDS = [column("a", required=True), column("b", "number", minimum=0), column("c", "date"), column("d", enum=["x"])]
KEYS = {"primaryKey": ["a"], "uniqueKeys": [["b", "c"]]}
SOUND = b'a,b,c,d\nk1,1.5,2020-01-01,x\nk2,,,\n"k,3",2,2021-12-31,x\n'


def survive(root: Path) -> Report | None:
    """Validate and format a package; return the report, or None for a refusal that says how to repair."""
    try:
        package = load_package(root)
        report = validate(package, TODAY)
    except CannotRunError as refusal:
        assert "Repair: " in str(refusal)
        return None
    assert all(issue.message and issue.repair for issue in report.issues)
    try:
        format_package(package, check=True)
    except CannotRunError as refusal:
        assert "Repair: " in str(refusal)
    return report


def survive_table(content: bytes, path: str = "t.csv") -> Report | None:
    with tempfile.TemporaryDirectory() as place:
        tiny = Tiny(Path(place)).add(None, *FIELDS, schema=KEYS, resource={"path": path})
        (tiny.root / path).write_bytes(content)
        return survive(tiny.root)


# the odd files that every CSV reader must know, after the list of the project csv-spectrum
ODD = {
    "comma in quotes": b'a,b,c,d\n"k, 1",1,2020-01-01,x\n',
    "empty": b'a,b,c,d\n1,"","",\n2,3,,\n',
    "empty with carriage returns": b'a,b,c,d\r\n1,"","",\r\n2,3,,\r\n',
    "escaped quotes": b'a,b,c,d\n"ha ""ha"" ha",3,,\n',
    "JSON": b'a,b,c,d\n"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}",1,,\n',
    "line breaks": b'a,b,c,d\n"Once upon \na time",5,,\n',
    "line breaks with carriage returns": b'a,b,c,d\r\n"Once upon \r\na time",5,,\r\n',
    "quotes and line breaks": b'a,b,c,d\n"ha \n""ha"" \nha",5,,\n',
    "simple": b"a,b,c,d\n1,2,,\n",
    "simple with carriage returns": b"a,b,c,d\r\n1,2,,\r\n",
    "location of coordinates": b'a,b,c,d\n"(43.6,-116.1)",1,,\n',
    "UTF-8": "a,b,c,d\n1,2,,\n4,5,,ʤ\n".encode(),
    "one cell": b"a",
    "delimiters only": b",,,\n,,,\n,,,",
    "separator hint": b"sep=,\na,b,c,d\n1,2,,\n",
    "mark only": b"\xef\xbb\xbf",
    "line feeds only": b"\n\n\n",
    "carriage returns only": b"\r\r\r",
    "quotes only": b'"',
    "form feed": b"a,b,c,d\x0c\n1,2,,\n",
    "end of file mark": b"a,b,c,d\n1,2,,\n\x1a",
    "UTF-32": "a,b,c,d\n1,2,,\n".encode("utf-32"),
    "UTF-7": b"a,b,c,d\n+AOQ-,2,,\n",
    "a million delimiters": b"," * 1_000_000 + b"\n",
    "a million lines": b"a,b,c,d\n" + b"\n" * 1_000_000,
    "a million quotes": b'a,b,c,d\n"' + b'"' * 1_000_000,
    "ragged": b"a,b,c,d\n" + b"".join(b"," * (number % 9) + b"\n" for number in range(10_000)),
    "a huge cell": b"a,b,c,d\n" + b"y" * 5_000_000 + b",z,,\n",
    "a huge quoted cell": b'a,b,c,d\n"' + b'y""' * 2_000_000 + b'",1,,\n',
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_odd_files_are_read_or_told(content: bytes) -> None:
    report = survive_table(content)
    assert report is not None
    assert sum(len(issue.message) + len(issue.value) for issue in report.issues) < 5_000_000


@pytest.mark.parametrize("name", ["comma in quotes", "escaped quotes", "JSON", "location of coordinates", "simple"])
def test_odd_files_that_are_sound_pass(name: str) -> None:
    report = survive_table(ODD[name])
    assert report is not None
    assert report.valid


@pytest.mark.parametrize("length", range(len(SOUND) + 1))
def test_a_file_that_was_cut_anywhere_is_read_or_told(length: int) -> None:
    report = survive_table(SOUND[:length])
    assert report is not None
    assert report.valid == (SOUND[:length] in {b"".join(SOUND.splitlines(True)[:lines]) for lines in (1, 2, 3, 4)})


@BOUNDED
@given(st.binary(max_size=300))
def test_any_bytes_in_the_place_of_a_table_are_read_or_told(content: bytes) -> None:
    survive_table(content)


@BOUNDED
@given(
    st.lists(
        st.sampled_from(
            [
                b"a",
                b",",
                b'"',
                b"\n",
                b"\r",
                b"1",
                b"-",
                b" ",
                b"\0",
                b"\xc3",
                b"\xa9",
                b"\xef\xbb\xbf",
                b"e\xcc\x81",
                SOUND,
            ]
        ),
        max_size=40,
    ).map(b"".join)
)
def test_any_mixture_of_what_matters_in_csv_is_read_or_told(content: bytes) -> None:
    survive_table(b"a,b,c,d\n" + content)


@settings(BOUNDED, max_examples=30)
@given(st.binary(max_size=200))
def test_any_bytes_in_the_place_of_a_parquet_file_are_read_or_told(content: bytes) -> None:
    survive_table(b"PAR1" + content + b"PAR1", "t.parquet")


@settings(BOUNDED, max_examples=25)
@given(st.integers(0, 2**32))
def test_a_package_with_some_bytes_changed_is_read_or_told(seed: int) -> None:
    import shutil

    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        root = Path(shutil.copytree(BASES / "plain", Path(place) / "package"))
        file = chance.choice(sorted(file for file in root.rglob("*") if file.is_file()))
        raw = bytearray(file.read_bytes())
        for _ in range(chance.randint(1, 5)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        file.write_bytes(raw)
        survive(root)


WORDS = [
    "name", "path", "schema", "fields", "type", "constraints", "enum", "dialect", "delimiter", "primaryKey", "pattern",
    "foreignKeys", "uniqueKeys", "reference", "resource", "missingValues", "trueValues", "categories", "value", "id",
    "minimum", "required", "hash", "bytes", "format", "rules", "maximumRowLoss",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.sampled_from(["", "t", "t.csv", "a", "string", "number", "date", "2020-01-01", "required", "é" * 999]),
    st.sampled_from([10**30, -(10**400), 2**63, "a{99999999999}", "(" * 5000, "(?=a)b", "(?P<a>", "\\", "[[:alpha:]]"]),
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=12,
)
SELF = {"fields": "a", "reference": {"resource": "t", "fields": "a"}}


def put(value: Any, places: list[int], new: Any) -> Any:
    """Put a value somewhere into a JSON value, led by numbers."""
    if not places or not isinstance(value, dict | list) or not value:
        return new
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[places[0] % len(keys)]
    value[key] = put(value[key], places[1:], new)
    return value


@settings(BOUNDED, max_examples=100)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=8), JSON)
def test_any_json_anywhere_in_a_descriptor_is_read_or_told(places: list[int], new: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        schema = {**KEYS, "missingValues": [""], "foreignKeys": [SELF]}
        more = {"dialect": {"delimiter": ","}, "hash": "md5:0", "bytes": 5}
        tiny = Tiny(Path(folder)).add(SOUND, *FIELDS, schema=schema, resource=more)
        descriptor = {"name": "x", "version": "1", "rules": [], "maximumRowLoss": 0.1, "resources": tiny.resources}
        tiny.save(put(json.loads(json.dumps(descriptor)), places, new))
        survive(tiny.root)


@pytest.mark.parametrize("depth", [100, 900, 5_000, 200_000])
@pytest.mark.parametrize("place", ["descriptor", "schema"])
def test_deep_json_is_read_or_refused(depth: int, place: str, tiny: Tiny) -> None:
    deep = '{"a":' * depth + "1" + "}" * depth
    tiny.add(b"a\nx\n", column("a"))
    if place == "descriptor":
        text = '{"name": "x", "resources": [], "title": ' + deep + "}"
        (tiny.root / "datapackage.json").write_text(text)
    else:
        tiny.resources[0]["schema"] = "schema.json"
        tiny.save({"name": "x", "resources": tiny.resources})
        (tiny.root / "schema.json").write_text('{"fields": [{"name": "a", "title": ' + deep + "}]}")
    survive(tiny.root)


@pytest.mark.slow
def test_a_file_of_many_wrong_cells_is_validated_in_bounded_memory(tmp_path: Path) -> None:
    """Two million wrong cells give a short report.

    The peak is that of the program alone; what getrusage tells includes that of the process that started it.
    """
    rows = b"".join(b"k%d,x,2020-13-01,y\n" % (number % 1000) for number in range(500_000))
    Tiny(tmp_path).add(b"a,b,c,d\n" + rows, *FIELDS, schema=KEYS)
    code = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from sts_targets.cli import main\n"
        "try:\n    main(['validate', sys.argv[1]])\nexcept SystemExit as end:\n    code = end.code\n"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1]) / 1024\n"
        "assert code == 1 and peak < 600, (code, peak)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) < 20
