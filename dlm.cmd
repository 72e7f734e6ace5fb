@echo off
rem Runs the dlm command on Windows; builds it when it was never built. After a change run: mvn package
setlocal
set "ROOT=%~dp0"
if not exist "%ROOT%dlm-cli\target\classpath" (
  echo dlm: building, this takes a minute or more ... 1>&2
  call mvn -q -B -f "%ROOT%pom.xml" -DskipTests -Dspotless.check.skip -pl dlm-cli -am package 1>&2 || exit /b 1
)
for /f "usebackq delims=" %%c in ("%ROOT%dlm-cli\target\classpath") do set "CLASSPATH=%ROOT%dlm-cli\target\classes;%%c"
java -Dfile.encoding=UTF-8 %DLM_JAVA_OPTS% io.dlmone.cli.Main %*
