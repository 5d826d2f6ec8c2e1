"""The data dictionary: what every column of every table means, as Markdown and as HTML, an anchor per column."""

from collections.abc import Iterator
from html import escape
from typing import Any

from sts_targets.build.views import VIEWS, table_schema
from sts_targets.package import Package

INTRODUCTION = "What each column means, takes and refers to. Made from the schemas by `sts docs`; do not edit."
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a2530;"
    "background:#fff}table{border-collapse:collapse;width:100%}th,td{border:1px solid #d9dee3;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}th{background:#f1f3f5}:target{background:#fff6d6}code{font-size:.95em}"
)
_HEADS = ("column", "type", "constraints", "meaning", "example")


def as_markdown(package: Package) -> Iterator[str]:
    """Yield the dictionary as the lines of a Markdown page."""
    yield from ("# Data dictionary", "", INTRODUCTION, "")
    schemas = list(_schemas(package))
    yield from (f"- [{schema['name']}](#{schema['name']}): {schema['title']}" for schema in schemas)
    for schema in schemas:
        yield from ("", f'## <a id="{schema["name"]}"></a>{schema["name"]}', "", schema["description"], "")
        yield from (f"{line}  " for line in _keys(schema))
        yield from ("", f"| {' | '.join(_HEADS)} |", "|" + "---|" * len(_HEADS))
        for field in schema["fields"]:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in _markdown_cells(schema["name"], field)) + " |"


def as_html(package: Package) -> Iterator[str]:
    """Yield the dictionary as the lines of an HTML page that needs nothing else."""
    yield from ("<!doctype html>", '<html lang="en">', '<meta charset="utf-8">')
    yield from ("<title>Data dictionary</title>", f"<style>{_STYLE}</style>", "<h1>Data dictionary</h1>")
    yield f"<p>{escape(INTRODUCTION.replace('`', ''))}</p>"
    for schema in _schemas(package):
        name = escape(schema["name"])
        yield f'<h2 id="{name}">{name}</h2>'
        yield f"<p>{escape(schema['description'])}</p>"
        yield from (f"<p>{escape(line)}</p>" for line in _keys(schema))
        yield f"<table><tr>{''.join(f'<th scope=col>{head}</th>' for head in _HEADS)}</tr>"
        yield from (_html_row(schema["name"], field) for field in schema["fields"])
        yield "</table>"
    yield "</html>"


def _schemas(package: Package) -> Iterator[dict[str, Any]]:
    """Yield the schema of every table of a release: those of the package, then the derived ones."""
    for resource in package.resources.values():
        yield dict(resource.schema.properties)
    for view in VIEWS:
        yield table_schema(view, package)


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    """Yield what the keys of a table say, in sentences."""
    if key := schema.get("primaryKey"):
        yield f"Primary key: {_names(key)}."
    for columns in schema.get("uniqueKeys", []):
        yield f"Unique together: {_names(columns)}."
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        yield f"{_names(key['fields'])} refers to {target['resource'] or schema['name']}.{_names(target['fields'])}."


def _names(columns: str | list[str]) -> str:
    return columns if isinstance(columns, str) else ", ".join(columns)


def _constraints(field: dict[str, Any]) -> str:
    """Return the constraints of a column in words; its codes are told with its meaning."""
    given = {**field.get("constraints", {}), **({"unit": field["unit"]} if "unit" in field else {})}
    words = [name if value is True else f"{name} {value}" for name, value in given.items() if name != "enum"]
    return ", ".join(words)


def _codes(field: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(code["value"]), str(code["label"])) for code in field.get("categories", [])]


def _markdown_cells(table: str, field: dict[str, Any]) -> tuple[str, ...]:
    codes = "".join(f"<br>`{code}`: {label}" for code, label in _codes(field))
    constraints = _constraints(field)
    return (
        f'<a id="{table}.{field["name"]}"></a>`{field["name"]}`',
        field["type"],
        f"`{constraints}`" if constraints else "",
        f"**{field['title']}.** {field['description']}{codes}",
        f"`{field['example']}`",
    )


def _html_row(table: str, field: dict[str, Any]) -> str:
    codes = "".join(f"<br><code>{escape(code)}</code>: {escape(label)}" for code, label in _codes(field))
    cells = (
        f"<code>{escape(field['name'])}</code>",
        field["type"],
        escape(_constraints(field)),
        f"<b>{escape(field['title'])}.</b> {escape(field['description'])}{codes}",
        f"<code>{escape(str(field['example']))}</code>",
    )
    anchor = escape(f"{table}.{field['name']}")
    return f'<tr id="{anchor}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
