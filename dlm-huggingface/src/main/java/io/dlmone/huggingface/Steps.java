package io.dlmone.huggingface;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a {@code tokenizer.json} that hold a step or a sequence of them, and the kinds that are known safe. */
enum Steps {
    /** Changes characters before a text is cut. */
    NORMALIZER(
            "normalizer",
            "normalizers",
            Set.of(
                    "Precompiled",
                    "NFC",
                    "NFD",
                    "NFKC",
                    "NFKD",
                    "Lowercase",
                    "StripAccents",
                    "Strip",
                    "Nmt",
                    "Replace",
                    "Prepend",
                    "BertNormalizer")),
    /** Cuts a text into words. */
    PRE_TOKENIZER(
            "pre_tokenizer",
            "pretokenizers",
            Set.of(
                    "WhitespaceSplit",
                    "Whitespace",
                    "Metaspace",
                    "ByteLevel",
                    "Punctuation",
                    "Digits",
                    "BertPreTokenizer",
                    "Split")),
    /** Makes a text of tokens. */
    DECODER(
            "decoder",
            "decoders",
            Set.of("Metaspace", "ByteLevel", "BPEDecoder", "WordPiece", "ByteFallback", "Replace", "Fuse", "Strip"));

    /**
     * Regular expressions that may stand in a file: runs of spaces, as files made of SentencePiece models have them,
     * and the words of GPT-4, Llama 3 and Qwen.
     */
    private static final Set<String> EXPRESSIONS = Set.of(
            " {2,}",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

    private static final int DEEPEST = 4;

    private final String key;
    private final String several;
    private final Set<String> known;

    Steps(String key, String several, Set<String> known) {
        this.key = key;
        this.several = several;
        this.known = known;
    }

    String key() {
        return key;
    }

    /**
     * Checks a value of the key; null is none.
     *
     * @param report takes what is wrong
     */
    void check(@Nullable Object value, Report report) {
        if (value != null) {
            check(value, key, 0, report);
        }
    }

    private void check(@Nullable Object value, String at, int depth, Report report) {
        Map<?, ?> step = value instanceof Map<?, ?> map ? map : Map.of();
        Object type = step.get("type");
        if ("Sequence".equals(type) && step.get(several) instanceof List<?> steps && depth < DEEPEST) {
            for (int i = 0; i < steps.size(); i++) {
                check(steps.get(i), at + "." + several + "[" + i + "]", depth + 1, report);
            }
        } else if (!(type instanceof String name) || !known.contains(name)) {
            report.of(at + ".type", "one of " + known.stream().sorted().toList() + ", or a Sequence of them", type);
        } else if (name.equals("Precompiled")) {
            Optional<String> fault = step.get("precompiled_charsmap") instanceof String map
                    ? CharacterMap.fault(map)
                    : Optional.of("nothing");
            fault.ifPresent(found -> report.of(at + ".precompiled_charsmap", "a sound map of characters", found));
        } else if (name.equals("Replace") || name.equals("Split")) {
            boolean safe = step.get("pattern") instanceof Map<?, ?> pattern
                    && pattern.size() == 1
                    && (pattern.get("String") instanceof String text && !text.isEmpty()
                            || pattern.get("Regex") instanceof String known && EXPRESSIONS.contains(known));
            if (!safe) {
                report.of(
                        at + ".pattern",
                        "a String, or one of the regular expressions of SentencePiece, GPT-4, Llama 3 and Qwen",
                        step.get("pattern"));
            }
        } else if (name.equals("Strip") && this == DECODER) {
            boolean fromTheStart = step.get("content") instanceof String c
                    && c.codePointCount(0, c.length()) == 1
                    && step.get("start") instanceof Integer n
                    && n >= 0
                    && Integer.valueOf(0).equals(step.get("stop"));
            if (!fromTheStart) {
                report.of(at, "a Strip of one character from the start only", step);
            }
        } else if (name.equals("Prepend")) {
            if (!(step.get("prepend") instanceof String text) || text.isEmpty()) {
                report.of(at + ".prepend", "a text", step.get("prepend"));
            }
        }
    }
}
