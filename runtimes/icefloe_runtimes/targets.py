"""The targets that a plan can be rendered to."""

from icefloe_runtimes.argo import workflow as argo
from icefloe_runtimes.github import workflow as github
from icefloe_runtimes.target import Target

TARGETS: tuple[Target, ...] = (
    Target(name="argo", suffix=argo.SUFFIX, render=argo.render),
    Target(name="github", suffix=github.SUFFIX, render=github.render),
)
