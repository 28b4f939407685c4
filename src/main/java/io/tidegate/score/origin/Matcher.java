package io.tidegate.score.origin;

import io.tidegate.score.Evidence;
import io.tidegate.score.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds giveaways in texts, in one pass and in time linear in their length. One per thread.
 *
 * <p>Each word moves on the few phrases that are under way: as many as the longest phrase has words, at most. Of each giveaway it
 * is kept how far it has come in the sentence, at its latest. What a text's giveaways say is combined as if they were independent:
 * the score is 1 less the product of what each leaves open. Each counts once, however often it stands there.
 */
final class Matcher {

    /** How near its beginning or end a text must give itself away if that doesn't count anywhere, in code points. */
    private static final int NEAR = 300;

    private static final int NEVER = -1;

    private final PhraseGraph graph;

    /** By set of phrases: the steps that they can be, later ones of a giveaway before earlier ones. */
    private final List<List<Place>> places = new ArrayList<>();

    /** Sets with the phrase behind which a sentence speaks of somebody else. */
    private final BitSet stops = new BitSet();

    private final Words words = new Words();
    private final Reading reading = new Reading();

    /** Giveaways whose first step the text has, and those that it has whole. */
    private final List<Progress> begun = new ArrayList<>();

    private final List<Progress> found = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();

    Matcher(Giveaways giveaways) {
        this.graph = giveaways.graph();
        Map<Integer, List<Place>> byPhrase = new HashMap<>();
        for (Giveaway giveaway : giveaways.all()) {
            Progress of = new Progress(giveaway);
            for (int step = 0; step < giveaway.steps().size(); step++) {
                byPhrase.computeIfAbsent(giveaway.steps().get(step).phrase(), first -> new ArrayList<>())
                        .add(new Place(of, step));
            }
        }
        for (List<Integer> phrases : graph.endings()) {
            stops.set(places.size(), phrases.contains(Giveaways.STOP));
            places.add(phrases.stream()
                    .flatMap(phrase -> byPhrase.getOrDefault(phrase, List.of()).stream())
                    .sorted(Comparator.comparingInt(Place::step).reversed())
                    .toList());
        }
    }

    /** A step of a giveaway. */
    private record Place(Progress progress, int step) {}

    /** How far a giveaway has come, and where the text had it. */
    private static final class Progress {

        private final Giveaway giveaway;

        /** By step: the numbers of the first and the last word, and the first code point, up to this step. */
        private final int[] firstWord;

        private final int[] lastWord;
        private final int[] start;

        private int earliestStart;
        private int earliestEnd;
        private int latestStart;
        private int latestEnd;

        private Progress(Giveaway giveaway) {
            this.giveaway = giveaway;
            this.firstWord = new int[giveaway.steps().size()];
            this.lastWord = new int[giveaway.steps().size()];
            this.start = new int[giveaway.steps().size()];
            forget();
        }

        private void forget() {
            Arrays.fill(firstWord, NEVER);
            earliestEnd = NEVER;
        }

        private boolean isLast(int step) {
            return step == firstWord.length - 1;
        }
    }

    /**
     * The score of a text, in [0, 1].
     *
     * @param answer whether it is known to be an answer, so that its middle counts, too
     */
    double match(String text, boolean answer) {
        begun.forEach(Progress::forget);
        begun.clear();
        found.clear();
        spans.clear();
        reading.begin();
        words.read(text, reading);
        double open = 1;
        for (Progress one : found) {
            boolean anywhere = answer && one.giveaway.anywhere();
            if (anywhere || one.earliestStart < NEAR) {
                spans.add(new Span(one.earliestStart, one.earliestEnd));
            } else if (one.latestEnd > reading.end - NEAR) {
                spans.add(new Span(one.latestStart, one.latestEnd));
            } else {
                continue;
            }
            open *= 1 - one.giveaway.weight();
        }
        return 1 - open;
    }

    /** Where the text gave itself away that was matched last; empty if its score was 0. */
    List<Span> spans() {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingInt(Span::start));
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? span : merged.get(merged.size() - 1);
            if (!merged.isEmpty() && span.start() <= last.end()) {
                merged.set(merged.size() - 1, new Span(last.start(), Math.max(last.end(), span.end())));
            } else {
                merged.add(span);
            }
        }
        return List.copyOf(merged.subList(0, Math.min(merged.size(), Evidence.MOST_SPANS)));
    }

    /** Follows the words of one text. */
    private final class Reading implements Words.Listener {

        private final List<Path> paths = new ArrayList<>();
        private int underWay;

        /** The number of the word read last. */
        private int word;

        /** The code point after it. */
        private int end;

        private int clauseStart;
        private int sentenceStart;

        private void begin() {
            underWay = 0;
            word = -1;
            end = 0;
            clauseStart = 0;
            sentenceStart = 0;
        }

        @Override
        public void word(long hash, int from, int to) {
            word++;
            end = to;
            int number = graph.word(hash);
            if (number == LongTable.NONE) {
                underWay = 0;
                return;
            }
            beginPath(word, from);
            int kept = 0;
            for (int i = 0; i < underWay; i++) {
                Path path = paths.get(i);
                path.node = graph.next(path.node, number);
                if (path.node != LongTable.NONE) {
                    complete(path, path.node);
                    Collections.swap(paths, kept, i);
                    kept++;
                }
            }
            underWay = kept;
        }

        private void beginPath(int first, int from) {
            if (underWay == paths.size()) {
                paths.add(new Path());
            }
            Path path = paths.get(underWay);
            path.node = PhraseGraph.ROOT;
            path.firstWord = first;
            path.start = from;
            path.atClauseStart = first == clauseStart;
            underWay++;
        }

        /** A pause is a phrase of its own or ends one, where asked for, and goes unnoticed elsewhere. */
        @Override
        public void pause() {
            if (clauseStart > word) {
                return;
            }
            int words = underWay;
            beginPath(word + 1, end);
            for (int i = 0; i < underWay; i++) {
                int next = graph.next(paths.get(i).node, PhraseGraph.PAUSE);
                if (next != LongTable.NONE) {
                    complete(paths.get(i), next);
                }
            }
            underWay = words;
            clauseStart = word + 1;
        }

        @Override
        public void sentenceEnd() {
            pause();
            sentenceStart = word + 1;
            underWay = 0;
        }

        private void complete(Path path, int node) {
            int ending = graph.ending(node);
            List<Place> steps = places.get(ending);
            for (int i = 0; i < steps.size(); i++) {
                advance(steps.get(i).progress(), steps.get(i).step(), path);
            }
            if (stops.get(ending)) {
                sentenceStart = word + 1; // what ends with these words, as "I am ChatGPT" does, is found already
            }
        }

        private void advance(Progress of, int step, Path path) {
            if (step == 0) {
                if (of.giveaway.atClauseStart() && !path.atClauseStart) {
                    return;
                }
                if (of.firstWord[0] == NEVER) {
                    begun.add(of);
                }
                of.firstWord[0] = path.firstWord;
                of.start[0] = path.start;
            } else {
                int gap = path.firstWord - of.lastWord[step - 1] - 1;
                boolean follows = of.firstWord[step - 1] >= sentenceStart && gap >= 0;
                if (!follows || gap > of.giveaway.steps().get(step).gap()) {
                    return;
                }
                of.firstWord[step] = of.firstWord[step - 1];
                of.start[step] = of.start[step - 1];
            }
            of.lastWord[step] = word;
            if (of.isLast(step)) {
                found(of, of.start[step]);
            }
        }

        private void found(Progress of, int from) {
            if (of.earliestEnd == NEVER) {
                of.earliestStart = from;
                of.earliestEnd = end;
                found.add(of);
            }
            of.latestStart = from;
            of.latestEnd = end;
        }
    }

    /** A phrase under way: where in the graph, and where it began. */
    private static final class Path {
        private int node;
        private int firstWord;
        private int start;
        private boolean atClauseStart;
    }
}
