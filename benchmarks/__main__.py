"""`python -m benchmarks`: the one command."""

from benchmarks.simulation import main

if __name__ == "__main__":
    main()
