"""The floor: read the large table of the generated package with pyarrow, typed, and do nothing with it."""

import sys

import pyarrow as pa
from pyarrow import csv

from generated import BOUNDS

KINDS = {"integer": pa.int64(), "number": pa.float64()}
TYPES = {name: KINDS[kind] for name, (kind, *_) in BOUNDS.items()}
TYPES |= {name: pa.date32() for name in ("read_on", "checked_on")}

csv.read_csv(sys.argv[1], convert_options=csv.ConvertOptions(column_types=TYPES))
