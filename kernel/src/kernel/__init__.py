"""What every service stands on. Small on purpose: what only one service needs belongs to that service."""
