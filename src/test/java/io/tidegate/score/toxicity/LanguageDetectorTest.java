package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageDetectorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SENTENCES_EACH = 5;

    private final LanguageDetector detector = new LanguageDetector();

    @Test
    void knowsASentenceOfEachLanguageThatHasAListAndOfSomeThatHaveNone() throws IOException {
        Map<Language, Integer> seen = new EnumMap<>(Language.class);
        List<String> wrong = new ArrayList<>();

        for (String line : lines("language-sentences.txt")) {
            if (line.startsWith("#")) {
                continue;
            }
            int space = line.indexOf(' ');
            Language language = detector.of(line.substring(space + 1));
            seen.merge(language, 1, Integer::sum);
            if (!language.code().equals(line.substring(0, space))) {
                wrong.add(language + ": " + line);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(seen).hasSize(Language.values().length);
        assertThat(seen.values()).allMatch(count -> count >= SENTENCES_EACH);
    }

    @Test
    void knowsTheLanguageOfAlmostAllRealRows() throws IOException {
        Map<String, Integer> wrong = new LinkedHashMap<>();

        for (String line : lines("language-rows.jsonl")) {
            JsonNode row = JSON.readTree(line);
            boolean isRight = detector.of(row.get("text").asText())
                    .code()
                    .equals(row.get("language").asText());
            wrong.merge(row.get("source").asText(), isRight ? 0 : 1, Integer::sum);
        }

        assertThat(wrong).hasSize(8);
        assertThat(wrong.values()).allMatch(count -> count <= 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "42",
                "1,000.00 + 2 = 1002",
                "!!! ??? ...",
                "😀 😀",
                "worthless idiot",
                "Maria Garcia, Jean-Pierre Dubois, Wolfgang Schmidt",
                "https://www.example.de/die/der/das.html",
                "@die_zeit @le_monde #laliga",
                "RT @user: LMAO 😂😂"
            })
    void leavesWhatTellsNoLanguageToTheEnglishModel(String text) {
        assertThat(detector.of(text)).isEqualTo(Language.EN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                def mean(values):
                    total = 0
                    for v in values:
                        total += v
                    return total / len(values)

                print(mean([3, 5, 8]))
                """, """
                public final class Stack<T> {
                    private final Deque<T> items = new ArrayDeque<>();
                    public void push(T item) { items.addLast(item); }
                    public T pop() { return items.removeLast(); }
                    public boolean isEmpty() { return items.isEmpty(); }
                }
                """, """
                const fs = require('fs');
                fs.readFile('data.json', 'utf8', (err, data) => {
                  if (err) { console.error(err); return; }
                  const rows = JSON.parse(data).filter(r => r.active && r.den !== null);
                  console.log(rows.map(r => r.name).join(', '));
                });
                """, """
                SELECT c.name, COUNT(o.id) AS orders, SUM(o.total) AS revenue
                FROM customers c LEFT JOIN orders o ON o.customer_id = c.id
                WHERE o.created_at >= '2024-01-01' GROUP BY c.name HAVING SUM(o.total) > 1000
                ORDER BY revenue DESC LIMIT 10;
                """, """
                #include <stdio.h>
                int main(int argc, char **argv) {
                    int i, n = 10, la = 0, un = 1;
                    for (i = 0; i < n; i++) { printf("%d\\n", la); int t = la + un; la = un; un = t; }
                    return 0;
                }
                """})
    void takesCodeForEnglish(String code) {
        assertThat(detector.of(code)).isEqualTo(Language.EN);
    }

    @Test
    void isNotLedAwayFromEnglishByDisguisedLetters() {
        String plain = "You are a worthless idiot and nobody would miss you if you were gone for ever";

        List<String> disguised = List.of(
                plain.toUpperCase(Locale.ROOT),
                map(plain, c -> c > ' ' ? c + 0xFEE0 : c),
                map(plain, c -> c >= 'a' && c <= 'z' ? 0x1D41A + c - 'a' : c),
                plain.replaceAll("(?<=\\w)(?=\\w)", "\u200B"),
                plain.replaceAll("(\\w)", "$1\u0336"),
                Normalizer.normalize(plain.replaceAll("([aeiou])", "$1\u0308"), Normalizer.Form.NFC),
                plain.replace('a', 'à').replace('o', 'ô').replace('i', 'í').replace('u', 'ü'),
                plain.replace('a', 'а').replace('o', 'о').replace('e', 'е'),
                plain.replace('a', 'α').replace('o', 'ο').replace('i', 'ι'),
                plain.replace('a', '4').replace('o', '0').replace('i', '1').replace('e', '3'),
                plain.replaceAll("([aeiou])", "$1$1$1$1"),
                plain.replaceAll("(?<=\\w)(?=\\w)", " "),
                plain.replaceAll("(?<=\\w)(?=\\w)", "."));

        assertThat(disguised).allSatisfy(text -> {
            assertThat(detector.of(text)).isEqualTo(Language.EN);
            assertThat(detector.of((text + " ").repeat(20))).isEqualTo(Language.EN);
        });
    }

    @Test
    void readsGermanInDisguiseToo() {
        String plain = "Das ist nicht so schön, aber wir müssen heute noch nach Hause";

        assertThat(List.of(
                        Normalizer.normalize(plain, Normalizer.Form.NFD),
                        plain.toUpperCase(Locale.ROOT),
                        plain.replace('a', 'а').replace('e', 'е'),
                        plain.replaceAll("(?<=\\w)(?=\\w)", "\u00AD")))
                .allSatisfy(text -> assertThat(detector.of(text)).isEqualTo(Language.DE));
    }

    @Test
    void readsWordsThatAreGermanByNothingButTheirLetters() {
        String plain = "dieser nichts diese einer aber seine";

        assertThat(List.of(
                        plain,
                        plain.replace('e', 'е')
                                .replace('i', 'і')
                                .replace('s', 'ѕ')
                                .replace('a', 'а'),
                        plain.replace('e', '3')
                                .replace('i', '1')
                                .replace('s', '5')
                                .replace('a', '4')))
                .allSatisfy(text -> assertThat(detector.of(text)).isEqualTo(Language.DE));
    }

    @Test
    void letsTheMajorityDecide() {
        String english = "This is the first sentence of the text that we want to judge. ";
        String german = "Das ist der zweite Satz des Textes, den wir beurteilen wollen. ";
        String chinese = "这是我们要评判的文本的第三个句子。";

        assertThat(detector.of(english + german.repeat(2))).isEqualTo(Language.DE);
        assertThat(detector.of(english.repeat(2) + german)).isEqualTo(Language.EN);
        assertThat(detector.of(english + chinese.repeat(3))).isEqualTo(Language.ZH);
        assertThat(detector.of(english.repeat(3) + chinese)).isEqualTo(Language.EN);
        String russian = "Это предложение, о котором мы хотим знать, на каком языке оно написано. ";
        assertThat(detector.of(english + russian.repeat(2))).isEqualTo(Language.RU);
        assertThat(detector.of(english.repeat(2) + russian)).isEqualTo(Language.EN);
        assertThat(detector.of(english + german.repeat(1000))).isEqualTo(Language.DE);
        assertThat(detector.of(german + english.repeat(1000))).isEqualTo(Language.EN);
    }

    @Test
    void doesNotKnowALongTextWithoutAKnownWord() {
        String text = "Kuyaw gyud kaayo zabrun plimta gorvik sendaro mulbrek tiswona farkel drontu ";

        assertThat(detector.of(text.repeat(5))).isEqualTo(Language.UNKNOWN);
    }

    @Test
    void takesAnyTextAndKeepsNothingOfTheOneBefore() {
        Random random = new Random(7);

        for (int round = 0; round < 3000; round++) {
            String text = randomText(random, random.nextInt(1500));

            assertThat(detector.of(text)).isEqualTo(new LanguageDetector().of(text));
        }
        assertThat(detector.of("\uD83D".repeat(2000))).isEqualTo(Language.EN);
        assertThat(detector.of("\uDE00".repeat(2000))).isEqualTo(Language.EN);
    }

    private static String randomText(Random random, int length) {
        char[] text = new char[length];
        int kind = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text[i] = (char)
                    switch (kind) {
                        case 0 -> random.nextInt(0x10000);
                        case 1 -> random.nextInt(0x250);
                        case 2 -> 0xD800 + random.nextInt(0x800);
                        default -> " aeiodt0kkk\u0435\u0308.:/@".charAt(random.nextInt(17));
                    };
        }
        return new String(text);
    }

    private static String map(String text, IntUnaryOperator operator) {
        StringBuilder mapped = new StringBuilder();
        text.chars().map(operator).forEach(mapped::appendCodePoint);
        return mapped.toString();
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = LanguageDetectorTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
