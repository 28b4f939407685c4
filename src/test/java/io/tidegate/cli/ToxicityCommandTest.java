package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ToxicityCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void trainsAndEvaluatesFromCsv(@TempDir Path folder) throws IOException {
        StringBuilder rows = new StringBuilder("id,kind,words\n");
        for (int i = 0; i < 60; i++) {
            String name = "abcdefgh".charAt(i % 8) + "" + (char) ('a' + i / 8);
            rows.append(i)
                    .append(",bad,\"you are an \"\"idiot\"\",\n")
                    .append(name)
                    .append("\"\n");
            rows.append(i).append(",good,\"you are a friend, ").append(name).append("\"\r\n");
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), rows);
        Path first = folder.resolve("first.model");
        Path second = folder.resolve("second.model");
        String[] columns = {"--text", "words", "--label", "kind", "--toxic", "bad", "--data", data.toString()};

        assertThat(run(columns, "train", "--out", first.toString())).isZero();
        assertThat(run(columns, "train", "--out", second.toString())).isZero();
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(out.toString()).isEmpty();

        assertThat(run(columns, "evaluate", "--all", "--model", first.toString()))
                .isZero();
        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        title -> assertThat(title).isEqualTo("# held back, en"),
                        header -> assertThat(header).startsWith("source\ttoxic\tclean\tauc"),
                        row -> assertThat(row).contains("\t60\t60\t1.0000"),
                        all -> assertThat(all).startsWith("all, a fifth toxic\t60\t60\t1.0000"));
    }

    @Test
    void saysWhatIsWrong(@TempDir Path folder) throws IOException {
        Path noModel = Files.writeString(folder.resolve("no.model"), "hello");
        Path data = Files.writeString(folder.resolve("rows.jsonl"), "{\"text\": \"hello\", \"label\": 0}\n");

        assertThat(run(new String[0])).isEqualTo(2);
        assertThat(run(new String[0], "train")).isEqualTo(2);
        assertThat(run(new String[] {"--data", data.toString()}, "evaluate", "--model", noModel.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("it is no toxicity model").doesNotContain("\tat ");
        assertThat(run(new String[] {"--data", folder.resolve("absent.csv").toString()}, "evaluate"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("absent.csv");
    }

    @Test
    void csvFieldsMayHoldCommasQuotesAndLineEnds() throws IOException {
        Csv csv = new Csv(new StringReader("a,\"b,\"\"c\"\"\nd\",\r\n\"\",last"));

        assertThat(csv.next()).isEqualTo(List.of("a", "b,\"c\"\nd", ""));
        assertThat(csv.next()).isEqualTo(List.of("", "last"));
        assertThat(csv.next()).isEmpty();
    }

    private int run(String[] more, String... arguments) {
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return new CommandLine(new ToxicityCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
