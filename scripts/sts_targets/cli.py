"""The `sts` command: thin; each command parses, calls, renders and sets the exit code. Imports wait until needed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from sts_targets.issues import Issue

PACKAGE = click.argument("path", required=False, type=click.Path(path_type=Path))
FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How to print what was found.",
)


class _Group(click.Group):
    """Turns what a command cannot do into one line and exit code 2, for every command."""

    def invoke(self, ctx: click.Context) -> object:
        from sts_targets.issues import CannotRunError

        try:
            return super().invoke(ctx)
        except CannotRunError as error:
            click.echo(f"sts: {error}", err=True)
            sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sts-targets")
def main() -> None:
    """Check, format and release the data package of targeted therapy in soft tissue sarcoma."""


@main.command()
@PACKAGE
@FORMAT
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="List at most N mistakes; all are counted.")
@click.option("--table", "tables", multiple=True, metavar="NAME", help="Only issues of this table; repeatable.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only issues of this check; repeatable.")
@click.option(
    "--engine",
    type=click.Choice(["embedded", "spark"]),
    default="embedded",
    show_default=True,
    help="What reads and checks the files; spark needs PySpark and Java.",
)
def validate(
    path: Path | None, style: str, limit: int | None, tables: tuple[str, ...], rules: tuple[str, ...], engine: str
) -> None:
    """Check the package at PATH: bytes, text, types, constraints, keys and rules.

    PATH is a folder, a datapackage.json or a release archive; by default the package around the current folder.
    Everything is checked whatever is asked for; --table and --rule choose of which issues the report and the exit
    code tell. Exit code 0: nothing wrong; 1: issues; 2: cannot run.
    """
    from sts_targets.issues import has_errors
    from sts_targets.progress import reading_progress
    from sts_targets.selection import refuse_unknown, select
    from sts_targets.sources import open_package

    if engine == "spark":
        from sts_targets.spark.engine import validate as check
    else:
        from sts_targets.validate import validate as check
    with open_package(path) as package:
        refuse_unknown(package, tables, rules)
        with reading_progress(package) as progress:
            report = check(package, on_read=progress)
    issues = select(report.issues, tables, rules)
    _print(issues, style, {"tables": len(package.resources), "rows": dict(report.rows)}, limit)
    if style == "text" and not issues:
        rows = sum(report.rows.values())
        click.echo(f"{package.name} {package.version}: {rows:,} rows in {len(package.resources)} tables, nothing wrong")
    sys.exit(1 if has_errors(issues) else 0)


@main.command("format")
@PACKAGE
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when a file is not in its canonical form.")
def format_(path: Path | None, check: bool) -> None:
    """Bring the tables of the package at PATH into their one canonical form; values never change."""
    from sts_targets.canonical import format_package
    from sts_targets.package import load_package

    changed = format_package(load_package(path), check=check)
    for name in changed:
        click.echo(f"{name}: " + ("not in canonical form. Repair: run `sts format`" if check else "formatted"))
    sys.exit(1 if check and changed else 0)


@main.command()
@PACKAGE
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a page is out of date.")
def docs(path: Path | None, check: bool) -> None:
    """Write the pages of docs/ that are made from the package: data dictionary, rules, coverage."""
    from sts_targets.documents import write_documents
    from sts_targets.package import load_package

    changed = write_documents(load_package(path), check=check)
    for name in changed:
        click.echo(f"{name}: " + ("out of date. Repair: run `sts docs`" if check else "written"))
    sys.exit(1 if check and changed else 0)


@main.command()
@PACKAGE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder for the release; by default dist/ in the package.",
)
def release(path: Path | None, output: Path | None) -> None:
    """Validate the package at PATH and build its release: folder and archive."""
    from sts_targets.history import release_row
    from sts_targets.package import load_package
    from sts_targets.release import ReleaseRefusedError, build_release

    package = load_package(path)
    try:
        built = build_release(package, output or package.root / "dist")
    except ReleaseRefusedError as refusal:
        _print(refusal.issues, "text", {})
        click.echo(f"sts: no release: {refusal}", err=True)
        sys.exit(1)
    for item in built:
        click.echo(str(item))
    if row := release_row(package, built[-1]):
        click.echo(f"When this build is published, add to releases.csv: {row}")


@main.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "markdown", "csv"]), default="text", show_default=True
)
def diff(old: str, new: str | None, style: str) -> None:
    """Show what changed from OLD to NEW, by primary key: rows added and removed, cells changed, structure.

    OLD and NEW are folders, release archives or git revisions; NEW is by default the package around the current
    folder. Exit code 0 whether or not something differs; 2: cannot run.
    """
    from sts_targets.diff import as_changes_csv, as_diff_json, as_diff_markdown, as_diff_text, compare
    from sts_targets.sources import open_package

    with open_package(old) as before, open_package(new) as after:
        difference = compare(before, after)
    if style == "csv":
        click.echo(as_changes_csv(difference), nl=False)
    elif style == "json":
        click.echo(as_diff_json(difference))
    else:
        for line in as_diff_text(difference) if style == "text" else as_diff_markdown(difference):
            click.echo(line)


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@FORMAT
def verify(path: Path, style: str) -> None:
    """Check every file of the release at PATH, a folder or an archive, against its checksums."""
    from sts_targets.issues import sort_issues
    from sts_targets.verify import verify as check

    issues = sort_issues(check(path))
    _print(issues, style, {})
    if style == "text" and not issues:
        click.echo(f"{path}: every file is what was released")
    sys.exit(1 if issues else 0)


ROWS_FORMAT = click.option(
    "--format", "style", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
SOURCE = click.option(
    "--from",
    "source",
    metavar="PATH",
    help="Folder or archive of a release; by default the package around the current folder, else the installed one.",
)


@main.command()
@click.option("--format", "style", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def rules(style: str) -> None:
    """List every check: id, severity, tables, what it demands, an example that keeps it and one that breaks it."""
    import json

    from sts_targets.catalogue import as_markdown, checks

    if style == "json":
        click.echo(json.dumps([vars(check) for check in checks()], ensure_ascii=False, indent=2))
    elif style == "markdown":
        click.echo("\n".join(as_markdown()))
    else:
        for check in checks():
            click.echo(f"{check.id} [{check.severity}; {', '.join(check.tables)}]\n  {check.sentence}")
            click.echo(f"  keeps it: {check.good}\n  breaks it: {check.bad}")


@main.command()
@click.argument("text")
@SOURCE
@ROWS_FORMAT
def find(text: str, source: str | None, style: str) -> None:
    """Find subtypes, targets, agents and trials by any of their names: GIST, Gleevec, CD117, PALETTE."""
    import polars as pl

    from sts_targets.query import find as search

    hits = search(_load(source), text)
    _print_rows(
        pl.DataFrame([vars(hit) for hit in hits], schema=["kind", "id", "name", "found_by"], orient="row"), style
    )
    sys.exit(0 if hits else 1)


@main.command()
@click.argument("table")
@click.option("--subtype", help="A subtype by any of its names; what is below it in the tree is included.")
@click.option("--agent", help="An agent by any of its names.")
@click.option("--target", help="A gene, complex or family by any of its names.")
@SOURCE
@ROWS_FORMAT
def show(
    table: str, subtype: str | None, agent: str | None, target: str | None, source: str | None, style: str
) -> None:
    """Show rows of TABLE, such as: sts show evidence --subtype leiomyosarcoma --agent pazopanib."""
    from sts_targets.query import show as select

    _print_rows(select(_load(source), table, subtype=subtype, agent=agent, target=target), style)


@main.command()
@SOURCE
@click.option("--by", type=click.Choice(["subtype", "agent"]), default="subtype", show_default=True)
@ROWS_FORMAT
def coverage(source: str | None, by: str, style: str) -> None:
    """Show what the tables hold by subtype or agent, and where the holes are."""
    from sts_targets.coverage import coverage_by_agent, coverage_by_subtype

    frames = _load(source)
    _print_rows(coverage_by_subtype(frames) if by == "subtype" else coverage_by_agent(frames), style)


def _load(source: str | None) -> "Mapping[str, pl.DataFrame]":
    from sts_targets.loading import load

    return load(source or _nearest())


def _nearest() -> Path | None:
    """Return the package around the current folder, or None for that of the installation."""
    from sts_targets.issues import CannotRunError
    from sts_targets.package import find_descriptor

    try:
        return find_descriptor()
    except CannotRunError:
        return None


def _print_rows(rows: "pl.DataFrame", style: str) -> None:
    import shutil

    from sts_targets.build.plain import csv_bytes
    from sts_targets.query import as_terminal_table

    if style == "csv":
        click.echo(csv_bytes(rows), nl=False)
    elif style == "json":
        click.echo(rows.write_json())
    else:
        click.echo(as_terminal_table(rows, shutil.get_terminal_size((160, 40)).columns))


def _print(issues: "tuple[Issue, ...]", style: str, stats: dict[str, object], limit: int | None = None) -> None:
    """Print issues in the style asked for; colours go to a terminal only, and not where NO_COLOR is set."""
    import os

    from sts_targets.issues import as_annotation, as_json
    from sts_targets.rendering import as_lines

    if style == "json":
        click.echo(as_json(issues, stats, limit))
        return
    lines = as_lines(issues, limit) if style == "text" else map(as_annotation, issues[:limit])
    for line in lines:
        click.echo(line, color=False if os.environ.get("NO_COLOR") else None)


if __name__ == "__main__":
    main()
