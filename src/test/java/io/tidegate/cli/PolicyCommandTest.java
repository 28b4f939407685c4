package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.gate.Gate;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PolicyCommandTest {

    private record Spam() implements Scorer {

        @Override
        public String name() {
            return "spam";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public double defaultLimit() {
            return 0.9;
        }

        @Override
        public List<String> categories() {
            return List.of("advert");
        }

        @Override
        public Judge newJudge() {
            return (sample, roles) -> Score.NONE;
        }
    }

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new PolicyCommand(() -> List.of(new Spam())))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), yaml).toString();
    }

    private static Policy read(String yaml) {
        return ((PolicyReader.Valid) PolicyFile.reader(List.of(new Spam())).read(yaml)).policy();
    }

    @Test
    void aFinePolicyIsPrintedAsItHolds() throws IOException {
        String yaml =
                "datasets: {'a \"b\" \\ *': {spam: {max: 0.25, categories: {advert: 0.75}}}, math: {novelty: {scope: '1'}}}";
        String file = file(yaml);

        assertThat(run("check", file)).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines)
                .startsWith(file + ": fine", Gate.fingerprint(read(yaml), List.of(new Spam())), "", "datasets:")
                .contains("      max: 0.25", "      categories:", "        advert: 0.75");
        assertThat(read(String.join("\n", lines.subList(3, lines.size())))).isEqualTo(read(yaml));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void asJsonItIsOneObject() throws IOException {
        String file = file("");

        assertThat(run("check", "--json", file)).isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("file").asText()).isEqualTo(file);
        assertThat(json.path("hash").asText()).isEqualTo(Gate.fingerprint(read(""), List.of(new Spam())));
        assertThat(json.path("policy").toString()).isEqualTo(read("").canonical());
    }

    @Test
    void everyMistakeIsALineOnStandardError() throws IOException {
        String file = file("datasets:\n  math: {spam: {mx: 1}}\nmode: observe\n");

        assertThat(run("check", file)).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":2: datasets.math.spam.mx: is no known key (did you mean max?)",
                        file + ":3: mode: is reserved for a later version");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        assertThat(run("check", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(run("check", folder.toString())).isEqualTo(2);
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'#', (byte) 0xe9});
        assertThat(run("check", latin.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("none: there is no such file")
                .contains("it is a folder")
                .contains("latin: is no UTF-8 text");
        assertThat(run()).isEqualTo(2);
        assertThat(run("check")).isEqualTo(2);
    }
}
