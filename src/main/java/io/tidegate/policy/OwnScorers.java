package io.tidegate.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the section of a policy that brings judges of its own. */
final class OwnScorers {

    static final String KEY = "scorers";

    /** Each has metrics of its own, and a place in every verdict. */
    private static final int MOST = 8;

    private static final int MOST_CATEGORIES = 32;
    private static final int LONGEST_NAME = 40;
    private static final int MAX_COLUMN = 999;
    private static final int MAX_TOKENS = 8_192;
    private static final int MAX_BATCH = 1_024;
    private static final int MAX_BUDGET = 10_000_000;

    private static final Map<String, Boolean> YES_OR_NO = Map.of("true", true, "false", false);
    private static final Map<String, OnnxJudge.Activation> ACTIVATIONS = Arrays.stream(OnnxJudge.Activation.values())
            .collect(Collectors.toUnmodifiableMap(a -> a.name().toLowerCase(Locale.ROOT), Function.identity()));

    private OwnScorers() {}

    /**
     * The judges of a policy, by name.
     *
     * @param taken names that mean something else
     * @param problem what keeps one from being used, beyond what its section says
     */
    static List<OnnxJudge> read(
            Fields section, Set<String> taken, Function<OnnxJudge, Optional<OnnxJudge.Problem>> problem) {
        List<OnnxJudge> judges = new ArrayList<>();
        for (String name : section.keys()) {
            Fields fields = section.section(name);
            if (judges.size() == MOST) {
                section.mistake(name, "is one too many: a policy brings at most " + MOST + " scorers");
            } else if (taken.contains(name)) {
                section.mistake(name, "means something else already: call the scorer something else");
            } else if (!ScorerDefaults.NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
                section.mistake(
                        name, "a scorer is called by at most " + LONGEST_NAME + " lower-case letters and hyphens");
            } else {
                judge(name, fields, problem).ifPresent(judges::add);
            }
        }
        return judges;
    }

    private static Optional<OnnxJudge> judge(
            String name, Fields fields, Function<OnnxJudge, Optional<OnnxJudge.Problem>> problem) {
        int before = fields.mistakes();
        Optional<String> onnx = required(fields, "onnx", "the model's file");
        Optional<String> vocabulary = required(fields, "vocabulary", "the file with the model's tokens, one a line");
        if (!fields.has("column")) {
            fields.incomplete("needs column: which of the model's outputs is the score, counted from 0");
        }
        OnnxJudge judge = new OnnxJudge(
                name,
                onnx.orElse(""),
                vocabulary.orElse(""),
                fields.word("lowerCase", YES_OR_NO, true),
                fields.whole("column", 0, MAX_COLUMN, 0),
                categories(fields.section("categories")),
                fields.word("activation", ACTIVATIONS, OnnxJudge.Activation.SIGMOID),
                fields.whole("maxTokens", 3, MAX_TOKENS, 512),
                fields.whole("batch", 1, MAX_BATCH, 8),
                fields.whole("budget", 1, MAX_BUDGET, 4096),
                fields.number("max", 0, 1, 0.5),
                fields.word("optional", YES_OR_NO, false));
        fields.finish(Set.of());
        if (fields.mistakes() > before) {
            return Optional.empty();
        }
        Optional<OnnxJudge.Problem> found = problem.apply(judge);
        found.ifPresent(p -> fields.mistake(p.key(), p.text()));
        return found.isEmpty() ? Optional.of(judge) : Optional.empty();
    }

    private static Optional<String> required(Fields fields, String key, String meaning) {
        Optional<String> text = fields.text(key);
        if (!fields.has(key)) {
            fields.incomplete("needs " + key + ": " + meaning);
        } else if (text.filter(t -> t.isBlank() || t.codePoints().anyMatch(Character::isISOControl))
                .isPresent()) {
            fields.mistake(key, "must name a file");
        }
        return text;
    }

    private static SortedMap<String, Integer> categories(Fields fields) {
        SortedMap<String, Integer> categories = new TreeMap<>();
        for (String name : fields.keys()) {
            if (categories.size() == MOST_CATEGORIES) {
                fields.mistake(name, "is one too many: a scorer has at most " + MOST_CATEGORIES + " categories");
            } else if (!ScorerDefaults.NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
                fields.mistake(
                        name, "a category is called by at most " + LONGEST_NAME + " lower-case letters and hyphens");
            }
            categories.put(name, fields.whole(name, 0, MAX_COLUMN, 0));
        }
        fields.finish(Set.of());
        return categories;
    }
}
