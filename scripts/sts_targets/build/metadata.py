"""Metadata of a release for those who look for data and for literature: Croissant, SSSOM, BibTeX, RIS, Zenodo."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sts_targets.build.content import Content, Table
from sts_targets.build.plain import csv_path, write_json
from sts_targets.table_schema import Field

CITE_AS = "sts-targets maintainers: sts-targets, molecular targeted therapy in soft tissue sarcoma, version {}"
_CROISSANT_TYPES = {
    "integer": "sc:Integer", "year": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date",
}  # fmt: skip
_PREFIXES = {
    "sts.subtype": "urn:sts-targets:subtype:",
    "sts.target": "urn:sts-targets:target:",
    "sts.agent": "urn:sts-targets:agent:",
    "oncotree": "https://bioregistry.io/oncotree:",
    "NCIT": "http://purl.obolibrary.org/obo/NCIT_",
    "DOID": "http://purl.obolibrary.org/obo/DOID_",
    "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
    "orphanet": "http://www.orpha.net/ORDO/Orphanet_",
    "icdo": "https://bioregistry.io/icdo:",
    "hgnc": "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:",
    "ncbigene": "https://www.ncbi.nlm.nih.gov/gene/",
    "ensembl": "https://www.ensembl.org/id/",
    "uniprot": "https://www.uniprot.org/uniprotkb/",
    "chembl.compound": "https://www.ebi.ac.uk/chembl/explore/compound/",
    "pubchem.compound": "https://pubchem.ncbi.nlm.nih.gov/compound/",
    "rxnorm": "https://bioregistry.io/rxnorm:",
    "unii": "https://bioregistry.io/unii:",
    "atc": "https://bioregistry.io/atc:",
    "inchikey": "https://bioregistry.io/inchikey:",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
}
_BIBTEX_KINDS = {"journal-article": "article", "review": "article", "conference-abstract": "inproceedings"}
_RIS_KINDS = {"journal-article": "JOUR", "review": "JOUR", "conference-abstract": "CPAPER"}


def write_metadata(folder: Path, content: Content) -> None:
    """Write ``croissant.json``, ``mappings.sssom.tsv``, ``citations.bib``, ``citations.ris`` and ``.zenodo.json``.

    The CSV files of the release must stand in the folder: Croissant names their checksums.
    """
    write_json(folder / "croissant.json", croissant(folder, content))
    write_json(folder / ".zenodo.json", zenodo(content))
    _write(folder / "mappings.sssom.tsv", sssom(content))
    citations = content.table("citations").frame.rows(named=True)
    _write(folder / "citations.bib", "\n".join(map(bibtex_entry, citations)))
    _write(folder / "citations.ris", "\n".join(map(ris_entry, citations)))


def croissant(folder: Path, content: Content) -> dict[str, Any]:
    """Return the release as JSON-LD that is a schema.org Dataset and an MLCommons Croissant 1.0 description."""
    about = content.package.descriptor
    return {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about["name"],
        "alternateName": about["title"],
        "description": about["description"],
        "version": content.package.version,
        "datePublished": content.built.strftime("%Y-%m-%d"),
        "license": about["licenses"][0]["path"],
        "keywords": about["keywords"],
        "creator": {"@type": "sc:Organization", "name": about["contributors"][0]["title"]},
        "citeAs": CITE_AS.format(content.package.version),
        "isAccessibleForFree": True,
        "distribution": [_file_object(folder, table) for table in content.tables],
        "recordSet": [_record_set(table) for table in content.tables],
    }


def _file_object(folder: Path, table: Table) -> dict[str, Any]:
    data = (folder / csv_path(table)).read_bytes()
    return {
        "@type": "cr:FileObject",
        "@id": f"{table.name}.csv",
        "name": f"{table.name}.csv",
        "description": table.description,
        "contentUrl": csv_path(table),
        "encodingFormat": "text/csv",
        "contentSize": f"{len(data)} B",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _record_set(table: Table) -> dict[str, Any]:
    record: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "field": [_record_field(table, item) for item in table.schema.fields],
    }
    if table.schema.primary_key:
        record["key"] = [{"@id": f"{table.name}/{name}"} for name in table.schema.primary_key]
    return record


def _record_field(table: Table, item: Field) -> dict[str, Any]:
    """Return a column; without its reference, at which Croissant readers join tables, lose rows, or stop."""
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{item.name}",
        "name": item.name,
        "description": item.properties["description"],
        "dataType": _CROISSANT_TYPES.get(item.type, "sc:Text"),
        "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": item.name}},
    }


def sssom(content: Content) -> str:
    """Return the mappings as an SSSOM/TSV mapping set with its metadata in the comment header."""
    frame = content.table("mappings").frame
    used = {curie.split(":")[0] for name in ("subject_id", "predicate_id", "object_id") for curie in frame[name]}
    used |= {"semapv"}
    lines = [
        "#mapping_set_id: urn:sts-targets:mappings",
        f"#mapping_set_version: {json.dumps(content.package.version)}",
        f"#mapping_set_title: {json.dumps('Identifiers of ' + str(content.package.descriptor['title']))}",
        "#license: https://creativecommons.org/licenses/by/4.0/",
        "#curie_map:",
        *(f"#  {prefix}: {json.dumps(address)}" for prefix, address in _PREFIXES.items() if prefix in used),
        "\t".join(frame.columns),
        *("\t".join(row) for row in frame.rows()),
    ]
    return "\n".join(lines) + "\n"


def bibtex_entry(citation: Mapping[str, Any]) -> str:
    """Return a row of ``citations`` as a BibTeX entry; its key is the citation identifier without odd characters."""
    kind = _BIBTEX_KINDS.get(citation["kind"], "misc")
    place = {"article": "journal", "inproceedings": "booktitle"}.get(kind, "publisher")
    key = "".join(char if char.isalnum() or char in "-_." else "-" for char in citation["citation_id"])
    fields = {
        "author": _bibtex_author(citation["first_author"]),
        "title": f"{{{_bibtex(citation['title'])}}}",
        place: _bibtex(citation["container"] or ""),
        "year": citation["year"],
        "volume": citation["volume"],
        "pages": citation["pages"],
        "doi": citation["doi"],
        "pmid": citation["pmid"],
        "url": citation["url"],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_author(name: str | None) -> str:
    """Return ``Surname, Initials and others``: the tables hold the first author."""
    if not name:
        return ""
    surname, _, initials = name.rpartition(" ")
    return _bibtex(f"{surname}, {initials} and others" if surname else f"{name} and others")


def _bibtex(text: str) -> str:
    escapes = {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "{": r"\{",
        "}": r"\}",
    }
    return "".join(escapes.get(char, char) for char in text)


def ris_entry(citation: Mapping[str, Any]) -> str:
    """Return a row of ``citations`` as an RIS record."""
    tags = [
        ("TY", _RIS_KINDS.get(citation["kind"], "GEN")),
        ("ID", citation["citation_id"]),
        ("AU", _ris_author(citation["first_author"])),
        ("TI", citation["title"]),
        ("T2", citation["container"]),
        ("PY", citation["year"]),
        ("VL", citation["volume"]),
        ("SP", citation["pages"]),
        ("DO", citation["doi"]),
        ("AN", citation["pmid"]),
        ("UR", citation["url"]),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in tags if value) + "ER  - \n"


def _ris_author(name: str | None) -> str:
    surname, _, initials = (name or "").rpartition(" ")
    return f"{surname}, {initials}" if surname else (name or "")


def zenodo(content: Content) -> dict[str, Any]:
    """Return the deposit metadata that Zenodo reads from ``.zenodo.json``."""
    about = content.package.descriptor
    return {
        "title": f"{about['name']}: {about['title']}",
        "description": about["description"],
        "version": content.package.version,
        "publication_date": content.built.strftime("%Y-%m-%d"),
        "upload_type": "dataset",
        "access_right": "open",
        "license": "cc-by-4.0",
        "creators": [{"name": contributor["title"]} for contributor in about["contributors"]],
        "keywords": about["keywords"],
    }


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _context() -> dict[str, Any]:
    terms: Iterable[tuple[str, Any]] = (
        ("@language", "en"), ("@vocab", "https://schema.org/"), ("citeAs", "cr:citeAs"), ("column", "cr:column"),
        ("conformsTo", "dct:conformsTo"), ("cr", "http://mlcommons.org/croissant/"),
        ("rai", "http://mlcommons.org/croissant/RAI/"), ("data", {"@id": "cr:data", "@type": "@json"}),
        ("dataType", {"@id": "cr:dataType", "@type": "@vocab"}), ("dct", "http://purl.org/dc/terms/"),
        ("equivalentProperty", "cr:equivalentProperty"), ("samplingRate", "cr:samplingRate"),
        ("examples", {"@id": "cr:examples", "@type": "@json"}), ("extract", "cr:extract"), ("field", "cr:field"),
        ("fileProperty", "cr:fileProperty"), ("fileObject", "cr:fileObject"), ("fileSet", "cr:fileSet"),
        ("format", "cr:format"), ("includes", "cr:includes"), ("isLiveDataset", "cr:isLiveDataset"),
        ("jsonPath", "cr:jsonPath"), ("key", "cr:key"), ("md5", "cr:md5"), ("parentField", "cr:parentField"),
        ("path", "cr:path"), ("recordSet", "cr:recordSet"), ("references", "cr:references"), ("regex", "cr:regex"),
        ("repeated", "cr:repeated"), ("replace", "cr:replace"), ("sc", "https://schema.org/"),
        ("separator", "cr:separator"), ("source", "cr:source"), ("subField", "cr:subField"),
        ("transform", "cr:transform"),
    )  # fmt: skip
    return dict(terms)


_CROISSANT_CONTEXT = _context()
