"""The small package itself: were it not sound, every other test would prove nothing."""

from mini import TABLES, Mini
from sts_targets.canonical import format_package


def test_the_small_package_is_valid(mini: Mini) -> None:
    report = mini.report()
    assert report.issues == ()
    assert report.rows == {table: len(rows) for table, rows in TABLES.items()}


def test_the_small_package_is_in_canonical_form(mini: Mini) -> None:
    assert format_package(mini.package(), check=True) == []


def test_the_small_package_has_every_table_of_the_real_one(mini: Mini) -> None:
    assert sorted(TABLES) == sorted(mini.package().resources)
