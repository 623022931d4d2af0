"""`python -m rules_engine` is the `payer-rules` command."""

from rules_engine.cli.main import main

if __name__ == "__main__":
    main()
