package io.tidegate.cli;

import io.tidegate.cli.ToxicityRecipe.Source;
import io.tidegate.cli.ToxicityRecipe.Texts;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Judge;
import io.tidegate.score.toxicity.LabelledText;
import io.tidegate.score.toxicity.ToxicityEvaluation;
import io.tidegate.score.toxicity.ToxicityEvaluation.Judged;
import io.tidegate.score.toxicity.ToxicityModel;
import io.tidegate.score.toxicity.ToxicityScorer;
import io.tidegate.score.toxicity.ToxicityTrainer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains and measures models of the toxicity judge. Figures go to stdout as tab-separated values, progress to stderr. */
@Command(
        name = "toxicity",
        description = "Train and measure the toxicity judge.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:failed", "2:wrong usage"},
        footer = {"", "Example: tidegate toxicity train --recipe default --data-dir data --out english.model"})
public final class ToxicityCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: train, evaluate or cross-validate");
    }

    /** Where labelled texts come from: a recipe, or files of one shape. */
    static final class Data {

        @ArgGroup(exclusive = false, heading = "%nTexts of many sources, by a recipe:%n")
        @Nullable
        ByRecipe recipe;

        @ArgGroup(exclusive = false, heading = "%nOr texts of files that look alike (.csv, .json, .jsonl; also .gz):%n")
        @Nullable
        ByFile files;

        Texts texts(String language) throws IOException {
            if (recipe != null) {
                return recipe.texts(language);
            }
            if (files != null) {
                return files.texts(language);
            }
            throw new IllegalStateException("picocli demands one of the two");
        }
    }

    static final class ByRecipe {

        @Option(
                names = "--data-dir",
                required = true,
                paramLabel = "DIR",
                description = "The folder that the recipe's files lie in.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        Path folder;

        @Option(
                names = "--recipe",
                defaultValue = "default",
                paramLabel = "FILE",
                description = "Which files to learn from, and how; 'default' is the shipped model's recipe.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String recipe;

        Texts texts(String language) throws IOException {
            try (InputStream in = open()) {
                return ToxicityRecipe.read(in).texts(folder, language);
            }
        }

        private InputStream open() throws IOException {
            if (!recipe.equals("default")) {
                return Files.newInputStream(Path.of(recipe));
            }
            InputStream shipped = ToxicityScorer.class.getResourceAsStream("recipe.json");
            if (shipped == null) {
                throw new FileNotFoundException("the default recipe is missing from this Tidegate: install it again");
            }
            return shipped;
        }
    }

    static final class ByFile {

        @Option(names = "--data", required = true, arity = "1..*", paramLabel = "FILE", description = "Files to read.")
        List<Path> files = List.of();

        @Option(
                names = "--text",
                defaultValue = "text",
                paramLabel = "FIELD",
                description = "The column or field with the text; ${DEFAULT-VALUE}.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String text;

        @Option(
                names = "--label",
                defaultValue = "label",
                paramLabel = "FIELD",
                description = "The column or field with the label; ${DEFAULT-VALUE}.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String label;

        @Option(
                names = "--toxic",
                defaultValue = "1",
                split = ",",
                paramLabel = "LABEL",
                description = "The labels that mean toxic; ${DEFAULT-VALUE}. Every other label means clean.")
        Set<String> toxic = Set.of();

        Texts texts(String language) {
            List<Source> sources = new ArrayList<>();
            for (Path file : files) {
                sources.add(Source.of(file, language, text, label, toxic));
            }
            return new ToxicityRecipe(sources, List.of()).texts(Path.of(""), language);
        }
    }

    @Command(
            name = "train",
            description = "Train a model. The same texts give the same bytes. A tenth of each source is held back for"
                    + " 'evaluate', and a tenth to calibrate probabilities.",
            mixinStandardHelpOptions = true,
            footer = {"%nExample:%n  tidegate toxicity train --recipe default --data-dir data --out english.model"})
    int train(
            @ArgGroup(multiplicity = "1") Data data,
            @Option(
                            names = "--language",
                            defaultValue = "en",
                            description = "The texts' language: en, zh, ko, pt or de; ${DEFAULT-VALUE}.")
                    String language,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model to write.")
                    Path out) {
        return carefully(() -> {
            Texts texts = data.texts(language);
            err(
                    "learning from %d texts, calibrating on %d",
                    texts.train().size(), texts.calibrate().size());
            ToxicityModel model =
                    ToxicityTrainer.train(language, texts.train(), texts.calibrate(), what -> err("learning %s", what));
            Files.write(out, model.toBytes());
            err("wrote model %s to %s", model.id(), out);
        });
    }

    @Command(
            name = "evaluate",
            description = "Measure a model on texts that training held back.",
            mixinStandardHelpOptions = true,
            footer = {"%nExample:%n  tidegate toxicity evaluate --recipe default --data-dir data"})
    int evaluate(
            @ArgGroup(multiplicity = "1") Data data,
            @Option(
                            names = "--language",
                            defaultValue = "en",
                            description = "The texts' language: en, zh, ko, pt or de; ${DEFAULT-VALUE}.")
                    String language,
            @Option(names = "--model", paramLabel = "FILE", description = "The model; the shipped one unless given.")
                    @Nullable
                    Path model,
            @Option(names = "--all", description = "Use all rows, not only those that training would hold back.")
                    boolean all,
            @Option(
                            names = "--limit",
                            defaultValue = "0.5",
                            description = "Scores above it count as toxic; ${DEFAULT-VALUE}.")
                    double limit) {
        return carefully(() -> {
            ToxicityScorer scorer = model == null
                    ? ToxicityScorer.bundled()
                    : new ToxicityScorer(ToxicityModel.of(Files.readAllBytes(model)));
            Texts texts = data.texts(language);
            Table table = new Table(limit);
            bySource(all ? texts.all() : texts.test()).forEach((source, rows) -> table.add(source, rows, scorer));
        });
    }

    @Command(
            name = "cross-validate",
            description = "Leave out one source after the other, train on the rest, and measure on the one left out.",
            mixinStandardHelpOptions = true,
            footer = {"%nExample:%n  tidegate toxicity cross-validate --recipe default --data-dir data"})
    int crossValidate(
            @ArgGroup(multiplicity = "1") Data data,
            @Option(
                            names = "--language",
                            defaultValue = "en",
                            description = "The texts' language: en, zh, ko, pt or de; ${DEFAULT-VALUE}.")
                    String language,
            @Option(
                            names = "--limit",
                            defaultValue = "0.5",
                            description = "Scores above it count as toxic; ${DEFAULT-VALUE}.")
                    double limit) {
        return carefully(() -> {
            Texts texts = data.texts(language);
            Table table = new Table(limit);
            bySource(texts.all()).forEach((source, rows) -> {
                if (rows.stream().map(LabelledText::toxic).distinct().count() == 2) {
                    err("leaving out %s", source);
                    ToxicityModel model = ToxicityTrainer.train(
                            language, without(source, texts.train()), without(source, texts.calibrate()), what -> {});
                    table.add(source, rows, new ToxicityScorer(model));
                }
            });
            table.mean();
        });
    }

    private static List<LabelledText> without(String source, List<LabelledText> texts) {
        return texts.stream().filter(text -> !text.source().equals(source)).toList();
    }

    private static Map<String, List<LabelledText>> bySource(List<LabelledText> texts) {
        Map<String, List<LabelledText>> sources = new LinkedHashMap<>();
        texts.forEach(text -> sources.computeIfAbsent(text.source(), name -> new ArrayList<>())
                .add(text));
        return sources;
    }

    /** Prints a line a source. */
    private final class Table {

        private final double limit;
        private final List<Double> aucs = new ArrayList<>();

        Table(double limit) {
            this.limit = limit;
            out("source\ttoxic\tclean\tauc\trecall\tfalseAlarms\tcalibrationError");
        }

        void add(String source, List<LabelledText> texts, ToxicityScorer scorer) {
            List<Judged> judged = new ArrayList<>();
            Judge judge = scorer.newJudge();
            for (LabelledText text : texts) {
                Turn turn = new Turn(Role.TEXT, text.text(), Origin.UNKNOWN);
                Sample sample = new Sample(source, Optional.empty(), Origin.UNKNOWN, List.of(turn));
                judged.add(new Judged(judge.score(sample, Set.of()).value(), text.toxic()));
            }
            ToxicityEvaluation result = ToxicityEvaluation.of(judged, limit);
            if (!Double.isNaN(result.auc())) {
                aucs.add(result.auc());
            }
            out(
                    "%s\t%d\t%d\t%s\t%s\t%s\t%s",
                    source,
                    result.toxic(),
                    result.clean(),
                    figure(result.auc()),
                    figure(result.recall()),
                    figure(result.falseAlarms()),
                    figure(result.calibrationError()));
        }

        void mean() {
            out(
                    "mean\t\t\t%s",
                    figure(aucs.stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(Double.NaN)));
        }

        private static String figure(double value) {
            return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** What is wrong with files is told in a line, without a stack trace. */
    private int carefully(Work work) {
        try {
            work.run();
            return CommandLine.ExitCode.OK;
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            err("%s", e instanceof IOException ? e : e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void out(String format, Object... values) {
        print(spec.commandLine().getOut(), format, values);
    }

    private void err(String format, @Nullable Object... values) {
        print(spec.commandLine().getErr(), format, values);
    }

    private static void print(PrintWriter to, String format, @Nullable Object... values) {
        to.println(String.format(Locale.ROOT, format, values));
        to.flush();
    }
}
