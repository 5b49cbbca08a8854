"""The actions that a workflow uses, pinned to commits: a tag can be moved, a commit cannot."""

from collections.abc import Mapping
from types import MappingProxyType

CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"
SETUP_PYTHON = "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065"
UPLOAD = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02"
DOWNLOAD = "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093"

VERSIONS: Mapping[str, str] = MappingProxyType(
    {CHECKOUT: "v4.2.2", SETUP_PYTHON: "v5.6.0", UPLOAD: "v4.6.2", DOWNLOAD: "v4.3.0"}
)
