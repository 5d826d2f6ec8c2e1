"""A small, complete and valid package made of rows: the real descriptor and schemas, invented but plausible facts."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from once import validate_once
from sts_targets.issues import Issue
from sts_targets.package import Package, load_package
from sts_targets.rules import REGISTRY
from sts_targets.validate import Report

REPOSITORY = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA", "r/sts_targets.R")
TODAY = date(2026, 6, 1)

Row = dict[str, str]


def rows(columns: str, *lines: str) -> list[Row]:
    """Make rows from lines of cells separated by bars."""
    names = columns.split()
    made = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(names, cells, strict=True)) for cells in made]


TABLES: dict[str, list[Row]] = {
    "subtypes": rows(
        "subtype_id name parent_id rank lineage behaviour icdo3_code oncotree_code ncit_id doid mondo_id orphanet_id "
        "definition citation_id unused_reason",
        "adipocytic-tumours|Adipocytic tumours|soft-tissue-tumour|category|adipocytic|||||||"
        "|Tumours of fat.|url:classification|",
        "dedifferentiated-liposarcoma|Dedifferentiated liposarcoma|adipocytic-tumours|subtype|adipocytic|malignant"
        "|8858/3|DDLS|C3704|0080531|0020563|99970|High-grade sarcoma, with amplified MDM2.|url:classification|",
        "gist|Gastrointestinal stromal tumour|gist-tumours|subtype|gastrointestinal-stromal|malignant|8936/3|GIST|C3868"
        "|9253|0011719|44890|Spindle cell tumour of the gut wall.|url:classification|",
        "gist-tumours|Gastrointestinal stromal tumours|soft-tissue-tumour|category|gastrointestinal-stromal|||||||"
        "|Stromal tumours of the gut.|url:classification|",
        "ntrk-fusion-tumour|NTRK fusion-positive tumours|soft-tissue-tumour|cohort|mixed|||||||"
        "|Tumours of any histology with an NTRK fusion.|url:classification|",
        "sdh-deficient-gist|SDH-deficient gastrointestinal stromal tumour|gist|variant|gastrointestinal-stromal"
        "|malignant|||||||Stromal tumour without succinate dehydrogenase.|url:classification|No study has been found.",
        "soft-tissue-sarcoma|Soft tissue sarcoma of any histology|soft-tissue-tumour|cohort|mixed|||||||"
        "|Sarcomas that trials enrol together.|url:classification|",
        "soft-tissue-tumour|Soft tissue tumour||category|mixed||||||||The root.|url:classification|",
        "synovial-sarcoma|Synovial sarcoma|uncertain-tumours|subtype|uncertain-differentiation|malignant|9040/3|SYNS"
        "|C3400|5485|0010434|3273|Sarcoma that carries SS18::SSX fusions.|url:classification|",
        "uncertain-tumours|Tumours of uncertain differentiation|soft-tissue-tumour|category|uncertain-differentiation"
        "||||||||Tumours without a normal counterpart.|url:classification|",
    ),
    "targets": rows(
        "target_id name target_type hgnc_id ncbi_gene_id ensembl_gene_id uniprot_id protein_class pathway description",
        "CDK4|cyclin dependent kinase 4|gene|1773|1019|ENSG00000135446|P11802|kinase|cell-cycle|Drives G1 to S.",
        "CDK4-6|cyclin-dependent kinases 4 and 6|protein-family|||||kinase|cell-cycle|The kinases of the G1 phase.",
        "CDK6|cyclin dependent kinase 6|gene|1777|1021|ENSG00000105810|Q00534|kinase|cell-cycle|Drives G1 to S.",
        "KDR|kinase insert domain receptor|gene|6307|3791|ENSG00000128052|P35968|receptor-tyrosine-kinase|angiogenesis"
        "|Receptor of VEGF.",
        "KIT|KIT proto-oncogene|gene|6342|3815|ENSG00000157404|P10721|receptor-tyrosine-kinase|receptor-tyrosine-kinase"
        "|Receptor of the stem cell factor.",
        "MDM2|MDM2 proto-oncogene|gene|6973|4193|ENSG00000135679|Q00987|ubiquitin-ligase|p53-mdm2|Keeps p53 low.",
        "NTRK1|neurotrophic receptor tyrosine kinase 1|gene|8031|4914|ENSG00000198400|P04629|receptor-tyrosine-kinase"
        "|receptor-tyrosine-kinase|Receptor of the nerve growth factor.",
        "PDGFRA|platelet derived growth factor receptor alpha|gene|8803|5156|ENSG00000134853|P16234"
        "|receptor-tyrosine-kinase|receptor-tyrosine-kinase|Receptor of PDGF.",
        "SS18|SS18 subunit of BAF chromatin remodeling complex|gene|11340|6760|ENSG00000141380|Q15532"
        "|chromatin-regulator|chromatin|Subunit of BAF complexes.",
        "SSX1|SSX family member 1|gene|11335|6756|ENSG00000126752|Q16384|transcription-factor|transcription"
        "|Cancer-testis protein.",
    ),
    "target_members": rows("target_id member_id", "CDK4-6|CDK4", "CDK4-6|CDK6"),
    "agents": rows(
        "agent_id name agent_class is_targeted mechanism chembl_id pubchem_cid first_approval_year citation_id",
        "doxorubicin|doxorubicin|small-molecule|false|Intercalates into DNA.|CHEMBL53463|31703|1974|",
        "imatinib|imatinib|small-molecule|true|Inhibits KIT, PDGFRA and ABL.|CHEMBL941|5291|2001|",
        "larotrectinib|larotrectinib|small-molecule|true|Inhibits TRK kinases.|CHEMBL3889654|46188928|2018|",
        "olaratumab|olaratumab|monoclonal-antibody|true|Binds PDGFRA.|||2016|",
        "palbociclib|palbociclib|small-molecule|true|Inhibits CDK4 and CDK6.|CHEMBL189963|5330286|2015"
        "|fda:votrient-label",
        "pazopanib|pazopanib|small-molecule|true|Inhibits VEGF receptors.|CHEMBL477772|10113978|2009|",
        "sorafenib|sorafenib|small-molecule|true|Inhibits VEGF receptors and RAF.|CHEMBL1336|216239|2005|",
        "sunitinib|sunitinib|small-molecule|true|Inhibits VEGF receptors and KIT.|CHEMBL535|5329102|2006|",
    ),
    "agent_targets": rows(
        "agent_id target_id action is_primary citation_id",
        "imatinib|KIT|inhibitor|true|pmid:10000002",
        "larotrectinib|NTRK1|inhibitor|true|pmid:10000005",
        "olaratumab|PDGFRA|antagonist|true|pmid:10000003",
        "palbociclib|CDK4-6|inhibitor|true|doi:10.1000/mini.1",
        "pazopanib|KDR|inhibitor|true|pmid:10000001",
        "sorafenib|KDR|inhibitor|true|pmid:10000004",
        "sunitinib|KDR|inhibitor|true|pmid:10000004",
        "sunitinib|KIT|inhibitor|false|pmid:10000004",
    ),
    "trials": rows(
        "trial_id registry acronym phase design status start_year enrolment citation_id unused_reason",
        "ChiCTR2100000001|ChiCTR||2|single-arm|recruiting|2021|30||No result has been published.",
        "EudraCT 2004-001810-16|EudraCT|DOSE|3|randomized-open-label|completed|2004|946||",
        "NCT00000001|ClinicalTrials.gov|PALETTE|3|randomized-double-blind|completed|2008|369|nct:NCT00000001|",
        "NCT00000002|ClinicalTrials.gov||1/2|randomized-open-label|completed|2010|133||",
        "NCT00000003|ClinicalTrials.gov||2|basket|completed|2014|55||",
    ),
    "regimens": rows(
        "regimen_id name kind variant",
        "doxorubicin|doxorubicin|monotherapy|",
        "doxorubicin+olaratumab|doxorubicin + olaratumab|combination|",
        "imatinib|imatinib|monotherapy|",
        "imatinib@800mg|imatinib, 800 mg a day|monotherapy|800mg",
        "larotrectinib|larotrectinib|monotherapy|",
        "palbociclib|palbociclib|monotherapy|",
        "pazopanib|pazopanib|monotherapy|",
        "placebo|placebo|control|",
        "sorafenib/sunitinib|sorafenib or sunitinib|one-of|",
    ),
    "regimen_agents": rows(
        "regimen_id agent_id",
        "doxorubicin|doxorubicin",
        "doxorubicin+olaratumab|doxorubicin",
        "doxorubicin+olaratumab|olaratumab",
        "imatinib|imatinib",
        "imatinib@800mg|imatinib",
        "larotrectinib|larotrectinib",
        "palbociclib|palbociclib",
        "pazopanib|pazopanib",
        "sorafenib/sunitinib|sorafenib",
        "sorafenib/sunitinib|sunitinib",
    ),
    "citations": rows(
        "citation_id kind pmid doi pmcid url title first_author container year retracted",
        "doi:10.1000/mini.1|conference-abstract||10.1000/mini.1|||Palbociclib in sarcoma|Früh A|Congress|2014|false",
        "ema:decisions|regulator-notice||||https://www.ema.europa.eu/decisions|Decisions||EMA|2024|false",
        "fda:votrient-label|label||||https://www.fda.gov/votrient|Votrient label||FDA|2012|false",
        "nct:NCT00000001|registry-record||||https://clinicaltrials.gov/study/NCT00000001|Record||NLM|2015|false",
        "pmcid:PMC1000001|journal-article|||PMC1000001||Palbociclib, again|Late B|Open Cancer|2019|false",
        'pmid:10000001|journal-article|10000001|10.1000/mini.2|||Pazopanib, the "trial"|van der Graaf WTA|Lancet|2012'
        "|false",
        "pmid:10000002|journal-article|10000002||||Imatinib by dose|Blay J|J Dose|2010|false",
        "pmid:10000003|journal-article|10000003||||Olaratumab and doxorubicin|Tap W|Lancet|2016|false",
        "pmid:10000004|review|10000004||||Kinase inhibitors||Reviews|2018|false",
        "pmid:10000005|journal-article|10000005||||Larotrectinib|Drilon A|N Engl J Med|2018|false",
        "url:classification|classification||||https://www.iarc.who.int|Soft tissue tumours||WHO|2020|false",
    ),
    "subtype_synonyms": rows("subtype_id synonym kind", "gist|GIST|abbreviation"),
    "target_synonyms": rows("target_id synonym kind", "KIT|CD117|exact"),
    "agent_synonyms": rows("agent_id synonym kind", "imatinib|Gleevec|brand", "imatinib|STI571|code"),
    "alterations": rows(
        "alteration_id subtype_id target_id partner_target_id alteration_class alteration role frequency_low_pct "
        "frequency_high_pct n_tested citation_id locator",
        "STS-A0001|dedifferentiated-liposarcoma|MDM2||amplification|MDM2 amplification|driver|90|95|50"
        "|url:classification|",
        "STS-A0002|dedifferentiated-liposarcoma|CDK4||amplification|CDK4 amplification|driver|85.5|90|50"
        "|doi:10.1000/mini.1|Abstract",
        "STS-A0003|synovial-sarcoma|SS18|SSX1|fusion|SS18::SSX1|diagnostic||||url:classification|",
        "STS-A0004|gist|KIT||activating-mutation|KIT exon 9|predictive|10|10||pmid:10000002|Table 1",
    ),
    "evidence": rows(
        "evidence_id subtype_id cohort biomarker_target_id biomarker regimen_id comparator_regimen_id trial_id phase "
        "design setting n direction conclusion citation_id",
        "STS-E0001|soft-tissue-sarcoma||||pazopanib|placebo|NCT00000001|3|randomized-double-blind|advanced-pretreated"
        "|369|benefit|Longer progression-free survival.|pmid:10000001",
        "STS-E0002|dedifferentiated-liposarcoma|CDK4-amplified|||palbociclib|||2|single-arm|advanced-pretreated|40"
        "|activity|Responses were seen.|doi:10.1000/mini.1",
        "STS-E0003|dedifferentiated-liposarcoma||||palbociclib|||2|single-arm|advanced-pretreated|30|resistance"
        "|No patient was free of progression for long.|pmcid:PMC1000001",
        "STS-E0004|soft-tissue-sarcoma||||doxorubicin+olaratumab|doxorubicin|NCT00000002|2|randomized-open-label"
        "|advanced-first-line|133|benefit|Longer overall survival.|pmid:10000003",
        "STS-E0005|gist||||sorafenib/sunitinib||||retrospective|advanced-any-line|20|inconclusive|Few patients."
        "|pmid:10000004",
        "STS-E0006|gist||KIT|KIT exon 9|imatinib@800mg|imatinib|EudraCT 2004-001810-16|3|randomized-open-label"
        "|advanced-first-line|58|benefit|The higher dose holds exon 9 longer.|pmid:10000002",
        "STS-E0007|ntrk-fusion-tumour||NTRK1|NTRK fusion|larotrectinib||NCT00000003|2|basket|advanced-any-line|55"
        "|activity|Three of four patients responded.|pmid:10000005",
    ),
    "outcomes": rows(
        "outcome_id evidence_id arm endpoint timepoint_months n events value unit value_status ci_low ci_high ci_level "
        "p_operator p_value criteria assessor derivation citation_id source_kind locator verification",
        "STS-O00001|STS-E0001|experimental|PFS||246||4.6|months|reported|3.7|4.8|95|||RECIST-1.0|independent"
        "|as-reported|pmid:10000001|abstract|Abstract, Results|double-read",
        "STS-O00002|STS-E0001|control|PFS||123||1.6|months|reported|0.9|1.8|95|||RECIST-1.0|independent|as-reported"
        "|pmid:10000001|abstract|Abstract, Results|double-read",
        "STS-O00003|STS-E0001|between-arms|HR-PFS||||0.31|ratio|reported|0.24|0.4|95|lt|0.0001|RECIST-1.0|independent"
        "|as-reported|pmid:10000001|abstract|Abstract, Results|double-read",
        "STS-O00004|STS-E0002|experimental|ORR||40|7|17.5|percent|reported||||||RECIST-1.1|independent"
        "|computed-from-counts|doi:10.1000/mini.1|conference-abstract||single-read",
        "STS-O00005|STS-E0002|experimental|CR||40|1|2.5|percent|reported||||||RECIST-1.1|independent|as-reported"
        "|doi:10.1000/mini.1|conference-abstract||single-read",
        "STS-O00006|STS-E0002|experimental|PR||40|6|15|percent|reported||||||RECIST-1.1|independent|as-reported"
        "|doi:10.1000/mini.1|conference-abstract||single-read",
        "STS-O00007|STS-E0002|experimental|DCR||40|24|60|percent|reported||||||RECIST-1.1|independent|as-reported"
        "|doi:10.1000/mini.1|conference-abstract||single-read",
        "STS-O00008|STS-E0002|experimental|PFS-rate|3|40||57.2|percent|reported|42.4|68.8|95|||RECIST-1.1|independent"
        "|as-reported|doi:10.1000/mini.1|conference-abstract||single-read",
        "STS-O00009|STS-E0003|experimental|PFS-rate|3|30||20|percent|reported|10|30|90|||RECIST-1.1|investigator"
        "|as-reported|pmcid:PMC1000001|full-text|Table 2|single-read",
        "STS-O00010|STS-E0004|experimental|OS||66||26.5|months|reported|20.9|31.7|95|||||converted-units|pmid:10000003"
        "|full-text|Table 2|single-read",
        "STS-O00011|STS-E0004|between-arms|HR-OS||||0.46|ratio|reported|0.3|0.71|95|eq|0.0003|||as-reported"
        "|pmid:10000003|full-text||single-read",
        "STS-O00012|STS-E0005|experimental|OS||20|||months|not-estimable|||||||investigator|as-reported|pmid:10000004"
        "|review||single-read",
        "STS-O00013|STS-E0006|between-arms|HR-PFS||||0.58|ratio|reported|||||||investigator|as-reported|pmid:10000002"
        "|full-text||single-read",
        "STS-O00014|STS-E0007|experimental|ORR||55|41|75|percent|reported|61|85|95|||RECIST-1.1|independent|as-reported"
        "|pmid:10000005|abstract||double-read",
        "STS-O00015|STS-E0007|experimental|DOR||41|||months|not-reached||||||RECIST-1.1|independent|as-reported"
        "|pmid:10000005|abstract||double-read",
    ),
    "indications": rows(
        "indication_id agent_id brand subtype_id biomarker_target_id biomarker agency indication tumour_agnostic line",
        "ema-palbociclib-liposarcoma|palbociclib||dedifferentiated-liposarcoma|||EMA|Liposarcoma.|false|",
        "ema-pazopanib-sarcoma|pazopanib|Votrient|soft-tissue-sarcoma|||EMA|Advanced sarcoma.|false|after chemotherapy",
        "fda-larotrectinib-ntrk|larotrectinib|Vitrakvi|ntrk-fusion-tumour|NTRK1|NTRK fusion|FDA|Solid tumours.|true|",
        "fda-olaratumab-sarcoma|olaratumab|Lartruvo|soft-tissue-sarcoma|||FDA|Advanced sarcoma.|false|first",
        "fda-pazopanib-sarcoma|pazopanib|Votrient|soft-tissue-sarcoma|||FDA|Advanced sarcoma.|false|",
    ),
    "regulatory_events": rows(
        "event_id indication_id event event_date date_precision trial_id citation_id source_kind",
        "STS-R0001|fda-pazopanib-sarcoma|approved|2012-04-26|day|NCT00000001|fda:votrient-label|label",
        "STS-R0002|fda-pazopanib-sarcoma|indication-changed|2016-02-01|month||fda:votrient-label|label",
        "STS-R0003|ema-pazopanib-sarcoma|approved-conditional|2012-08-03|day|NCT00000001|ema:decisions"
        "|regulator-review",
        "STS-R0004|ema-pazopanib-sarcoma|converted-to-regular|2013-01-01|year||ema:decisions|regulator-review",
        "STS-R0005|fda-larotrectinib-ntrk|approved-accelerated|2018-11-26|day|NCT00000003|fda:votrient-label|label",
        "STS-R0006|fda-olaratumab-sarcoma|approved-accelerated|2016-10-19|day||fda:votrient-label|label",
        "STS-R0007|fda-olaratumab-sarcoma|withdrawn|2020-02-25|day||fda:votrient-label|label",
        "STS-R0008|ema-palbociclib-liposarcoma|refused|2019-01-01|year||ema:decisions|regulator-review",
    ),
    "retired_ids": rows(
        "table retired_id replaced_by reason since_version",
        "evidence|STS-E0099|STS-E0001|The same publication was entered twice.|0.8.0",
    ),
}


class Mini:
    """A copy of the small package in a folder, with helpers that spoil it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def create(cls, root: Path) -> "Mini":
        """Write the package into a folder."""
        shutil.copytree(REPOSITORY / "schemas", root / "schemas")
        (root / "r").mkdir()
        for name in ("datapackage.json", *DOCUMENTS):
            shutil.copyfile(REPOSITORY / name, root / name)
        (root / "data").mkdir(parents=True)
        made = cls(root)
        for table, content in TABLES.items():
            made.write(
                table, [made.columns(table), *([row.get(c, "") for c in made.columns(table)] for row in content)]
            )
        return made

    def path(self, table: str) -> Path:
        """Return the file of a table."""
        return self.root / "data" / f"{table}.csv"

    def columns(self, table: str) -> list[str]:
        """Return the columns that the schema of a table lists."""
        return [item["name"] for item in self.schema(table)["fields"]]

    def schema(self, table: str) -> dict[str, Any]:
        """Return the schema of a table as JSON."""
        return json.loads((self.root / "schemas" / f"{table}.json").read_text(encoding="utf-8"))

    def read(self, table: str) -> list[list[str]]:
        """Return header and rows of a table as they stand in the file."""
        with self.path(table).open(encoding="utf-8", newline="") as handle:
            return list(csv.reader(handle))

    def write(self, table: str, content: Iterable[list[str]]) -> None:
        """Write header and rows of a table."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(content)
        self.path(table).write_bytes(buffer.getvalue().encode())

    def line(self, table: str, key: str, column: str = "") -> int:
        """Return the line on which KEY stands in COLUMN, by default the first one."""
        header, *body = self.read(table)
        place = header.index(column) if column else 0
        return next(number for number, row in enumerate(body, 2) if row[place] == key)

    def set(self, table: str, key: str, /, **cells: str) -> int:
        """Change cells of the first row whose first cell is KEY; return its line."""
        content, line = self.read(table), self.line(table, key)
        for column, cell in cells.items():
            content[line - 1][content[0].index(column)] = cell
        self.write(table, content)
        return line

    def add(self, table: str, /, *, like: str = "", **cells: str) -> int:
        """Add a row in the order of the first column, by default an empty one, or one like the row LIKE."""
        header, *body = self.read(table)
        old = body[self.line(table, like) - 2] if like else [""] * len(header)
        new = [cells.get(column, cell) for column, cell in zip(header, old, strict=True)]
        body = sorted([*body, new])
        self.write(table, [header, *body])
        return len(body) + 1 - body[::-1].index(new)

    def drop(self, table: str, key: str) -> None:
        """Remove the rows whose first cell is KEY."""
        content = self.read(table)
        kept = [row for row in content if row[0] != key]
        assert len(kept) < len(content)
        self.write(table, kept)

    def drop_column(self, table: str, column: str) -> None:
        """Remove a column."""
        content = self.read(table)
        place = content[0].index(column)
        self.write(table, [row[:place] + row[place + 1 :] for row in content])

    def add_column(self, table: str, column: str) -> None:
        """Add an empty column at the end."""
        header, *body = self.read(table)
        self.write(table, [[*header, column], *([*row, ""] for row in body)])

    def edit(self, table: str, change: Callable[[bytes], bytes]) -> None:
        """Change the bytes of the file of a table; fails when they stay the same."""
        old = self.path(table).read_bytes()
        new = change(old)
        assert new != old
        self.path(table).write_bytes(new)

    def edit_json(self, file: str, change: Callable[[Any], object]) -> None:
        """Change a JSON file in place."""
        path = self.root / file
        value = json.loads(path.read_text(encoding="utf-8"))
        change(value)
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def resource(self, table: str, **properties: object) -> None:
        """Set properties of a table in the descriptor."""
        self.edit_json(
            "datapackage.json",
            lambda value: next(item for item in value["resources"] if item["name"] == table).update(properties),
        )

    def package(self) -> Package:
        """Load the package."""
        return load_package(self.root)

    def rule_issues(self, rule: str) -> list[Issue]:
        """Validate only the tables that a rule reads and return its issues; many times faster than the whole."""
        package = self.package()
        tables = {name: item for name, item in package.resources.items() if name in REGISTRY[rule].uses}
        report = validate_once(replace(package, resources=tables, rules=(rule,)), TODAY)
        return [issue for issue in report.issues if issue.rule == rule]

    def report(self, today: date = TODAY) -> Report:
        """Validate the package."""
        return validate_once(self.package(), today)

    def issues(self, rule: str = "") -> list[Issue]:
        """Validate the package and return its issues, of all rules or of one."""
        return [issue for issue in self.report().issues if rule in {"", issue.rule}]


def places(issues: Iterable[Issue]) -> list[tuple[str, str, int, str]]:
    """Return rule, table, line and column of each issue."""
    return [(issue.rule, issue.table, issue.line, issue.column) for issue in issues]
