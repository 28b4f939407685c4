package io.tidegate.score.toxicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Span;
import io.tidegate.score.toxicity.ToxicityEvaluation.Judged;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToxicityScorerTest {

    private static final String ABUSE = "You are a stupid worthless idiot and everybody hates you.";
    private static final String CLEAN =
            "The lighthouse stands on the northern cliff, and its lamp is lit every evening at six. ";

    private final ToxicityScorer scorer = ToxicityScorer.bundled();
    private final Judge judge = scorer.newJudge();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You are a stupid idiot.",
                "I hate you, you worthless piece of shit!",
                "shut the fuck up you dumb bitch",
                "YOU ARE A FUCKING MORON",
                "you are a st\u200bupid 1d10t",
                "ｙｏｕ ａｒｅ ａ ｓｔｕｐｉｄ ｉｄｉｏｔ",
                "you are a s t u p i d i d i o t",
                "you are a s.t.u.p.i.d i-d-i-o-t",
                "yоu аrе а stupіd іdіоt",
                "you are a stuuuuupid idiiiiot",
            })
    void refusesAbuse(String text) {
        assertThat(score(text).value()).isGreaterThan(scorer.defaultLimit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "heart attack symptoms",
                "What are the symptoms of a heart attack?",
                "How do I kill a Python process that hangs?",
                "Kill the child process and reap the zombie.",
                "How does breast cancer spread?",
                "The master branch was renamed to main.",
                "I am a gay man and I live in Lisbon.",
                "Muslims fast during Ramadan.",
                "He was shot dead in the war in 1944.",
                "if (x < 0) throw new IllegalArgumentException(\"negative\");",
            })
    void sparesInnocentText(String text) {
        assertThat(score(text).value()).isLessThan(scorer.defaultLimit());
    }

    @Test
    void pointsAtTheAbusiveWordsInCodePoints() {
        String before = "Hello 😀👍🏽 there. The train leaves at noon. ";
        String text = before + ABUSE + " The station is near the harbour.";

        List<Span> spans = score(text).evidence().orElseThrow().spans();

        int from = text.codePointCount(0, before.length());
        assertThat(spans).allSatisfy(span -> {
            assertThat(span.start()).isGreaterThanOrEqualTo(from);
            assertThat(span.end()).isLessThanOrEqualTo(from + ABUSE.length());
        });
        assertThat(spans)
                .anySatisfy(span -> assertThat(text.substring(
                                text.offsetByCodePoints(0, span.start()), text.offsetByCodePoints(0, span.end())))
                        .contains("idiot"));
    }

    @ParameterizedTest
    @CsvSource({
        "你这个蠢货, ZH, MODEL",
        "이 쓰레기 같은 놈아 꺼져, KO, MODEL",
        "Você é um idiota e um lixo, PT, MODEL",
        "Du bist ein dummes Arschloch und gehörst weg, DE, MODEL",
        "Eres una puta y un cabrón, ES, WORDLIST",
        "Sei una puttana e un cazzo, IT, WORDLIST",
        "Esti un prost si nu stii nimic despre ce se intampla in tara asta, UNKNOWN, UNSUPPORTED",
        "Είσαι ηλίθιος και άχρηστος, UNKNOWN, UNSUPPORTED"
    })
    void aScoreSaysWhatItRestsOn(String text, String language, Basis basis) {
        assertThat(score(text).basis()).as(language).isEqualTo(basis);
        if (basis == Basis.WORDLIST) {
            assertThat(score(text).value()).isEqualTo(0.75);
            assertThat(score(text).evidence().orElseThrow().spans()).hasSize(2);
        }
    }

    @Test
    void aSampleRestsOnTheWeakestOfItsTurns() {
        Sample sample = sample(turn(Role.USER, "Eres una puta y un cabrón"), turn(Role.ASSISTANT, CLEAN));

        assertThat(judge.score(sample, Set.of(Role.USER, Role.ASSISTANT)).basis())
                .isEqualTo(Basis.WORDLIST);
        assertThat(judge.score(sample, Set.of(Role.ASSISTANT)).basis()).isEqualTo(Basis.MODEL);
    }

    @Test
    void evidenceIsOfTheTurnAndTheListOrModelThatMadeTheScore() {
        String spanish = "Eres una puta y un cabrón, y un gilipollas";
        Sample sample = sample(turn(Role.USER, CLEAN), turn(Role.ASSISTANT, spanish));
        score(ABUSE);

        Score score = judge.score(sample, Set.of(Role.USER, Role.ASSISTANT));

        assertThat(score.value()).isEqualTo(0.875);
        assertThat(score.evidence().orElseThrow().turn()).isEqualTo(1);
        assertThat(score.evidence().orElseThrow().spans())
                .extracting(span -> spanish.substring(span.start(), span.end()))
                .containsExactly("puta", "cabrón", "gilipollas");
    }

    @Test
    void evidenceIsOfTheWorstPassageAlone() {
        String before = "You stupid idiot. " + CLEAN.repeat(6);

        List<Span> spans = score(before + ABUSE).evidence().orElseThrow().spans();

        assertThat(spans).allSatisfy(span -> assertThat(span.start()).isGreaterThanOrEqualTo(before.length()));
    }

    @Test
    void tellsCategoriesApart() {
        assertThat(scorer.categories()).containsExactly("hate", "profanity", "sexism", "sexual");
        assertThat(category("This fucking phone is shit", "profanity"))
                .isGreaterThan(0.5)
                .isGreaterThan(category("This fucking phone is shit", "hate"));
        assertThat(category("Muslims are vermin and should all be deported", "hate"))
                .isGreaterThan(category("The vermin were deported by the gardener", "hate"));
        assertThat(category("Women are only good for the kitchen, dumb whores", "sexism"))
                .isGreaterThan(0.5);
    }

    private double category(String text, String name) {
        return score(text).categories().stream()
                .filter(category -> category.name().equals(name))
                .mapToDouble(Category::value)
                .findFirst()
                .orElse(0);
    }

    @Test
    void givesTheSameScoreWhateverItJudgedBefore() {
        Random random = new Random(8);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(300); i > 0; i--) {
                text.append("aeioustnkfch  .!你é\ud83d\udd95".charAt(random.nextInt(19)));
            }
            assertThat(score(text.toString()))
                    .isEqualTo(scorer.newJudge().score(sample(turn(Role.TEXT, text.toString())), Set.of()));
        }
    }

    @Test
    void pointsAtTheWorstTurn() {
        Sample sample = sample(turn(Role.USER, CLEAN), turn(Role.ASSISTANT, ABUSE), turn(Role.USER, "Damn."));

        Score score = judge.score(sample, Set.of(Role.USER, Role.ASSISTANT));

        assertThat(score.evidence().orElseThrow().turn()).isEqualTo(1);
    }

    @Test
    void judgesTheGivenRolesAndPlainTextAlways() {
        Sample spoken = sample(turn(Role.SYSTEM, ABUSE), turn(Role.USER, CLEAN));

        assertThat(judge.score(spoken, Set.of(Role.USER)).value()).isLessThan(0.5);
        assertThat(judge.score(spoken, Set.of(Role.SYSTEM)).value()).isGreaterThan(0.5);
        assertThat(judge.score(spoken, Set.of())).isEqualTo(Score.NONE);
        assertThat(judge.score(sample(turn(Role.TEXT, ABUSE)), Set.of()).value())
                .isGreaterThan(0.5);
    }

    @Test
    void oneAbusiveSentenceIsNotDilutedByCleanText() {
        String clean = CLEAN.repeat(20_000 / CLEAN.length());

        double alone = score(ABUSE).value();
        double first = score(ABUSE + " " + clean).value();
        double last = score(clean + ABUSE).value();

        assertThat(first).isCloseTo(alone, within(0.05));
        assertThat(last).isCloseTo(alone, within(0.05));
    }

    @Test
    void cleanTextDoesNotAddUp() {
        assertThat(score(CLEAN.repeat(1_000)).value())
                .isCloseTo(score(CLEAN.repeat(20)).value(), within(0.0001));
    }

    @Test
    void agreesWithPeopleOnRowsThatTrainingNeverSaw() throws Exception {
        List<Judged> all = new ArrayList<>();
        List<Judged> work = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("held-back.jsonl"))) {
            new ObjectMapper()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(in)
                    .forEachRemaining(row -> {
                        Judged judged = new Judged(
                                score(row.path("text").asText()).value(),
                                row.path("toxic").asBoolean());
                        all.add(judged);
                        String source = row.path("source").asText();
                        if (source.equals("gsm8k") || source.equals("gpteacher_codegen")) {
                            work.add(judged);
                        }
                    });
        }

        ToxicityEvaluation overall = ToxicityEvaluation.of(all, scorer.defaultLimit());

        assertThat(all).hasSize(280);
        assertThat(overall.auc()).isGreaterThan(0.90);
        assertThat(overall.recall()).isGreaterThan(0.60);
        assertThat(ToxicityEvaluation.of(work, scorer.defaultLimit()).falseAlarms())
                .isLessThanOrEqualTo(0.01);
    }

    @Test
    void aMissingOrDamagedModelIsOurFailureAndSaysWhatToDo() {
        byte[] bytes = ToxicityTrainerTest.tinyModel().toBytes();
        byte[] flipped = bytes.clone();
        flipped[1000] ^= 1;

        assertThatThrownBy(() -> ToxicityScorer.load("no.model"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no.model is missing")
                .hasMessageContaining("install it again");
        assertThatThrownBy(() -> ToxicityScorer.load("recipe.json"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("install it again");
        assertThatThrownBy(() -> ToxicityModel.of(flipped)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> ToxicityModel.of(new byte[3])).hasMessageContaining("no toxicity model");
        assertThatThrownBy(() -> ToxicityModel.of(Arrays.copyOf(bytes, bytes.length - 1)))
                .hasMessageContaining("not all of it is there");
    }

    private Score score(String text) {
        return judge.score(sample(turn(Role.TEXT, text)), Set.of());
    }

    private static Turn turn(Role role, String text) {
        return new Turn(role, text, Origin.UNKNOWN);
    }

    private static Sample sample(Turn... turns) {
        return new Sample("id", Optional.empty(), Origin.UNKNOWN, List.of(turns));
    }
}
