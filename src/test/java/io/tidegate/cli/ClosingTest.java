package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void theLastIsClosedFirstAndEachOnce() {
        Closing closing = new Closing(Closing.BEFORE_SUPERVISORS);
        closing.atLast(() -> done.add("folder"));
        assertThat(closing.open(() -> "kafka", done::add)).isEqualTo("kafka");
        closing.add(() -> done.add("gate"));

        closing.close();

        assertThat(done).containsExactly("gate", "kafka", "folder");
        assertThat(closing.stopped()).isFalse();
    }

    @Test
    void whatComesTooLateIsClosedAtOnceOrNotOpened() {
        Closing closing = new Closing(Closing.BEFORE_SUPERVISORS);
        closing.close();

        closing.add(() -> done.add("late"));

        assertThat(done).containsExactly("late");
        assertThatThrownBy(() -> closing.open(() -> "kafka", done::add)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFailureKeepsNothingElseOpen() {
        Closing closing = new Closing(Closing.BEFORE_SUPERVISORS);
        closing.atLast(() -> done.add("folder"));
        closing.add(() -> {
            throw new IllegalArgumentException("kafka");
        });
        closing.add(() -> done.add("gate"));

        assertThatThrownBy(closing::close).hasMessage("kafka");

        assertThat(done).containsExactly("gate", "folder");
    }

    @Test
    void aProcessToldToEndDoesSoWhereClosingHangsAndDoesTheLastThingFirst() throws InterruptedException {
        BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();
        CountDownLatch never = new CountDownLatch(1);
        Closing closing = new Closing(Duration.ofMillis(50), codes::add);
        closing.atLast(() -> done.add("folder"));
        closing.add(() -> awaitQuietly(never));
        Thread stop = new Thread(closing::stop);
        stop.start();

        try {
            assertThat(codes.poll(30, TimeUnit.SECONDS)).isEqualTo(143);
            assertThat(done).containsExactly("folder");
        } finally {
            never.countDown();
            stop.join();
            closing.close();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
