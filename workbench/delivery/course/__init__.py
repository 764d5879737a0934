"""Course commands: kits for students, grading, keys, papers, feedback and exports to learning platforms."""
