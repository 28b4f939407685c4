package io.tidegate.cli;

import io.tidegate.stream.TopicAdmin;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate topics}: the topics as the gate needs them. */
@Command(
        name = "topics",
        description = {
            "Creates the gate's topics with the settings that it needs, or says what is wrong with existing ones.",
            "After partitions were added to the samples topic, gives the other topics as many; do it while the gate is stopped."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: tidegate topics --bootstrap kafka:9092 --partitions 24"})
final class TopicsCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--check", description = "Changes nothing; only says what is wrong.")
    private boolean check;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Settings settings = options.read();
        try (TopicAdmin admin = new TopicAdmin(Wiring.clients(settings))) {
            List<TopicAdmin.Finding> findings = check ? admin.inspect() : admin.ensure(settings.partitions());
            boolean broken = findings.stream().anyMatch(finding -> finding.severity() == TopicAdmin.Severity.ERROR);
            if (json) {
                Output.json(System.out, Map.of("fine", !broken, "findings", findings));
            } else {
                findings.forEach(finding ->
                        System.out.println(finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.text()));
                System.out.println(
                        broken ? "The gate can't run with these topics." : "The topics are as they must be.");
            }
            return broken ? ExitCode.UNAVAILABLE : ExitCode.FINE;
        }
    }
}
