package io.tidegate.score.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Reading;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginScorerTest {

    private static final Origin HUMAN = Origin.of(Origin.Kind.HUMAN);
    private static final Origin SYNTHETIC = Origin.of(Origin.Kind.SYNTHETIC);
    private static final String DISCLOSURE = "As an AI language model, I have no opinion.";
    private static final String REFUSAL = "I'm sorry, but I can't assist with that request.";
    private static final String PROSE = "The tide comes in twice a day, and twice a day it goes out again. ".repeat(40);

    private final OriginScorer scorer = OriginScorer.bundled();
    private final Judge judge = scorer.newJudge();

    private double score(Role role, String text) {
        return Disclosures.score(judge, role, text).value();
    }

    private Score score(Turn... turns) {
        Sample sample = new Sample("id", Optional.empty(), HUMAN, List.of(turns));
        return judge.score(sample, EnumSet.allOf(Role.class));
    }

    @Test
    void findsMostOfTheTextsThatItWasMadeWith() {
        assertThat(Disclosures.in("development.jsonl").rows()).hasSizeGreaterThan(400);
        assertThat(Disclosures.in("development.jsonl").found().part()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void sparesMostOfTheInnocentTextsThatItWasMadeWith() {
        assertThat(Disclosures.in("innocent-development.jsonl").rows()).hasSizeGreaterThan(180);
        assertThat(Disclosures.in("innocent-development.jsonl").found().refused())
                .isLessThanOrEqualTo(9);
    }

    /** As measured once, when the phrases were finished: what is better is welcome, what is worse needs a reason. */
    @Test
    void findsAndSparesAsManyHeldBackTextsAsTheReadmeSays() {
        assertThat(Disclosures.in("held-back.jsonl").found().refused()).isGreaterThanOrEqualTo(216);
        assertThat(Disclosures.in("innocent-held-back.jsonl").found().refused()).isLessThanOrEqualTo(14);
    }

    /** Writer f wrote in the languages that have fewer phrases; all but some were made with these texts. */
    @Test
    void findsAndSparesTheFurtherTextsItWasMadeWith() {
        assertThat(Disclosures.in("more.jsonl").foundBy(Disclosures.Row::writer))
                .hasEntrySatisfying("f", found -> assertThat(found.refused()).isGreaterThanOrEqualTo(205));
        assertThat(Disclosures.in("more.jsonl").found().part()).isGreaterThanOrEqualTo(0.85);
        assertThat(Disclosures.in("innocent-more.jsonl").found().part()).isLessThanOrEqualTo(0.06);
    }

    /** Whatever is tried on the other texts, the held-back ones then still tell whether it was any good. */
    @Test
    void noHeldBackTextIsAmongTheOthers() {
        Set<String> heldBack = letters("held-back", "innocent-held-back");
        Set<String> others = letters("development", "innocent-development", "more", "innocent-more");

        assertThat(others).hasSizeGreaterThan(3_500).doesNotContainAnyElementsOf(heldBack);
    }

    private static Set<String> letters(String... names) {
        return Stream.of(names)
                .flatMap(name -> Disclosures.in(name + ".jsonl").rows().stream())
                .map(row -> row.text().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", ""))
                .collect(Collectors.toSet());
    }

    /** Maths answers, seed tasks and comments that people wrote. */
    @Test
    void sparesWhatPeopleWroteInTheDemo() throws IOException {
        SampleReader reader = new SampleReader();
        int judged = 0;
        for (String dataset : List.of("math-dialogues", "comments", "seed-tasks")) {
            for (String line : demo(dataset)) {
                Reading reading =
                        reader.read(Arrival.of(new Source("demo", 0, judged), line.getBytes(StandardCharsets.UTF_8)));
                if (reading instanceof Reading.Understood understood
                        && understood.sample().origin().kind() == Origin.Kind.HUMAN) {
                    judged++;
                    assertThat(judge.score(understood.sample(), EnumSet.allOf(Role.class))
                                    .value())
                            .as(understood.sample().id())
                            .isLessThanOrEqualTo(0.5);
                }
            }
        }

        assertThat(judged).isGreaterThan(900);
    }

    private static List<String> demo(String dataset) throws IOException {
        String resource = "/io/tidegate/demo/" + dataset + ".jsonl.gz";
        try (InputStream in = Objects.requireNonNull(OriginScorerTest.class.getResourceAsStream(resource), resource);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    @Test
    void judgesOnlyWhatIsDeclaredHuman() {
        for (Origin.Kind kind : Origin.Kind.values()) {
            Score score = score(new Turn(Role.ASSISTANT, DISCLOSURE, Origin.of(kind)));
            if (kind == Origin.Kind.HUMAN) {
                assertThat(score.value()).isGreaterThan(0.5);
            } else {
                assertThat(score).as(kind.id()).isEqualTo(Score.NONE);
            }
        }
    }

    @Test
    void theTurnsOwnOriginCounts() {
        Turn human = new Turn(Role.ASSISTANT, "Low water is at noon.", HUMAN);
        Turn synthetic = new Turn(Role.ASSISTANT, REFUSAL, SYNTHETIC);

        assertThat(score(human, synthetic)).isEqualTo(Score.NONE);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void onlyWhoAnswersIsTakenForAModel(Role role) {
        boolean answers = role == Role.ASSISTANT || role == Role.TEXT;

        assertThat(score(new Turn(role, REFUSAL, HUMAN)).value() > 0.5).isEqualTo(answers);
    }

    @Test
    void aPolicyThatLeavesAssistantsOutLeavesPlainTextIn() {
        Sample answer = new Sample("id", Optional.empty(), HUMAN, List.of(new Turn(Role.ASSISTANT, DISCLOSURE, HUMAN)));
        Sample text = new Sample("id", Optional.empty(), HUMAN, List.of(new Turn(Role.TEXT, DISCLOSURE, HUMAN)));

        assertThat(judge.score(answer, Set.of(Role.USER))).isEqualTo(Score.NONE);
        assertThat(judge.score(text, Set.of(Role.USER)).value()).isGreaterThan(0.5);
    }

    @Test
    void pointsAtTheWorstTurnInCodePoints() {
        // Given
        Turn greeting = new Turn(Role.USER, REFUSAL, HUMAN);
        Turn answer = new Turn(Role.ASSISTANT, "😀 Well. As an AI language model, I have no opinion.", HUMAN);

        // When
        Score score = score(greeting, answer);

        // Then
        Evidence evidence = score.evidence().orElseThrow();
        assertThat(evidence.turn()).isEqualTo(1);
        assertThat(evidence.spans()).hasSize(1);
        int[] points = answer.content().codePoints().toArray();
        Span span = evidence.spans().get(0);
        assertThat(new String(points, span.start(), span.end() - span.start())).isEqualTo("As an AI language model, I");
    }

    @Test
    void showsAtMostEightPlacesInTheirOrder() {
        String everything = String.join(
                " ",
                Disclosures.in("development.jsonl").rows().stream()
                        .map(Disclosures.Row::text)
                        .toList());

        List<Span> spans = Disclosures.score(judge, Role.ASSISTANT, everything)
                .evidence()
                .orElseThrow()
                .spans();

        assertThat(spans).hasSize(Evidence.MOST_SPANS);
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i).start()).isGreaterThan(spans.get(i - 1).end());
        }
    }

    @Test
    void aLongTextGivesItselfAwayNearItsBeginningAndEndOnly() {
        String middle = PROSE + DISCLOSURE + " " + PROSE;

        assertThat(score(Role.TEXT, DISCLOSURE + " " + PROSE)).isGreaterThan(0.5);
        assertThat(score(Role.TEXT, PROSE + DISCLOSURE)).isGreaterThan(0.5);
        assertThat(score(Role.TEXT, middle)).isZero();
        assertThat(score(Role.ASSISTANT, middle)).isGreaterThan(0.5);
    }

    @Test
    void aRefusalInTheMiddleOfALongAnswerIsNone() {
        assertThat(score(Role.ASSISTANT, REFUSAL + " " + PROSE)).isGreaterThan(0.5);
        assertThat(score(Role.ASSISTANT, PROSE + REFUSAL)).isGreaterThan(0.5);
        assertThat(score(Role.ASSISTANT, PROSE + REFUSAL + " " + PROSE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It said \"%s\" and stopped.",
                "It said “%s” and stopped.",
                "It said '%s' and stopped.",
                "It said ‘%s’ and stopped.",
                "It said „%s“ and stopped.",
                "It said « %s » and stopped.",
                "It said »%s« and stopped.",
                "It said 「%s」 and stopped.",
                "It said `%s` and stopped.",
                "It said:\n> %s\nand stopped.",
                "It printed:\n```\n%s\n```\nand stopped.",
                "“It went on for two paragraphs. %s",
                "It printed:\n```\n%s"
            })
    void whatIsQuotedIsSomebodyElses(String frame) {
        for (String said : List.of(DISCLOSURE, REFUSAL)) {
            assertThat(score(Role.ASSISTANT, frame.replace("%s", said)))
                    .as(frame)
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Well, that's it: %s",
                "A 5\" pipe is too wide. %s",
                "The users' wishes count. %s",
                "\"Yes\" or \"no\"? %s",
                "It cost 5 > 3 dollars. %s",
                "an unclosed \"quote\nends with its paragraph. %s"
            })
    void whatStandsBesideAQuotationIsNot(String frame) {
        assertThat(score(Role.ASSISTANT, frame.replace("%s", DISCLOSURE))).isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AS AN AI LANGUAGE MODEL, I HAVE NO OPINION.",
                "As an A.I. language model, I have no opinion.",
                "as an **AI** language-model I have no opinion",
                "As an AI\nlanguage model, I have no opinion.",
                "Ａｓ　ａｎ　ＡＩ　ｌａｎｇｕａｇｅ　ｍｏｄｅｌ, I have no opinion.",
                "As an A\u200bI lan\u00adguage model, I have no opinion.",
                "Como modelo de lenguaje, no tengo opinion.",
                "En tant que modele de langage, je n’ai pas d’opinion."
            })
    void caseAccentsAndSpacingDoNotMatter(String text) {
        assertThat(score(Role.ASSISTANT, text)).isGreaterThan(0.5);
    }

    @Test
    void giveawaysDoNotCrossSentences() {
        assertThat(score(Role.ASSISTANT, "I can't. Assist with that request, please."))
                .isZero();
        assertThat(score(Role.ASSISTANT, "I can't\n\nassist with that request")).isZero();
    }

    @Test
    void whatIsSaidOfAnotherIsNotSaidOfOneself() {
        assertThat(score(Role.ASSISTANT, "As an AI language model, ChatGPT often tells me that it can't."))
                .isZero();
    }

    @Test
    void weakSignsAddUp() {
        double sorry = score(Role.ASSISTANT, "I'm sorry, but I cannot come.");
        double both = score(Role.ASSISTANT, "I'm sorry, but I cannot come. Is there anything else I can do?");

        assertThat(sorry).isBetween(0.1, 0.5);
        assertThat(both).isGreaterThan(sorry);
        assertThat(score(Role.ASSISTANT, "I'm sorry, but I cannot come. ".repeat(9)))
                .isEqualTo(sorry);
    }

    @Test
    void itsVersionNamesThePhrases() {
        assertThat(scorer.version()).matches("giveaways-[0-9a-f]+ reading-2");
    }

    @Test
    void readsEveryTextInOnePass() {
        // Twice the text takes about twice the time, whatever phrases begin in it over and over.
        for (String piece : List.of("as an ", "I can't ", "\" a", "“ ", "我是一个", "' ", "> \n", "``` ", "i am not a ")) {
            long once = nanos(piece.repeat((1 << 19) / piece.length()));
            long twice = nanos(piece.repeat((1 << 20) / piece.length()));

            assertThat(twice).as(piece).isLessThan(Math.max(6 * once, 400_000_000));
        }
    }

    private long nanos(String text) {
        long[] nanos = new long[3];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            score(Role.ASSISTANT, text);
            nanos[i] = System.nanoTime() - start;
        }
        return Arrays.stream(nanos).min().orElseThrow();
    }
}
