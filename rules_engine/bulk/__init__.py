"""Many claims at once: claim tables judged in columns, files in and out, workers. Needs the extra `batch`.

It joins the columnar interpreter with the row interpreter, which judges the claims that columns cannot say.
"""
