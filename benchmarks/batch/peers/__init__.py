"""The same questions, answered by hand-written code, data-frame libraries, SQL and rule engines."""
