"""The version: that of the service. Generated from openapi/openapi.json by `./run clients`; do not edit."""

VERSION = "1.0.0"
