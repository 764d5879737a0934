"""The classroom kit: one folder that brings the workbench to a machine without a network.

``python -m workbench.delivery.kit OUT --python 3.12 --platform win_amd64`` makes it.
"""
