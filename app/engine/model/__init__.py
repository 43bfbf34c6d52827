"""The vocabulary of the engine: commands, records, the book, days and money."""
