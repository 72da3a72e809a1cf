"""Tags that other apps show posts with."""
