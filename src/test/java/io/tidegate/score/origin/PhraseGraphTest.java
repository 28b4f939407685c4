package io.tidegate.score.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PhraseGraphTest {

    private static final List<String> WORDS = List.of("a", "b", "c", PhraseReader.PAUSE);
    private static final int LONGEST = 5;

    @Test
    void wordingsAreAllWaysToSayAPhrase() {
        Phrase ai = PhraseReader.read("ai | machine", Map.of());

        assertThat(wordings(PhraseReader.read("as (a | an) [mere] <ai> ,", Map.of("ai", ai))))
                .hasSize(8)
                .contains(List.of("as", "an", "mere", "ai", ","), List.of("as", "a", "machine", ","));
    }

    /** The reference: every wording is listed. */
    @Test
    void endsWhatAListOfAllWordingsEnds() {
        Random random = new Random(7);
        int ends = 0;
        for (int round = 0; round < 300; round++) {
            Map<String, Phrase> phrases = new LinkedHashMap<>();
            List<Set<List<String>>> wordings = new ArrayList<>();
            while (wordings.size() < 4) {
                Phrase phrase =
                        PhraseReader.read(randomPhrase(random, wordings.isEmpty() ? 2 : 3, wordings.size()), phrases);
                Set<List<String>> all = wordings(phrase);
                if (!all.contains(List.of())) {
                    phrases.put("p" + wordings.size(), phrase);
                    wordings.add(all);
                }
            }
            PhraseGraph graph = PhraseGraph.of(phrases);
            for (List<String> words : sequences()) {
                TreeSet<Integer> expected = new TreeSet<>();
                for (int i = 0; i < wordings.size(); i++) {
                    if (wordings.get(i).contains(words)) {
                        expected.add(i);
                    }
                }
                assertThat(ended(graph, words)).as("round %s, %s", round, words).containsExactlyElementsOf(expected);
                ends += expected.size();
            }
        }
        assertThat(ends).isGreaterThan(1_000);
    }

    @Test
    void alikeBeginningsAndEndsAreShared() {
        Phrase tenChoices = PhraseReader.read("(a | b | c) ".repeat(10), Map.of());

        assertThat(PhraseGraph.of(Map.of("p", tenChoices)).size()).isEqualTo(11); // of 59,049 wordings
    }

    @Test
    void aPhraseOfNoWordsIsAMistake() {
        Phrase perhaps = PhraseReader.read("[a] [b]", Map.of());

        assertThatThrownBy(() -> PhraseGraph.of(Map.of("perhaps", perhaps)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("perhaps");
    }

    /** @param known how many phrases there are; it may name the first, which is short */
    private static String randomPhrase(Random random, int depth, int known) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (depth == 0 ? 0 : random.nextInt(known == 0 ? 5 : 6)) {
                case 0, 1 -> text.append(WORDS.get(random.nextInt(WORDS.size())));
                case 2 ->
                    text.append('[')
                            .append(randomPhrase(random, depth - 1, known))
                            .append(']');
                case 3 ->
                    text.append('(')
                            .append(randomPhrase(random, depth - 1, known))
                            .append(')');
                case 4 -> text.append(randomPhrase(random, depth - 1, known)).append(" | ");
                default -> text.append("<p0>");
            }
            text.append(' ');
        }
        return text.toString();
    }

    private static Set<List<String>> wordings(Phrase phrase) {
        if (phrase instanceof Phrase.Piece piece) {
            return Set.of(List.of(piece.text()));
        }
        Set<List<String>> all = new HashSet<>();
        if (phrase instanceof Phrase.Choice choice) {
            choice.alternatives().forEach(one -> all.addAll(wordings(one)));
            return all;
        }
        all.add(List.of());
        for (Phrase part : ((Phrase.Sequence) phrase).parts()) {
            Set<List<String>> longer = new HashSet<>();
            for (List<String> head : all) {
                for (List<String> tail : wordings(part)) {
                    longer.add(Stream.concat(head.stream(), tail.stream()).toList());
                }
            }
            all.clear();
            all.addAll(longer);
        }
        return all;
    }

    /** All sequences of up to so many words. */
    private static List<List<String>> sequences() {
        List<List<String>> all = new ArrayList<>(List.of(List.of()));
        for (int done = 0; all.get(done).size() < LONGEST; done++) {
            for (String word : WORDS) {
                all.add(Stream.concat(all.get(done).stream(), Stream.of(word)).toList());
            }
        }
        return all;
    }

    private static List<Integer> ended(PhraseGraph graph, List<String> words) {
        int node = PhraseGraph.ROOT;
        for (String word : words) {
            int number = word.equals(PhraseReader.PAUSE) ? PhraseGraph.PAUSE : number(graph, word);
            node = node == LongTable.NONE || number == LongTable.NONE ? LongTable.NONE : graph.next(node, number);
        }
        return node == LongTable.NONE ? List.of() : graph.endings().get(graph.ending(node));
    }

    private static int number(PhraseGraph graph, String word) {
        int[] number = {LongTable.NONE};
        new Words().read(word, new Words.Listener() {
            @Override
            public void word(long hash, int start, int end) {
                number[0] = graph.word(hash);
            }

            @Override
            public void pause() {}

            @Override
            public void sentenceEnd() {}
        });
        return number[0];
    }
}
