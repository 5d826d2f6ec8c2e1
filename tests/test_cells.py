"""What a text cell may contain."""

import pytest

from sts_targets.hygiene import TEXT_RULES
from tiny import Tiny, column

BAD = {
    "text-control": ["a\tb", "a\x7fb", "a\x85b", "a\ufffdb", "a\ue000b", "\x1b[31m"],
    "text-invisible": ["a\u200bb", "a\u200db", "a\u00adb", "a\ufeffb", "\u202eabc", "a\u2066b", "a\ufe0f", "a\u3164b"],
    "text-space": ["a\u00a0b", "a\u2009b", "a\u202fb", "a\u3000b", "a\u2028b"],
    "text-trim": [" a", "a ", "  ", "a\u00a0"],
    "text-formula": ["=1+1", "+a", "-a", "@a", "-"],
    "text-gene-date": ["1-Mar", "2-Sep", "Sep-02", "1-Dec-2001", "MAR-1", "01/Oct/99", "1 march", "3Sept"],
    "text-nfc": ["e\u0301", "A\u030a"],
}
GOOD = [
    "Früh", "5′ gene", "naïve “quotes” – dash…", "α-SMA", "≥ 18 years", "a=b", "a-b", "MARCHF1", "SEPTIN2", "DEC1",
    "March 2001 trial", "(−)-epicatechin", "中文", "12-month", "Mar", "1-2", "1.5", "#1",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "cell"), [(rule, cell) for rule, cells in BAD.items() for cell in cells])
def test_a_bad_cell_is_found_by_its_rule(rule: str, cell: str, tiny: Tiny) -> None:
    found = tiny.add(f"a,b\nx,y\nx,{cell}\n", column("a"), column("b")).found()
    assert (rule, 3, "b") in found
    assert {(line, name) for _, line, name in found} == {(3, "b")}


@pytest.mark.parametrize("cell", GOOD)
def test_an_unusual_but_sound_cell_passes(cell: str, tiny: Tiny) -> None:
    assert tiny.add(f"a,b\nx,{cell}\n", column("a"), column("b")).found() == []


def test_every_text_rule_has_cells_that_break_it() -> None:
    assert set(BAD) == {rule.id for rule in TEXT_RULES} | {"text-nfc"}


@pytest.mark.parametrize(("rule", "cell"), [("text-trim", " a"), ("text-formula", "=a"), ("text-gene-date", "1-Mar")])
@pytest.mark.parametrize("other", ["plain", "größer"])
def test_rules_of_plain_text_hold_beside_any_other_text(rule: str, cell: str, other: str, tiny: Tiny) -> None:
    """ASCII files take a short cut that must not skip these checks."""
    assert tiny.add(f"a\n{other}\n{cell}\n", column("a")).found() == [(rule, 3, "a")]


def test_cells_of_other_types_are_judged_by_their_type_alone(tiny: Tiny) -> None:
    assert tiny.add("a,b\n-1,+2.5\n", column("a", "integer"), column("b", "number")).found() == []


def test_a_decomposed_accent_is_told_even_where_the_letter_has_no_other_fault(tiny: Tiny) -> None:
    (issue,) = tiny.add("a\nFru\u0308h\n", column("a")).issues()
    assert (issue.rule, issue.value, issue.expected) == ("text-nfc", "Fru\u0308h", "composed characters (Unicode NFC)")
