"""The geometry of drawings, in whole units; templates turn it into SVG."""
