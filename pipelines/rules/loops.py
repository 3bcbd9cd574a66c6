"""The loops of a graph: its strongly connected parts.

Source: Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(graph: Mapping[Node, Sequence[Node]]) -> Iterator[frozenset[Node]]:
    """The parts that hold a loop; every node that an edge leads to must be a key."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    path: list[Node] = []
    on_path: set[Node] = set()

    def enter(node: Node) -> tuple[Node, Iterator[Node]]:
        order[node] = low[node] = len(order)
        path.append(node)
        on_path.add(node)
        return node, iter(graph[node])

    for root in graph:
        work = [enter(root)] if root not in order else []
        while work:
            node, following = work[-1]
            deeper = next((to for to in following if _leads_on(to, node, order, low, on_path)), None)
            if deeper is not None:
                work.append(enter(deeper))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == order[node]:
                part = frozenset(_cut(path, node, on_path))
                if len(part) > 1 or node in graph[node]:
                    yield part


def _leads_on(
    to: Node, node: Node, order: Mapping[Node, int], low: dict[Node, int], on_path: set[Node]
) -> bool:
    """Whether an edge leads to a node that was not met; if it closes a loop, that is noted."""
    if to in on_path:
        low[node] = min(low[node], order[to])
    return to not in order


def _cut(path: list[Node], node: Node, on_path: set[Node]) -> Iterator[Node]:
    """Take from the path's end what was met since a node, the node too."""
    while True:
        top = path.pop()
        on_path.discard(top)
        yield top
        if top == node:
            return
