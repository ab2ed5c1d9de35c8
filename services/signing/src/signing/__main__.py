"""``python -m signing worker | migrate | settings | dead-letters | keys``."""

from signing.app import service

service.run()
