package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.gate.Audit;
import io.tidegate.gate.Reason;
import io.tidegate.sample.Arrival;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate audit}: holds what was decided against a policy. */
@Command(
        name = "audit",
        description = "Holds what was decided against a policy.",
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.Accepted.class,
        footer = {"", "Example: tidegate audit accepted --bootstrap kafka:9092 --policy policy.yaml"})
final class AuditCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Audit what? Try: tidegate audit accepted");
    }

    /** {@code tidegate audit accepted}. */
    @Command(
            name = "accepted",
            description = {
                "Reads all of the accepted topic and checks that after each record every limit on who wrote the samples holds:"
                        + " synthetic share, share of each model, human floor, generations.",
                "Goes by the limits of --policy, whichever policy decided. Ends with exit code 4 if a prefix breaks one."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: tidegate audit accepted --bootstrap kafka:9092 --policy policy.yaml"})
    static final class Accepted implements Callable<Integer> {

        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private SettingsOptions options;

        @Override
        public Integer call() {
            Settings settings = options.read();
            Audit audit = new Audit(Wiring.policy(settings.policy()).policy());
            Clients clients = Wiring.clients(settings);
            long read = 0;
            Set<Integer> seen = new TreeSet<>();
            Progress progress = new Progress();
            try (DecisionReader reader =
                    new DecisionReader(clients, List.of(clients.topics().accepted()), true)) {
                while (!reader.caughtUp()) {
                    for (Decided decided : reader.poll(Duration.ofMillis(500))) {
                        if (reader.wasThere(decided)) {
                            warnIfCutOff(decided, seen);
                            add(decided, audit);
                            read++;
                        }
                    }
                    long soFar = read;
                    progress.show(() -> String.format(Locale.ROOT, "%,d records read", soFar));
                }
            }
            print(audit, read);
            return audit.holds() ? ExitCode.FINE : ExitCode.BELOW_THE_BAR;
        }

        private static void warnIfCutOff(Decided decided, Set<Integer> seen) {
            if (seen.add(decided.at().partition()) && decided.at().offset() > 0) {
                System.err.println("warning: partition " + decided.at().partition() + " of "
                        + decided.at().topic() + " begins at offset "
                        + decided.at().offset() + ": what was accepted before is not counted");
            }
        }

        private static void add(Decided decided, Audit audit) {
            if (decided.verdict().isEmpty()) {
                audit.foreign(decided.at());
                return;
            }
            JsonNode verdict = Output.parse(decided.verdict().get());
            Arrival arrival = new Arrival(
                    decided.at(), decided.producerTimestamp(), decided.key(), decided.headers(), decided.value());
            audit.add(
                    arrival,
                    verdict.path("dataset").asText(),
                    verdict.path("origin").path("generation").asInt(),
                    verdict.path("time").asLong(decided.producerTimestamp()));
        }

        private static void print(Audit audit, long read) {
            List<List<String>> table = new ArrayList<>();
            for (Audit.Dataset dataset : audit.datasets()) {
                table.add(List.of(
                        dataset.name(),
                        String.format(Locale.ROOT, "%,d", dataset.samples()),
                        Output.percent(dataset.share()),
                        Output.percent(dataset.highestShare()),
                        dataset.limit().isPresent()
                                ? Output.percent(dataset.limit().getAsDouble())
                                : "-",
                        String.format(Locale.ROOT, "%,d", dataset.broken()),
                        dataset.first().map(Accepted::finding).orElse("")));
            }
            Output.table(
                    System.out,
                    List.of("dataset", "samples", "synthetic", "highest", "limit", "broken prefixes", "the first"),
                    table);
            System.out.println();
            System.out.println(
                    audit.holds()
                            ? String.format(Locale.ROOT, "Every prefix of %,d records obeys the policy.", read)
                            : String.format(Locale.ROOT, "Of %,d records some prefixes break the policy.", read));
        }

        private static String finding(Audit.Finding finding) {
            String rules = finding.reasons().stream().map(Accepted::shown).collect(Collectors.joining(", "));
            return finding.at().partition() + "@" + finding.at().offset() + " " + rules;
        }

        private static String shown(Reason reason) {
            return reason.rule()
                    + (reason.observed().isPresent()
                            ? " " + number(reason.observed().getAsDouble()) + " (limit "
                                    + number(reason.limit().orElse(Double.NaN)) + ")"
                            : "");
        }

        private static String number(double number) {
            return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
        }
    }
}
