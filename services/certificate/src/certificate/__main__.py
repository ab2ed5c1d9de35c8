"""``python -m certificate api | worker | migrate | settings | dead-letters``."""

from certificate.app import service

service.run()
