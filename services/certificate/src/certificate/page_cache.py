"""Pictures of pages kept in memory, the least lately used one given up first."""

from collections import OrderedDict

Key = tuple[bytes, int]
"""Digest of the PDF, number of the page from 1."""


class PageCache:
    """At most so many bytes of pictures; used on the event loop only."""

    def __init__(self, most: int) -> None:
        """``most``: bytes kept."""
        self._most = most
        self._held = 0
        self._pictures: OrderedDict[Key, bytes] = OrderedDict()

    def get(self, key: Key) -> bytes | None:
        """A picture that is held."""
        if key in self._pictures:
            self._pictures.move_to_end(key)
        return self._pictures.get(key)

    def put(self, key: Key, picture: bytes) -> None:
        """Hold a picture; what has not been asked for the longest goes."""
        if key in self._pictures or len(picture) > self._most:
            return
        self._pictures[key] = picture
        self._held += len(picture)
        while self._held > self._most:
            _, given_up = self._pictures.popitem(last=False)
            self._held -= len(given_up)
