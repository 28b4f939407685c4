package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.stream.Clients;
import io.tidegate.stream.EmbeddedKafka;
import io.tidegate.stream.Sender;
import io.tidegate.stream.TopicAdmin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus that scrapes a real gate under load has an answer to all that dashboards and alerts ask. */
class PrometheusIT {

    /** Queries that are empty when all is well, and why. */
    private static final Map<String, String> EMPTY_WHEN_WELL = Map.of(
            "gate.json: Alerts", "no alert fires",
            "gate.json: Datasets starved", "of every dataset something was accepted",
            "TidegateDown: absent(up{job=~\"tidegate.*\"})", "the gate's job is scraped");

    private static final Duration RUNNING_WITHIN = Duration.ofMinutes(2);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(40);
    private static final int RECORDS_PER_SECOND = 200;

    /** Scores that every gate has, for the panel that is repeated for each. */
    private static final List<String> SCORES = List.of("novelty", "toxicity");

    /** What Grafana puts in the place of its variables; all values of those that are chosen from. */
    private static final Map<String, String> VARIABLES = Map.of("__rate_interval", "10s", "__range", "1m");

    private static final String ALL = ".*";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

    /** What would answer in the place of any query. */
    private static final String FALLBACK = " or vector(0)";

    private static final Pattern BETWEEN_OPERANDS = Pattern.compile("[=!<>]=|[<>]|\\b(?:and|or|unless)\\b");
    private static final Pattern NUMBER = Pattern.compile("[\\d.]+");

    @TempDir
    private Path folder = Path.of("");

    private record Query(String name, String expression) {}

    @Test
    void everyPanelAndEveryAlertHasData() throws IOException {
        Installed.assume(Prometheus.PROGRAM);
        // Given
        List<Query> queries =
                Stream.of(panels(), rules(), ofLoad()).flatMap(List::stream).toList();
        assertThat(EMPTY_WHEN_WELL).hasSizeLessThanOrEqualTo(5);
        assertThat(queries).extracting(Query::name).containsAll(EMPTY_WHEN_WELL.keySet());
        List<Query> open = new ArrayList<>(queries);
        open.removeIf(query -> EMPTY_WHEN_WELL.containsKey(query.name()));

        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            Settings settings = DemoCommand.settings(folder, kafka.bootstrap());
            holdWhatExceedsAShare(settings.policy().orElseThrow());
            Clients clients = Wiring.clients(settings);
            try (TopicAdmin admin = new TopicAdmin(clients)) {
                admin.ensure(settings.partitions());
            }
            try (GateProcess gate = GateProcess.start(
                            settings,
                            clients,
                            Wiring.gate(Wiring.policy(settings.policy()), settings.maxSampleBytes()));
                    Prometheus prometheus = Prometheus.start(
                            folder, URI.create(gate.metricsUrl()).getAuthority());
                    Sender sender = new Sender(clients)) {
                gate.streams().awaitRunning(RUNNING_WITHIN);
                Load load = new Load(sender, DemoSamples.all(settings.maxSampleBytes()));

                // When, then
                await().atMost(ANSWERED_WITHIN)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> {
                            load.sendMore();
                            assertThat(unanswered(prometheus, open)).isEmpty();
                        });
                assertThat(Grafana.stream(prometheus.rules()).flatMap(group -> Grafana.stream(group.path("rules"))))
                        .hasSameSizeAs(Grafana.rules())
                        .allSatisfy(rule -> assertThat(rule.path("health").asText())
                                .as(rule.toString())
                                .isEqualTo("ok"));
            }
        }
    }

    /** The demo's policy refuses these; in escrow they move its metrics. */
    private static void holdWhatExceedsAShare(Path policy) throws IOException {
        String refuses = "{maxShare: 0.5, maxGeneratorShare: 0.2}";
        String text = Files.readString(policy);
        assertThat(text).containsOnlyOnce(refuses);
        Files.writeString(
                policy,
                text.replace(
                        refuses,
                        "{maxShare: 0.5, maxGeneratorShare: 0.2, onExcess: hold, maxHeld: 100, maxHoldTime: 3s}"));
    }

    /** The demo's samples, again and again, some more with each call. */
    private static final class Load {

        private final Sender sender;
        private final List<DemoSamples.DemoRecord> records;
        private int sent;

        Load(Sender sender, List<DemoSamples.DemoRecord> records) {
            this.sender = sender;
            this.records = records;
        }

        void sendMore() {
            for (int i = 0; i < RECORDS_PER_SECOND; i++) {
                DemoSamples.DemoRecord record = records.get(sent++ % records.size());
                sender.send(record.key(), record.value(), record.headers());
            }
            sender.flush();
        }
    }

    /** Drops the queries that have an answer by now; of the others, what is wrong. */
    private static Map<Query, String> unanswered(Prometheus prometheus, List<Query> open) throws IOException {
        Map<Query, String> lacks = new LinkedHashMap<>();
        for (Query query : open) {
            JsonNode answer = prometheus.ask(query.expression());
            if (!answer.path("status").asText().equals("success")) {
                lacks.put(query, answer.path("error").asText());
            } else if (!hasNumber(answer.path("data"))) {
                lacks.put(query, answer.path("data").path("result").toString());
            }
        }
        open.retainAll(lacks.keySet());
        return lacks;
    }

    /** NaN is what a gate says of what it doesn't know, and what Prometheus makes of nothing by nothing. */
    private static boolean hasNumber(JsonNode data) {
        assertThat(data.path("resultType").asText()).isEqualTo("vector");
        return Grafana.stream(data.path("result"))
                .anyMatch(series -> !series.path("value").path(1).asText("NaN").equals("NaN"));
    }

    private static List<Query> panels() {
        List<Query> queries = new ArrayList<>();
        for (Grafana.Dashboard dashboard : Grafana.dashboards()) {
            for (JsonNode panel : dashboard.panels()) {
                String name = dashboard.file() + ": " + panel.path("title").asText();
                for (JsonNode target : panel.path("targets")) {
                    String asked = target.path("expr").asText().replace(FALLBACK, "");
                    List<String> scores = asked.contains("=\"$score\"") ? SCORES : List.of(ALL);
                    scores.forEach(score -> queries.add(new Query(name, filled(asked, score))));
                }
            }
        }
        assertThat(queries).hasSizeGreaterThan(60);
        return queries;
    }

    private static String filled(String expression, String score) {
        return VARIABLE.matcher(expression).replaceAll(used -> {
            String name = used.group(1);
            return Matcher.quoteReplacement(name.equals("score") ? score : VARIABLES.getOrDefault(name, ALL));
        });
    }

    /** What the rules compare, without the comparison. */
    private static List<Query> rules() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode rule : Grafana.rules()) {
            for (String operand : operands(rule.path("expr").asText())) {
                queries.add(
                        new Query(rule.path("record").asText(rule.path("alert").asText()) + ": " + operand, operand));
            }
        }
        assertThat(queries).hasSizeGreaterThan(30);
        return queries;
    }

    private static List<String> operands(String expression) {
        String outside = outside(expression);
        List<String> operands = new ArrayList<>();
        Matcher matcher = BETWEEN_OPERANDS.matcher(outside);
        int start = 0;
        while (matcher.find()) {
            operands.add(expression.substring(start, matcher.start()));
            start = matcher.end();
        }
        operands.add(expression.substring(start));
        return operands.stream()
                .map(String::strip)
                .filter(operand -> !NUMBER.matcher(operand).matches())
                .toList();
    }

    /** The expression with what is in quotes or brackets of any kind blanked, every character at its place. */
    private static String outside(String expression) {
        StringBuilder outside = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            quoted ^= c == '"';
            if (!quoted && "({[".indexOf(c) >= 0) {
                depth++;
            }
            outside.append(depth > 0 || quoted ? '_' : c);
            if (!quoted && ")}]".indexOf(c) >= 0) {
                depth--;
            }
        }
        return outside.toString();
    }

    /** The load does what it is for. */
    private static List<Query> ofLoad() {
        return Stream.of(
                        "sum(tidegate_records_total{verdict=\"accepted\"}) > 0",
                        "sum(tidegate_refusals_total{rule=\"synthetic-share\"}) > 0",
                        "tidegate_held_total > 0",
                        "sum(tidegate_released_total) > 0")
                .map(expression -> new Query("load", expression))
                .toList();
    }
}
