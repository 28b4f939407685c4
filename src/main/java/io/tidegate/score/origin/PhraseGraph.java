package io.tidegate.score.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All wordings of all phrases, so that a text is looked up word by word: from each node a word leads to one node or to none, and
 * some nodes end phrases. Wordings that begin alike share nodes, and so do those that go on alike, as there are many more
 * wordings than anybody could list: it is the deterministic automaton of the phrases, made by the subset construction (Rabin and
 * Scott 1959). Immutable.
 */
final class PhraseGraph {

    /** Where every phrase begins. */
    static final int ROOT = 0;

    /** The word that stands for a pause. */
    static final int PAUSE = 0;

    /** The number of the set of no phrases. */
    static final int NOTHING = 0;

    private static final int WORD_BITS = 20;

    private final LongTable words;
    private final LongTable edges = new LongTable();

    /** Of each node the place of what it ends in {@link #endings}. */
    private final List<Integer> ending = new ArrayList<>();

    private final List<List<Integer>> endings = new ArrayList<>(List.of(List.of()));

    private PhraseGraph(LongTable words) {
        this.words = words;
    }

    /**
     * The graph of these phrases, by name, which are numbered from 0 in their order.
     *
     * @throws IllegalArgumentException if one can be worded by nothing
     */
    static PhraseGraph of(Map<String, Phrase> phrases) {
        States states = new States();
        List<Integer> starts = new ArrayList<>();
        phrases.forEach((name, phrase) -> {
            int end = states.end(starts.size());
            int start = states.start(phrase, end);
            if (states.reached(List.of(start)).contains(end)) {
                throw new IllegalArgumentException("the phrase " + name + " may have no words");
            }
            starts.add(start);
        });
        PhraseGraph graph = new PhraseGraph(states.words);
        graph.build(states, starts);
        return graph;
    }

    private void build(States states, List<Integer> starts) {
        Map<SortedSet<Integer>, Integer> nodes = new HashMap<>();
        Map<List<Integer>, Integer> known = new HashMap<>(Map.of(List.of(), NOTHING));
        ArrayDeque<SortedSet<Integer>> waiting = new ArrayDeque<>();
        SortedSet<Integer> root = states.reached(starts);
        nodes.put(root, ROOT);
        waiting.add(root);
        while (!waiting.isEmpty()) {
            SortedSet<Integer> all = waiting.remove();
            int node = ending.size();
            List<Integer> ends = all.stream()
                    .filter(states::isEnd)
                    .map(states::phrase)
                    .sorted()
                    .toList();
            ending.add(known.computeIfAbsent(ends, first -> {
                endings.add(ends);
                return endings.size() - 1;
            }));
            Map<Integer, List<Integer>> byWord = new TreeMap<>();
            for (int state : all) {
                if (!states.isEnd(state)) {
                    byWord.computeIfAbsent(states.word(state), first -> new ArrayList<>())
                            .add(states.next(state));
                }
            }
            byWord.forEach((word, next) -> {
                SortedSet<Integer> reached = states.reached(next);
                int number = nodes.size();
                Integer there = nodes.putIfAbsent(reached, number);
                if (there == null) {
                    waiting.add(reached);
                }
                edges.getOrPut(edge(node, word), there == null ? number : there);
            });
        }
    }

    /**
     * Places in phrases: what may come next there, a word or the end. Equal rests of phrases are one place. A fork is a place
     * from which others are reached without a word.
     */
    private static final class States {

        private static final int FORK = -1;
        private static final int END = -2;

        private final LongTable words = new LongTable();
        private int wordCount = PAUSE + 1;
        private final Map<String, int[]> pieces = new HashMap<>(Map.of(PhraseReader.PAUSE, new int[] {PAUSE}));

        /** Of each: its word, and the state behind it; or {@link #FORK}; or {@link #END}, and the phrase. */
        private final List<int[]> states = new ArrayList<>();

        /** Of forks: where they lead. */
        private final Map<Integer, List<Integer>> forks = new HashMap<>();

        private final Map<List<Integer>, Integer> numbers = new HashMap<>();
        private final Map<Rest, Integer> rests = new HashMap<>();

        /** A phrase, itself and not one like it, and the state behind it. */
        private record Rest(Phrase phrase, int behind) {}

        private int end(int phrase) {
            states.add(new int[] {END, phrase});
            return states.size() - 1;
        }

        boolean isEnd(int state) {
            return states.get(state)[0] == END;
        }

        int phrase(int end) {
            return states.get(end)[1];
        }

        int word(int state) {
            return states.get(state)[0];
        }

        int next(int state) {
            return states.get(state)[1];
        }

        /** Where a phrase starts that goes on with a state behind it. */
        private int start(Phrase phrase, int behind) {
            Rest rest = new Rest(phrase, behind);
            Integer known = rests.get(rest);
            if (known == null) {
                known = newStart(phrase, behind);
                rests.put(rest, known);
            }
            return known;
        }

        private int newStart(Phrase phrase, int behind) {
            int start = behind;
            if (phrase instanceof Phrase.Piece piece) {
                int[] ofPiece = pieces.computeIfAbsent(piece.text(), this::wordsOf);
                for (int i = ofPiece.length - 1; i >= 0; i--) {
                    start = state(List.of(ofPiece[i], start));
                }
            } else if (phrase instanceof Phrase.Sequence sequence) {
                for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                    start = start(sequence.parts().get(i), start);
                }
            } else {
                SortedSet<Integer> targets = new TreeSet<>();
                ((Phrase.Choice) phrase).alternatives().forEach(one -> targets.add(start(one, behind)));
                start = fork(targets);
            }
            return start;
        }

        private int state(List<Integer> wordAndNext) {
            return numbers.computeIfAbsent(wordAndNext, unknown -> {
                states.add(new int[] {wordAndNext.get(0), wordAndNext.get(1)});
                return states.size() - 1;
            });
        }

        private int fork(SortedSet<Integer> targets) {
            List<Integer> key = new ArrayList<>(targets);
            key.add(0, FORK);
            return numbers.computeIfAbsent(key, unknown -> {
                states.add(new int[] {FORK});
                forks.put(states.size() - 1, List.copyOf(targets));
                return states.size() - 1;
            });
        }

        /** The numbers of a piece's words; new words get the next ones. */
        private int[] wordsOf(String piece) {
            IntStream.Builder found = IntStream.builder();
            new Words().read(piece, new Words.Listener() {
                @Override
                public void word(long hash, int start, int end) {
                    int number = words.getOrPut(hash, wordCount);
                    wordCount = Math.max(wordCount, number + 1);
                    found.add(number);
                }

                @Override
                public void pause() {}

                @Override
                public void sentenceEnd() {}
            });
            return found.build().toArray();
        }

        /** The states of words and ends that these are, or lead to without a word. */
        SortedSet<Integer> reached(Collection<Integer> from) {
            SortedSet<Integer> reached = new TreeSet<>();
            from.forEach(state -> reach(state, reached));
            return reached;
        }

        private void reach(int state, SortedSet<Integer> reached) {
            if (states.get(state)[0] == FORK) {
                forks.getOrDefault(state, List.of()).forEach(target -> reach(target, reached));
            } else {
                reached.add(state);
            }
        }
    }

    private static long edge(int node, int word) {
        return ((long) (node + 1) << WORD_BITS) | word;
    }

    /** The number of the word with this hash; {@link LongTable#NONE} if no phrase has it. */
    int word(long hash) {
        return words.get(hash);
    }

    /** Where a word leads from a node; {@link LongTable#NONE} if no phrase goes on so. */
    int next(int node, int word) {
        return edges.get(edge(node, word));
    }

    /** The number of the set of phrases that a node ends; {@link #NOTHING} if it ends none. */
    int ending(int node) {
        return ending.get(node);
    }

    /** All sets of phrases that one node ends together, by number; phrases ascending. */
    List<List<Integer>> endings() {
        return endings;
    }

    /** How many nodes there are. */
    int size() {
        return ending.size();
    }
}
