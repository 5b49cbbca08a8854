"""The fixtures of these tests."""

from deep_projects import environment, needs_ty, project

__all__ = ["environment", "needs_ty", "project"]
