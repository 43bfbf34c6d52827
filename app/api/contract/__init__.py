"""Shared by all operations: problems, pages, the OpenAPI document."""
