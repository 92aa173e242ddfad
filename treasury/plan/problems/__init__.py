"""What can be wrong with the meaning of a scenario, by subject; `every` lists them all."""
