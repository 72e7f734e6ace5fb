@echo off
rem Runs the dlm command on Windows: in a distribution as bin\dlm.cmd; in a checkout, where it builds it when it was never
rem built. After a change run: mvn package
rem   JAVA_HOME      the Java to use (17 or newer); otherwise java on the PATH
rem   DLM_JAVA_OPTS  further options for the JVM, such as -Xmx4g
rem   DLM_CACHE      where ONNX Runtime's libraries are kept; otherwise dlm in the user's local application data
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not defined DLM_CACHE set "DLM_CACHE=%LOCALAPPDATA%\dlm"
set "CLASSPATH=%ROOT%..\lib\*"
if not exist "%ROOT%pom.xml" goto run
if not exist "%ROOT%dlm-cli\target\classpath" (
  echo dlm: building, this takes a minute or more ... 1>&2
  call mvn -q -B -f "%ROOT%pom.xml" -P !error-prone -DskipTests -Dspotless.check.skip -pl dlm-cli -am package 1>&2 || exit /b 1
)
for /f "usebackq delims=" %%c in ("%ROOT%dlm-cli\target\classpath") do set "CLASSPATH=%ROOT%dlm-cli\target\classes;%%c"
:run
set LIBRARIES=
if not "%DLM_CACHE%"=="none" set LIBRARIES="-Ddlm.libraries=%DLM_CACHE%\libraries"
"%JAVA%" -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %LIBRARIES% %DLM_JAVA_OPTS% io.dlmone.cli.Main %*
exit /b %ERRORLEVEL%
