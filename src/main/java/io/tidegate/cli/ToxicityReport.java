package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.cli.ToxicityRecipe.Texts;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Category;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Span;
import io.tidegate.score.toxicity.Disguise;
import io.tidegate.score.toxicity.LabelledText;
import io.tidegate.score.toxicity.ToxicityEvaluation;
import io.tidegate.score.toxicity.ToxicityEvaluation.Judged;
import io.tidegate.score.toxicity.ToxicityModel;
import io.tidegate.score.toxicity.ToxicityScorer;
import io.tidegate.score.toxicity.ToxicityTrainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints how good judges are, as tables of tab-separated values with a heading each. Random choices have a fixed seed. */
final class ToxicityReport {

    private static final long SEED = 20_260_401;
    private static final int JOINED_DOCUMENTS = 1_000;
    private static final int JOINED_CHARACTERS = 20_000;
    private static final int DISGUISED_ROWS = 2_000;
    private static final int LEAST_TERM_ROWS = 20;
    private static final Set<Role> ROLES = Set.of();

    private final PrintWriter out;
    private final double limit;

    /** @param limit scores above it count as toxic */
    ToxicityReport(PrintWriter out, double limit) {
        this.out = out;
        this.limit = limit;
    }

    /** A line a source, and one over all, in which toxic texts weigh {@link ToxicityModel#TOXIC_PART}. */
    void sources(String language, List<LabelledText> texts, Judge judge) {
        heading(
                "held back, " + language,
                "source",
                "toxic",
                "clean",
                "auc",
                "recall",
                "falseAlarms",
                "calibrationError");
        List<LabelledText> labelled = labelled(texts, ToxicityModel.OVERALL);
        Map<String, List<Judged>> sources = new LinkedHashMap<>();
        List<Judged> all = new ArrayList<>();
        for (LabelledText text : labelled) {
            Judged judged = new Judged(score(text.text(), judge).value(), text.toxic());
            sources.computeIfAbsent(text.source(), name -> new ArrayList<>()).add(judged);
            all.add(judged);
        }
        sources.forEach((source, judged) -> line(source, ToxicityEvaluation.of(judged, limit)));
        line(
                String.format(Locale.ROOT, "all, %.0f %% toxic", 100 * ToxicityModel.TOXIC_PART),
                ToxicityEvaluation.of(all, limit),
                ToxicityEvaluation.calibrationError(all, ToxicityModel.TOXIC_PART));
    }

    /** A line a category, over all texts that are labelled with it; the limit is applied to its value. */
    void categories(List<LabelledText> texts, List<String> categories, Judge judge) {
        heading("categories", "category", "yes", "no", "auc", "recall", "falseAlarms", "calibrationError");
        for (String category : categories) {
            List<Judged> judged = new ArrayList<>();
            for (LabelledText text : labelled(texts, category)) {
                double value = score(text.text(), judge).categories().stream()
                        .filter(found -> found.name().equals(category))
                        .mapToDouble(Category::value)
                        .findFirst()
                        .orElse(0);
                judged.add(new Judged(value, Boolean.TRUE.equals(text.labels().get(category))));
            }
            line(category, ToxicityEvaluation.of(judged, limit));
        }
    }

    /** How many documents are refused that are made of clean texts, drawn at random and joined to 20,000 characters each. */
    void joined(List<LabelledText> clean, Judge judge) {
        heading("clean documents of " + JOINED_CHARACTERS + " characters", "documents", "refused", "highest");
        Random random = new Random(SEED);
        int refused = 0;
        double highest = 0;
        for (int i = 0; i < JOINED_DOCUMENTS; i++) {
            StringBuilder document = new StringBuilder();
            while (document.length() < JOINED_CHARACTERS) {
                document.append(clean.get(random.nextInt(clean.size())).text()).append("\n\n");
            }
            double value =
                    score(document.substring(0, JOINED_CHARACTERS), judge).value();
            refused += value > limit ? 1 : 0;
            highest = Math.max(highest, value);
        }
        row(JOINED_DOCUMENTS, refused, figure(highest));
    }

    /**
     * False alarms among templated sentences by the words that are in toxic and clean ones alike: identity terms and names.
     *
     * @param texts toxic and clean
     */
    void terms(List<LabelledText> texts, Judge judge) {
        heading("identity terms", "terms", "clean", "falseAlarms", "worstTerm", "itsFalseAlarms", "overTheMean");
        Map<String, int[]> rows = new TreeMap<>();
        int[] total = new int[3];
        for (LabelledText text : texts) {
            boolean refused = score(text.text(), judge).value() > limit;
            for (String term : new TreeSet<>(Arrays.asList(text.text()
                    .toLowerCase(Locale.ROOT)
                    .replace(".", " ")
                    .trim()
                    .split(" +", -1)))) {
                count(rows.computeIfAbsent(term, unused -> new int[3]), text.toxic(), refused);
            }
            count(total, text.toxic(), refused);
        }
        rows.values().removeIf(row -> row[0] < LEAST_TERM_ROWS || row[0] > 1.5 * row[1] || row[1] > 1.5 * row[0]);
        double mean = (double) total[2] / total[0];
        Map.Entry<String, int[]> worst = rows.entrySet().stream()
                .max((one, other) -> Double.compare(rate(one.getValue()), rate(other.getValue())))
                .orElseThrow(() -> new IllegalArgumentException("no term stands in toxic and clean texts alike"));
        row(
                rows.size(),
                total[0],
                figure(mean),
                worst.getKey(),
                figure(rate(worst.getValue())),
                figure(rate(worst.getValue()) - mean));
    }

    private static void count(int[] row, boolean toxic, boolean refused) {
        row[toxic ? 1 : 0]++;
        row[2] += !toxic && refused ? 1 : 0;
    }

    private static double rate(int[] row) {
        return (double) row[2] / row[0];
    }

    /** What disguises do: recall and false alarms of texts with all words of three letters and more, or half of them, disguised. */
    void disguises(List<LabelledText> texts, Judge judge) {
        heading("disguised", "disguise", "toxic", "clean", "recall", "recallAsWritten", "falseAlarms", "asWritten");
        List<LabelledText> some = new ArrayList<>(labelled(texts, ToxicityModel.OVERALL));
        Collections.shuffle(some, new Random(SEED));
        Map<Boolean, List<LabelledText>> kinds = some.stream().collect(Collectors.groupingBy(LabelledText::toxic));
        List<LabelledText> chosen = new ArrayList<>();
        kinds.values().forEach(kind -> chosen.addAll(kind.subList(0, Math.min(DISGUISED_ROWS, kind.size()))));
        ToxicityEvaluation plain = evaluation(chosen, LabelledText::text, judge);
        for (Disguise disguise : Disguise.values()) {
            for (boolean all : new boolean[] {false, true}) {
                Random random = new Random(SEED);
                ToxicityEvaluation hidden = evaluation(chosen, text -> disguise.of(text.text(), random, all), judge);
                row(
                        disguise.label() + (all ? ", all words" : ", half of the words"),
                        hidden.toxic(),
                        hidden.clean(),
                        figure(hidden.recall()),
                        figure(plain.recall()),
                        figure(hidden.falseAlarms()),
                        figure(plain.falseAlarms()));
            }
        }
    }

    private ToxicityEvaluation evaluation(List<LabelledText> texts, Function<LabelledText, String> as, Judge judge) {
        return ToxicityEvaluation.of(
                texts.stream()
                        .map(text -> new Judged(score(as.apply(text), judge).value(), text.toxic()))
                        .toList(),
                limit);
    }

    /** A text whose toxic characters people marked, as code points. */
    record Marked(String text, BitSet toxic) {}

    /** How well evidence agrees with people: the mean over texts of the F1 of characters, as in SemEval 2021's task 5. */
    void spans(List<Marked> texts, Judge judge) {
        heading("evidence", "texts", "characterF1", "scoreOverLimit", "theirCharacterF1");
        double sum = 0;
        double sumOver = 0;
        int over = 0;
        for (Marked text : texts) {
            Score score = score(text.text(), judge);
            BitSet found = new BitSet();
            score.evidence().ifPresent(evidence -> {
                for (Span span : evidence.spans()) {
                    found.set(span.start(), span.end());
                }
            });
            double f1 = f1(found, text.toxic());
            sum += f1;
            if (score.value() > limit) {
                over++;
                sumOver += f1;
            }
        }
        row(texts.size(), figure(sum / texts.size()), over, figure(sumOver / over));
    }

    private static double f1(BitSet found, BitSet truth) {
        if (truth.isEmpty() || found.isEmpty()) {
            return truth.isEmpty() && found.isEmpty() ? 1 : 0;
        }
        BitSet both = (BitSet) found.clone();
        both.and(truth);
        return 2.0 * both.cardinality() / (found.cardinality() + truth.cardinality());
    }

    /** How many of some sentences are refused that are hard to judge and should all pass. */
    void hardCases(Judge judge) {
        heading("hard cases, all clean", "kind", "texts", "refused");
        Map<String, int[]> kinds = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(
                ToxicityModel.class.getResourceAsStream("hard-cases.jsonl"), "hard-cases.jsonl is part of the jar")) {
            new ObjectMapper()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(in)
                    .forEachRemaining(node -> {
                        int[] counts = kinds.computeIfAbsent(node.path("kind").asText(), kind -> new int[2]);
                        counts[0]++;
                        counts[1] += score(node.path("text").asText(), judge).value() > limit ? 1 : 0;
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("hard-cases.jsonl can't be read", e);
        }
        kinds.forEach((kind, counts) -> row(kind, counts[0], counts[1]));
    }

    /** Leaves out one group of sources after the other, trains on the rest, and measures on all rows of the group. */
    void leftOut(String language, Texts texts, Consumer<String> progress) {
        heading("left out", "sources", "toxic", "clean", "auc", "recall", "falseAlarms", "calibrationError");
        List<LabelledText> train = onlyOverall(texts.train());
        List<LabelledText> calibrate = onlyOverall(texts.calibrate());
        Map<String, List<LabelledText>> groups = labelled(texts.all(), ToxicityModel.OVERALL).stream()
                .collect(Collectors.groupingBy(LabelledText::group, LinkedHashMap::new, Collectors.toList()));
        List<Double> aucs = new ArrayList<>();
        groups.forEach((group, rows) -> {
            if (rows.stream().map(LabelledText::toxic).distinct().count() == 2) {
                progress.accept("leaving out " + group);
                ToxicityModel model =
                        ToxicityTrainer.train(language, without(group, train), without(group, calibrate), unused -> {});
                Judge judge = ToxicityScorer.of(model).newJudge();
                ToxicityEvaluation result = evaluation(rows, LabelledText::text, judge);
                line(group, result);
                aucs.add(result.auc());
            }
        });
        row(
                "mean",
                "",
                "",
                figure(aucs.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN)));
    }

    private static List<LabelledText> without(String group, List<LabelledText> texts) {
        return texts.stream().filter(text -> !text.group().equals(group)).toList();
    }

    private static List<LabelledText> onlyOverall(List<LabelledText> texts) {
        return labelled(texts, ToxicityModel.OVERALL).stream()
                .map(text -> new LabelledText(
                        text.source(),
                        text.group(),
                        text.text(),
                        Map.of(ToxicityModel.OVERALL, text.toxic()),
                        text.weight()))
                .toList();
    }

    private static List<LabelledText> labelled(Collection<LabelledText> texts, String head) {
        return texts.stream().filter(text -> text.labels().containsKey(head)).toList();
    }

    private static Score score(String text, Judge judge) {
        Turn turn = new Turn(Role.TEXT, text, Origin.UNKNOWN);
        return judge.score(new Sample("text", Optional.empty(), Origin.UNKNOWN, List.of(turn)), ROLES);
    }

    private void line(String name, ToxicityEvaluation result) {
        line(name, result, result.calibrationError());
    }

    private void line(String name, ToxicityEvaluation result, double calibrationError) {
        row(
                name,
                result.toxic(),
                result.clean(),
                figure(result.auc()),
                figure(result.recall()),
                figure(result.falseAlarms()),
                figure(calibrationError));
    }

    private void heading(String title, String... columns) {
        out.println("# " + title);
        row((Object[]) columns);
    }

    private void row(Object... values) {
        out.println(Arrays.stream(values).map(String::valueOf).collect(Collectors.joining("\t")));
        out.flush();
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
    }
}
