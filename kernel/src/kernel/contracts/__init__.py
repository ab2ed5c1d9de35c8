"""The events that services publish: one module for each publishing service."""
