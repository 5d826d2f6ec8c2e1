"""Large files come in batches and give a bounded report: the same issues as in one piece."""

import pytest

from sts_targets import chunks, findings
from sts_targets.findings import Findings
from sts_targets.issues import Issue
from sts_targets.reading import read_batches
from tiny import Tiny, column

FIELDS = (
    column("k", required=True, unique=True),
    column("n", "integer", minimum=0),
    column("t", maxLength=9),
    column("p"),
)
SCHEMA = {"primaryKey": ["k"], "foreignKeys": [{"fields": "p", "reference": {"resource": "", "fields": "k"}}]}
LINES = [
    "k1,1,a,", "k2,-1,a,k9", "k3,x,a,", ",4,a,", "k5,5,aaaaaaaaaaaa,", "k6,6", 'k7,7,"a,b",', 'k8,8,"a,', "k9,9, a,k1",
    "k1,1,a,", "k11,1,a,k0", "", "k13,1,größer,", "k14,1,e\u0301,k11", "k15,1,a\u200b,",
]  # fmt: skip
CONTENT = "k,n,t,p\n" + "\n".join(LINES)


def issues_of(tiny: Tiny, size: int, monkeypatch: pytest.MonkeyPatch) -> list[Issue]:
    monkeypatch.setattr(chunks, "BATCH_BYTES", size)
    return tiny.issues()


@pytest.mark.parametrize("size", [1, 2, 7, 16, 33, 100, 1000])
@pytest.mark.parametrize("change", [str, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text + "\n"])
def test_batches_give_the_issues_of_one_piece(size: int, change, tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    tiny.add(change(CONTENT), *FIELDS, schema=SCHEMA)
    whole = issues_of(tiny, 10_000, monkeypatch)
    assert issues_of(tiny, size, monkeypatch) == whole
    assert len(whole) > 10


def test_lines_are_right_in_every_batch(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.add(CONTENT + "\n", *FIELDS, schema=SCHEMA)
    assert {(issue.rule, issue.line) for issue in issues_of(tiny, 20, monkeypatch)} == {
        ("minimum", 3), ("type", 4), ("required", 5), ("maxLength", 6), ("row-length", 7), ("row-quoting", 9),
        ("text-trim", 10), ("primaryKey", 11), ("foreignKey", 12), ("row-blank", 13), ("text-nfc", 15),
        ("text-invisible", 16),
    }  # fmt: skip


def test_a_broken_encoding_in_a_later_batch_is_found_at_its_line(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.add(b"a\n" + b"x\n" * 50 + b"\xff\n" + b" x\n", column("a"))
    assert [(issue.rule, issue.line) for issue in issues_of(tiny, 16, monkeypatch)] == [("file-encoding", 52)]


def test_a_file_really_comes_in_several_batches(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.add("a\n" + "x\n" * 50, column("a"))
    monkeypatch.setattr(chunks, "BATCH_BYTES", 16)
    resource = tiny.resource()
    batches = list(read_batches(tiny.root / "t.csv", resource, Findings("t", "t.csv")))
    assert len(batches) > 5
    assert sum(batch.text.height for batch in batches) == 50


@pytest.mark.parametrize("size", [10_000, 64])
def test_of_one_mistake_in_one_column_the_first_lines_are_listed_and_the_rest_is_counted(
    size: int, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "REPEAT_LIMIT", 5)
    tiny.add("a,b\n" + "x,y\n" * 20, column("a", "integer"), column("b", maxLength=0))
    found = [(issue.rule, issue.line, issue.message) for issue in issues_of(tiny, size, monkeypatch)]
    more = "15 more lines break this check, 20 in all"
    assert found[:2] == [("type", 0, more), ("maxLength", 0, more)]
    assert [(rule, line) for rule, line, _ in found[2:]] == [
        (rule, line) for line in range(2, 7) for rule in ("type", "maxLength")
    ]


def test_exactly_the_limit_is_listed_without_a_count(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "REPEAT_LIMIT", 20)
    tiny.add("a\n" + "x\n" * 20, column("a", "integer"))
    assert len(tiny.issues()) == 20
    assert all(issue.line for issue in tiny.issues())


def test_a_large_table_of_duplicates_is_bounded(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "REPEAT_LIMIT", 5)
    tiny.add("a\n" + "x\n" * 20, column("a", unique=True))
    assert [issue.line for issue in tiny.issues()] == [0, 3, 4, 5, 6, 7]


def test_a_line_longer_than_a_batch_is_one_line(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.add("a\n" + "x" * 1000 + "\n=y\n", column("a"))
    assert [(issue.rule, issue.line) for issue in issues_of(tiny, 10, monkeypatch)] == [("text-formula", 3)]


def test_a_huge_cell_is_quoted_in_part_only(tiny: Tiny) -> None:
    """A thousand cells of some megabytes each would otherwise fill the memory with their quotations."""
    (issue,) = tiny.add("a\n" + "x" * 100_000 + "\n", column("a", "integer")).issues()
    assert len(issue.value) == len(issue.message) == findings.TEXT_LIMIT
    assert issue.value.endswith("x…")
