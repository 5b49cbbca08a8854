#!/usr/bin/env python3
"""Nightly weather import.

Fetches the observations of all stations, cleans them and writes them to the warehouse.
"""
import logging
import sys
from datetime import date

import requests

from flowyml import Pipeline, context, step

log = logging.getLogger(__name__)

API = "https://api.example.org/v1/observations"
STATIONS = ("EDDF", "EDDM", "LOWW")


@step(outputs=["observations"], retry=3, timeout=120, cache=False)
def fetch(day: str) -> list[dict]:
    rows = []
    for station in STATIONS:
        response = requests.get(API, params={"station": station, "day": day}, timeout=30)
        response.raise_for_status()
        rows.extend(response.json()["rows"])
    log.info("fetched %d rows", len(rows))
    return rows


@step(inputs=["observations"], outputs=["clean_observations"])
def clean(observations: list[dict]) -> list[dict]:
    return [row for row in observations if row["temperature"] is not None]


@step(inputs=["clean_observations"], outputs=["row_count"], timeout=600)
def store(clean_observations: list[dict], dsn: str = "postgresql://warehouse/weather") -> int:
    import psycopg

    with psycopg.connect(dsn) as connection:
        with connection.cursor() as cursor:
            cursor.executemany("insert into observation values (%(station)s, %(temperature)s)", clean_observations)
    return len(clean_observations)


def build_pipeline(day="2026-01-01"):
    """Build (but do not run) the pipeline."""
    ctx = context(day=day)
    pipeline = Pipeline("weather_import", context=ctx)
    pipeline.add_step(fetch)
    pipeline.add_step(clean)
    pipeline.add_step(store)
    return pipeline


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    pipeline = build_pipeline()
    result = pipeline.run(debug=False, auto_start_ui=False)
    log.info("done on %s", date.today())
    return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main())
