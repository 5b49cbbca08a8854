"""The version of Icefloe: said here, and nowhere else."""

VERSION = "0.1.0"
