"""Many claims as columns: what the columnar interpreter reads. Needs the extra `batch` (numpy, pyarrow)."""
