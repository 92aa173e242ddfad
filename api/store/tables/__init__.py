"""The tables, by what they are about; ids are texts that tell nothing (`security/identity.py`)."""
