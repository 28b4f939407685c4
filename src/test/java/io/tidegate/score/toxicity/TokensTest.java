package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final Pattern SPACED_OUT =
            Pattern.compile("(?<![A-Za-zé])[A-Za-zé]([^A-Za-zé])[A-Za-zé]\\1[A-Za-zé](?![A-Za-zé])");

    private record Token(int start, int end, List<Integer> features) {}

    private final Tokens tokens = new Tokens();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IDIOT",
                "1d10t",
                "i.d.i.o.t",
                "i-d-i-o-t",
                "i d i o t",
                "i_d_i_o_t",
                "i*d*i*o*t",
                "id\u200biot",
                "\u202eidiot",
                "i\u00addiot",
                "ｉｄｉｏｔ",
                "íđïøţ",
                "idiot\u0301",
                "іdіоt",
                "𝐢𝐝𝐢𝐨𝐭",
                "ⓘⓓⓘⓞⓣ",
                "i'diot",
                "id!ot"
            })
    void aWordInDisguiseIsTheWord(String disguised) {
        assertThat(read(disguised)).as(disguised).hasSize(1);
        assertThat(read(disguised).get(0).features())
                .isEqualTo(read("idiot").get(0).features());
    }

    @Test
    void aLetterManyTimesIsTheLetter() {
        assertThat(read("fuuuuuuck").get(0).features())
                .isEqualTo(read("fuck").get(0).features());
        assertThat(read("idiottttt").get(0).features())
                .isEqualTo(read("idiot").get(0).features());
        assertThat(read("assssshole").get(0).features())
                .isEqualTo(read("asshole").get(0).features());
        assertThat(read("goooood").get(0).features())
                .isEqualTo(read("good").get(0).features());
        assertThat(read("girllll").get(0).features())
                .isEqualTo(read("girl").get(0).features());
        assertThat(read("moron fool").get(1).features())
                .isNotEqualTo(read("fol").get(0).features());
    }

    @Test
    void signsOfMoneyAndMentionsStandForLettersInWords() {
        assertThat(read("a$$").get(0).features()).isEqualTo(read("ass").get(0).features());
        assertThat(read("@$$").get(0).features()).isEqualTo(read("ass").get(0).features());
        assertThat(read("$hit").get(0).features()).isEqualTo(read("shit").get(0).features());
        assertThat(read("@user").get(0).features())
                .isEqualTo(read("user").get(0).features());
        assertThat(read("$5")).hasSize(1);
    }

    @Test
    void ordinaryTextKeepsItsWords() {
        assertThat(read("I am, as a rule, at home.")).hasSize(7);
        assertThat(read("Is it a b or c? No!")).hasSize(7);
        assertThat(read("He left.\nShe stayed.")).hasSize(4);
        assertThat(read("12 3,400 5.6"))
                .extracting(Token::features)
                .containsOnly(read("7").get(0).features());
    }

    @Test
    void eachIdeographIsAToken() {
        List<Token> read = read("你好吗 hello");

        assertThat(read).hasSize(4);
        assertThat(read.get(0).features()).hasSize(1);
        assertThat(read.get(1).features()).hasSize(1);
        assertThat(read.get(2).features()).hasSize(2);
    }

    @Test
    void anEmojiHasTheWordsOfItsName() {
        assertThat(read("🖕").get(0).features())
                .contains(
                        read("middle").get(0).features().get(0),
                        read("finger").get(0).features().get(0));
    }

    @Test
    void aWordCountsOnceAmongItsNeighbours() {
        List<Token> read = read("black, white, black");

        assertThat(read.get(2).features()).isEmpty();
        assertThat(read(("black " + "w%d x%d y%d ".repeat(30) + "black").formatted(new Object[90])))
                .last()
                .satisfies(token -> assertThat(token.features()).isNotEmpty());
    }

    /**
     * What nobody sees, between a word's second and third letter, or behind a word or number, keeps it from being read as a
     * plain one, and changes nothing; unless it keeps s t u p i d from being one word.
     */
    @Test
    void plainWordsAreReadAsAllOthers() {
        Random random = new Random(7);
        String alphabet = "aabbCcde'' .-_~!|+*$@?\n,;120é你";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(80); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String other = text.toString().replaceAll("(?<=(^|[^A-Za-z])[A-Za-z]{2})(?=[A-Za-z])", "\u00ad");
            assertThat(told(other)).as(text.toString()).isEqualTo(told(text.toString()));
            if (!SPACED_OUT.matcher(text).find()) {
                String another = text.toString().replaceAll("(?<=[A-Za-z0-9é])(?![A-Za-z0-9é])", "\u00ad");
                assertThat(told(another)).as(text.toString()).isEqualTo(told(text.toString()));
            }
        }
    }

    private List<Object> told(String text) {
        List<Object> told = new ArrayList<>();
        tokens.read(text, new Tokens.Listener() {
            @Override
            public void token(int start, int end, long key) {
                told.add(text.substring(start, end).replace("\u00ad", ""));
                told.add(features(key));
                told.add(tokens.pair());
            }

            @Override
            public void sentenceEnd() {
                if (!told.isEmpty() && !"end".equals(told.get(told.size() - 1))) { // one without tokens says nothing
                    told.add("end");
                }
            }
        });
        return told;
    }

    @Test
    void tokensLieInOrderWithinAnyText() {
        Random random = new Random(4);
        String alphabet = "aAé1 .!?'*@$-_\n\u200b\u0301🖕𝐢\ud83d\udc00你한が\u3164ſßΩж|+~";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(
                        random.nextInt(20) == 0
                                ? (char) random.nextInt(1 << 16)
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int before = 0;
            for (Token token : read(text.toString())) {
                assertThat(token.start()).isGreaterThanOrEqualTo(before);
                assertThat(token.end()).isGreaterThan(token.start()).isLessThanOrEqualTo(text.length());
                assertThat(token.features()).allMatch(feature -> feature >= 0 && feature < Tokens.FEATURES);
                before = token.end();
            }
        }
    }

    @Test
    void equalKeysMeanEqualFeatures() {
        Random random = new Random(5);
        java.util.Map<Long, List<Integer>> features = new java.util.HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder word = new StringBuilder();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                word.append("abz*j019é🖕".charAt(random.nextInt(10)));
            }
            tokens.read(word.toString(), new Tokens.Listener() {
                @Override
                public void token(int start, int end, long key) {
                    if (key != Tokens.UNKNOWN && key != Tokens.NOTHING) {
                        assertThat(features.computeIfAbsent(key, unused -> features(key)))
                                .isEqualTo(features(key));
                    }
                }

                @Override
                public void sentenceEnd() {}
            });
        }
        assertThat(features).hasSizeGreaterThan(10);
    }

    private List<Integer> features(long key) {
        int count = tokens.features(key);
        return Arrays.stream(tokens.buckets(), 0, count).boxed().toList();
    }

    private List<Token> read(String text) {
        List<Token> found = new ArrayList<>();
        tokens.read(text, new Tokens.Listener() {
            @Override
            public void token(int start, int end, long key) {
                found.add(new Token(start, end, features(key)));
            }

            @Override
            public void sentenceEnd() {}
        });
        return found;
    }
}
