@echo off
chcp 65001 >nul
rem Everything that a start needs lies inside this folder; the text on the screen comes from start.py.
setlocal
set "KIT=%~dp0"
set "PYTHONUTF8=1"
set "PYTHONNOUSERSITE=1"
set "JUPYTER_CONFIG_DIR=%KIT%settings\jupyter_config"
set "JUPYTER_DATA_DIR=%KIT%settings\jupyter_data"
set "JUPYTER_RUNTIME_DIR=%KIT%settings\jupyter_runtime"
set "IPYTHONDIR=%KIT%settings\ipython"
set "MPLCONFIGDIR=%KIT%settings\matplotlib"
set "TEMP=%KIT%settings\temp"
set "TMP=%KIT%settings\temp"
set "PATH=%KIT%environment\Scripts;%PATH%"
if not exist "%TEMP%" mkdir "%TEMP%"
set "PYTHON="
if exist "%KIT%python\python.exe" set PYTHON="%KIT%python\python.exe"
if not defined PYTHON py -3.12 -c "" >nul 2>nul && set "PYTHON=py -3.12"
if not defined PYTHON py -3.11 -c "" >nul 2>nul && set "PYTHON=py -3.11"
if not defined PYTHON (
  echo 没有找到 Python 3.12。请先运行 python 文件夹里的安装程序，见 读我.txt。
  echo Python 3.12 was not found. Run the installer in the folder "python" first.
  pause
  exit /b 1
)
%PYTHON% "%KIT%start.py" %*
if errorlevel 1 pause
endlocal
