"""``python -m notification``."""

from notification.app import service

if __name__ == "__main__":
    service.run()
