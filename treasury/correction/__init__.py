"""Correcting the past with the facts frozen: items known later, with an earlier value date."""
