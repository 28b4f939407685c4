package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.observe.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboards and alerts as those meet them who use them. */
final class Grafana {

    static final Path RULES = Path.of("grafana", "alerts", "tidegate.rules.yaml");
    static final Path RULE_TESTS = Path.of("grafana", "alerts", "tidegate.test.yaml");

    private static final Path FOLDER = Path.of("grafana", "dashboards");

    /** Names that Prometheus itself gives to series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
    private static final Pattern LABELS = Pattern.compile("\\{[^}]*\\}|\\b(?:by|on|ignoring) ?\\([^)]*\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern NAME = Pattern.compile("(?<![\\w$:])[a-zA-Z_:][\\w:]*(?![\\w:]*\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "by");

    private Grafana() {}

    /** A dashboard and the name of its file. */
    record Dashboard(String file, JsonNode json) {

        /** All panels but the rows' heads. */
        List<JsonNode> panels() {
            return stream(json.path("panels"))
                    .filter(panel -> !panel.path("type").asText().equals("row"))
                    .toList();
        }
    }

    static List<Dashboard> dashboards() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted()
                    .map(file -> new Dashboard(file.getFileName().toString(), json(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A YAML file, to be walked as JSON is. */
    static JsonNode yaml(Path file) {
        try {
            Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            return new ObjectMapper().valueToTree(loaded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rules of all groups. */
    static List<JsonNode> rules() {
        return stream(yaml(RULES).path("groups"))
                .flatMap(group -> stream(group.path("rules")))
                .toList();
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The series that an expression names, without those that nobody makes but Prometheus and the rules. */
    static Set<String> metrics(String expression) {
        String bare = QUOTED.matcher(expression).replaceAll("\"\"");
        bare = LABELS.matcher(bare).replaceAll(" ");
        bare = RANGE.matcher(bare).replaceAll(" ");
        Set<String> recorded =
                rules().stream().map(rule -> rule.path("record").asText()).collect(Collectors.toSet());
        return NAME.matcher(bare)
                .results()
                .map(found -> found.group())
                .filter(name -> !WORDS.contains(name) && !OF_PROMETHEUS.contains(name) && !recorded.contains(name))
                .collect(Collectors.toSet());
    }

    /** Every series that a gate may show: histograms and summaries have several names. */
    static Set<String> series() {
        return Arrays.stream(Metric.values())
                .flatMap(metric -> switch (metric.type()) {
                    case COUNTER, GAUGE -> Stream.of(metric.id());
                    case HISTOGRAM -> Stream.of(metric.id() + "_bucket", metric.id() + "_sum", metric.id() + "_count");
                    case SUMMARY -> Stream.of(metric.id() + "_sum", metric.id() + "_count");
                })
                .collect(Collectors.toSet());
    }
}
