"""What all operations share: problems, pages, the OpenAPI document."""
