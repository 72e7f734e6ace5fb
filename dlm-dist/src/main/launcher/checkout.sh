# Sourced by ./dlm in a checkout: builds dlm on first use and whenever a source or pom is newer than the build, and
# says where its jars are.
root=$place
state=$root/.dlm

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
    printf '%s\n' "$root" "$path" >"$state/classpath.new"
    mv -f "$state/classpath.new" "$state/classpath"
    mv -f "$state/newer.new" "$state/newer"
    mv -f "$state/stamp.new" "$state/stamp"
    # copies of earlier builds stay for a month: a command may still be running from them, however many builds came after
    find "$state" -maxdepth 1 -name 'lib-*' -mtime +30 -exec rm -rf {} +
    load_class_path || die "the build left no usable class path in $state/classpath."
}

if ! up_to_date; then
    { mkdir -p -- "$state" && : >>"$state/lock"; } 2>/dev/null \
        || die "dlm must be built here first, and this user cannot write $state or read the jars that it was built with."
    if command -v flock >/dev/null; then
        exec 9>"$state/lock"
        flock 9
    fi
    if ! up_to_date; then # another dlm may have built it while this one waited
        build
    fi
    exec 9>&-
fi

caches=("$state/cache")
