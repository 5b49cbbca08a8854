"""What is done around steps beside running them: breakers, what follows a failure, hooks, secrets, environments."""

from icefloe_runtimes.local.policies.doing import Doing
from icefloe_runtimes.local.policies.hooks import Hooks
from icefloe_runtimes.local.policies.policies import Policies

__all__ = ["Doing", "Hooks", "Policies"]
