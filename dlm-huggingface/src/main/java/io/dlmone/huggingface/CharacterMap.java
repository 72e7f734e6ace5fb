package io.dlmone.huggingface;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;
import java.util.Optional;

/**
 * The compiled character map of a SentencePiece model: the length of a double array in bytes, the array (a trie over
 * the bytes of UTF-8, one unit of four bytes each), then the texts that characters become, each ended by a zero byte.
 * The library follows the array without looking where it leads; so all that can be reached is looked at here first.
 */
final class CharacterMap {

    private CharacterMap() {}

    /**
     * What is wrong with a map; empty if it can be followed from any text.
     *
     * @param base64 as {@code precompiled_charsmap} has it
     */
    static Optional<String> fault(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return Optional.of("a text that is not Base64");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 2 * Integer.BYTES) {
            return Optional.of("a map of " + bytes.length + " bytes");
        }
        int size = in.getInt();
        if (size < Integer.BYTES || size % Integer.BYTES != 0 || size > in.remaining()) {
            return Optional.of("a trie of " + Integer.toUnsignedString(size) + " bytes in a map of " + bytes.length);
        }
        int[] units = new int[size / Integer.BYTES];
        in.asIntBuffer().get(units);
        in.position(in.position() + size);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(in.duplicate());
        } catch (CharacterCodingException e) {
            return Optional.of("texts that are not UTF-8");
        }
        return reach(units, in.slice());
    }

    private static Optional<String> reach(int[] units, ByteBuffer texts) {
        BitSet seen = new BitSet(units.length);
        Deque<Integer> left = new ArrayDeque<>();
        left.add(offset(units[0]));
        while (!left.isEmpty()) {
            int node = left.remove();
            for (int c = 1; c <= 0xff; c++) {
                int at = node ^ c;
                if (at < 0 || at >= units.length) {
                    return Optional.of(
                            "a trie that leads to unit " + Integer.toUnsignedString(at) + " of " + units.length);
                }
                if ((units[at] & 0x800000ff) != c) {
                    continue;
                }
                int next = at ^ offset(units[at]);
                if ((units[at] >> 8 & 1) == 1) {
                    Optional<String> fault = leaf(units, next, texts);
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
                if (next >= 0 && next < units.length && !seen.get(next)) {
                    seen.set(next);
                    left.add(next);
                } else if (next < 0 || next >= units.length) {
                    return Optional.of(
                            "a trie that leads to unit " + Integer.toUnsignedString(next) + " of " + units.length);
                }
            }
        }
        return Optional.empty();
    }

    /** A leaf says where its text begins: at a character, or at the end. */
    private static Optional<String> leaf(int[] units, int node, ByteBuffer texts) {
        if (node < 0 || node >= units.length) {
            return Optional.of("a trie that leads to unit " + Integer.toUnsignedString(node) + " of " + units.length);
        }
        int at = units[node] & 0x7fffffff;
        boolean begins = at <= texts.limit() && (at == texts.limit() || (texts.get(at) & 0xc0) != 0x80);
        return begins ? Optional.empty() : Optional.of("a text that begins at byte " + at + " of " + texts.limit());
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >> 6);
    }
}
