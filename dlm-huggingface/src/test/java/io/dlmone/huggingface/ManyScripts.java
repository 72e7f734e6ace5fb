package io.dlmone.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lines of several scripts, always the same: the first article of human rights, and words of random letters. */
final class ManyScripts {

    static final int LINES = 10_000;
    private static final int WORDS = 120;

    private static final List<String> ARTICLES = List.of(
            "All human beings are born free and equal in dignity and rights.",
            "They are endowed with reason and conscience, and should act towards one another in a spirit of brotherhood!",
            "Alle Menschen sind frei und gleich an W\u00fcrde und Rechten geboren.",
            "Tous les \u00eatres humains naissent libres et \u00e9gaux en dignit\u00e9 et en droits ; n'est-ce pas ?",
            "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
            "Toate fiin\u021bele umane se nasc libere \u0219i egale \u00een demnitate \u0219i \u00een drepturi.",
            "Wszyscy ludzie rodz\u0105 si\u0119 wolni i r\u00f3wni pod wzgl\u0119dem swej godno\u015bci i swych praw.",
            "B\u00fct\u00fcn insanlar h\u00fcr, haysiyet ve haklar bak\u0131m\u0131ndan e\u015fit do\u011farlar. \u0130STANBUL",
            "\u0412\u0441\u0435 \u043b\u044e\u0434\u0438 \u0440\u043e\u0436\u0434\u0430\u044e\u0442\u0441\u044f \u0441\u0432\u043e\u0431\u043e\u0434\u043d\u044b\u043c\u0438 \u0438 \u0440\u0430\u0432\u043d\u044b\u043c\u0438.",
            "\u038c\u03bb\u03bf\u03b9 \u03bf\u03b9 \u03ac\u03bd\u03b8\u03c1\u03c9\u03c0\u03bf\u03b9 \u03b3\u03b5\u03bd\u03bd\u03b9\u03bf\u03cd\u03bd\u03c4\u03b1\u03b9 \u03b5\u03bb\u03b5\u03cd\u03b8\u03b5\u03c1\u03bf\u03b9.",
            "\u05db\u05dc \u05d1\u05e0\u05d9 \u05d4\u05d0\u05d3\u05dd \u05e0\u05d5\u05dc\u05d3\u05d5 \u05d1\u05e0\u05d9 \u05d7\u05d5\u05e8\u05d9\u05df.",
            "\u064a\u0648\u0644\u062f \u062c\u0645\u064a\u0639 \u0627\u0644\u0646\u0627\u0633 \u0623\u062d\u0631\u0627\u0631\u0627\u064b \u0645\u062a\u0633\u0627\u0648\u064a\u0646\u060c",
            "\u0938\u092d\u0940 \u092e\u0928\u0941\u0937\u094d\u092f\u094b\u0902 \u0915\u094b \u0917\u094c\u0930\u0935 \u092e\u093f\u0932\u093e \u0939\u0941\u0906 \u0939\u0948\u0964",
            "\u4eba\u4eba\u751f\u800c\u81ea\u7531\uff0c\u5728\u5c0a\u4e25\u548c\u6743\u5229\u4e0a\u4e00\u5f8b\u5e73\u7b49\u3002",
            "\u3059\u3079\u3066\u306e\u4eba\u9593\u306f\u3001\u751f\u307e\u308c\u306a\u304c\u3089\u306b\u3057\u3066\u81ea\u7531\u3067\u3042\u308a\u3001",
            "\ubaa8\ub4e0 \uc778\uac04\uc740 \ud0dc\uc5b4\ub0a0 \ub54c\ubd80\ud130 \uc790\uc720\ub85c\uc6b0\uba70",
            "\u0e21\u0e19\u0e38\u0e29\u0e22\u0e4c\u0e17\u0e31\u0e49\u0e07\u0e2b\u0e25\u0e32\u0e22\u0e40\u0e01\u0e34\u0e14\u0e21\u0e32\u0e21\u0e35\u0e2d\u0e34\u0e2a\u0e23\u0e30");

    /** First and last letters of scripts, whose words are made up. */
    private static final int[][] LETTERS = {
        {'a', 'z'},
        {'A', 'Z'},
        {'a', 'z'},
        {0xc0, 0x17f},
        {0x391, 0x3c9},
        {0x410, 0x44f},
        {0x561, 0x586},
        {0x5d0, 0x5ea},
        {0x627, 0x64a},
        {0x905, 0x939},
        {0x985, 0x9b9},
        {0xb85, 0xbb9},
        {0xe01, 0xe2e},
        {0x10d0, 0x10f0},
        {0x1200, 0x1240},
        {0x3041, 0x3096},
        {0x30a1, 0x30fa},
        {0x4e00, 0x4f00},
        {0xac00, 0xad00},
        {0x1d400, 0x1d433},
        {0x300, 0x36f},
        {'0', '9'},
        {0x660, 0x669},
        {0x2160, 0x2188},
        {0x1f600, 0x1f64f},
        {0x2190, 0x21ff},
        {0x20a0, 0x20bf},
        {'!', '/'},
        {0x2010, 0x2027}
    };

    private static final String[] GLUE = {
        " ",
        " ",
        " ",
        " ",
        " ",
        " ",
        "",
        "  ",
        "\t",
        "\n",
        "\r\n",
        " , ",
        ", ",
        " .",
        "'s ",
        "'ll",
        " 'Tis ",
        "\u00a0",
        "\u2009",
        "\u3000",
        "\u200b",
        "\u200d",
        " \n ",
        "   ",
        "<name> ",
        "</s>",
        "[PAD] ",
        "[SEP]",
        "\u0301",
        "\ufe0f",
        "\u001f",
        "\u0085",
        "\ud83c\udde9\ud83c\uddea",
        "\ud83d\udc69\u200d\ud83d\udcbb",
        "3,141.59 ",
        "\u2026 ",
        "\u0000"
    };

    private ManyScripts() {}

    static List<String> lines() {
        SplittableRandom random = new SplittableRandom(20);
        List<List<String>> lexicon = new ArrayList<>();
        for (int[] script : LETTERS) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < WORDS; i++) {
                words.add(random.ints(1 + random.nextInt(7), script[0], script[1] + 1)
                        .filter(Character::isDefined)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
            }
            lexicon.add(words);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            StringBuilder line = new StringBuilder();
            int parts = 1 + random.nextInt(8);
            for (int p = 0; p < parts; p++) {
                if (random.nextInt(6) == 0) {
                    String article = ARTICLES.get(random.nextInt(ARTICLES.size()));
                    line.append(article, 0, article.offsetByCodePoints(0, 1 + random.nextInt(article.length())));
                } else {
                    double zipf = random.nextDouble();
                    List<String> words = lexicon.get(random.nextInt(lexicon.size()));
                    line.append(words.get((int) (zipf * zipf * zipf * WORDS)));
                }
                line.append(GLUE[random.nextInt(GLUE.length)]);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
