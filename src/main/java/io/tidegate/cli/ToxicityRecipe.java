package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.score.toxicity.LabelledText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which texts a model learns from. Of each source a tenth of the texts, told by a hash of the text, is held back for the
 * test, and another tenth for calibration. Sources that are there only for testing are held back whole, and no text of theirs
 * is trained on under another source's name either.
 */
record ToxicityRecipe(List<Source> sources) {

    private static final List<String> KEYS =
            List.of("name", "files", "text", "label", "toxic", "skip", "testOnly", "maxToxic", "maxClean", "weight");

    /**
     * A file, or several of one kind, and how to read them.
     *
     * @param toxic the labels that mean toxic; all other labels mean clean, save those in {@code skip}
     * @param testOnly whether no model is trained on it
     * @param maxToxic at most so many toxic rows are learned, and an eighth as many used for calibration
     * @param weight how much each row counts in training
     */
    record Source(
            String name,
            List<String> files,
            List<String> text,
            String label,
            Set<String> toxic,
            Set<String> skip,
            boolean testOnly,
            int maxToxic,
            int maxClean,
            double weight) {

        /** A file by itself, all of it. */
        static Source of(Path file, String text, String label, Set<String> toxic) {
            return new Source(
                    file.toString(),
                    List.of(file.toString()),
                    List.of(text),
                    label,
                    toxic,
                    Set.of(),
                    false,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    1);
        }
    }

    /** What a text is for. */
    enum Use {
        TRAIN,
        CALIBRATE,
        TEST
    }

    /** Every text of a recipe, by use; in the recipe's order. */
    record Texts(List<LabelledText> train, List<LabelledText> calibrate, List<LabelledText> test) {

        List<LabelledText> all() {
            List<LabelledText> all = new ArrayList<>(train);
            all.addAll(calibrate);
            all.addAll(test);
            return all;
        }
    }

    static ToxicityRecipe read(InputStream json) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (JsonNode node : new ObjectMapper().readTree(json).path("sources")) {
            node.fieldNames().forEachRemaining(ToxicityRecipe::check);
            sources.add(new Source(
                    node.path("name").asText(),
                    strings(node.path("files")),
                    strings(node.path("text")),
                    node.path("label").asText(),
                    Set.copyOf(strings(node.path("toxic"))),
                    Set.copyOf(strings(node.path("skip"))),
                    node.path("testOnly").asBoolean(),
                    node.path("maxToxic").asInt(Integer.MAX_VALUE),
                    node.path("maxClean").asInt(Integer.MAX_VALUE),
                    node.path("weight").asDouble(1)));
        }
        return new ToxicityRecipe(sources);
    }

    private static void check(String key) {
        if (!KEYS.contains(key)) {
            throw new IllegalArgumentException(
                    "a recipe's sources have no " + key + ", only " + String.join(", ", KEYS));
        }
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    /** Reads all files below a folder. A text that occurs twice counts once, where it occurs first. */
    Texts texts(Path folder) {
        Texts texts = new Texts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<String> seen = new HashSet<>();
        for (boolean testOnly : List.of(true, false)) {
            for (Source source : sources) {
                if (source.testOnly() == testOnly) {
                    add(source, folder, seen, texts);
                }
            }
        }
        return texts;
    }

    private static void add(Source source, Path folder, Set<String> seen, Texts texts) {
        Room training = new Room(source.maxToxic(), source.maxClean());
        Room calibration = new Room(source.maxToxic() / 8, source.maxClean() / 8);
        for (String file : source.files()) {
            for (LabelledFile.Row row : new LabelledFile(folder.resolve(file), source.text(), source.label()).read()) {
                String print = fingerprint(row.text());
                if (print.isEmpty() || source.skip().contains(row.label()) || !seen.add(print)) {
                    continue;
                }
                boolean toxic = source.toxic().contains(row.label());
                LabelledText text = new LabelledText(source.name(), row.text(), toxic, source.weight());
                switch (source.testOnly() ? Use.TEST : use(print)) {
                    case TEST -> texts.test().add(text);
                    case CALIBRATE -> {
                        if (calibration.take(toxic)) {
                            texts.calibrate().add(text);
                        }
                    }
                    case TRAIN -> {
                        if (training.take(toxic)) {
                            texts.train().add(text);
                        }
                    }
                }
            }
        }
    }

    /** How many more rows of a source are taken. */
    private static final class Room {

        private int toxic;
        private int clean;

        Room(int toxic, int clean) {
            this.toxic = toxic;
            this.clean = clean;
        }

        boolean take(boolean isToxic) {
            return (isToxic ? toxic-- : clean--) > 0;
        }
    }

    private static Use use(String print) {
        return switch (print.charAt(0) % 10) {
            case 0 -> Use.TEST;
            case 1 -> Use.CALIBRATE;
            default -> Use.TRAIN;
        };
    }

    /** The SHA-256 of the letters and digits in lower case, so that copies fall on one side; empty if there are none. */
    private static String fingerprint(String text) {
        StringBuilder letters = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || Character.getType(c) == Character.OTHER_SYMBOL)
                .forEach(letters::appendCodePoint);
        if (letters.length() == 0) {
            return "";
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(letters.toString().getBytes(StandardCharsets.UTF_8));
            return new String(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
