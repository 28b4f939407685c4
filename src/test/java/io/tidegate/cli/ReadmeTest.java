package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Readme;
import io.tidegate.gate.Rule;
import io.tidegate.observe.Metric;
import io.tidegate.policy.PolicyReader;
import io.tidegate.score.Scorers;
import io.tidegate.stream.GateHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The README says what the program does. */
class ReadmeTest {

    @Test
    void listsEveryRule() {
        assertThat(firstCells("rule"))
                .containsExactlyElementsOf(Rule.all().stream().map(Rule::id).toList());
    }

    @Test
    void listsEveryMetric() {
        List<String> documented = Arrays.stream(Metric.values())
                .map(Metric::id)
                .filter(id -> id.startsWith("tidegate"))
                .toList();

        assertThat(firstCells("metric")).containsExactlyElementsOf(documented);
        for (List<String> row : Readme.table("metric")) {
            Metric metric = Arrays.stream(Metric.values())
                    .filter(candidate -> row.get(0).equals("`" + candidate.id() + "`"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Readme.code(row.get(1))).containsExactlyElementsOf(metric.labels());
            assertThat(row.get(2)).isEqualTo(metric.meaning());
        }
    }

    @Test
    void namesEveryOtherMetric() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::id)).allMatch(Readme.text()::contains);
    }

    @Test
    void listsEverySetting() {
        assertThat(firstCells("setting")).containsExactlyInAnyOrderElementsOf(SettingsReader.NAMES);
    }

    @Test
    void listsEveryHeader() {
        assertThat(firstCells("header"))
                .containsExactlyInAnyOrder(
                        GateHeaders.VERDICT,
                        GateHeaders.ID,
                        GateHeaders.DATASET,
                        GateHeaders.POLICY,
                        GateHeaders.TIMESTAMP);
    }

    @Test
    void showsEveryPolicyKeyWithItsBuiltInValue() {
        // Given
        PolicyReader reader = PolicyFile.reader(Scorers.all());
        String yaml = Readme.blocks("yaml policy").get(0);

        // When
        PolicyReader.Outcome outcome = reader.read(yaml);

        // Then
        assertThat(outcome).isInstanceOf(PolicyReader.Valid.class);
        String canonical = ((PolicyReader.Valid) outcome).policy().canonical();
        assertThat(canonical).isEqualTo(reader.builtIn().canonical());
        Matcher keys = Pattern.compile("\"(\\w+)\":").matcher(canonical);
        while (keys.find()) {
            assertThat(yaml).contains(keys.group(1) + ":");
        }
    }

    @Test
    void namesOnlyCommandsAndOptionsThatExist() {
        List<String> named = new ArrayList<>(commands(String.join("\n", Readme.blocks("bash"))));
        named.addAll(commands(String.join("\n", Readme.blocks("bash walkthrough"))));
        Matcher inline = Pattern.compile("`(tidegate [^`]+)`").matcher(Readme.text());
        while (inline.find()) {
            named.addAll(commands(inline.group(1)));
        }

        assertThat(named).isNotEmpty();
        for (String command : named) {
            CommandLine.ParseResult parsed = parse(command);
            // A command may be mentioned without what it must be given.
            assertThat(parsed.errors()).as(command).allMatch(CommandLine.MissingParameterException.class::isInstance);
        }
    }

    @Test
    void linksToFilesThatExist() {
        Matcher links = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(Readme.text());
        while (links.find()) {
            assertThat(Files.exists(Path.of(links.group(1)))).as(links.group(1)).isTrue();
        }
    }

    private static CommandLine.ParseResult parse(String command) {
        CommandLine main = Main.commandLine(Map.of());
        main.getCommandSpec().parser().collectErrors(true);
        main.getSubcommands().values().forEach(sub -> {
            sub.getCommandSpec().parser().collectErrors(true);
            sub.getSubcommands()
                    .values()
                    .forEach(inner -> inner.getCommandSpec().parser().collectErrors(true));
        });
        CommandLine.ParseResult parsed = main.parseArgs(command.split(" +"));
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed;
    }

    /** The arguments of each call of the program in a script. */
    private static List<String> commands(String script) {
        List<String> commands = new ArrayList<>();
        for (String line : script.split("\n", -1)) {
            Matcher call =
                    Pattern.compile("(?:^|\\| )tidegate ((?:(?! 2?>)[^|#&])+)").matcher(line);
            if (call.find()) {
                commands.add(call.group(1).strip());
            }
        }
        return commands;
    }

    private static List<String> firstCells(String head) {
        return Readme.table(head).stream()
                .flatMap(row -> Readme.code(row.get(0)).stream())
                .toList();
    }
}
