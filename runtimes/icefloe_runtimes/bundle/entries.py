"""Where in a bundle its parts stand."""

PLAN = "plan.json"
PROJECT = "project"
RUNTIME = "runtime"
