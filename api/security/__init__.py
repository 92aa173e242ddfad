"""Pure: who may do what, and the making and checking of secrets. Time and chance are arguments."""
