package io.tidegate.cli;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.tidegate.score.toxicity.LabelledText;
import io.tidegate.score.toxicity.ToxicityEvaluation;
import io.tidegate.score.toxicity.ToxicityEvaluation.Judged;
import io.tidegate.score.toxicity.ToxicityModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the toxicity judge is measured against: a plain logistic regression by liblinear (L2, C = 1) over TF-IDF of words and
 * word pairs, of Chinese characters and pairs of them, that occur in two texts or more, of whole texts. It learns from the rows
 * that the judge learns from, without their weights.
 *
 * <p>Prints for English the area under the curve of each group of sources, left out; for each other language that of the
 * held-back rows. The argument is the folder with the data.
 */
public final class ToxicityReference {

    private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}_&&[^\\p{IsHan}]]+");

    private ToxicityReference() {}

    public static void main(String[] args) throws IOException {
        ToxicityRecipe recipe;
        try (InputStream in = ToxicityModel.class.getResourceAsStream("recipe.json")) {
            recipe = ToxicityRecipe.read(in);
        }
        Linear.setDebugOutput(null);
        for (String language : recipe.languages()) {
            ToxicityRecipe.Texts texts = recipe.texts(Path.of(args[0]), language);
            if (language.equals("en")) {
                leaveOneOut(texts);
            } else {
                System.out.printf(
                        Locale.ROOT, "%s\t%.4f%n", language, auc(labelled(texts.train()), labelled(texts.test())));
            }
        }
    }

    private static void leaveOneOut(ToxicityRecipe.Texts texts) {
        Set<String> groups = new LinkedHashSet<>();
        texts.all().forEach(text -> groups.add(text.group()));
        for (String group : groups) {
            List<LabelledText> left = labelled(texts.all()).stream()
                    .filter(text -> text.group().equals(group))
                    .toList();
            if (left.stream().map(LabelledText::toxic).distinct().count() == 2) {
                List<LabelledText> rest = labelled(texts.train()).stream()
                        .filter(text -> !text.group().equals(group))
                        .toList();
                System.out.printf(Locale.ROOT, "%s\t%.4f%n", group, auc(rest, left));
            }
        }
    }

    private static List<LabelledText> labelled(List<LabelledText> texts) {
        return texts.stream()
                .filter(text -> text.labels().containsKey(ToxicityModel.OVERALL))
                .toList();
    }

    private static double auc(List<LabelledText> training, List<LabelledText> test) {
        Map<String, Integer> documents = new HashMap<>();
        training.forEach(text -> terms(text.text()).keySet().forEach(term -> documents.merge(term, 1, Integer::sum)));
        documents.values().removeIf(count -> count < 2);
        Map<String, Integer> columns = new HashMap<>();
        Map<String, Double> weights = new HashMap<>();
        documents.forEach((term, count) -> {
            columns.put(term, columns.size() + 1);
            weights.put(term, Math.log((1.0 + training.size()) / (1.0 + count)) + 1);
        });
        Problem problem = new Problem();
        problem.l = training.size();
        problem.n = columns.size();
        problem.x = training.stream()
                .map(text -> row(text.text(), columns, weights))
                .toArray(Feature[][]::new);
        problem.y = training.stream().mapToDouble(text -> text.toxic() ? 1 : 0).toArray();
        Model model = Linear.train(problem, new Parameter(SolverType.L2R_LR, 1, 0.01));
        int toxic = model.getLabels()[0] == 1 ? 0 : 1;
        List<Judged> judged = new ArrayList<>();
        for (LabelledText text : test) {
            double[] probabilities = new double[2];
            Linear.predictProbability(model, row(text.text(), columns, weights), probabilities);
            judged.add(new Judged(probabilities[toxic], text.toxic()));
        }
        return ToxicityEvaluation.of(judged, 0.5).auc();
    }

    private static Map<String, Integer> terms(String text) {
        Map<String, Integer> terms = new HashMap<>();
        String before = "";
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (words.find()) {
            terms.merge(words.group(), 1, Integer::sum);
            if (!before.isEmpty()) {
                terms.merge(before + " " + words.group(), 1, Integer::sum);
            }
            before = words.group();
        }
        return terms;
    }

    private static Feature[] row(String text, Map<String, Integer> columns, Map<String, Double> weights) {
        Map<Integer, Double> values = new TreeMap<>();
        terms(text).forEach((term, count) -> {
            Integer column = columns.get(term);
            if (column != null) {
                values.put(column, count * weights.getOrDefault(term, 0.0));
            }
        });
        double norm = Math.sqrt(values.values().stream().mapToDouble(v -> v * v).sum());
        return values.entrySet().stream()
                .map(entry -> new FeatureNode(entry.getKey(), entry.getValue() / norm))
                .toArray(Feature[]::new);
    }
}
