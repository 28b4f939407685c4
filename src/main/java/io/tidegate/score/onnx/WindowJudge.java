package io.tidegate.score.onnx;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.JudgeFailure;
import io.tidegate.score.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lays windows over the judged turns and keeps the worst of each score.
 *
 * <p>Windows of a long turn overlap by an eighth, and its last one ends with the turn. Each is padded to
 * a multiple of 16 tokens, and run only with windows of the same padded length, so that what the model
 * sees of it doesn't depend on its neighbours.
 */
final class WindowJudge implements Judge {

    /** Tokens of a window that aren't text. */
    static final int SPECIAL = 2;

    private static final int STEP = 16;
    private static final int OVERLAP = 8;

    /** A piece of the sample that the model sees at once: some of a turn's tokens. */
    private record Window(int turn, int from, int to) {}

    private final OnnxClassifier classifier;
    private final OnnxModel model;
    private final WordPiece wordPiece;
    private final TokenList tokens;
    private final int classify;
    private final int separate;
    private final int pad;

    WindowJudge(OnnxClassifier classifier, OnnxModel model, Vocabulary vocabulary) {
        this.classifier = classifier;
        this.model = model;
        this.wordPiece = new WordPiece(vocabulary, classifier.lowerCase());
        this.tokens = new TokenList(classifier.budget());
        this.classify = vocabulary.id(Vocabulary.CLASSIFY);
        this.separate = vocabulary.id(Vocabulary.SEPARATE);
        this.pad = vocabulary.id(Vocabulary.PAD);
    }

    /** The length that a window of so many tokens is padded to. */
    static int padded(int length, int maxTokens) {
        return Math.min(maxTokens, (length + STEP - 1) / STEP * STEP);
    }

    @Override
    public Score score(Sample sample, Set<Role> roles) {
        tokens.clear();
        Map<Integer, List<Window>> byLength = new TreeMap<>();
        for (int i = 0; i < sample.turns().size(); i++) {
            Turn turn = sample.turns().get(i);
            if (turn.role() == Role.TEXT || roles.contains(turn.role())) {
                int from = tokens.size();
                wordPiece.tokenize(turn.content(), tokens);
                if (tokens.over()) {
                    return Score.NOT_ASKED;
                }
                addWindows(i, from, tokens.size(), byLength);
            }
        }
        Worst overall = new Worst(classifier.column());
        List<Worst> kinds =
                classifier.categories().values().stream().map(Worst::new).toList();
        byLength.forEach((length, windows) -> {
            for (int i = 0; i < windows.size(); i += classifier.batch()) {
                List<Window> batch = windows.subList(i, Math.min(windows.size(), i + classifier.batch()));
                float[][] rows = run(batch, length);
                for (int row = 0; row < rows.length; row++) {
                    overall.see(rows[row], batch.get(row));
                    for (Worst kind : kinds) {
                        kind.see(rows[row], batch.get(row));
                    }
                }
            }
        });
        List<Category> categories = new ArrayList<>();
        int kind = 0;
        for (String name : classifier.categories().keySet()) {
            Worst worst = kinds.get(kind++);
            categories.add(new Category(name, worst.value, worst.evidence()));
        }
        return new Score(overall.value, Basis.MODEL, overall.evidence(), categories);
    }

    private void addWindows(int turn, int from, int to, Map<Integer, List<Window>> byLength) {
        int most = classifier.maxTokens() - SPECIAL;
        int step = most - most / OVERLAP;
        for (int at = from; at < to; at += step) {
            boolean last = at + most >= to;
            int start = last ? Math.max(from, to - most) : at;
            Window window = new Window(turn, start, Math.min(to, start + most));
            byLength.computeIfAbsent(
                            padded(window.to - window.from + SPECIAL, classifier.maxTokens()),
                            length -> new ArrayList<>())
                    .add(window);
            if (last) {
                return;
            }
        }
    }

    private float[][] run(List<Window> windows, int length) {
        long[] ids = new long[windows.size() * length];
        long[] mask = new long[ids.length];
        Arrays.fill(ids, pad);
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            int at = i * length;
            Arrays.fill(mask, at, at + window.to - window.from + SPECIAL, 1);
            ids[at++] = classify;
            for (int token = window.from; token < window.to; token++) {
                ids[at++] = tokens.id(token);
            }
            ids[at] = separate;
        }
        try {
            return model.run(ids, mask, windows.size());
        } catch (OnnxFailure e) {
            throw new JudgeFailure(
                    "the judge " + classifier.name() + " failed on " + windows.size() + " windows of " + length
                            + " tokens: " + e.getMessage()
                            + ". If memory is short, a smaller batch or maxTokens in the policy needs less of it.",
                    e);
        }
    }

    /** The highest score in one column so far, and where. */
    private final class Worst {

        private final int column;
        private double value;
        private Optional<Window> window = Optional.empty();

        Worst(int column) {
            this.column = column;
        }

        void see(float[] row, Window seen) {
            double score = classifier.activation().score(row, column);
            boolean earlier =
                    score == value && window.filter(w -> seen.from < w.from).isPresent();
            if (score > value || earlier) {
                value = score;
                window = Optional.of(seen);
            }
        }

        Optional<Evidence> evidence() {
            return window.map(w -> Evidence.of(w.turn, tokens.start(w.from), tokens.end(w.to - 1)));
        }
    }
}
