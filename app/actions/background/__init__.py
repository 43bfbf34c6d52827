"""Work in the background: in slices, under leases, by any number of workers."""
