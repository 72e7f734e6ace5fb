package io.dlmone.io;

import java.util.Collection;
import java.util.List;

/** Names in the state dictionaries of PyTorch, whose wrappers put a prefix before all of them. */
public final class StateNames {

    /** Of {@code DataParallel} and {@code DistributedDataParallel}, and of {@code torch.compile}. */
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

    private StateNames() {}

    /**
     * {@return what stands before all of the names because the network was wrapped, maybe more than once; usually
     * nothing}
     *
     * @param names all names of a checkpoint
     */
    public static String prefix(Collection<String> names) {
        StringBuilder prefix = new StringBuilder();
        boolean longer = !names.isEmpty();
        while (longer) {
            longer = false;
            for (String wrapper : WRAPPERS) {
                String more = prefix + wrapper;
                if (names.stream().allMatch(name -> name.startsWith(more))) {
                    prefix.append(wrapper);
                    longer = true;
                }
            }
        }
        return prefix.toString();
    }
}
