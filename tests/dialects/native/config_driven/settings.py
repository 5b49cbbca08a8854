TEAM = "sales"
ENV = "prod"
SOURCES = ["crm", "shop"]
COLUMNS = ("id", "name", "amount")
LIMITS = {"timeout": 30, "rows": 10_000}
TARGET = f"s3://lake/{TEAM}/{ENV}"
