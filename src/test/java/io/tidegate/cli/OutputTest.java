package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static List<String> table(List<String> head, List<List<String>> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output.table(new PrintStream(bytes, true, StandardCharsets.UTF_8), head, rows);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void numbersStandToTheRight() {
        assertThat(table(
                        List.of("dataset", "in", "share"),
                        List.of(List.of("math", "1,204", "50.0 %"), List.of("a-long-name", "7", "-"))))
                .containsExactly(
                        "dataset         in   share", // the heads like their columns
                        "math         1,204  50.0 %",
                        "a-long-name      7       -");
    }

    @Test
    void aTableMayBeEmpty() {
        assertThat(table(List.of("a", "b"), List.of())).containsExactly("a  b");
        assertThat(table(List.of("a", "b"), List.of(List.of("", "")))).containsExactly("a  b", "");
    }

    @Test
    void onlyABrokenPipeIsFine() {
        assertThat(Output.cutOff(new IOException("Broken pipe"))).isZero();
        assertThatThrownBy(() -> Output.cutOff(new IOException("No space left on device")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
                .hasMessage("the output can't be written: No space left on device");
    }

    @Test
    void aVerdictThatIsNoJsonIsSaidWithoutQuotingIt() {
        assertThatThrownBy(() -> Output.parse("{secret"))
                .isInstanceOf(Failure.class)
                .hasMessageNotContaining("secret");
    }
}
