package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.Readme;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerts say what to do, and fire when they should. */
class AlertsTest {

    private final List<JsonNode> alerts =
            Grafana.rules().stream().filter(rule -> rule.has("alert")).toList();

    @TestFactory
    Stream<DynamicTest> everyAlertSaysHowBadItIsAndWhatToDo() {
        return alerts.stream()
                .map(alert -> DynamicTest.dynamicTest(name(alert), () -> {
                    assertThat(alert.path("for").asText()).matches("\\d+m");
                    assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning", "info");
                    assertThat(alert.path("annotations").path("summary").asText())
                            .isNotEmpty();
                    assertThat(alert.path("annotations").path("runbook").asText())
                            .isEqualTo("README.md#" + name(alert).toLowerCase(Locale.ROOT));
                }));
    }

    @Test
    void theRunbookHasAnEntryForEachAndNoOthers() {
        assertThat(Pattern.compile("(?m)^#### (Tidegate\\w+)$")
                        .matcher(Readme.text())
                        .results()
                        .map((MatchResult found) -> found.group(1)))
                .containsExactlyElementsOf(alerts.stream().map(AlertsTest::name).toList());
    }

    @Test
    void everyRuleAsksForWhatThereIs() {
        for (JsonNode rule : Grafana.rules()) {
            assertThat(Grafana.series())
                    .containsAll(Grafana.metrics(rule.path("expr").asText()));
        }
    }

    @Test
    void everyAlertIsTestedToFireAndNotTo() {
        List<JsonNode> tests = Grafana.stream(Grafana.yaml(Grafana.RULE_TESTS).path("tests"))
                .flatMap(test -> Grafana.stream(test.path("alert_rule_test")))
                .toList();
        for (JsonNode alert : alerts) {
            assertThat(tests)
                    .as(name(alert))
                    .filteredOn(test -> test.path("alertname").asText().equals(name(alert)))
                    .anyMatch(test -> test.path("exp_alerts").isEmpty())
                    .anyMatch(test -> !test.path("exp_alerts").isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "test"})
    void promtoolIsContent(String what) throws Exception {
        Installed.assume("promtool");
        String file = (what.equals("check") ? Grafana.RULES : Grafana.RULE_TESTS).toString();

        Process promtool = new ProcessBuilder("promtool", what, "rules", file)
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }

    private static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }
}
