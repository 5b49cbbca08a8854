"""One task, no pipeline: jobs."""
import json

from runnable import Catalog, PythonJob, ShellJob, metric


def rows_of_yesterday(minimum_rows: int = 2):
    with open("data/sensors.csv") as lines:
        rows = sum(1 for _ in lines) - 1
    with open("rows.json", "w") as target:
        json.dump({"rows": rows}, target)
    if rows < minimum_rows:
        raise ValueError("too few rows")
    return rows


def count_rows():
    job = PythonJob(function=rows_of_yesterday, returns=[metric("rows")], catalog=Catalog(put=["rows.json"]))
    job.execute(job_id="", tag="nightly")
    return job


def disk_space():
    job = ShellJob(command="df -h . | tail -1", secrets=["API_TOKEN"])
    job.execute()
    return job


if __name__ == "__main__":
    count_rows()
