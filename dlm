#!/usr/bin/env bash
# Runs the dlm command: in a checkout as ./dlm, which builds it when that is needed, in a distribution as bin/dlm.
#   JAVA_HOME      the Java to use (17 or newer); otherwise `java` on the PATH
#   DLM_JAVA_OPTS  further options for the JVM, such as -Xmx4g
#   DLM_CACHE      where a distribution keeps what makes starts fast; none: nowhere. Otherwise cache beside bin, or, where
#                  that cannot be written, dlm in the user's cache directory
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
place=$(builtin cd -P -- "$(dirname -- "$script")" && pwd)
[[ $place != *:* ]] || die "Java cannot start from $place: a class path has no room for ':'. Move the directory." 2

# --- The JVM reads names of files and arguments in the locale's character set; only UTF-8 has all of them.
if command -v locale >/dev/null && [[ $(locale charmap 2>/dev/null) != UTF-8 ]]; then
    for name in C.UTF-8 C.utf8 en_US.UTF-8; do
        if [[ $(LC_ALL=$name locale charmap 2>/dev/null) == UTF-8 ]]; then
            export LC_ALL=$name
            break
        fi
    done
fi

# --- Java: the major version stands in its release file, so no JVM is started to ask for it.
if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Point it at Java 17 or newer."
else
    java=$(command -v java) || die "no java found. Install Java 17 or newer, or set JAVA_HOME to one."
fi
real=$(readlink -f "$java" 2>/dev/null || echo "$java")
version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "${real%/bin/java}/release" 2>/dev/null || true)
if [[ -z $version ]]; then
    version=$("$java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p' | head -n 1)
fi
major=${version#1.}
major=${major%%[!0-9]*}
[[ -n $major ]] || die "cannot tell the version of $java. Set JAVA_HOME to Java 17 or newer."
((major >= 17)) || die "$java is Java $version; 17 or newer is needed. Set JAVA_HOME to Java 17 or newer."

# --- The jars, and the directories that may hold what makes starts fast, best first.
caches=()
if [[ -f $place/pom.xml ]]; then
    source "$place/dlm-dist/src/main/launcher/checkout.sh"
else
    home=$(dirname -- "$place")
    class_path=$(LC_ALL=C && IFS=: && jars=("$home"/lib/*.jar) && echo "${jars[*]}")
    [[ $class_path != *'*.jar' ]] || die "there are no jars in $home/lib. Unpack the distribution again."
    if [[ -n ${DLM_CACHE:-} ]]; then
        [[ $DLM_CACHE == none ]] || caches=("$DLM_CACHE")
    else
        caches=("$home/cache")
        [[ -z ${XDG_CACHE_HOME:-${HOME:-}} ]] || caches+=("${XDG_CACHE_HOME:-$HOME/.cache}/dlm")
    fi
fi

options=(-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8)
[[ -n ${TMPDIR:-} ]] && options+=("-Djava.io.tmpdir=$TMPDIR")
if ((major >= 24)); then
    options+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi

# --- Classes in the form that this JVM maps into memory (class data sharing), and ONNX Runtime's libraries unpacked.
# Writing one sentence tells which classes. Where that fails an empty archive says so, and starts are slower.
name=$place$real-$version
name=classes${name//[^A-Za-z0-9.-]/_}
((${#name} <= 200)) || name=${name:${#name}-200}

# Is there an archive for these jars as they are?
fits() {
    local made_for="" jar jars
    [[ -f $1 ]] && IFS= read -r made_for 2>/dev/null <"$1.for" && [[ $made_for == "$class_path" ]] || return 1
    IFS=: read -r -a jars <<<"$class_path"
    for jar in "${jars[@]}"; do
        [[ ! $jar -nt $1 ]] || return 1
    done
}

make_archive() {
    local made=$1.$$ jar jars
    rm -f "$1".*
    "$java" "${options[@]}" -Xshare:off -XX:DumpLoadedClassList="$made" -cp "$class_path" io.dlmone.cli.Main \
        generate --backend onnx <<<"can my parrot travel with me by taxi ?" >/dev/null 2>&1 || true
    "$java" -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile="$made" -XX:SharedArchiveFile="$made.jsa" \
        -cp "$class_path" >/dev/null 2>&1 </dev/null || : >"$made.jsa"
    IFS=: read -r -a jars <<<"$class_path"
    for jar in "${jars[@]}"; do
        [[ ! $jar -nt $made.jsa ]] || touch -r "$jar" "$made.jsa" # a jar from the future
    done
    printf '%s\n' "$class_path" >"$made"
    mv -f "$made.jsa" "$1"
    mv -f "$made" "$1.for"
}

# In the first directory that has it, or that can be written; by one process, for which the others do not wait.
archive=
for cache in ${caches[@]+"${caches[@]}"}; do
    if ! fits "$cache/$name"; then
        { mkdir -p -- "$cache" && : >>"$cache/lock"; } 2>/dev/null || continue
        (
            { ! command -v flock || flock -n 8; } >/dev/null || exit 0
            ! fits "$cache/$name" || exit 0
            echo "dlm: preparing faster starts with $java, once ..." >&2
            options+=("-Ddlm.libraries=$cache/libraries")
            make_archive "$cache/$name" 2>/dev/null
        ) 8>>"$cache/lock" || true
    fi
    options+=("-Ddlm.libraries=$cache/libraries")
    ! fits "$cache/$name" || archive=$cache/$name
    break
done
[[ -s $archive ]] && options+=(-Xlog:disable -Xlog:all=warning,cds*=off:stderr "-XX:SharedArchiveFile=$archive")

[[ -t 2 ]] && options+=(-Ddlm.terminal=true) || options+=(-Ddlm.terminal=false) # progress bars on a terminal only
case ${1:-} in # what runs for seconds only is done before much compiling pays
    generate | backends | plugins | -* | "") options+=(-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5) ;;
esac
# Guice: no classes made for constructors that are called once, no stack traces of bindings
options+=(-Dguice_bytecode_gen_option=DISABLED -Dguice_include_stack_traces=OFF)
read -r -a more <<<"${DLM_JAVA_OPTS:-}" || true
exec "$java" "${options[@]}" ${more[@]+"${more[@]}"} -cp "$class_path" io.dlmone.cli.Main "$@"
