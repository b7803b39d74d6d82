"""`python -m roi_engine`: the command line, where the entry point is not on the path."""

from roi_engine.cli import main

if __name__ == "__main__":
    main()
