"""What a scenario may well not mean: rules that can run and will disappoint."""
