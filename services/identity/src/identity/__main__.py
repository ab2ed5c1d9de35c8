"""`python -m identity api | worker | migrate | …`."""

from identity.app import service

if __name__ == "__main__":
    service.run()
