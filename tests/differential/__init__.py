"""The same claims through the row interpreter and through columns: books and claims drawn from a seed, and the hazards.

`python -m differential --pairs 1000000 --shards 2` in the folder of the tests. A pair is a rulebook and a claim.
"""
