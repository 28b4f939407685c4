package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class IndexBudgetTest {

    private static final long GIB = 1L << 30;

    private final Logger logger = (Logger) LoggerFactory.getLogger(IndexBudget.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long now;

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void refusesMoreThanThereIsAndMoreThanCanBeCounted() {
        IndexBudget budget = budget(Long.MAX_VALUE - 1);
        IndexBudget.Part part = budget.open();
        part.change(10);
        assertThatThrownBy(() -> part.change(Long.MAX_VALUE - 5))
                .isInstanceOf(Fatal.class)
                .hasMessageContaining("--index-memory");
        assertThat(budget.used()).isEqualTo(10);
        part.change(-10);
        assertThat(budget.used()).isZero();
    }

    @Test
    void partsShareItAndGiveBackAllTheyTook() {
        IndexBudget budget = budget(100);
        IndexBudget.Part one = budget.open();
        IndexBudget.Part other = budget.open();
        one.change(60);
        other.change(30);
        assertThatThrownBy(() -> other.change(11)).isInstanceOf(Fatal.class);
        one.close();
        one.close();
        assertThat(budget.used()).isEqualTo(30);
        other.change(70);
        assertThat(budget.used()).isEqualTo(budget.limit());
    }

    @Test
    void whatIsRestoredIsNoGrowth() {
        IndexBudget budget = budget(1_000);
        budget.open().change(200);
        budget.open().restored(0);
        IndexBudget.Part part = restored(budget, 300, 0);

        assertThat(budget.secondsUntilFull()).isInfinite();

        pass(Duration.ofMinutes(10));
        part.change(300);
        assertThat(budget.secondsUntilFull())
                .as("200 left at 300 in 10 minutes")
                .isCloseTo(400, within(1e-6));
    }

    @Test
    void afterAStartItGrowsAsItDidBefore() {
        // Given memory that grew by one byte a second
        IndexBudget budget = budget(10_000);
        IndexBudget.Part part = restored(budget, 1_000, 1);
        assertThat(budget.secondsUntilFull()).isCloseTo(9_000, within(1e-6));
        // When it grows by two bytes a second, then that comes to count, little by little
        pass(Duration.ofMinutes(5));
        part.change(600);
        assertThat(budget.secondsUntilFull()).isCloseTo(8_400 / 1.5, within(1e-6));
        pass(Duration.ofMinutes(5));
        part.change(600);
        assertThat(budget.secondsUntilFull()).isCloseTo(7_800 / 2.0, within(1e-6));
        // And it stops
        pass(Duration.ofMinutes(70));
        budget.secondsUntilFull();
        pass(Duration.ofMinutes(70));
        assertThat(budget.secondsUntilFull()).isInfinite();
    }

    @Test
    void thePresentRateIsThatOfTheLastHour() {
        IndexBudget budget = budget(1_000_000);
        IndexBudget.Part part = restored(budget, 0, 0);
        for (int minute = 0; minute < 180; minute++) {
            pass(Duration.ofMinutes(1));
            part.change(minute < 120 ? 600 : 60);
        }
        assertThat(budget.secondsUntilFull())
                .isCloseTo((double) budget.limit() - budget.used(), Percentage.withPercentage(1));
    }

    @Test
    void memoryThatShrinksIsNeverFull() {
        IndexBudget budget = budget(1_000);
        IndexBudget.Part part = restored(budget, 500, 0);
        pass(Duration.ofMinutes(20));
        part.change(-100);

        assertThat(budget.secondsUntilFull()).isInfinite();
        assertThat(budget.describe()).endsWith("in use; not growing");
    }

    @Test
    void partitionsAddUpAndTakeTheirRateAlong() {
        IndexBudget budget = budget(1_000);
        restored(budget, 100, 1);
        IndexBudget.Part leaves = restored(budget, 400, 4);
        assertThat(budget.secondsUntilFull()).isCloseTo(100, within(1e-6));

        leaves.close();

        assertThat(budget.secondsUntilFull()).isCloseTo(900, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateIsFiniteAndNotNegative(double rate) {
        IndexBudget.Part part = budget(1).open();
        assertThatThrownBy(() -> part.restored(rate)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, not growing",
        "0.1, at the present rate not full in 10 years",
        "7000, at the present rate full in 12 days",
        "1000000, at the present rate full in 2 hours",
        "100000000, at the present rate full in less than 2 minutes",
        "10000000000, at the present rate full in less than 2 minutes"
    })
    void saysWhenItWillBeFull(double bytesPerSecond, String when) {
        IndexBudget budget = budget(8 * GIB);
        restored(budget, GIB * 6 / 5, bytesPerSecond);

        assertThat(budget.describe()).isEqualTo("1.2 of 8.0 GiB in use; " + when);
    }

    @Test
    void describesSmallOnesInMebibytes() {
        IndexBudget budget = budget(64 << 20);
        restored(budget, 1 << 19, 0);

        assertThat(budget.describe()).isEqualTo("0.5 of 64.0 MiB in use; not growing");
    }

    @Test
    void warnsOnceFromFourFifthsOn() {
        // Given
        IndexBudget budget = budget(10 * GIB);
        IndexBudget.Part part = restored(budget, 7 * GIB, 10_000);
        part.change(GIB - 1);
        assertThat(warnings()).isEmpty();
        // When
        part.change(1);
        part.change(GIB);
        // Then
        assertThat(warnings())
                .containsExactly(
                        "The memory of what was accepted is nearly full: 8.0 of 10.0 GiB in use; at the present rate"
                                + " full in 19 minutes. Full, it stops the gate: give it more with --index-memory (and the JVM with"
                                + " -Xmx) and start again, or add an instance.");
        // And not again until it was below three quarters
        part.change(-GIB - 1);
        part.change(1);
        assertThat(warnings()).hasSize(1);
        part.change(-GIB);
        part.change(GIB);
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void warnsOfWhatWasRestoredWhenItsRateIsKnown() {
        IndexBudget budget = budget(10 * GIB);
        IndexBudget.Part part = budget.open();
        part.change(9 * GIB);
        assertThat(warnings()).isEmpty();

        part.restored(GIB / 86_400.0 / 5);

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("9.0 of 10.0 GiB in use; at the present rate full in 5 days");
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private IndexBudget budget(long limit) {
        return new IndexBudget(limit, () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** A partition's part of this budget that so much was restored of. */
    private static IndexBudget.Part restored(IndexBudget budget, long bytes, double bytesPerSecond) {
        IndexBudget.Part part = budget.open();
        part.change(bytes);
        part.restored(bytesPerSecond);
        return part;
    }
}
