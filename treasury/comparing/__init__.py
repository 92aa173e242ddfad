"""What one run is worth: results by entity, measures by currency, the headroom it lacked."""
