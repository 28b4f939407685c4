package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisguiseTest {

    private static final String TEXT = "He is a vapid Idiot, ok?";

    @ParameterizedTest
    @EnumSource
    void isReadAsItWasWritten(Disguise disguise) {
        for (int seed = 0; seed < 200; seed++) {
            String hidden = disguise.of(TEXT, new Random(seed), true);

            assertThat(hidden).isNotEqualTo(TEXT).startsWith("He is a ").endsWith(", ok?");
            assertThat(features(hidden)).as(hidden).isEqualTo(features(TEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hidesHalfOfTheWordsUnlessAllAreAskedFor(Disguise disguise) {
        Random random = new Random(1);
        int asWritten = 0;
        for (int i = 0; i < 1_000; i++) {
            asWritten += disguise.of("because", random, false).equals("because") ? 1 : 0;
        }

        assertThat(asWritten).isBetween(430, 620); // leetspeak leaves a word as it is now and then
        assertThat(disguise.of("it is so", new Random(1), true)).isEqualTo("it is so");
    }

    private static List<List<Integer>> features(String text) {
        Tokens tokens = new Tokens();
        List<List<Integer>> features = new ArrayList<>();
        tokens.read(text, new Tokens.Listener() {
            @Override
            public void token(int start, int end, long key) {
                int count = tokens.features(key);
                features.add(Arrays.stream(tokens.buckets(), 0, count).boxed().toList());
            }

            @Override
            public void sentenceEnd() {}
        });
        return features;
    }
}
