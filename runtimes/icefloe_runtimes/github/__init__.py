"""GitHub Actions: a workflow with one job a step."""
