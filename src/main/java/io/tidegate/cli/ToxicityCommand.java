package io.tidegate.cli;

import io.tidegate.cli.ToxicityRecipe.Source;
import io.tidegate.cli.ToxicityRecipe.Texts;
import io.tidegate.score.Judge;
import io.tidegate.score.toxicity.LabelledText;
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
import java.util.List;
import java.util.Locale;
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
        throw new ParameterException(spec.commandLine(), "name what to do: train or evaluate");
    }

    /** Where labelled texts come from: a recipe, or files of one shape. */
    static final class Data {

        @ArgGroup(exclusive = false, heading = "%nTexts of many sources, by a recipe:%n")
        @Nullable
        ByRecipe recipe;

        @ArgGroup(exclusive = false, heading = "%nOr texts of files that look alike (.csv, .json, .jsonl; also .gz):%n")
        @Nullable
        ByFile files;

        List<String> languages() throws IOException {
            return recipe != null ? recipe.recipe().languages() : List.of(ToxicityRecipe.ENGLISH);
        }

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

        ToxicityRecipe recipe() throws IOException {
            try (InputStream in = open()) {
                return ToxicityRecipe.read(in);
            }
        }

        Texts texts(String language) throws IOException {
            return recipe().texts(folder, language);
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
            return new ToxicityRecipe(sources, List.of(), Set.of(), Set.of(), Optional.empty())
                    .texts(Path.of(""), language);
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
            description =
                    "Measure a model on texts that training held back. With a recipe also: on its sources, left out one"
                            + " after the other (which trains a model for each), on clean text of any length, in disguise, and"
                            + " where it sees what it sees.",
            mixinStandardHelpOptions = true,
            footer = {"%nExample:%n  tidegate toxicity evaluate --recipe default --data-dir data"})
    int evaluate(
            @ArgGroup(multiplicity = "1") Data data,
            @Option(names = "--model", paramLabel = "FILE", description = "The model; the shipped ones unless given.")
                    @Nullable
                    Path model,
            @Option(names = "--all", description = "Use all rows, not only those that training would hold back.")
                    boolean all,
            @Option(
                            names = "--quick",
                            description = "Train no models: leave out what is measured by leaving out sources.")
                    boolean quick,
            @Option(
                            names = "--limit",
                            defaultValue = "0.5",
                            description = "Scores above it count as toxic; ${DEFAULT-VALUE}.")
                    double limit) {
        return carefully(() -> {
            ToxicityScorer scorer = model == null
                    ? ToxicityScorer.bundled()
                    : ToxicityScorer.of(ToxicityModel.of(Files.readAllBytes(model)));
            Judge judge = scorer.newJudge();
            ToxicityReport report = new ToxicityReport(spec.commandLine().getOut(), limit);
            for (String language : data.languages()) {
                Texts texts = data.texts(language);
                report.sources(language, all ? texts.all() : texts.test(), judge);
                if (data.recipe != null && language.equals(ToxicityRecipe.ENGLISH)) {
                    measureEnglish(data.recipe, texts, scorer.categories(), judge, report);
                    if (!quick) {
                        report.leftOut(language, texts, what -> err("%s", what));
                    }
                }
            }
        });
    }

    private static void measureEnglish(
            ByRecipe source, Texts texts, List<String> categories, Judge judge, ToxicityReport report)
            throws IOException {
        ToxicityRecipe recipe = source.recipe();
        report.categories(texts.test(), categories, judge);
        report.joined(select(texts.test(), recipe.clean()), judge);
        report.terms(select(texts.test(), recipe.templates()), judge);
        report.disguises(texts.test(), judge);
        report.spans(recipe.marked(source.folder), judge);
        report.hardCases(judge);
    }

    private static List<LabelledText> select(List<LabelledText> texts, Set<String> sources) {
        return texts.stream().filter(text -> sources.contains(text.source())).toList();
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

    private void err(String format, @Nullable Object... values) {
        print(spec.commandLine().getErr(), format, values);
    }

    private static void print(PrintWriter to, String format, @Nullable Object... values) {
        to.println(String.format(Locale.ROOT, format, values));
        to.flush();
    }
}
