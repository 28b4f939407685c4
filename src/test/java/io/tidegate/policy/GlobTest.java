package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlobTest {

    @Test
    void matchesWhatTheSameRegularExpressionMatches() {
        Random random = new Random(5);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = random(random, "ab*?", 6);
            String name = random(random, "ab", 8);
            Pattern regex = Pattern.compile(pattern.replace("*", ".*").replace("?", "."));
            boolean expected = regex.matcher(name).matches();
            assertThat(new Glob(pattern).matches(name))
                    .as(pattern + " on " + name)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(1_000, 49_000);
    }

    private static String random(Random random, String alphabet, int most) {
        return random.ints(random.nextInt(most + 1), 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    @Test
    void aQuestionMarkIsOneCharacterAlsoBeyondTheBasicPlane() {
        assertThat(new Glob("a?b").matches("a😀b")).isTrue();
        assertThat(new Glob("a??b").matches("a😀b")).isFalse();
        assertThat(new Glob("*😀").matches("x😀😀")).isTrue();
        assertThat(new Glob("?").matches("\ud800")).isTrue();
        assertThat(new Glob("a*").matches("A1")).isFalse();
        assertThat(new Glob("*").matches("line\nbreak")).isTrue();
        assertThat(new Glob("a?").matches("a*")).isTrue();
    }

    @Test
    void hostilePatternsEndSoon() {
        assertThat(new Glob("*a".repeat(60) + "*b").matches("a".repeat(100_000)))
                .isFalse();
    }
}
