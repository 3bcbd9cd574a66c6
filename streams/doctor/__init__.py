"""The doctor: whether everything is there for a worker (or another actor) to do its work, and what to do.

It reads and changes nothing. Each check gives findings; one that cannot be made says why.
"""

from streams.doctor.examination import examine
from streams.doctor.finding import Finding, State

__all__ = ["Finding", "State", "examine"]
