"""Metrics of the kernel, in Prometheus' text form on every process's health port."""

from prometheus_client import Counter, Histogram

EVENTS_SENT = Counter("zhengxin_events_sent_total", "Events that the broker confirmed")
EVENTS_UNROUTABLE = Counter("zhengxin_events_unroutable_total", "Sendings for which no queue was bound")
MESSAGES = Counter("zhengxin_messages_total", "Messages by what became of them", ["queue", "outcome"])
HANDLING = Histogram("zhengxin_message_seconds", "Time from delivery to acknowledgement", ["queue"])
REQUESTS = Histogram("zhengxin_request_seconds", "Time from request to the end of the answer", ["method", "status"])
