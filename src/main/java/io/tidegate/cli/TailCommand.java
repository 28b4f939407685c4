package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.stream.Clients;
import io.tidegate.stream.Decided;
import io.tidegate.stream.DecisionReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code tidegate tail}: decisions as they come. */
@Command(
        name = "tail",
        description = "Prints decisions as they are committed, one a line.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidegate tail --bootstrap kafka:9092 quarantine",
            "  tidegate tail --bootstrap kafka:9092 accepted --from-beginning --until-now --values > train.jsonl"
        })
final class TailCommand implements Callable<Integer> {

    /** Which decisions. */
    enum Which {
        ACCEPTED,
        QUARANTINE;

        /** Reads the topic's last name in whatever case. */
        static Which of(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "accepted" -> ACCEPTED;
                case "quarantine" -> QUARANTINE;
                default -> throw new TypeConversionException("must be accepted or quarantine, not '" + name + "'");
            };
        }
    }

    private static final class WhichConverter implements ITypeConverter<Which> {

        @Override
        public Which convert(String name) {
            return Which.of(name);
        }
    }

    @Parameters(
            paramLabel = "accepted|quarantine",
            converter = WhichConverter.class,
            description = "Which decisions to read.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Which which;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--from-beginning", description = "Begins with the first decision, not with the next.")
    private boolean fromBeginning;

    @Option(names = "--until-now", description = "Ends with the last decision that was there at the start.")
    private boolean untilNow;

    @Option(names = "--values", description = "Prints the samples themselves, byte for byte.")
    private boolean values;

    @Option(names = "--json", description = "Prints the verdicts as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Clients clients = Wiring.clients(options.read());
        String topic = clients.topics().of(which == Which.ACCEPTED);
        try (DecisionReader reader = new DecisionReader(clients, List.of(topic), fromBeginning);
                OutputStream out = Output.stdout()) {
            while (!(untilNow && reader.caughtUp())) {
                for (Decided decided : reader.poll(Duration.ofMillis(500))) {
                    if (!untilNow || reader.wasThere(decided)) {
                        out.write(bytes(decided));
                        out.write('\n');
                    }
                }
                out.flush();
            }
        } catch (IOException e) {
            return Output.cutOff(e);
        }
        return ExitCode.FINE;
    }

    private byte[] bytes(Decided decided) {
        if (values) {
            byte[] value = decided.value();
            return value == null ? new byte[0] : value;
        }
        return (json ? decided.verdict().orElse("null") : line(decided)).getBytes(StandardCharsets.UTF_8);
    }

    private static String line(Decided decided) {
        if (decided.verdict().isEmpty()) {
            return decided.at().topic() + "-" + decided.at().partition() + "-"
                    + decided.at().offset() + " is no decision";
        }
        JsonNode verdict = Output.parse(decided.verdict().get());
        StringJoiner line = new StringJoiner("  ");
        line.add(verdict.path("verdict").asText());
        line.add(verdict.path("dataset").asText("-"));
        line.add(verdict.path("id").asText());
        if (verdict.has("reasons")) {
            verdict.path("reasons").forEach(reason -> line.add(reason(reason)));
        } else {
            verdict.path("scores").properties().forEach(score -> {
                String basis = verdict.path("basis").path(score.getKey()).asText();
                line.add(score.getKey() + " " + score.getValue() + (basis.isEmpty() ? "" : " (" + basis + ")"));
            });
        }
        return line.toString();
    }

    /** A reason in one breath: the rule, what was observed against which limit, and where to look. */
    static String reason(JsonNode reason) {
        StringJoiner text = new StringJoiner(" ");
        text.add(reason.path("rule").asText());
        if (reason.has("observed")) {
            text.add(reason.path("observed").asText() + " (limit "
                    + reason.path("limit").asText() + ")");
        }
        if (reason.has("match")) {
            JsonNode match = reason.path("match");
            text.add(String.format(
                    Locale.ROOT,
                    "of %s-%d@%d",
                    match.path("topic").asText(),
                    match.path("partition").asInt(),
                    match.path("offset").asLong()));
        }
        if (reason.has("category")) {
            text.add("for " + reason.path("category").asText());
        }
        if (reason.has("turn")) {
            text.add("in turn " + reason.path("turn").asInt() + characters(reason.path("spans")));
        }
        for (String name : List.of("model", "part", "detail")) {
            if (reason.has(name)) {
                text.add(
                        name.equals("detail")
                                ? ": " + reason.path(name).asText()
                                : reason.path(name).asText());
            }
        }
        return text.toString().replace(" : ", ": ");
    }

    /** The pieces of a turn, {@code , characters 12 to 30 and 41 to 47}; nothing for none. */
    private static String characters(JsonNode spans) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < spans.size(); i++) {
            boolean last = i == spans.size() - 1;
            text.append(i == 0 ? ", characters " : last ? " and " : ", ");
            text.append(spans.get(i).path(0).asInt())
                    .append(" to ")
                    .append(spans.get(i).path(1).asInt());
        }
        return text.toString();
    }
}
