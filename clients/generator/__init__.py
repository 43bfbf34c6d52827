"""Writes the clients and the Postman collection from the OpenAPI document: `./run clients`."""
