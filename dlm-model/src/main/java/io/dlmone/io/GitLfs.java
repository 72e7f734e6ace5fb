package io.dlmone.io;

import java.nio.charset.StandardCharsets;

/** Pointers that stand for large files where a repository was cloned without Git LFS. */
public final class GitLfs {

    /** What was found, for messages. */
    public static final String FOUND = "a Git LFS pointer, which stands for the file";

    /** What to do, for messages. */
    public static final String REMEDY = "Fetch the file itself: run git lfs pull, or download it.";

    private static final byte[] START = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private GitLfs() {}

    /**
     * {@return whether a file that begins with some bytes, of which eight are enough, is a pointer}
     *
     * @param start first bytes of a file
     */
    public static boolean isPointer(byte[] start) {
        int n = Math.min(start.length, START.length);
        for (int i = 0; i < n; i++) {
            if (start[i] != START[i]) {
                return false;
            }
        }
        return n >= Long.BYTES;
    }
}
