"""The pages for the people of a shop, and for its customers: HTML over the operations of the API.

`routes` gives the routes; everything else, with its libraries, is imported when the first page is asked for.
"""
