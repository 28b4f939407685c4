package io.tidegate.score.toxicity;

import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The probability that the worst passage of a sample is toxic: by a model in English, Chinese, Korean, Portuguese and German, by
 * a list of words in other languages.
 */
public final class ToxicityScorer implements Scorer {

    /** Changes whenever languages are told apart otherwise, or other words are listed. */
    private static final int LANGUAGES_VERSION = 1;

    private static final List<Language> MODELLED =
            List.of(Language.EN, Language.ZH, Language.KO, Language.PT, Language.DE);

    private final Map<Language, ToxicityModel> models;
    private final List<String> categories;
    private final Optional<Language> language;
    private final String version;

    private ToxicityScorer(Map<Language, ToxicityModel> models, Optional<Language> language) {
        this.models = new EnumMap<>(models);
        this.categories = models.values().stream()
                .flatMap(model -> model.categories().stream())
                .distinct()
                .sorted()
                .toList();
        this.language = language;
        this.version = this.models.entrySet().stream()
                        .map(model ->
                                model.getKey().code() + "-" + model.getValue().id())
                        .collect(Collectors.joining(" "))
                + " languages-" + LANGUAGES_VERSION;
    }

    /**
     * The judge with the models that come with Tidegate, which are read once.
     *
     * @throws IllegalStateException if a model is missing or damaged; the message says what to do
     */
    public static ToxicityScorer bundled() {
        try {
            return Shipped.SCORER;
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * A judge with one model, which judges texts of all languages as if they were of its own.
     *
     * @throws IllegalArgumentException if the model's language is not one that Tidegate tells apart
     */
    public static ToxicityScorer of(ToxicityModel model) {
        Language language = Language.valueOf(model.language().toUpperCase(Locale.ROOT));
        return new ToxicityScorer(Map.of(language, model), Optional.of(language));
    }

    /** Loaded at first use. */
    private static final class Shipped {
        private static final ToxicityScorer SCORER = new ToxicityScorer(
                MODELLED.stream().collect(Collectors.toMap(known -> known, known -> load(known.code() + ".model"))),
                Optional.empty());
    }

    static ToxicityModel load(String resource) {
        byte[] bytes = Bundled.bytes(resource);
        try {
            return ToxicityModel.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the toxicity model " + resource + " of this Tidegate is damaged (" + e.getMessage()
                            + "): install it again",
                    e);
        }
    }

    @Override
    public String name() {
        return ToxicityModel.OVERALL;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public double defaultLimit() {
        return 0.5;
    }

    @Override
    public List<String> categories() {
        return categories;
    }

    @Override
    public Judge newJudge() {
        return new ToxicityJudge(models, categories, language);
    }
}
