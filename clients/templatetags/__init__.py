"""Tags of the desk's own screens."""
