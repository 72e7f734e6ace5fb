@echo off
rem Runs the dlm command on Windows; builds it when it was never built. After a change run: mvn package
rem   JAVA_HOME      the JDK to use (17 or newer); otherwise java on the PATH
rem   DLM_JAVA_OPTS  further options for the JVM, such as -Xmx4g
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not exist "%ROOT%dlm-cli\target\classpath" (
  echo dlm: building, this takes a minute or more ... 1>&2
  call mvn -q -B -f "%ROOT%pom.xml" -P !error-prone -DskipTests -Dspotless.check.skip -pl dlm-cli -am package 1>&2 || exit /b 1
)
for /f "usebackq delims=" %%c in ("%ROOT%dlm-cli\target\classpath") do set "CLASSPATH=%ROOT%dlm-cli\target\classes;%%c"
"%JAVA%" -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %DLM_JAVA_OPTS% io.dlmone.cli.Main %*
exit /b %ERRORLEVEL%
