#!/bin/sh
# Everything that a start needs lies inside this folder; the text on the screen comes from start.py.
KIT=$(cd "$(dirname "$0")" && pwd)
export PYTHONUTF8=1 PYTHONNOUSERSITE=1
export JUPYTER_CONFIG_DIR="$KIT/settings/jupyter_config"
export JUPYTER_DATA_DIR="$KIT/settings/jupyter_data"
export JUPYTER_RUNTIME_DIR="$KIT/settings/jupyter_runtime"
export IPYTHONDIR="$KIT/settings/ipython"
export MPLCONFIGDIR="$KIT/settings/matplotlib"
export TMPDIR="$KIT/settings/temp"
export PATH="$KIT/environment/bin:$PATH"
mkdir -p "$TMPDIR"
for PYTHON in python3.12 python3.11; do
  if "$PYTHON" -c "" >/dev/null 2>&1; then
    exec "$PYTHON" "$KIT/start.py" "$@"
  fi
done
echo "没有找到 Python 3.12 / Python 3.12 was not found" >&2
exit 1
