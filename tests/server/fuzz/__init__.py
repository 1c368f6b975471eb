"""Random programs and broken requests against a real server: ``python -m tests.server.fuzz``."""
