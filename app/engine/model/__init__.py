"""What everything else speaks of: commands, records, the book, days and money."""
