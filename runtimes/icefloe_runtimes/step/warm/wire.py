"""What a runner and its warm parent tell one another: each message is one packet.

The runner says `FORK`, with two open files: what gives the child its order, and where all goes that it prints. The
order may come later than the child. `SIGNAL` is for one child and all that it has started. `NEED` says what the next
orders will import: it is the word and JSON. The parent tells of each child that has ended.
"""

import struct

FORK, SIGNAL, NEED = b"f", b"s", b"n"
#: A word, the number of a child, and the number of a signal.
WORD = struct.Struct("=cIi")
#: The number of a child, its status (negative: by which signal it has ended), and what it has used: seconds and bytes.
END = struct.Struct("=IidQ")
#: How long a message may be.
LONGEST = 1 << 16
