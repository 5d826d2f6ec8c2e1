"""Tools of the data package of molecular targeted therapy in soft tissue sarcoma."""
