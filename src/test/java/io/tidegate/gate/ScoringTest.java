package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.tidegate.MarkerScorer;
import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.sample.Arrival;
import io.tidegate.score.Judge;
import io.tidegate.score.JudgeFailure;
import io.tidegate.score.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ScoringTest {

    private static final String SECRET = "mother-of-pearl-4711";

    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.tidegate");

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    @DisplayName("Law 7: an exception that quotes the sample leaks nothing into verdict or log")
    void law7_failuresQuoteNoText() {
        // Given samples that make a judge throw in several ways, each quoting the text
        List<Supplier<Throwable>> failures = List.of(
                () -> new IllegalStateException("can't judge " + SECRET),
                () -> new IllegalStateException(SECRET, new RuntimeException(SECRET)),
                () -> new RuntimeException(SECRET) {},
                () -> {
                    RuntimeException failure = new RuntimeException(SECRET);
                    failure.setStackTrace(new StackTraceElement[0]);
                    failure.addSuppressed(new RuntimeException(SECRET));
                    return failure;
                },
                StackOverflowError::new);
        for (Supplier<Throwable> failure : failures) {
            // When
            Scored scored = scoring(failure).score(Samples.text(SECRET).at(5));
            // Then
            assertThat(scored).isInstanceOfSatisfying(Scored.Refused.class, refused -> {
                assertThat(refused.reasons()).hasSize(1);
                assertThat(refused.reasons().get(0).rule()).isEqualTo(Rule.GATE_FAILURE);
                assertThat(((Reason.Detail) refused.reasons().get(0).evidence().orElseThrow()).text())
                        .isNotBlank()
                        .doesNotContain(SECRET);
                assertThat(refused.id()).isEqualTo("tidegate.samples-0-5");
            });
        }
        assertThat(appender.list).hasSize(failures.size());
        assertThat(logged()).doesNotContain(SECRET).contains("offset=5");
    }

    @Test
    @DisplayName("Law 7: no verdict and no log holds a piece of a sample's text, whatever is wrong with it")
    void law7_noVerdictQuotesText() {
        // Given
        TestGate gate = new TestGate(Policies.withDefault("""
                text: {minCharacters: 30, maxCharacters: 50}, novelty: {nearDuplicate: 0.7},
                synthetic: {maxShare: 0, maxGeneratorShare: 0, maxGeneration: 0, unknownOriginIs: refused}"""));
        List<Arrival> arrivals = new ArrayList<>(List.of(
                Samples.text(SECRET + " poison poison poison").by("unknown").at(0),
                Samples.text(SECRET + " a text that is accepted indeed").at(1),
                Samples.text(SECRET + " a text that is accepted indeed!").at(2),
                Samples.text(SECRET + " a text that is accepted indeed").at(3),
                Samples.text(SECRET + " " + MarkerScorer.TRAP).at(4)));
        for (String broken : List.of(
                "%s",
                "{\"%s\"}",
                "{\"text\": \"%s",
                "{\"text\": \"%s\", \"text\": \"%s\"}",
                "{\"messages\": [{\"role\": \"%s\", \"content\": \"%s\"}]}",
                "{\"text\": \"%s\", \"origin\": {\"kind\": \"%s\"}}",
                "{\"text\": \"%s\", \"dataset\": 7, \"id\": [\"%s\"]}",
                "{\"text\": \"%s\\u\"}",
                "{\"text\": {\"%s\": 1}}",
                "{\"text\": %s}")) {
            arrivals.add(Samples.raw(arrivals.size(), broken.replace("%s", SECRET)));
        }
        for (Arrival arrival : arrivals) {
            // When
            String json = TestGate.json(gate.decide(arrival));
            // Then
            assertThat(json).doesNotContain(SECRET).doesNotContain("mother-of", "4711");
        }
        assertThat(logged()).doesNotContain(SECRET);
    }

    @Test
    void errorsThatAreNotTheSamplesStopTheGate() {
        assertThatThrownBy(() -> scoring(() -> new OutOfMemoryError("heap"))
                        .score(Samples.text("a text").at(0)))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    @DisplayName("Law 8: a judge that can't work stops the gate, and says why")
    void law8_aJudgeThatCannotWorkStopsTheGate() {
        JudgeFailure failure = new JudgeFailure("the model is gone: fetch it", new RuntimeException(SECRET));

        assertThatThrownBy(() ->
                        scoring(() -> failure).score(Samples.text("a text").at(0)))
                .isInstanceOf(Fatal.class)
                .hasMessage("the model is gone: fetch it")
                .hasNoCause() // which could quote the sample
                .satisfies(fatal -> assertThat(fatal.getStackTrace()).isEqualTo(failure.getStackTrace()));
    }

    @Test
    @DisplayName("Laws 7, 8: an error that quotes the sample stops the gate, and whoever logs it logs no text")
    void law7_errorsQuoteNoText() {
        for (Error error :
                List.of(new AssertionError(SECRET, new RuntimeException(SECRET)), new NoClassDefFoundError(SECRET))) {
            assertThatThrownBy(() ->
                            scoring(() -> error).score(Samples.text(SECRET).at(0)))
                    .isInstanceOf(Fatal.class)
                    .hasMessageStartingWith("A bug of ours: " + error.getClass().getName() + " at ")
                    .hasMessageNotContaining(SECRET)
                    .hasNoCause();
        }
    }

    @Test
    void scoresTheJudgedRolesAlone() {
        // Given a marker word in the system prompt, which neither novelty nor the judge looks at
        TestGate gate =
                new TestGate(Policies.withDefault("marker: {max: 0.1, roles: [user]}, novelty: {roles: [user]}"));
        String json = """
                {"messages": [{"role": "system", "content": "poison %s"}, {"role": "user", "content": "%s"}]}""";
        // When
        Verdict first = gate.decide(Samples.raw(0, json.formatted("one", "a question")));
        Verdict second = gate.decide(Samples.raw(1, json.formatted("two", "a question")));
        Verdict third = gate.decide(Samples.raw(2, json.formatted("two", "poison")));
        // Then
        assertThat(first.accepted()).isTrue();
        assertThat(TestGate.rules(second)).containsExactly("exact-duplicate");
        assertThat(TestGate.rules(third)).containsExactly("marker");
    }

    @Test
    void responsePartsCompareWhatTheModelIsToSay() {
        TestGate gate = new TestGate(Policies.withDefault("novelty: {parts: response}"));
        String json = """
                {"prompt": "%s", "completion": "%s"}""";
        assertThat(gate.decide(Samples.raw(0, json.formatted("a question", "an answer")))
                        .accepted())
                .isTrue();
        assertThat(TestGate.rules(gate.decide(Samples.raw(1, json.formatted("another", "an answer")))))
                .containsExactly("exact-duplicate");
        assertThat(gate.decide(Samples.raw(2, json.formatted("a question", "no answer at all")))
                        .accepted())
                .isTrue();
    }

    @Test
    void sampleWithoutJudgedTextIsComparedByAllOfIt() {
        TestGate gate = new TestGate(Policies.withDefault("novelty: {roles: [assistant]}"));
        String json = """
                {"messages": [{"role": "user", "content": "%s"}]}""";
        assertThat(gate.decide(Samples.raw(0, json.formatted("one"))).accepted())
                .isTrue();
        assertThat(gate.decide(Samples.raw(1, json.formatted("two"))).accepted())
                .isTrue();
        assertThat(TestGate.rules(gate.decide(Samples.raw(2, json.formatted("one")))))
                .containsExactly("exact-duplicate");
    }

    private String logged() {
        StringBuilder all = new StringBuilder();
        for (ILoggingEvent event : appender.list) {
            all.append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                all.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        return all.toString();
    }

    private static Scoring scoring(Supplier<Throwable> failure) {
        Scorer throwing = new Scorer() {
            @Override
            public String name() {
                return MarkerScorer.NAME;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public double defaultLimit() {
                return 1;
            }

            @Override
            public Judge newJudge() {
                return (sample, roles) -> {
                    Throwable thrown = failure.get();
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) thrown;
                };
            }
        };
        return new Gate(Policies.builtIn(), List.of(throwing), 1_000, "1").newScoring();
    }
}
