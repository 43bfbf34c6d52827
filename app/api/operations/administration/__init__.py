"""The programme, its keys, its clock, and reports for accounting."""
