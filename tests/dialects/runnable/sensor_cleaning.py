# Cleans the readings of the night and leaves a summary in the catalog.
import csv
import statistics
from pathlib import Path

from runnable import Catalog, Pipeline, PythonTask, ShellTask


def read_raw():
    "Copy only the lines that hold a number."
    kept = 0
    with open("data/sensors.csv") as source, open("clean_sensors.csv", "w", newline="") as target:
        writer = csv.writer(target)
        for row in csv.DictReader(source):
            if not row["celsius"] or float(row["celsius"]) < -60:
                continue
            writer.writerow([row["sensor"], row["celsius"]])
            kept += 1
    return kept


def summarise(kept: int):
    by_sensor = {}
    for sensor, celsius in csv.reader(open("clean_sensors.csv")):
        by_sensor.setdefault(sensor, []).append(float(celsius))
    Path("summaries").mkdir(exist_ok=True)
    for sensor, values in by_sensor.items():
        Path("summaries", f"{sensor}.txt").write_text(f"{statistics.mean(values):.2f} of {kept}\n")
    return sorted(by_sensor)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(
                name="clean",
                function=read_raw,
                returns=["kept"],
                catalog=Catalog(put=["clean_sensors.csv"]),
            ),
            PythonTask(
                name="summarise",
                function=summarise,
                returns=["sensors"],
                catalog=Catalog(get=["clean_sensors.csv"], put=["summaries/*.txt"]),
            ),
            ShellTask(
                name="count",
                command="export files=$(ls summaries | wc -l) && echo $files",
                returns=["files"],
                catalog=Catalog(get=["summaries/*"], put=["clean_*"], store_copy=False),
            ),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
