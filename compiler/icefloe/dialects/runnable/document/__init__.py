"""Pipelines and configurations that YAML writes: from documents to what is written."""
