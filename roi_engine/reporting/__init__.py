"""What each reader gets: words, tables, charts, files. Reads the frozen result and nothing else."""
