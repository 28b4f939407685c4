package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Readme;
import io.tidegate.observe.Metric;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The dashboards import anywhere, explain themselves, and ask for what there is. */
class DashboardsTest {

    private static final String DATASOURCE = "{\"type\":\"prometheus\",\"uid\":\"${datasource}\"}";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern BY =
            Pattern.compile("\\b(?:by|on|ignoring) ?\\(([^)]*)\\)|[{,]\\s*(\\w+)(?==|!=|=~|!~)");
    private static final int COLUMNS = 24;

    private final List<Grafana.Dashboard> dashboards = Grafana.dashboards();

    @Test
    void haveStableIdentities() {
        assertThat(dashboards)
                .extracting(Grafana.Dashboard::file)
                .containsExactly("gate.json", "quality.json", "streams.json");
        assertThat(dashboards)
                .extracting(dashboard -> dashboard.json().path("uid").asText())
                .containsExactly("tidegate-gate", "tidegate-quality", "tidegate-streams");
        assertThat(titles()).doesNotHaveDuplicates().allMatch(title -> title.startsWith("Tidegate: "));
        for (Grafana.Dashboard dashboard : dashboards) {
            assertThat(dashboard.json().path("id").isNull())
                    .as("no id of one Grafana")
                    .isTrue();
            assertThat(dashboard.json().path("schemaVersion").asInt())
                    .as("known since Grafana 10.0")
                    .isEqualTo(38);
            assertThat(dashboard.json().has("__inputs")).isFalse();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyPanelExplainsItself() {
        return panels((dashboard, panel) -> {
            assertThat(panel.path("description").asText()).endsWith(".").hasSizeGreaterThan(20);
            JsonNode defaults = panel.path("fieldConfig").path("defaults");
            assertThat(defaults.path("unit").asText()).isNotEmpty();
            assertThat(defaults.path("thresholds").path("steps")).isNotEmpty();
            assertThat(panel.path("datasource")).hasToString(DATASOURCE);
            assertThat(panel.path("targets")).isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("datasource")).hasToString(DATASOURCE);
                assertThat(target.path("expr").asText()).isNotEmpty();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyPanelAsksForWhatThereIs() {
        return panels((dashboard, panel) -> {
            Set<String> declared = variables(dashboard);
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr").asText();
                assertThat(Grafana.series()).containsAll(Grafana.metrics(expression));
                assertThat(labels()).containsAll(labels(expression));
                Matcher used = VARIABLE.matcher(
                        expression + target.path("legendFormat").asText());
                while (used.find()) {
                    assertThat(used.group(1).startsWith("__") || declared.contains(used.group(1)))
                            .as(used.group())
                            .isTrue();
                }
            }
        });
    }

    @Test
    void panelsHaveIdsAndPlacesOfTheirOwn() {
        for (Grafana.Dashboard dashboard : dashboards) {
            Set<Integer> ids = new HashSet<>();
            Set<String> cells = new HashSet<>();
            for (JsonNode panel : dashboard.json().path("panels")) {
                assertThat(ids.add(panel.path("id").asInt())).as("id").isTrue();
                JsonNode at = panel.path("gridPos");
                assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
                for (int x = 0; x < at.path("w").asInt(); x++) {
                    for (int y = 0; y < at.path("h").asInt(); y++) {
                        String cell =
                                at.path("x").asInt() + x + "," + (at.path("y").asInt() + y);
                        assertThat(cells.add(cell))
                                .as(panel.path("title").asText() + " at " + cell)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyVariableIsUsed() {
        for (Grafana.Dashboard dashboard : dashboards) {
            JsonNode list = dashboard.json().path("templating").path("list");
            assertThat(list.get(0).path("name").asText()).isEqualTo("datasource");
            assertThat(list.get(0).path("type").asText()).isEqualTo("datasource");
            assertThat(list.get(0).path("query").asText()).isEqualTo("prometheus");
            assertThat(variables(dashboard)).contains("job", "instance");
            String queries = Stream.concat(
                            dashboard.panels().stream(),
                            Stream.of(dashboard.json().path("annotations")))
                    .map(JsonNode::toString)
                    .collect(Collectors.joining());
            for (String name : variables(dashboard)) {
                assertThat(queries).containsPattern("\\$\\{?" + name + "\\b");
            }
        }
        assertThat(variables(dashboards.get(0))).contains("dataset");
        assertThat(variables(dashboards.get(1))).contains("dataset", "score");
    }

    @Test
    void markRestartsAndChangesOfPolicyAndLeadToEachOther() {
        for (Grafana.Dashboard dashboard : dashboards) {
            assertThat(Grafana.stream(dashboard.json().path("annotations").path("list"))
                            .map(annotation -> annotation.path("name").asText()))
                    .contains("Restarts", "Policy changes");
            JsonNode link = dashboard.json().path("links").get(0);
            assertThat(link.path("tags"))
                    .hasToString(dashboard.json().path("tags").toString());
            assertThat(link.path("includeVars").asBoolean()
                            && link.path("keepTime").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void aNewScorerAppearsByItself() {
        assertThat(dashboards.get(1).panels())
                .filteredOn(panel -> panel.path("type").asText().equals("heatmap"))
                .singleElement()
                .satisfies(panel -> assertThat(panel.path("repeat").asText()).isEqualTo("score"));
    }

    @Test
    void showEveryMetric() {
        String all = dashboards.stream()
                .map(dashboard -> dashboard.json().toString())
                .collect(Collectors.joining());

        assertThat(Arrays.stream(Metric.values()).map(Metric::id)).allMatch(all::contains);
    }

    @Test
    void theRunbookNamesPanelsThatExist() {
        String runbook = Readme.text().split("\n### Runbook\n", -1)[1].split("\n## ", -1)[0];
        Set<String> shown = dashboards.stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .map(panel -> panel.path("title").asText())
                .collect(Collectors.toSet());
        Matcher named =
                Pattern.compile("(?s)(?<![*\\w])\\*([^*]+)\\*( dashboard)?").matcher(runbook);
        int count = 0;
        while (named.find()) {
            String name = named.group(1).replaceAll("\\s+", " ");
            assertThat(shown.contains(name) || titles().stream().anyMatch(title -> title.contains(name)))
                    .as(name)
                    .isTrue();
            count++;
        }
        assertThat(count).isGreaterThan(10);
    }

    private interface Check {
        void check(Grafana.Dashboard dashboard, JsonNode panel);
    }

    private Stream<DynamicTest> panels(Check check) {
        return dashboards.stream()
                .flatMap(dashboard -> dashboard.panels().stream()
                        .map(panel -> DynamicTest.dynamicTest(
                                dashboard.file() + ": " + panel.path("title").asText(),
                                () -> check.check(dashboard, panel))));
    }

    private List<String> titles() {
        return dashboards.stream()
                .map(dashboard -> dashboard.json().path("title").asText())
                .toList();
    }

    private static Set<String> variables(Grafana.Dashboard dashboard) {
        return Grafana.stream(dashboard.json().path("templating").path("list"))
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toSet());
    }

    /** Those of metrics, and those that Prometheus adds. */
    private static Set<String> labels() {
        return Stream.concat(
                        Arrays.stream(Metric.values()).flatMap(metric -> metric.labels().stream()),
                        Stream.of("job", "instance", "le", "alertname", "alertstate"))
                .collect(Collectors.toSet());
    }

    private static Set<String> labels(String expression) {
        return BY.matcher(expression)
                .results()
                .flatMap(found -> Stream.of((found.group(1) == null ? found.group(2) : found.group(1)).split(", ?")))
                .collect(Collectors.toSet());
    }
}
