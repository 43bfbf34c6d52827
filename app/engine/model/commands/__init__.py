"""The commands of callers, parsed and complete: understanding one needs no lookup.

A reference is `mem_…`, `ext:<name>`, `card:<number>` or `link:<connector>/<customer>` for members, and `pur_…`, `ret_…`
or `ext:<name>` for purchases and returns. The ids of new records are drawn beforehand.
"""
