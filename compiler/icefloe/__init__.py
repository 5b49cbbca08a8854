"""Icefloe: checks, freezes and exports pipelines without running them."""
