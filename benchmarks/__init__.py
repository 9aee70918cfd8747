"""What is quick and by how much: `python -m benchmarks` times each goal against a peer in the same run."""
