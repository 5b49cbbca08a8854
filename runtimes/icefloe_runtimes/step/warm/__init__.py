"""The warm parent: one process for a run, which forks one child for each step that is started.

It runs nothing of the project. It has the plan read, and what the steps import from elsewhere imported, where forking
after that is safe. Linux only; it needs the standard library alone.
"""
