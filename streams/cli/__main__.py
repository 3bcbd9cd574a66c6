"""`python -m streams.cli` is the `cleantrace` command."""

from streams.cli.main import main

if __name__ == "__main__":
    main()
