package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
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
                        all -> assertThat(all).startsWith("all, 15 % toxic\t60\t60\t1.0000"));
    }

    @Test
    void measuresWhatARecipeNames(@TempDir Path folder) throws IOException {
        StringBuilder rows = new StringBuilder("text,label\n");
        StringBuilder others = new StringBuilder("text,label\n");
        StringBuilder templates = new StringBuilder("text,label\n");
        StringBuilder secret = new StringBuilder("text,label\n");
        StringBuilder clean = new StringBuilder("text\n");
        for (int i = 0; i < 300; i++) {
            String name = "n" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
            rows.append("you are a stupid worthless idiot ").append(name).append(",1\n");
            rows.append("you are a good and gentle friend ").append(name).append(",0\n");
            others.append("shut up you filthy scum ").append(name).append(",1\n");
            others.append("sit down at our table ").append(name).append(",0\n");
            templates.append("hug the tailor ").append(name).append(",0\n");
            templates.append("kill the disgusting tailor ").append(name).append(",1\n");
            secret.append("blorfy quintow zemm ").append(name).append(",1\n");
            secret.append("varpol hoxen drimm ").append(name).append(",0\n");
            clean.append("The tide comes in at six o'clock and the boats lie still near ")
                    .append(name)
                    .append(".\n");
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        Files.writeString(folder.resolve("others.csv"), others);
        Files.writeString(folder.resolve("templates.csv"), templates);
        Files.writeString(folder.resolve("secret.csv"), secret);
        Files.writeString(folder.resolve("clean.csv"), clean);
        StringBuilder marked = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            marked.append("{\"text\": \"The old man number ").append(i).append(" is an idiot.\", \"spans\": [");
            int at = ("The old man number " + i + " is an ").length();
            marked.append(at)
                    .append(',')
                    .append(at + 1)
                    .append(',')
                    .append(at + 2)
                    .append("]}\n");
        }
        try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(folder.resolve("marked.jsonl.gz")))) {
            zipped.write(marked.toString().getBytes(StandardCharsets.UTF_8));
        }
        Path recipe = Files.writeString(folder.resolve("recipe.json"), """
                {"sources": [
                  {"name": "rows", "files": ["rows.csv"], "text": ["text"], "label": "label", "toxic": ["1"]},
                  {"name": "others", "files": ["others.csv"], "text": ["text"], "label": "label", "toxic": ["1"]},
                  {"name": "templates", "files": ["templates.csv"], "text": ["text"], "label": "label", "toxic": ["1"]},
                  {"name": "secret", "files": ["secret.csv"], "text": ["text"], "label": "label", "toxic": ["1"]},
                  {"name": "clean", "files": ["clean.csv"], "text": ["text"]}],
                 "clean": ["clean"], "templates": ["templates"], "spans": "marked.jsonl.gz"}
                """);
        String[] data = {"--recipe", recipe.toString(), "--data-dir", folder.toString()};
        Path model = folder.resolve("own.model");

        int code = run(data, "train", "--out", model.toString());
        assertThat(code).as(err.toString()).isZero();
        assertThat(run(data, "evaluate", "--model", model.toString()))
                .as(err.toString())
                .isZero();

        assertThat(table("held back, en")).hasSize(6);
        assertThat(table("clean documents of 20000 characters"))
                .singleElement()
                .satisfies(row -> assertThat(row.subList(0, 2)).containsExactly("1000", "0"));
        assertThat(table("identity terms"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(2)).isEqualTo("0.0000"));
        assertThat(table("disguised")).hasSize(14).allSatisfy(row -> {
            assertThat(Double.parseDouble(row.get(3))).isGreaterThan(0.9);
            assertThat(Double.parseDouble(row.get(5))).isLessThan(0.1);
        });
        List<String> evidence = table("evidence").get(0);
        assertThat(Integer.parseInt(evidence.get(0))).isBetween(3, 30);
        assertThat(Double.parseDouble(evidence.get(1))).isBetween(0.3, 0.75); // half of the word was marked
        assertThat(table("hard cases, all clean").stream().mapToInt(row -> Integer.parseInt(row.get(1))))
                .containsExactly(15, 15, 15, 15);
        assertThat(table("left out"))
                .extracting(row -> row.get(0))
                .containsExactly("rows", "others", "templates", "secret", "mean");
        double mean = table("left out").stream()
                .limit(4)
                .mapToDouble(row -> Double.parseDouble(row.get(3)))
                .average()
                .orElseThrow();
        assertThat(Double.parseDouble(table("left out").get(4).get(3))).isCloseTo(mean, within(0.0002));
        assertThat(Double.parseDouble(table("left out").get(3).get(3)))
                .as("words that no other source has, left out")
                .isLessThan(0.9);
    }

    /** The rows of the table with this title, without its heading. */
    private List<List<String>> table(String title) {
        List<List<String>> rows = out.toString()
                .lines()
                .dropWhile(line -> !line.equals("# " + title))
                .skip(2)
                .takeWhile(line -> !line.startsWith("# "))
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
        assertThat(rows).as(title).isNotEmpty();
        return rows;
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
