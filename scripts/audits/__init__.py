"""The audit of a state's list against demand: what it says of each row, and the files it is written to."""
