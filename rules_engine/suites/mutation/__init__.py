"""Mutation testing of rules: small changes of what a rule means, and whether an example notices."""
