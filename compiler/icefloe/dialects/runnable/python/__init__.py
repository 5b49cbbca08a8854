"""Pipelines that Python code writes with runnable's words: from records and effects to what is written."""
