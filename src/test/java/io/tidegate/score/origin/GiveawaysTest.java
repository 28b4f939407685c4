package io.tidegate.score.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GiveawaysTest {

    private static final String STOP = "stop = others\n";

    private static double match(String file, String text) {
        return new Matcher(Giveaways.of(STOP + file)).match(text, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a", "a)", "[a", "<unknown>", "<a"})
    void whatIsNoPhraseIsAMistake(String phrase) {
        assertThatThrownBy(() -> PhraseReader.read(phrase, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = b\na = c",
                "0.5 anywhere: nobody",
                "a = b\n0.5 somewhere: a",
                "a = b\n0.5: a",
                "a = b\n1.5 ends: a",
                "a = b\n0.5 ends:",
                "a = [b]\n0.5 ends: a",
                "nonsense"
            })
    void whatIsNoGiveawayIsAMistake(String file) {
        assertThatThrownBy(() -> Giveaways.of(STOP + file)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stepsFollowEachOtherWithinTheirGap() {
        String file = "a = one\nb = two\n0.5 anywhere: a ~1 b";

        assertThat(match(file, "one two")).isEqualTo(0.5);
        assertThat(match(file, "one, then two")).isEqualTo(0.5);
        assertThat(match(file, "one and then two")).isZero();
        assertThat(match(file, "two one")).isZero();
        assertThat(match(file, "one one and two")).isEqualTo(0.5);
        assertThat(match(file, "one others two")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one. Two", "one! two", "one? two", "one。two", "one। two", "one॥ two", "one؟ two", "one۔ two"})
    void noStepFollowsInTheNextSentence(String text) {
        String file = "a = one\nb = two\n0.5 anywhere: a ~1 b";

        assertThat(match(file, text)).isZero();
    }

    @Test
    void nothingIsLeftOfTheTextBefore() {
        Matcher matcher = new Matcher(Giveaways.of(STOP + "a = one\nb = two\n0.5 anywhere: a ~1 b"));

        assertThat(matcher.match("one two", true)).isEqualTo(0.5);
        assertThat(matcher.match("one", true)).isZero();
        assertThat(matcher.match("two", true)).isZero();
        assertThat(matcher.match("one two", true)).isEqualTo(0.5);
    }

    @Test
    void oneOccurrenceIsOneStep() {
        String file = "a = one\n0.5 anywhere: a ~3 a";

        assertThat(match(file, "one")).isZero();
        assertThat(match(file, "one and one")).isEqualTo(0.5);
    }

    @Test
    void oneWordingIsTheLaterStepFirst() {
        String file = "a = one | two\nb = two\n0.5 anywhere: a ~0 b";

        assertThat(match(file, "one two")).isEqualTo(0.5);
        assertThat(match(file, "two")).isZero();
        assertThat(match(file, "two two")).isEqualTo(0.5);
    }

    @Test
    void whatEndsWithAnothersNameIsSaidAlready() {
        String file = "a = i am\nb = others\nc = one\n0.5 anywhere: a ~0 b\n0.5 anywhere: c ~3 c";

        assertThat(match(file, "i am others")).isEqualTo(0.5);
        assertThat(match(file, "one others one")).isZero();
    }

    @Test
    void aPauseIsAPhrase() {
        String file = "a = one\nb = , | and\n0.5 anywhere: a b";

        assertThat(match(file, "one, two")).isEqualTo(0.5);
        assertThat(match(file, "one")).isEqualTo(0.5);
        assertThat(match(file, "one and two")).isEqualTo(0.5);
        assertThat(match(file, "one two, three")).isZero();
    }

    @Test
    void aClauseBeginsAtAPause() {
        String file = "a = one\nb = two\n0.5 anywhere ^: a b";

        assertThat(match(file, "Well, one two")).isEqualTo(0.5);
        assertThat(match(file, "only one two")).isZero();
        assertThat(match(file, "one, two")).isEqualTo(0.5);
    }

    @Test
    void weightsAreCombinedAsIfIndependent() {
        String file = "a = one\nb = two\n0.5 anywhere: a\n0.2 anywhere: b";

        assertThat(match(file, "one. two. one")).isEqualTo(0.6);
    }

    @Test
    void remarksAndContinuedLines() {
        assertThat(match("# a remark\na = one\n    | two\n\n0.5 anywhere: a", "two"))
                .isEqualTo(0.5);
    }
}
