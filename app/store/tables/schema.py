"""The whole schema: a table is in the metadata once its module is imported, so this imports every module beside it."""

from importlib import import_module
from pkgutil import iter_modules

from app.store import tables
from app.store.tables.columns import metadata

__all__ = ["metadata"]

for module in iter_modules(tables.__path__, f"{tables.__name__}."):
    import_module(module.name)
