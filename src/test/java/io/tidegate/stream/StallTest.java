package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallTest {

    private final Stall stall = new Stall();

    private Duration look(boolean waiting, long taken, int second) {
        return stall.lasts(() -> waiting, taken, Duration.ofSeconds(second).toNanos());
    }

    @Test
    void countsFromTheFirstLookAtWhichNothingHadMoved() {
        look(true, 7, 0);

        assertThat(look(true, 7, 10)).isZero();
        assertThat(look(true, 7, 20)).isEqualTo(Duration.ofSeconds(10));
        assertThat(look(true, 7, 45)).isEqualTo(Duration.ofSeconds(35));
    }

    @Test
    void oneRecordEndsIt() {
        look(true, 7, 0);
        look(true, 7, 10);

        assertThat(look(true, 8, 20)).isZero();
        assertThat(look(true, 8, 30)).isZero();
        assertThat(look(true, 8, 40)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whereNothingWaitsNothingStalls() {
        look(false, 7, 0);

        assertThat(look(false, 7, 1000)).isZero();
        assertThat(look(true, 7, 1010)).isZero();
        assertThat(look(true, 7, 1020)).isEqualTo(Duration.ofSeconds(10));
    }
}
