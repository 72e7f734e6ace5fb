package io.dlmone.plugin;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;

/**
 * The plugins of one kind by name. They are looked up once through the class loader of the calling thread and through
 * that of this library, and are then kept for every thread with the same class loader. A plugin that cannot be used is
 * left out and becomes a {@linkplain #problems problem}; of two with one name the first on the class path stays.
 * Immutable.
 */
public final class PluginRegistry<P extends Plugin> {

    /** What was found, for the life of a class loader; plugins refer to their loaders, hence the soft references. */
    private static final Map<ClassLoader, SoftReference<Map<Class<?>, PluginRegistry<?>>>> CACHE = new WeakHashMap<>();

    /** What a thread has found so far while it looks: a plugin may ask for others of its kind to build on. */
    private static final ThreadLocal<Map<Class<?>, PluginRegistry<?>>> UNDER_WAY =
            ThreadLocal.withInitial(HashMap::new);

    private final PluginKind<P> kind;
    private final List<FoundPlugin<P>> found;
    private final List<Problem> problems;

    private PluginRegistry(PluginKind<P> kind, List<FoundPlugin<P>> found, List<Problem> problems) {
        this.kind = kind;
        this.found = found;
        this.problems = problems;
    }

    /**
     * {@return the plugins of a kind that the calling thread can see}
     *
     * @param <P> type of the plugins
     * @param kind what is looked for
     */
    @SuppressWarnings("unchecked") // the key is the type of its value's plugins
    public static <P extends Plugin> PluginRegistry<P> of(PluginKind<P> kind) {
        ClassLoader own = PluginRegistry.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader first = context == null ? own : context;
        synchronized (CACHE) {
            PluginRegistry<?> known = kept(first).get(kind.type());
            if (known != null) {
                return (PluginRegistry<P>) known;
            }
        }
        PluginRegistry<?> underWay = UNDER_WAY.get().get(kind.type());
        if (underWay != null) {
            return (PluginRegistry<P>) underWay;
        }
        PluginRegistry<P> made = search(kind, first, own); // not under the lock: code of plugins runs here
        synchronized (CACHE) {
            PluginRegistry<?> sooner = kept(first).putIfAbsent(kind.type(), made);
            return sooner == null ? made : (PluginRegistry<P>) sooner;
        }
    }

    private static <P extends Plugin> PluginRegistry<P> search(PluginKind<P> kind, ClassLoader first, ClassLoader own) {
        PluginSearch<P> search = new PluginSearch<>(kind);
        UNDER_WAY.get().put(kind.type(), new PluginRegistry<>(kind, search.foundSoFar(), List.of()));
        try {
            search.in(first);
            if (first != own) {
                search.in(own);
            }
            search.probe();
            return new PluginRegistry<>(kind, List.copyOf(search.foundSoFar()), search.problems());
        } finally {
            UNDER_WAY.get().remove(kind.type());
        }
    }

    private static Map<Class<?>, PluginRegistry<?>> kept(ClassLoader loader) {
        SoftReference<Map<Class<?>, PluginRegistry<?>>> reference = CACHE.get(loader);
        Map<Class<?>, PluginRegistry<?>> all = reference == null ? null : reference.get();
        if (all == null) {
            all = new HashMap<>();
            CACHE.put(loader, new SoftReference<>(all));
        }
        return all;
    }

    /** {@return the plugins, in the order of the class path} */
    public List<P> all() {
        return found.stream().map(FoundPlugin::plugin).toList();
    }

    /** {@return the plugins with where they came from, in the order of the class path} */
    public List<FoundPlugin<P>> found() {
        return found;
    }

    /** {@return what was left out, and why} */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * {@return the plugin of that name}
     *
     * @param name its stable name
     * @throws UserException that lists the names there are, what to add, and the plugins that were left out
     */
    public P named(String name) {
        return found.stream()
                .filter(f -> f.name().equals(name))
                .map(FoundPlugin::plugin)
                .findFirst()
                .orElseThrow(() -> new UserException(unknown(name)));
    }

    private List<Problem> unknown(String name) {
        Set<String> names = new TreeSet<>(found.stream().map(FoundPlugin::name).toList());
        Set<String> known = new TreeSet<>(names);
        known.addAll(kind.artefacts().keySet());
        String artefact = kind.artefacts().get(name);
        String remedy = artefact != null
                ? "Add " + artefact + " to the class path."
                : DidYouMean.hint(name, known)
                        + (names.isEmpty()
                                ? "Add one of " + new TreeSet<>(kind.artefacts().values()) + " to the class path."
                                : "Choose one of these, or add the jar that provides it to the class path.");
        List<Problem> all = new ArrayList<>();
        all.add(new Problem(
                ErrorId.PLUGIN_1,
                kind.label(),
                names.isEmpty() ? "one on the class path, where none is" : "one of " + names,
                "'" + name + "'",
                remedy));
        all.addAll(problems);
        return all;
    }
}
