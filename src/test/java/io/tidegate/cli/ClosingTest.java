package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void theLastIsClosedFirstAndEachOnce() {
        Closing closing = new Closing();
        closing.add(() -> done.add("folder"));
        assertThat(closing.open(() -> "kafka", done::add)).isEqualTo("kafka");
        closing.add(() -> done.add("gate"));

        closing.close();
        closing.close();

        assertThat(done).containsExactly("gate", "kafka", "folder");
        assertThat(closing.stopped()).isFalse();
    }

    @Test
    void whatComesTooLateIsClosedAtOnceOrNotOpened() {
        Closing closing = new Closing();
        closing.close();

        closing.add(() -> done.add("late"));

        assertThat(done).containsExactly("late");
        assertThatThrownBy(() -> closing.open(() -> "kafka", done::add)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFailureKeepsNothingElseOpen() {
        Closing closing = new Closing();
        closing.add(() -> done.add("folder"));
        closing.add(() -> {
            throw new IllegalArgumentException("kafka");
        });
        closing.add(() -> done.add("gate"));

        assertThatThrownBy(closing::close).hasMessage("kafka");

        assertThat(done).containsExactly("gate", "folder");
    }
}
