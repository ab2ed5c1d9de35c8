"""``python -m archive api | worker | migrate | settings | dead-letters | import``."""

from archive.app import service

if __name__ == "__main__":
    service.run()
