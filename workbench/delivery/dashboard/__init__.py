"""Dashboards: pages of controls and pictures that Voilà serves; every number comes from the analysis."""
