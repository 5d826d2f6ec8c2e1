"""The bytes and lines of a file: encoding, line ends, quoting, shape, and the checksums of the descriptor."""

import hashlib
from pathlib import Path

import pytest

from mini import Mini, places
from sts_targets import chunks
from tiny import Tiny, column

A, B = column("a"), column("b")
SOUND = b"a,b\n1,2\n3,4\n"


def test_a_sound_file_gives_no_issue(tiny: Tiny) -> None:
    assert tiny.add(SOUND, A, B).issues() == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(None, [("file-missing", 0, "")], id="missing"),
        pytest.param(b"", [("file-empty", 0, "")], id="empty"),
        pytest.param(b"\xef\xbb\xbf" + SOUND, [("file-bom", 1, "")], id="byte order mark"),
        pytest.param(SOUND.decode().encode("utf-16"), [("file-encoding", 1, "")], id="UTF-16 little endian"),
        pytest.param(b"\xfe\xff" + SOUND.decode().encode("utf-16-be"), [("file-encoding", 1, "")],
            id="UTF-16 big endian"),
        pytest.param("a,b\n1,2\né,4\n".encode("latin-1"), [("file-encoding", 3, "")], id="Latin-1"),
        pytest.param("é,b\n1,2\n".encode("cp1252"), [("file-encoding", 1, "")], id="Windows-1252 header"),
        pytest.param(b"a,b\n1,\xed\xa0\x80\n", [("file-encoding", 2, "")], id="surrogate in UTF-8"),
        pytest.param(SOUND.replace(b"\n", b"\r\n"), [("file-line-end", 1, "")], id="CRLF everywhere"),
        pytest.param(b"a,b\n1,2\r\n3,4\r\n", [("file-line-end", 2, "")], id="CRLF from line 2"),
        pytest.param(SOUND.replace(b"1", b"\0"), [("text-control", 2, "a")], id="NUL"),
        pytest.param(SOUND[:-1], [("file-final-newline", 3, "")], id="no final newline"),
        pytest.param(b"a,b", [("file-final-newline", 1, "")], id="header without newline"),
        pytest.param(b"a,b\n", [], id="header only"),
        pytest.param(b"a,b\n\n1,2\n", [("row-blank", 2, "")], id="blank line"),
        pytest.param(b"a,b\n1,2\n\n", [("row-blank", 3, "")], id="blank line at the end"),
        pytest.param(b"a,b\n1\n3,4\n", [("row-length", 2, "")], id="short row"),
        pytest.param(b"a,b\n1,2\n3,4,5\n", [("row-length", 3, "")], id="long row"),
        pytest.param(b"a,b\n1\n2,3,4\n", [("row-length", 2, ""), ("row-length", 3, "")], id="rows that even out"),
        pytest.param(b"a,b\n1,2,3\n4\n", [("row-length", 2, ""), ("row-length", 3, "")],
            id="rows that even out, long first"),
        pytest.param(b"a,b\n0,1\n1,2,3\n4\n", [("row-length", 3, ""), ("row-length", 4, "")],
            id="later rows that even out"),
        pytest.param(b"a,b\n0,1\n4\n1,2,3\n", [("row-length", 3, ""), ("row-length", 4, "")],
            id="later rows, short first"),
        pytest.param(b'a,b\n"1,2\n3,4\n', [("row-quoting", 2, "")], id="open quote"),
        pytest.param(b'a,b\n1,2"\n3,4\n', [("row-quoting", 2, "")], id="stray quote at the end"),
        pytest.param(b'a,b\n1"2,3\n', [("row-quoting", 2, "")], id="stray quote inside"),
        pytest.param(b'a,b\n"1"2,3\n', [("row-quoting", 2, "")], id="text after a closing quote"),
        pytest.param(b'a,b\n "1",3\n', [("row-quoting", 2, "")], id="space before a quote"),
        pytest.param(b'a,b\n1,"2\n2"\n3,4\n', [("row-quoting", 2, "")], id="line break inside quotes"),
        pytest.param(b'a,b\n"1,2",3\n', [], id="delimiter inside quotes"),
        pytest.param(b'a,b\n"1""2",3\n', [], id="doubled quote"),
        pytest.param(b'a,b\n"",3\n', [], id="quoted nothing"),
        pytest.param(b"a,b\n1,2\r3\n", [("text-control", 2, "b")], id="carriage return alone"),
    ],
)  # fmt: skip
def test_each_defect_of_bytes_and_lines_is_found_at_its_line(
    content: bytes | None, expected: list[tuple[str, int, str]], tiny: Tiny
) -> None:
    assert tiny.add(content, A, B).found() == expected


def test_rows_around_a_broken_line_are_still_checked(tiny: Tiny) -> None:
    """One broken quote once swallowed the rest of the file."""
    content = b'a,b\nx ,1\n1,"2\n3\n=x,1\n'
    assert tiny.add(content, A, B).found() == [
        ("text-trim", 2, "a"), ("row-quoting", 3, ""), ("row-length", 4, ""), ("text-formula", 5, "a"),
    ]  # fmt: skip


def test_neighbouring_lines_of_one_broken_cell_are_one_issue(tiny: Tiny) -> None:
    assert tiny.add(b'a,b\n1,"2\n"3,4\n', A, B).found() == [("row-quoting", 2, "")]


def test_values_of_a_file_with_bom_and_crlf_are_read_as_they_are(tiny: Tiny) -> None:
    found = tiny.add("\ufeffa,b\r\n x,2\r\n", A, column("b", "integer")).found()
    assert found == [("file-bom", 1, ""), ("file-line-end", 1, ""), ("text-trim", 2, "a")]


def test_a_folder_in_the_place_of_a_file_is_an_issue(tiny: Tiny) -> None:
    tiny.add(None, A, B)
    (tiny.root / "t.csv").mkdir()
    assert tiny.found() == [("file-missing", 0, "")]


def test_an_issue_of_bytes_carries_file_table_expectation_and_repair(tiny: Tiny) -> None:
    (issue,) = tiny.add(b"a,b\n1,\xff\n", A, B).issues()
    assert (issue.file, issue.table, issue.message) == ("t.csv", "t", "byte 0xff is not UTF-8")
    assert issue.expected == "UTF-8"
    assert issue.repair == "save the file as UTF-8"


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_the_hash_of_the_descriptor_is_checked_for_every_algorithm(algorithm: str, tiny: Tiny) -> None:
    """Other validators check md5 and sha256 only and pass a wrong sha1 or sha512 in silence."""
    digest = hashlib.new(algorithm, SOUND).hexdigest()
    tiny.add(SOUND, A, B, resource={"hash": f"{algorithm}:{digest.upper()}"})
    assert tiny.found() == []
    (tiny.root / "t.csv").write_bytes(SOUND.replace(b"1", b"9"))
    assert tiny.found() == [("file-hash", 0, "")]
    assert f"the {algorithm} of the file is" in tiny.issues()[0].message


def test_a_hash_without_algorithm_is_md5(tiny: Tiny) -> None:
    tiny.add(SOUND, A, B, resource={"hash": hashlib.md5(SOUND).hexdigest()})
    assert tiny.found() == []


@pytest.mark.parametrize("algorithm", ["crc32", "shake_128", "blake2b"])
def test_an_unknown_hash_algorithm_is_an_issue(algorithm: str, tiny: Tiny) -> None:
    """shake_128 is known to hashlib, but has no digest of one length: it once ended in a traceback."""
    (issue,) = tiny.add(SOUND, A, B, resource={"hash": f"{algorithm}:00"}).issues()
    assert issue.rule == "file-hash"
    assert algorithm in issue.message


def test_the_number_of_bytes_of_the_descriptor_is_checked(tiny: Tiny) -> None:
    tiny.add(SOUND, A, B, resource={"bytes": len(SOUND)})
    assert tiny.found() == []
    (tiny.root / "t.csv").write_bytes(SOUND + b"5,6\n")
    (issue,) = tiny.issues()
    assert (issue.rule, issue.value) == ("file-bytes", str(len(SOUND) + 4))


def test_half_of_the_rows_gone_with_their_references_is_found_by_hash_and_bytes(mini: Mini) -> None:
    content = mini.path("alterations").read_bytes()
    mini.resource("alterations", bytes=len(content), hash="sha256:" + hashlib.sha256(content).hexdigest())
    assert mini.issues() == []
    mini.drop("alterations", "STS-A0004")
    assert places(mini.issues()) == [("file-bytes", "alterations", 0, ""), ("file-hash", "alterations", 0, "")]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, "file-bom"),
        (lambda raw: raw.replace(b"\n", b"\r\n"), "file-line-end"),
        (lambda raw: raw[:-1], "file-final-newline"),
    ],
)
def test_a_defect_of_bytes_in_the_whole_package_is_one_issue(spoil, rule: str, mini: Mini) -> None:  # type: ignore[no-untyped-def]
    mini.edit("evidence", spoil)
    assert [(issue.rule, issue.table) for issue in mini.issues()] == [(rule, "evidence")]


def test_a_file_without_reading_rights_is_an_issue(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, who may read everything; so the refusal is made here."""
    tiny.add(SOUND, A, B)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    package = tiny.package()
    monkeypatch.setattr(Path, "open", refuse)
    from sts_targets.validate import validate

    (issue,) = validate(package).issues
    assert issue.message == "the file cannot be read (Permission denied)"


def test_a_line_without_end_is_told_before_it_fills_the_memory(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BATCH_BYTES", 10)
    monkeypatch.setattr(chunks, "LINE_BYTES", 100)
    tiny.add("a\nx\n" + "y" * 1000 + "\nz\n", column("a"))
    assert tiny.found() == [("file-line-length", 3, "")]
