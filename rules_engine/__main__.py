"""`python -m rules_engine` is the `payer-rules` command."""

import gc

gc.set_threshold(100_000)  # before the imports: looking for cycles among what they make is a tenth of a start

from rules_engine.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
