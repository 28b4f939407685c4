package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(10)
    void deadBroker() {
        InProcess.Result result =
                InProcess.run("doctor", "--bootstrap", "127.0.0.1:1", "--state-dir", folder.toString());

        assertThat(result.code()).as(result.err()).isEqualTo(3);
        assertThat(result.out().lines())
                .hasSize(11)
                .anyMatch(line ->
                        line.matches("(\u2717|!!) broker .*No Kafka broker answers at 127.0.0.1:1.*; repair: tidegate"
                                + " doctor --bootstrap HOST:PORT"))
                .anyMatch(line -> line.matches("--? topics +not checked: without a broker"))
                .anyMatch(line -> line.matches("(\u2713|ok) state .*"));
    }

    @Test
    void asksForTheBroker() {
        assertThat(InProcess.run("doctor").err()).contains("--bootstrap");
    }
}
