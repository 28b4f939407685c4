package io.tidegate.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.onnx.TinyClassifier;
import io.tidegate.score.onnx.TinyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered judge must hold to. */
class ScorerContractTest {

    private static final Set<Role> ALL_ROLES = EnumSet.allOf(Role.class);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\n\n\n",
            "a",
            "The weather is fine today. See you tomorrow!",
            "You are a stupid idiot, and everybody hates you.",
            "😀👨🏾‍👩🏽‍👧🏻🏳️‍🌈 e\u0301 \u200b\ufeff",
            "\ud83d lone \ude00 surrogates \ud83d",
            "\u0000\u0001\uffff",
            "ｆｕｌｌ ｗｉｄｔｈ 漢字かな한국어 العربية",
            "x".repeat(1 << 20),
            "a ".repeat(1 << 19),
            ".\n".repeat(1 << 19),
            "😀".repeat(1 << 18),
            "The weather is fine today. ".repeat((1 << 20) / 27));

    static List<Scorer> scorers() throws Exception {
        Path folder = Files.createTempDirectory("onnx");
        TinyModel.poison().writeTo(folder);
        List<Scorer> scorers = new ArrayList<>(Scorers.all());
        scorers.add(TinyClassifier.in(folder).open());
        return scorers;
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void takesAnyTextAndPointsInside(Scorer scorer) {
        Judge judge = scorer.newJudge();
        for (String text : TEXTS) {
            Score score = judge.score(sample(text), Set.of());

            assertThat(score.value()).isBetween(0.0, 1.0);
            score.evidence().ifPresent(evidence -> assertInside(evidence, text));
            assertThat(scorer.categories())
                    .containsAll(score.categories().stream().map(Category::name).toList());
            for (Category category : score.categories()) {
                assertThat(category.value()).isBetween(0.0, 1.0);
                category.evidence().ifPresent(evidence -> assertInside(evidence, text));
            }
        }
    }

    private static void assertInside(Evidence evidence, String text) {
        assertThat(evidence.turn()).isZero();
        int last = 0;
        for (Span span : evidence.spans()) {
            assertThat(span.start()).isGreaterThanOrEqualTo(last);
            last = span.end();
        }
        assertThat(last).isLessThanOrEqualTo(text.codePointCount(0, text.length()));
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void whatItJudgedBeforeDoesNotMatter(Scorer scorer) {
        Judge used = scorer.newJudge();
        for (String text : TEXTS) {
            assertThat(used.score(sample(text), ALL_ROLES))
                    .isEqualTo(scorer.newJudge().score(sample(text), ALL_ROLES));
        }
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void saysTheSameAgainAndOnManyThreads(Scorer scorer) throws Exception {
        List<Score> alone = scoreAll(scorer);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<List<Score>> work = () -> scoreAll(scorer);
            for (Future<List<Score>> together : threads.invokeAll(Collections.nCopies(4, work))) {
                assertThat(together.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void namesItself(Scorer scorer) {
        assertThat(scorer.name()).matches("[a-z]+(-[a-z]+)*");
        assertThat(scorer.version()).isNotBlank();
        assertThat(scorer.defaultLimit()).isBetween(0.0, 1.0);
        assertThat(scorer.categories()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    }

    private static List<Score> scoreAll(Scorer scorer) {
        Judge judge = scorer.newJudge();
        return TEXTS.stream().map(text -> judge.score(sample(text), ALL_ROLES)).toList();
    }

    private static Sample sample(String text) {
        return new Sample("id", Optional.empty(), Origin.UNKNOWN, List.of(new Turn(Role.TEXT, text, Origin.UNKNOWN)));
    }
}
