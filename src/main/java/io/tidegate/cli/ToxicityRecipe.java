package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.sample.Sha256;
import io.tidegate.score.toxicity.LabelledText;
import io.tidegate.score.toxicity.ToxicityModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Which texts models learn from. Of each source a tenth of the texts, told by a hash of the text, is held back for the
 * test, and another tenth for calibration. Sources that are there only for testing are held back whole, and no text of theirs
 * is trained on under another source's name either.
 *
 * @param lexicons word lists that label every text by whether it holds a listed word
 * @param clean sources of clean texts that documents are joined from
 * @param templates sources of sentences that differ in identity terms
 * @param spans a file of texts with their toxic characters marked
 * @param clean sources of clean texts that documents are joined from
 * @param templates sources of sentences that differ in identity terms
 * @param spans a file of texts with the toxic characters marked
 */
record ToxicityRecipe(
        List<Source> sources,
        List<Lexicon> lexicons,
        Set<String> clean,
        Set<String> templates,
        Optional<String> spans) {

    private static final List<String> KEYS = List.of(
            "name",
            "group",
            "language",
            "files",
            "text",
            "label",
            "toxic",
            "skip",
            "categories",
            "testOnly",
            "maxToxic",
            "maxClean",
            "weight");

    static final String ENGLISH = "en";

    /** Parts the words that a lexicon is looked up for, and the most words that an entry has. */
    private static final Pattern PARTS = Pattern.compile("[^a-z0-9*$@!]+");

    private static final int LONGEST_ENTRY = 3;

    /**
     * A file, or several of one kind, and how to read them.
     *
     * @param group sources of one origin, which are left out together
     * @param toxic the labels that mean toxic; all other labels mean clean, save those in {@code skip}
     * @param skip the labels that say nothing of toxicity
     * @param categories by category, the labels that say whether a text belongs to it
     * @param testOnly whether no model is trained on it
     * @param maxToxic at most so many toxic rows are learned, and an eighth as many used for calibration
     * @param maxClean at most so many clean rows, alike
     * @param weight how much each row counts in training
     */
    record Source(
            String name,
            String group,
            String language,
            List<String> files,
            List<String> text,
            String label,
            Set<String> toxic,
            Set<String> skip,
            Map<String, YesNo> categories,
            boolean testOnly,
            int maxToxic,
            int maxClean,
            double weight) {

        /** A file by itself, all of it. */
        static Source of(Path file, String language, String text, String label, Set<String> toxic) {
            return new Source(
                    file.toString(),
                    file.toString(),
                    language,
                    List.of(file.toString()),
                    List.of(text),
                    label,
                    toxic,
                    Set.of(),
                    Map.of(),
                    false,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    1);
        }

        private Map<String, Boolean> labels(String value) {
            Map<String, Boolean> labels = new TreeMap<>();
            if (!skip.contains(value)) {
                labels.put(ToxicityModel.OVERALL, toxic.contains(value));
            }
            categories.forEach((category, values) -> {
                if (values.yes().contains(value)) {
                    labels.put(category, true);
                } else if (values.no().contains(value)) {
                    labels.put(category, false);
                }
            });
            return labels;
        }
    }

    /** Labels that mean that a text belongs to a category, and labels that mean that it doesn't. */
    record YesNo(Set<String> yes, Set<String> no) {}

    /**
     * A list of English words that make a category.
     *
     * @param yes the labels of the list's rows that count
     */
    record Lexicon(String category, String file, String text, String label, Set<String> yes) {}

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
        JsonNode file = new ObjectMapper().readTree(json);
        List<Source> sources = new ArrayList<>();
        for (JsonNode node : file.path("sources")) {
            node.fieldNames().forEachRemaining(ToxicityRecipe::check);
            String name = node.path("name").asText();
            Map<String, YesNo> categories = new TreeMap<>();
            for (Map.Entry<String, JsonNode> category : node.path("categories").properties()) {
                categories.put(
                        category.getKey(),
                        new YesNo(
                                Set.copyOf(strings(category.getValue().path("yes"))),
                                Set.copyOf(strings(category.getValue().path("no")))));
            }
            sources.add(new Source(
                    name,
                    node.path("group").asText(name),
                    node.path("language").asText(ENGLISH),
                    strings(node.path("files")),
                    strings(node.path("text")),
                    node.path("label").asText(),
                    Set.copyOf(strings(node.path("toxic"))),
                    Set.copyOf(strings(node.path("skip"))),
                    categories,
                    node.path("testOnly").asBoolean(),
                    node.path("maxToxic").asInt(Integer.MAX_VALUE),
                    node.path("maxClean").asInt(Integer.MAX_VALUE),
                    node.path("weight").asDouble(1)));
        }
        List<Lexicon> lexicons = new ArrayList<>();
        for (JsonNode node : file.path("lexicons")) {
            lexicons.add(new Lexicon(
                    node.path("category").asText(),
                    node.path("file").asText(),
                    node.path("text").asText(),
                    node.path("label").asText(),
                    Set.copyOf(strings(node.path("yes")))));
        }
        return new ToxicityRecipe(
                sources,
                lexicons,
                Set.copyOf(strings(file.path("clean"))),
                Set.copyOf(strings(file.path("templates"))),
                file.hasNonNull("spans") ? Optional.of(file.path("spans").asText()) : Optional.empty());
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

    /** The languages that the sources are in, in the recipe's order. */
    List<String> languages() {
        return sources.stream().map(Source::language).distinct().toList();
    }

    /**
     * Reads all files of a language below a folder. A text that occurs twice counts once, where it occurs first, with what
     * later ones say of it beside. A text that isn't toxic belongs to no category unless its source says so.
     */
    Texts texts(Path folder, String language) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (boolean testOnly : List.of(true, false)) {
            for (Source source : sources) {
                if (source.testOnly() == testOnly && source.language().equals(language)) {
                    read(source, folder, entries);
                }
            }
        }
        if (language.equals(ENGLISH)) {
            lexicons.forEach(lexicon -> label(lexicon, folder, entries.values()));
        }
        Set<String> categories = new TreeSet<>();
        entries.values().forEach(entry -> categories.addAll(entry.labels().keySet()));
        Texts texts = new Texts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, Integer> taken = new HashMap<>();
        entries.forEach((print, entry) -> {
            if (Boolean.FALSE.equals(entry.labels().get(ToxicityModel.OVERALL))) {
                categories.forEach(category -> entry.labels().putIfAbsent(category, false));
            }
            if (entry.labels().isEmpty()) {
                return;
            }
            Source source = entry.source();
            LabelledText text =
                    new LabelledText(source.name(), source.group(), entry.text(), entry.labels(), source.weight());
            Use use = source.testOnly() ? Use.TEST : use(print);
            int most = text.toxic() ? source.maxToxic() : source.maxClean();
            int before = taken.merge(source.name() + use + text.toxic(), 1, Integer::sum) - 1;
            if (use != Use.TEST && before >= (use == Use.CALIBRATE ? most / 8 : most)) {
                return;
            }
            switch (use) {
                case TEST -> texts.test().add(text);
                case CALIBRATE -> texts.calibrate().add(text);
                case TRAIN -> texts.train().add(text);
            }
        });
        return texts;
    }

    private record Entry(Source source, String text, Map<String, Boolean> labels) {}

    private static void read(Source source, Path folder, Map<String, Entry> entries) {
        for (String file : source.files()) {
            for (LabelledFile.Row row : new LabelledFile(folder.resolve(file), source.text(), source.label()).read()) {
                String print = fingerprint(row.text());
                if (print.isEmpty()) {
                    continue;
                }
                Map<String, Boolean> labels = source.labels(row.label());
                Entry first = entries.get(print);
                if (first != null) {
                    labels.forEach(first.labels()::putIfAbsent);
                } else {
                    entries.put(print, new Entry(source, row.text(), labels));
                }
            }
        }
    }

    /** The texts with marked characters that training holds back. */
    List<ToxicityReport.Marked> marked(Path folder) throws IOException {
        List<ToxicityReport.Marked> marked = new ArrayList<>();
        if (spans.isEmpty()) {
            return marked;
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(spans.get())))) {
            MappingIterator<JsonNode> rows =
                    new ObjectMapper().readerFor(JsonNode.class).readValues(in);
            while (rows.hasNext()) {
                JsonNode row = rows.next();
                String text = row.path("text").asText();
                String print = fingerprint(text);
                if (!print.isEmpty() && use(print) == Use.TEST) {
                    BitSet toxic = new BitSet();
                    row.path("spans").forEach(at -> toxic.set(at.asInt()));
                    marked.add(new ToxicityReport.Marked(text, toxic));
                }
            }
        }
        return marked;
    }

    private static void label(Lexicon lexicon, Path folder, Collection<Entry> entries) {
        Set<String> listed = new HashSet<>();
        for (LabelledFile.Row row :
                new LabelledFile(folder.resolve(lexicon.file()), List.of(lexicon.text()), lexicon.label()).read()) {
            if (lexicon.yes().contains(row.label())) {
                listed.add(row.text().toLowerCase(Locale.ROOT).strip());
            }
        }
        for (Entry entry : entries) {
            List<String> words =
                    PARTS.splitAsStream(entry.text().toLowerCase(Locale.ROOT)).toList();
            boolean found = false;
            for (int i = 0; i < words.size() && !found; i++) {
                for (int first = Math.max(0, i + 1 - LONGEST_ENTRY); first <= i && !found; first++) {
                    found = listed.contains(String.join(" ", words.subList(first, i + 1)));
                }
            }
            entry.labels().put(lexicon.category(), found);
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
        byte[] digest = Sha256.of(letters.toString().getBytes(StandardCharsets.UTF_8));
        return new String(digest, StandardCharsets.ISO_8859_1);
    }
}
