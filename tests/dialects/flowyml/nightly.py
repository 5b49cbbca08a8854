from flowyml import Pipeline, PipelineScheduler, step


@step(outputs=["backup"])
def dump_database():
    return "dump.sql.gz"


@step(inputs=["backup"])
def upload(backup):
    print("uploading", backup)


@step(outputs=["logs"])
def collect_logs():
    return []


@step(inputs=["logs"])
def rotate(logs):
    print(len(logs), "logs rotated")


nightly = Pipeline("nightly_backup").add_step(dump_database).add_step(upload)
nightly.schedule("cron", "30 2 * * *", timezone="Europe/Vienna")

hourly = Pipeline("log_rotation").add_step(collect_logs).add_step(rotate)
hourly.schedule("interval", 3600)

daily = Pipeline("daily_backup").add_step(dump_database)
daily.schedule("daily", "04:45")

on_the_half_hour = Pipeline("half_hourly_logs").add_step(collect_logs)
on_the_half_hour.schedule("hourly", 30)

weekly = Pipeline("log_report").add_step(collect_logs)

if __name__ == "__main__":
    scheduler = PipelineScheduler()
    scheduler.schedule_daily("log_report", weekly.run, hour=6, minute=15)
    scheduler.start(blocking=True)
