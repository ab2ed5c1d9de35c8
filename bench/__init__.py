"""Speed and memory, measured on the whole system; `make bench` runs it and writes `bench/results.md`."""
