package io.dlmone.eval;

/** What an {@link Evaluation} can hold; each constant knows its JSON key and its column heading. */
public enum Measure {
    /** Mean {@link SentenceBleu}. */
    BLEU("bleu", "BLEU", true, true),
    /** {@link CorpusBleu} against all references. */
    CORPUS_BLEU("corpusBleu", "corpus BLEU-4", true, false),
    /** Mean {@link RougeL}. */
    ROUGE_L("rougeL", "ROUGE-L", true, false),
    /** Mean {@link BertScore}. */
    BERT_SCORE("bertScore", "BERTScore", true, false),
    /** Fraction of outputs that are a reference, see {@link ExactMatch}. */
    EXACT_MATCH("exactMatch", "exact", true, false),
    /** {@link TokenErrors} rate; lower is better. */
    TOKEN_ERRORS("tokenErrors", "token errors", true, false),
    /** Fraction of outputs with the source's meaning, see {@link MeaningJudge}. */
    MEANING_ACCURACY("meaningAccuracy", "meaning", true, false),
    /** Fraction of outputs in the language of the data, see {@link MeaningJudge}. */
    WELL_FORMED("wellFormed", "well-formed", true, false),
    /** {@link SlotErrors} rate; lower is better. */
    SLOT_ERRORS("slotErrors", "slot errors", true, false),
    /** Mean {@link Diversity#dist1}. */
    DIST_1("dist1", "dist-1", true, true),
    /** Mean {@link Diversity#selfBleu}; lower is more varied. */
    SELF_BLEU("selfBleu", "self-BLEU", true, true),
    /** Mean {@link Diversity#div4}. */
    DIV_4("div4", "div-4", true, true),
    /** Mean number of different samples for a source. */
    DISTINCT("distinctOutputs", "distinct", false, false),
    /** Mean number of different samples with the source's meaning, see {@link MeaningJudge}. */
    DISTINCT_RIGHT("distinctRight", "distinct right", false, false),
    /** Mean share that these are of all sentences with the source's meaning, see {@link MeaningJudge#sentences}. */
    COVERAGE("coverage", "coverage", true, false),
    /** Mean {@link OutputText#length}. */
    AVG_LEN("avgLen", "length", false, false),
    /** Network calls (number of function evaluations) for one sentence. */
    NFE("nfe", "NFE", false, false),
    /** Milliseconds for one sentence. */
    MS_PER_SENTENCE("msPerSentence", "ms/sentence", false, false);

    private final String key;
    private final String heading;
    private final boolean fraction;
    private final boolean alwaysShown;

    Measure(String key, String heading, boolean fraction, boolean alwaysShown) {
        this.key = key;
        this.heading = heading;
        this.fraction = fraction;
        this.alwaysShown = alwaysShown;
    }

    /** {@return the JSON key} */
    public String key() {
        return key;
    }

    /** {@return the heading of its column in a table} */
    public String heading() {
        return heading;
    }

    /** {@return whether tables show it even where nobody measured it: BLEU and diversity are only read together} */
    public boolean alwaysShown() {
        return alwaysShown;
    }

    /**
     * {@return whether it is a number between 0 and 1, or (slot errors, token errors) a rate, rather than a length,
     * count or time}
     */
    public boolean isFraction() {
        return fraction;
    }
}
