package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentTest {

    private final Tokens tokens = new Tokens();

    @Test
    void holdsTheGivenSequencesAndNoOthers() {
        BitSet all = new BitSet();
        all.set(Tokens.FIRST_SEQUENCE, Tokens.FEATURES);

        int[] found = sequences(Document.of("one two three", tokens, all));
        all.clear(found[0]);

        assertThat(found).hasSize(2).doesNotHaveDuplicates();
        assertThat(sequences(Document.of("one two three", tokens, all))).containsExactly(found[1]);
    }

    private static int[] sequences(Document document) {
        return IntStream.range(0, document.start(document.tokens()))
                .map(document::feature)
                .filter(feature -> feature >= Tokens.FIRST_SEQUENCE)
                .toArray();
    }
}
