#!/usr/bin/env bash
# Runs the dlm command from this checkout. Builds it on first use and whenever a source or pom is newer than the build.
#   JAVA_HOME      the JDK to use (17 or newer); otherwise `java` on the PATH
#   DLM_JAVA_OPTS  further options for the JVM, such as -Xmx4g
#   TMPDIR         where engines unpack their libraries; it has to allow running code
set -euo pipefail
unset CDPATH # or cd would go elsewhere, and say so on standard output

die() {
    echo "dlm: $1" >&2
    exit "${2:-1}"
}

# --- A stream that is closed would be given to the next file that is opened: let it fail as a stream instead.
{ : 8<&0; } 2>/dev/null || exec 0>/dev/null
{ : 8>&1; } 2>/dev/null || exec 1</dev/null
{ : 8>&2; } || exec 2>/dev/null

script=${BASH_SOURCE[0]}
while [[ -L $script ]]; do
    target=$(readlink -- "$script")
    [[ $target == /* ]] || target=$(dirname -- "$script")/$target
    script=$target
done
root=$(builtin cd -P -- "$(dirname -- "$script")" && pwd)
state=$root/.dlm
[[ $root != *:* ]] || die "Java cannot start from $root: a class path has no room for ':'. Move the checkout." 2

# --- The JVM reads names of files and arguments in the locale's character set; only UTF-8 has all of them.
if command -v locale >/dev/null && [[ $(locale charmap 2>/dev/null) != UTF-8 ]]; then
    for name in C.UTF-8 C.utf8 en_US.UTF-8; do
        if [[ $(LC_ALL=$name locale charmap 2>/dev/null) == UTF-8 ]]; then
            export LC_ALL=$name
            break
        fi
    done
fi

# --- Java: the major version stands in the JDK's release file, so no JVM is started to ask for it.
if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Point it at a JDK 17 or newer."
else
    java=$(command -v java) || die "no java found. Install a JDK 17 or newer, or set JAVA_HOME to one."
fi
real=$(readlink -f "$java" 2>/dev/null || echo "$java")
version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "${real%/bin/java}/release" 2>/dev/null || true)
if [[ -z $version ]]; then
    version=$("$java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p' | head -n 1)
fi
major=${version#1.}
major=${major%%[!0-9]*}
[[ -n $major ]] || die "cannot tell the version of $java. Set JAVA_HOME to a JDK 17 or newer."
((major >= 17)) || die "$java is Java $version; 17 or newer is needed. Set JAVA_HOME to a JDK 17 or newer."

# --- Is the build there, complete and newer than everything it was made from?
load_class_path() {
    [[ -f $state/classpath && -f $state/stamp ]] || return 1
    { read -r built_in && read -r class_path; } <"$state/classpath" || return 1
    [[ $built_in == "$root" ]] || return 1
    local jars jar
    IFS=: read -r -a jars <<<"$class_path"
    for jar in "${jars[@]}"; do
        [[ -f $jar ]] || return 1
    done
}

# Sources with a time after that of a file, with their content: none, unless a clock was wrong.
newer_than() {
    find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$1" \( -type d -print -o -exec cksum {} + \) \
        | LC_ALL=C sort
}

up_to_date() {
    load_class_path || return 1
    [[ -f $state/newer && $(newer_than "$state/stamp") == "$(<"$state/newer")" ]] || return 1
    # a stamp from the future would hide what is changed until then
    { : >"$state/now"; } 2>/dev/null || return 0
    [[ ! $state/stamp -nt $state/now ]]
}

# --- Classes that are loaded at every start, in the form that this JVM maps into memory (class data sharing): writing one
# sentence records them. Where that fails, or with another JVM later, commands start without, only more slowly.
classes=classes-${version//[^A-Za-z0-9._-]/_}.jsa
archive_classes() {
    "$java" -Xlog:disable -XX:ArchiveClassesAtExit="$1.new" -cp "$2" io.dlmone.cli.Main generate --backend onnx \
        <<<"can my parrot travel with me by taxi ?" >/dev/null 2>&1 && mv -f "$1.new" "$1" || rm -f "$1.new"
}

# --- Build. The modules' jars are copied aside, so that a later build never pulls one from under a running command.
build() {
    command -v mvn >/dev/null || die "Maven (mvn) is needed to build dlm and was not found. Install Maven 3.8 or newer."
    echo "dlm: building (on first use this takes a minute or more; log in $state/build.log) ..." >&2
    : >"$state/stamp.new"
    newer_than "$state/stamp.new" >"$state/newer.new"
    if ! (builtin cd -- "$root" && mvn -q -B -Dstyle.color=never -P '!error-prone' -DskipTests -Dspotless.check.skip -pl dlm-cli -am package) \
            >"$state/build.log" 2>&1 </dev/null; then
        echo "dlm: the build failed. The end of $state/build.log:" >&2
        tail -n 25 "$state/build.log" >&2
        exit 1
    fi
    local lib jars jar own path=""
    lib=$(mktemp -d "$state/lib-XXXXXX")
    own=$(ls -t "$root"/dlm-cli/target/dlm-cli-*.jar | head -n 1)
    IFS=: read -r -a jars <"$root/dlm-cli/target/classpath" || true # the file may lack its line end
    for jar in "$own" "${jars[@]}"; do
        if [[ $jar == "$root"/* ]]; then
            cp "$jar" "$lib/"
            jar=$lib/${jar##*/}
        fi
        path+=${path:+:}$jar
    done
    archive_classes "$lib/$classes" "$path"
    printf '%s\n' "$root" "$path" >"$state/classpath.new"
    mv -f "$state/classpath.new" "$state/classpath"
    mv -f "$state/newer.new" "$state/newer"
    mv -f "$state/stamp.new" "$state/stamp"
    # copies of earlier builds stay for a month: a command may still be running from them, however many builds came after
    find "$state" -maxdepth 1 -name 'lib-*' -mtime +30 -exec rm -rf {} +
    load_class_path || die "the build left no usable class path in $state/classpath."
}

if ! up_to_date; then
    mkdir -p -- "$state" || die "dlm was not built yet and cannot be built where $root cannot be written."
    if command -v flock >/dev/null; then
        exec 9>"$state/lock"
        flock 9
    fi
    if ! up_to_date; then # another dlm may have built it while this one waited
        build
    fi
    exec 9>&-
fi

options=(-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8)
[[ -t 2 ]] && options+=(-Ddlm.terminal=true) || options+=(-Ddlm.terminal=false) # progress bars on a terminal only
[[ -n ${TMPDIR:-} ]] && options+=("-Djava.io.tmpdir=$TMPDIR")
if ((major >= 24)); then
    options+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
archive=${class_path%%/dlm-cli-*}/$classes # beside the jars of this build
[[ -f $archive ]] && options+=(-Xlog:disable -Xlog:all=warning,cds*=off:stderr -XX:SharedArchiveFile="$archive")
read -r -a more <<<"${DLM_JAVA_OPTS:-}" || true
exec "$java" "${options[@]}" ${more[@]+"${more[@]}"} -cp "$class_path" io.dlmone.cli.Main "$@"
