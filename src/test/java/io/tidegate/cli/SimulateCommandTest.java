package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Child;
import io.tidegate.Readme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(1);

    private String file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines)).toString();
    }

    private String sample(String kind) {
        return sample(kind, words());
    }

    private static String sample(String kind, String text) {
        return "{\"origin\": {\"kind\": \"" + kind + "\"}, \"text\": \"" + text + "\"}";
    }

    /** Twenty words that no judge objects to. */
    private String words() {
        return random.ints(20, 100_000, 1_000_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    /** Samples of these kinds, human (h) and synthetic (s), all different. */
    private String samples(String kinds) {
        List<String> lines = new ArrayList<>();
        kinds.chars().forEach(kind -> lines.add(sample(kind == 'h' ? "human" : "synthetic")));
        return String.join("\n", lines);
    }

    private static InProcess.Result simulate(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "simulate";
        System.arraycopy(args, 0, all, 1, args.length);
        return InProcess.run(all);
    }

    private static List<JsonNode> runs(InProcess.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return StreamSupport.stream(Output.parse(result.out()).path("runs").spliterator(), false)
                .toList();
    }

    private static String refused(String... args) {
        InProcess.Result result = simulate(args);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        return result.err();
    }

    /** The cells of the table's row that begins with this label. */
    private static List<String> row(InProcess.Result result, String label) {
        assertThat(result.code()).as(result.err()).isZero();
        String line = result.out()
                .lines()
                .filter(each -> each.strip().startsWith(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + label + " in\n" + result.out()));
        return List.of(line.strip().substring(label.length()).strip().split(" {2,}"));
    }

    @Test
    void showsWhatEachLimitWouldRefuse() throws IOException {
        String file = file("a.jsonl", samples("hhssshss"));

        InProcess.Result result = simulate(file, "--max-share", "0.4,0.5,off");

        assertThat(row(result, "max share")).containsExactly("0.4", "0.5", "off");
        assertThat(row(result, "records")).containsExactly("8", "8", "8");
        // at most 0.4: h h s, then h s; at most 0.5: h h s s, then h s
        assertThat(row(result, "accepted")).containsExactly("5", "6", "8");
        assertThat(row(result, "refused")).containsExactly("3", "2", "0");
        assertThat(row(result, "synthetic-share")).containsExactly("3", "2", "0");
        assertThat(row(result, "first refused or held for the share")).containsExactly("at 4", "at 5", "-");
        assertThat(row(result, "synthetic share at the end")).containsExactly("40.0 %", "50.0 %", "62.5 %");
        assertThat(row(result, "highest")).containsExactly("40.0 %", "50.0 %", "62.5 %");
        assertThat(row(result, "of 100 accepted words")).containsExactly("");
        assertThat(result.out()).doesNotContain("held\n", "released");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void showsWhatEachLimitWouldHold() throws IOException {
        String file = file("a.jsonl", samples("hsssshh"));

        List<JsonNode> runs =
                runs(simulate(file, "--max-share", "0.5,off", "--on-excess", "quarantine,hold", "--json"));

        assertThat(runs.stream().map(run -> run.path("name").textValue())).containsExactly("0.5", "0.5 hold", "off");
        JsonNode quarantine = runs.get(0);
        assertThat(quarantine.path("accepted").intValue()).isEqualTo(4);
        assertThat(quarantine.path("held").intValue()).isZero();
        // two of three that waited left when human text came
        JsonNode hold = runs.get(1);
        assertThat(hold.path("accepted").intValue()).isEqualTo(6);
        assertThat(hold.path("held").intValue()).isEqualTo(3);
        assertThat(hold.path("expired").intValue()).isEqualTo(1);
        assertThat(hold.path("surplusFrom").intValue()).isEqualTo(3);
        assertThat(hold.path("refusedByRule").path("escrow-expired").intValue()).isEqualTo(1);
        assertThat(hold.path("share").doubleValue()).isEqualTo(0.5);
        assertThat(row(simulate(file, "--max-share", "0.5", "--on-excess", "hold"), "expired, also at the end"))
                .containsExactly("1");
    }

    @Test
    void eachRunDecidesAsScoreDoesUnderThatLimit() throws Exception {
        Random kinds = new Random(2);
        StringBuilder stream = new StringBuilder();
        kinds.ints(200, 0, 3).forEach(kind -> stream.append(kind == 0 ? 'h' : 's'));
        String copies = sample("human", "the same words again and again, and once more");
        String file = file("a.jsonl", copies, samples(stream.toString()), copies, "{\"no\": \"sample\"}");
        for (String excess : List.of("quarantine", "hold")) {
            String policy =
                    file("policy.yaml", "datasets: {default: {synthetic: {maxShare: 0.4, onExcess: " + excess + "}}}");

            JsonNode run = runs(simulate(file, "--max-share", "0.8,0.4", "--on-excess", excess, "--json"))
                    .get(1);
            String verdicts =
                    Child.run(folder, "score", "--policy", policy, file).out();

            Map<String, Integer> counts = Map.of(
                    "accepted", count(verdicts, "\"verdict\":\"accepted\""),
                    "refused", count(verdicts, "\"verdict\":\"quarantined\""));
            counts.forEach(
                    (name, count) -> assertThat(run.path(name).intValue()).isEqualTo(count));
            run.path("refusedByRule")
                    .properties()
                    .forEach(rule -> assertThat(rule.getValue().intValue())
                            .as(rule.getKey())
                            .isEqualTo(count(verdicts, "\"rule\":\"" + rule.getKey() + "\"")));
            assertThat(run.path("refusedByRule").has("malformed")).isTrue();
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void theLimitTakesThePlaceOfThePolicysInEveryDatasetAndTheRestHolds() throws IOException {
        String policy = file("policy.yaml", """
                datasets:
                  default: {synthetic: {unknownOriginIs: human}}
                  tides: {synthetic: {maxShare: 0.1}}
                """);
        String text = words();
        String file = file(
                "a.jsonl",
                sample("human"),
                sample("human"),
                "{\"dataset\": \"tides\", \"origin\": {\"kind\": \"human\"}, \"text\": \"" + text + "\"}",
                "{\"dataset\": \"tides\", \"origin\": {\"kind\": \"synthetic\"}, \"text\": \"" + text
                        + " and more of it\"}",
                "{\"text\": \"nobody says who wrote this\"}");

        List<JsonNode> runs = runs(simulate(file, "--policy", policy, "--max-share", "0.1,0.5", "--json"));

        assertThat(runs.get(0).path("accepted").intValue()).isEqualTo(4);
        assertThat(runs.get(1).path("accepted").intValue()).isEqualTo(5);
        assertThat(runs.get(1).path("share").doubleValue()).isEqualTo(0.2);
    }

    @Test
    void sharesAreTakenOverTheWindowInTheUnit() throws IOException {
        String one = sample("human", "a text of twenty-four ch");
        String file = file("a.jsonl", one, sample("synthetic", "of eight"), samples("hhss"));

        assertThat(runs(simulate(file, "--max-share", "0.25", "--unit", "characters", "--json"))
                        .get(0)
                        .path("surplusFrom")
                        .intValue())
                .isEqualTo(5);
        assertThat(runs(simulate(file, "--max-share", "0.25", "--json"))
                        .get(0)
                        .path("surplusFrom")
                        .intValue())
                .isEqualTo(2);
        String windowed = file("b.jsonl", samples("hhhhss"));
        assertThat(row(simulate(windowed, "--max-share", "0.5", "--window", "2"), "accepted"))
                .containsExactly("5");
        assertThat(row(simulate(windowed, "--max-share", "0.5", "--window", "all"), "accepted"))
                .containsExactly("6");
    }

    @Test
    void textIsMeasuredAtTheSameNumberOfWordsAndWhatIsNotThereIsLeftOut() throws IOException {
        String file = file("a.jsonl", samples("s".repeat(50)));

        InProcess.Result result = simulate(file, "--max-share", "0.5,off");

        assertThat(row(result, "of 1,000 accepted words")).containsExactly("");
        assertThat(row(result, "distinct-1 (words)")).hasSize(2).startsWith("-");
        List<JsonNode> runs = runs(simulate(file, "--max-share", "0.5,off", "--json"));
        assertThat(runs.get(0).has("text")).isFalse();
        assertThat(runs.get(1).path("text").properties().stream().map(Map.Entry::getKey))
                .containsExactly("distinct1", "distinct2", "distinct3", "compressionRatio", "seenOnce", "zipf");
    }

    @Test
    void readsStandardInputAndAnEmptyOne() {
        InProcess.Result some = InProcess.run(Map.of(), samples("hs"), "simulate", "-", "--max-share", "off");
        InProcess.Result none = InProcess.run(Map.of(), "", "simulate", "-", "--max-share", "off");

        assertThat(row(some, "accepted")).containsExactly("2");
        assertThat(row(none, "records")).containsExactly("0");
        assertThat(row(none, "distinct-1 (words)")).containsExactly("-");
    }

    @Test
    void drawsAPicture() throws IOException {
        Path picture = folder.resolve("share.svg");

        InProcess.Result result = simulate(file("a.jsonl", samples("hs")), "--svg", picture.toString());

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("drew " + picture);
        assertThat(Files.readString(picture)).startsWith("<svg ").contains("a.jsonl", ">0.3<", ">off<");
    }

    @Test
    void inAMixTheTailThinsWithoutALimitAndLastsUnderOne() {
        for (int seed = 1; seed <= 5; seed++) {
            List<JsonNode> runs = runs(
                    simulate("--mix", "human=300,synthetic=1200,seed=" + seed, "--max-share", "0.2,off", "--json"));
            JsonNode limited = runs.get(0).path("text");
            JsonNode unlimited = runs.get(1).path("text");

            assertThat(runs.get(0).path("highestShare").doubleValue()).isLessThanOrEqualTo(0.2);
            assertThat(runs.get(1).path("share").doubleValue()).isEqualTo(0.8);
            for (String variety : List.of("distinct1", "distinct2", "distinct3", "seenOnce", "compressionRatio")) {
                assertThat(unlimited.path(variety).doubleValue())
                        .as("%s with seed %d", variety, seed)
                        .isLessThan(0.9 * limited.path(variety).doubleValue());
            }
            assertThat(unlimited.path("seenOnce").doubleValue())
                    .isLessThan(0.7 * limited.path("seenOnce").doubleValue());
            assertThat(unlimited.path("zipf").doubleValue())
                    .isGreaterThan(1.1 * limited.path("zipf").doubleValue());
        }
    }

    @Test
    void theSameMixGivesTheSame() {
        String[] mix = {"--mix", "human=100,synthetic=200,seed=3", "--max-share", "0.5,off"};

        assertThat(simulate(mix).out()).isEqualTo(simulate(mix).out());
    }

    @Test
    void saysWhatIsWrongBeforeItBegins() throws IOException {
        String file = file("a.jsonl", samples("hs"));

        assertThat(refused()).contains("Simulate what? Give FILE, or --mix");
        assertThat(refused(file, "--mix", "human=20,synthetic=1")).contains("Simulate what?");
        assertThat(refused(file + "b")).contains("there is no file " + file + "b");
        assertThat(refused(file, "--max-share", "0.3,30%")).contains("numbers from 0 to 1, or off, not '30%'");
        assertThat(refused(file, "--max-share", "1.5")).contains("not '1.5'");
        assertThat(refused(file, "--max-share", "NaN")).contains("not 'NaN'");
        assertThat(refused(file, "--max-share", "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9"))
                .contains("these are 9 runs", "at most 8");
        assertThat(refused(file, "--on-excess", "holt")).contains("hold or quarantine", "did you mean hold?");
        assertThat(refused(file, "--unit", "words")).contains("characters or samples, not 'words'");
        assertThat(refused(file, "--window", "24h"))
                .contains("--window is all, or a number", "no time passes in a file");
        assertThat(refused(file, "--window", "0")).contains("not '0'");
        assertThat(refused(file, "--svg", folder.toString())).contains("is a folder");
        assertThat(refused(file, "--svg", folder.resolve("no/such.svg").toString()))
                .contains("there is no folder");
        assertThat(refused("--mix", "human=x")).contains("--mix: ");
    }

    @Test
    void theReadmeShowsWhatAMixPrints() {
        String command = Readme.text()
                .lines()
                .filter(line -> line.startsWith("tidegate simulate --mix"))
                .findFirst()
                .orElseThrow();
        String[] args = command.substring("tidegate ".length())
                .replaceAll(" --svg \\S+", "")
                .replaceAll(" +#.*", "")
                .split(" ");

        InProcess.Result result = InProcess.run(args);

        assertThat(withoutCompression(result.out()))
                .isEqualTo(withoutCompression(Readme.blocks("text simulate").get(0)));
    }

    /** How small deflate makes a text differs a little between builds of zlib. */
    private static List<String> withoutCompression(String table) {
        return table.lines().filter(line -> !line.contains("compressed")).toList();
    }
}
