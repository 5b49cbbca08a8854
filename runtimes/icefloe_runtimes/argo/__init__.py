"""Argo Workflows: a DAG with one container template a step, and a CronWorkflow where the plan has a schedule."""
