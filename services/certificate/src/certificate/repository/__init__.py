"""Writing: applications, certificates and the audit log, each within one transaction."""
