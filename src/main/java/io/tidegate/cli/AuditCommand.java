package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.gate.Audit;
import io.tidegate.gate.Findings;
import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.LawAudit;
import io.tidegate.gate.Reason;
import io.tidegate.gate.SecondJudgement;
import io.tidegate.sample.Arrival;
import io.tidegate.stream.AuditedTopics;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate audit}: holds what left the gate against what came to it. */
@Command(
        name = "audit",
        description = {
            "Holds what left the gate against what came to it: each record of samples left once, by accepted or quarantine, with its"
                    + " bytes, key, headers and timestamp; the decisions of each scope are numbered without gaps, and lie in that"
                    + " order; and each verdict is the one that `score` gives, as far as the policies at hand decided.",
            "Reads the topics whole, what is committed, also while the gate runs. What waits in escrow or is on its way is found in the"
                    + " gate's own topics, so give the gate's --application-id. Says what can't be checked, as retention has deleted it."
                    + " Ends with exit code 4 if the law is broken."
        },
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.Accepted.class,
        footer = {
            "",
            "Examples:",
            "  tidegate audit --bootstrap kafka:9092 --policy policy.yaml",
            "  tidegate audit --bootstrap kafka:9092 --policy policy.yaml --former-policy last-month.yaml",
            "  tidegate audit --bootstrap kafka:9092 --no-verdicts --json",
            "  tidegate audit accepted --bootstrap kafka:9092 --policy policy.yaml"
        })
final class AuditCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--findings", paramLabel = "N", description = "Shows the first N findings (20); all are counted.")
    private int most = 20;

    @Option(
            names = "--no-verdicts",
            description = "Doesn't judge again, which takes as long and as much memory as the gate took.")
    private boolean noVerdicts;

    @Option(
            names = "--former-policy",
            paramLabel = "FILE",
            description =
                    "Another policy that judged some of it, before the one of --policy or beside it; may be given several"
                            + " times. Each verdict is judged again under the policy that it names.")
    private List<Path> formerPolicies = List.of();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (most < 1) {
            throw Failure.usage("--findings: must be at least 1, not " + most);
        }
        Settings settings = options.read();
        List<Gate> gates = Stream.concat(
                        Stream.of(settings.policy()), formerPolicies.stream().map(Optional::of))
                .map(file -> Wiring.gate(Wiring.policy(file), settings.maxSampleBytes()))
                .toList();
        Clients clients = Wiring.clients(settings);
        Progress shown = new Progress();
        try (AuditedTopics topics = new AuditedTopics(
                clients,
                (partition, offset) ->
                        shown.show(() -> String.format(Locale.ROOT, "%s read to offset %,d", partition, offset)))) {
            Findings findings = new Findings(most);
            LawAudit audit = new LawAudit(clients.topics().samples(), findings, topics::find);
            topics.tell(audit);
            LawAudit.Account account = audit.end();
            Optional<SecondJudgement> judgement = noVerdicts
                    ? Optional.empty()
                    : Optional.of(new SecondJudgement(
                            gates,
                            clients.topics().samples(),
                            audit,
                            findings,
                            new IndexBudget(settings.indexMemory()),
                            topics::find));
            judgement.ifPresent(topics::tell);
            AuditReport report = new AuditReport(settings.applicationId(), account, judgement, findings);
            if (json) {
                Output.json(System.out, report.json());
            } else {
                report.lines().forEach(System.out::println);
            }
            return findings.count() == 0 ? ExitCode.FINE : ExitCode.BELOW_THE_BAR;
        }
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
