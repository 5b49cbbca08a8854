"""Where motools is found."""

from originals_kept import Original

MOTOOLS = Original(
    name="motools",
    variable="ICEFLOE_MOTOOLS",
    package="motools",
    source="git+https://github.com/obalcells/motools",
    needs=("mashumaro>=3", "pyyaml>=6", "networkx>=3", "loguru>=0.7", "filelock>=3", "aiofiles>=23"),
    kept="motools-0.1.0",
)
