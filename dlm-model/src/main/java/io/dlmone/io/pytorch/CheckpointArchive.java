package io.dlmone.io.pytorch;

import io.dlmone.error.UserException;
import io.dlmone.io.GitLfs;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip archive of a checkpoint, {@code NAME/data.pkl} and {@code NAME/data/KEY}, with every entry stored as it is.
 */
final class CheckpointArchive implements AutoCloseable {

    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** How {@code torch.save} began before version 1.6: a pickle of a long magic number. */
    private static final byte[] LEGACY = {
        (byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, (byte) 0x9c, 'F', (byte) 0xf9, ' ', 'j', (byte) 0xa8, 'P', 25
    };

    private static final String PICKLE = "/data.pkl";
    private static final int CHUNK = 1 << 16;

    private final String where;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private final Set<String> verified = new HashSet<>();
    private String root;

    private CheckpointArchive(Path file, ZipFile zip) {
        this.where = file.toString();
        this.zip = zip;
    }

    /**
     * Opens an archive; the caller closes it.
     *
     * @throws UserException if it is not the archive of a checkpoint
     */
    static CheckpointArchive open(Path file) {
        String where = file.toString();
        requireZip(file, where);
        ZipFile zip;
        try {
            zip = new ZipFile(new File(where), StandardCharsets.UTF_8);
        } catch (IOException | IllegalArgumentException e) {
            throw CheckpointProblems.archive(where, "a sound zip archive", "one with a fault (" + e.getMessage() + ")");
        }
        CheckpointArchive archive = new CheckpointArchive(file, zip);
        try {
            archive.readEntries();
            return archive;
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static void requireZip(Path file, String where) {
        if (!Files.isRegularFile(file)) {
            throw CheckpointProblems.unreadable(
                    where, Files.isDirectory(file) ? "a directory" : Files.exists(file) ? "a special file" : "nothing");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(LEGACY.length);
        } catch (IOException e) {
            throw CheckpointProblems.unreadable(where, "an error while reading (" + e.getMessage() + ")");
        }
        if (Arrays.equals(start, LEGACY)) {
            throw CheckpointProblems.format(
                    where,
                    "the format of PyTorch before 1.6",
                    "Load and save it again with a newer PyTorch: torch.save(torch.load(file), file).");
        }
        if (GitLfs.isPointer(start)) {
            throw CheckpointProblems.format(where, GitLfs.FOUND, GitLfs.REMEDY);
        }
        if (!Arrays.equals(Arrays.copyOf(start, ZIP.length), ZIP)) {
            throw CheckpointProblems.format(
                    where,
                    start.length < ZIP.length ? "a file of " + start.length + " bytes" : "another format",
                    "Name a file such as ema_0.9999_050000.pt.");
        }
    }

    private void readEntries() {
        try {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                accept(all.nextElement());
            }
        } catch (IllegalArgumentException e) {
            throw CheckpointProblems.archive(where, "entries with names in UTF-8", "others");
        }
        String pickle = entries.keySet().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .findFirst()
                .orElseThrow(() -> CheckpointProblems.archive(where, "an entry NAME/data.pkl", "none"));
        root = pickle.substring(0, pickle.length() - PICKLE.length());
        if (entries.containsKey(root + "/constants.pkl")) {
            throw CheckpointProblems.format(
                    where, "a TorchScript program", "Save the weights: torch.save(model.state_dict(), file).");
        }
        if (entries.containsKey(root + "/byteorder")) {
            String order = new String(read("byteorder", 16), StandardCharsets.ISO_8859_1).strip();
            if (!order.equals("little")) {
                throw CheckpointProblems.format(
                        where, "the byte order '" + order + "'", "Save it again on a little-endian machine.");
            }
        }
    }

    private void accept(ZipEntry entry) {
        String name = entry.getName();
        String at = where + ": entry " + name;
        boolean plain = !name.startsWith("/")
                && name.indexOf('\\') < 0
                && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.equals("..") || part.equals("."));
        if (!plain) {
            throw CheckpointProblems.archive(at, "a name inside the archive", "one that leads out of it");
        }
        if (entry.getMethod() != ZipEntry.STORED) {
            throw CheckpointProblems.archive(at, "an entry stored as it is, as torch.save does", "a compressed one");
        }
        if (entry.getSize() != entry.getCompressedSize() || entry.getSize() < 0) {
            throw CheckpointProblems.archive(
                    at, "one size", entry.getSize() + " and " + entry.getCompressedSize() + " bytes");
        }
        if (entries.put(name, entry) != null) {
            throw CheckpointProblems.archive(at, "each name once", "it twice");
        }
    }

    /** The pickle. */
    byte[] pickle() {
        return read("data.pkl", StateDictPickle.LONGEST);
    }

    /** Bytes of a storage's entry, or -1 if there is none. */
    long size(StoredBytes storage) {
        ZipEntry entry = entries.get(root + "/data/" + storage.key());
        return entry == null ? -1 : entry.getSize();
    }

    /** Opens the elements of a storage, whose checksum is looked at the first time; the caller closes them. */
    InputStream open(StoredBytes storage) throws IOException {
        ZipEntry entry = entries.get(root + "/data/" + storage.key());
        if (!verified.contains(entry.getName())) {
            verify(entry);
            verified.add(entry.getName());
        }
        return zip.getInputStream(entry);
    }

    private byte[] read(String name, int limit) {
        ZipEntry entry = entries.get(root + "/" + name);
        if (entry.getSize() > limit) {
            throw CheckpointProblems.archive(
                    where + ": entry " + entry.getName(), "at most " + limit + " bytes", entry.getSize() + " bytes");
        }
        try {
            verify(entry);
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readNBytes(limit);
            }
        } catch (IOException e) {
            throw cutOff(e);
        }
    }

    private void verify(ZipEntry entry) throws IOException {
        CRC32 sum = new CRC32();
        long read = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                sum.update(chunk, 0, n);
                read += n;
            }
        }
        if (read != entry.getSize() || sum.getValue() != entry.getCrc()) {
            throw CheckpointProblems.archive(
                    where + ": entry " + entry.getName(),
                    entry.getSize() + " bytes with the checksum " + Long.toHexString(entry.getCrc()),
                    read + " bytes with " + Long.toHexString(sum.getValue()));
        }
    }

    /** The message for a failure while reading. */
    UserException cutOff(IOException e) {
        return CheckpointProblems.archive(where, "entries that can be read", "an error (" + e.getMessage() + ")");
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw cutOff(e);
        }
    }
}
