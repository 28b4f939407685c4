package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Seeds;
import io.tidegate.score.toxicity.WordListReader.Found;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WordListReaderTest {

    private final WordListReader reader = new WordListReader();

    @Test
    void thereIsAListForEachLanguageWithoutAModel() {
        EnumSet<Language> without =
                EnumSet.of(Language.EN, Language.ZH, Language.KO, Language.PT, Language.DE, Language.UNKNOWN);

        for (Language language : Language.values()) {
            assertThat(WordList.of(language).isPresent()).isEqualTo(!without.contains(language));
        }
    }

    @Test
    void oneEntryIsHalfAndEachFurtherOneHalvesTheRest() {
        assertThat(value(Language.ES, "El perro duerme en la casa.")).isZero();
        assertThat(value(Language.ES, "Pásame el martillo, por favor.")).isEqualTo(0.5);
        assertThat(value(Language.ES, "Martillo y martillo y otra vez el martillo."))
                .isEqualTo(0.5);
        assertThat(value(Language.ES, "Vete al infierno, idiota.")).isEqualTo(0.75);
        assertThat(value(Language.ES, "Vete al infierno, idiota, maldito nazi."))
                .isEqualTo(0.9375);
        assertThat(value(Language.ES, "")).isZero();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    ES, Vete al infierno, infierno
                    ES, VETE AL INFIERNO!, INFIERNO
                    ES, Vete al in\u200Bfier\u00ADno., in\u200Bfier\u00ADno
                    ES, vete al ｉｎｆｉｅｒｎｏ, ｉｎｆｉｅｒｎｏ
                    ES, vete al i\u0301n\u0336fierno, i\u0301n\u0336fierno
                    ES, Es un cabron, cabron
                    ES, Es un CABRÓN, CABRÓN
                    ES, La heroína lo mató, heroína
                    FR, un ménage-à-trois, ménage-à-trois
                    FR, C'est l'enfoiré du coin, enfoiré
                    FR, tabarnak il fait froid, tabarnak
                    NL, op z'n hondjes lopen, op z'n hondjes
                    PL, Gówno prawda!, Gówno prawda
                    FI, Voi perkele!, perkele
                    TR, Çingene dedi, Çingene
                    TR, ÇİNGENE dedi, ÇİNGENE
                    RU, Какая разница?, Какая разница
                    RU, Он опять голый, голый
                    AR, هذا شاذ جدا, شاذ
                    AR, هذا شَــاذ جدا, شَــاذ
                    FA, فيلم سوپر, فيلم سوپر
                    HI, woh kutta hai, kutta
                    KAB, abbuc n ass, abbuc
                    TLH, Qu'vatlh jay', Qu'vatlh
                    JA, 彼は裸で走った, 裸
                    JA, ポルノを見た, ポルノ
                    JA, ﾎﾟﾙﾉを見た, ﾎﾟﾙﾉ
                    JA, ホ\u309Aルノを見た, ホ\u309Aルノ
                    JA, このグロは嫌だ, グロ
                    JA, sm の話, sm
                    JA, グループ・セックス, グループ・セックス
                    TH, ไอ้ควายตัวนี้, ไอ้ควาย
                    TH, น้\u0E4D\u0E32แตกแล้ว, น้\u0E4D\u0E32แตก
                    TH, น้ำแตกแล้ว, น้ำแตก
                    """)
    void marksTheWord(Language language, String text, String word) {
        String emoji = "😀\uD83D é 😀 ";

        for (String before : List.of("", emoji)) {
            Found found = find(language, before + text);

            assertThat(words(before + text, found)).containsExactly(word);
            assertThat(found.value()).isEqualTo(0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ES, Un martillazo y un infiernillo",
        "ES, oral",
        "FR, Il a déconfit son concierge",
        "FR, fils de",
        "NL, de pijp",
        "JA, グローバルな市場",
        "JA, smart なプログラム",
        "TH, กู้เงินธนาคาร",
        "TH, เกะกะ"
    })
    void leavesPartsOfOtherWordsAlone(Language language, String text) {
        assertThat(value(language, text)).isZero();
    }

    @Test
    void countsTheLongestOfOverlappingEntries() {
        String text = "La putain de ta mère";

        Found found = find(Language.FR, text);

        assertThat(words(text, found)).containsExactly(text);
        assertThat(found.value()).isEqualTo(0.5);
    }

    @Test
    void doesNotAddUpWhatStandsFarApart() {
        String filler = "palabra ".repeat(30);
        String text = filler + "infierno " + filler + "martillo " + filler + "idiota maldito " + filler + "nazi";

        Found found = find(Language.ES, text);

        assertThat(found.value()).isEqualTo(0.75);
        assertThat(words(text, found)).containsExactly("idiota", "maldito");
    }

    @Test
    void findsMostInAPassageEvenIfWordsComeAgain() {
        String text = "infierno ".repeat(500) + "idiota infierno martillo";

        assertThat(value(Language.ES, text)).isEqualTo(0.875);
        assertThat(words(text, find(Language.ES, text))).containsExactly("idiota", "infierno", "martillo");
    }

    @Test
    void marksAtMostEightWords() {
        String text = "asesinato asno bastardo concha culo drogas idiota infierno martillo nazi pedo pis semen";

        Found found = find(Language.ES, text);

        assertThat(found.value()).isEqualTo(1 - 1.0 / 256);
        assertThat(words(text, found))
                .containsExactly("asesinato", "asno", "bastardo", "concha", "culo", "drogas", "idiota", "infierno");
    }

    @ParameterizedTest
    @EnumSource
    void takesAnyText(Language language) {
        Seeds.each(100, random -> {
            String text = randomText(random, random.nextInt(400));

            Found found = find(language, text);

            assertThat(found.value()).isBetween(0.0, 1.0);
            assertThat(found.starts()).hasSameSizeAs(found.ends()).hasSizeLessThanOrEqualTo(8);
            int previous = 0;
            for (int i = 0; i < found.starts().length; i++) {
                assertThat(found.starts()[i]).isGreaterThanOrEqualTo(previous);
                assertThat(found.ends()[i]).isGreaterThan(found.starts()[i]);
                previous = found.ends()[i];
            }
            assertThat(previous).isLessThanOrEqualTo(text.codePointCount(0, text.length()));
            assertThat(find(new WordListReader(), language, text))
                    .usingRecursiveComparison()
                    .isEqualTo(found);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "NL, een halve man en een ",
        "NL, voor jan met de korte ",
        "RU, ёб твою ",
        "ES, 'hijo de hijo de puta '",
        "JA, アジアのかわいい女の",
        "JA, セックス",
        "JA, おしりのおしりのあ",
        "TH, หญิงชาติชั่",
        "FR, 'a '",
        "FR, a"
    })
    void takesStepsInProportionToTheText(Language language, String unit) {
        long once = steps(language, unit.repeat(1000));
        long twice = steps(language, unit.repeat(2000));

        assertThat(twice).isBetween(2 * once - 100, 2 * once + 100);
        assertThat(once).isLessThan(20L * 1000 * unit.length());
    }

    private long steps(Language language, String text) {
        find(language, text);
        return reader.steps();
    }

    private double value(Language language, String text) {
        return find(language, text).value();
    }

    private Found find(Language language, String text) {
        return find(reader, language, text);
    }

    private static Found find(WordListReader reader, Language language, String text) {
        return reader.read(WordList.of(language).orElse(WordList.EMPTY), text);
    }

    private static List<String> words(String text, Found found) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < found.starts().length; i++) {
            words.add(text.substring(
                    text.offsetByCodePoints(0, found.starts()[i]), text.offsetByCodePoints(0, found.ends()[i])));
        }
        return words;
    }

    private static String randomText(Random random, int length) {
        StringBuilder text = new StringBuilder();
        String[] pieces = {
            "infierno", "merde", "裸", "グロ", "กู", "ﾎﾟ", "\uD83D", "\uDE00", "\u0301", "\u200B", " ", "e", "."
        };
        for (int i = 0; i < length; i++) {
            text.append(
                    random.nextBoolean()
                            ? pieces[random.nextInt(pieces.length)]
                            : String.valueOf((char) random.nextInt(0x10000)));
        }
        return text.toString();
    }
}
