"""Speed and memory, on the whole system and of the signing engine; written into `bench/results.md`."""
