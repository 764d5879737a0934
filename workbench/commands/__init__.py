"""What each command of ``workbench`` does with its arguments: one function a command, one module a group.

All work is done by the library, imported when needed.
"""
