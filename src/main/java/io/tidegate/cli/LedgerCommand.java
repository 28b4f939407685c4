package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate ledger}: how the datasets of a running gate stand. */
@Command(
        name = "ledger",
        description = {
            "Shows how the datasets that a running gate decides stand: what was accepted, the synthetic share against its limit,"
                    + " what waits in escrow, and which models wrote most. Asks the gate over its HTTP port; of several"
                    + " instances each knows its own datasets."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidegate ledger", "  tidegate ledger --http-host 10.0.0.7 --http-port 8080 --json"
        })
final class LedgerCommand implements Callable<Integer> {

    private static final int MODELS_SHOWN = 3;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(
            names = "--json",
            description = "Prints all of it as JSON: every model, its refusals by rule, and its room.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.read();
        String answer = new GateClient(settings).ledger();
        if (json) {
            System.out.println(answer);
        } else {
            print(Output.parse(answer).path("datasets"));
        }
        return ExitCode.FINE;
    }

    private static void print(JsonNode datasets) {
        if (datasets.isEmpty()) {
            System.err.println("nothing was decided yet");
            return;
        }
        List<List<String>> table = new ArrayList<>();
        for (JsonNode dataset : datasets) {
            table.add(List.of(
                    dataset.path("dataset").asText(),
                    number(dataset.path("accepted")),
                    number(dataset.path("human")),
                    number(dataset.path("synthetic")),
                    dataset.path("unit").asText(),
                    percent(dataset.path("share")),
                    dataset.has("limit") ? percent(dataset.path("limit")) : "-",
                    dataset.path("window").asText(),
                    number(dataset.path("held")),
                    models(dataset.path("models"))));
        }
        Output.table(
                System.out,
                List.of("dataset", "accepted", "human", "synthetic", "in", "share", "limit", "over", "held", "models"),
                table);
    }

    /** Those that wrote most, each with its part. */
    private static String models(JsonNode models) {
        return StreamSupport.stream(models.spliterator(), false)
                .filter(model -> !model.path("model").asText().isEmpty()
                        && model.path("share").asDouble() > 0)
                .sorted(Comparator.comparingDouble(
                                (JsonNode model) -> model.path("share").asDouble())
                        .reversed())
                .limit(MODELS_SHOWN)
                .map(model -> model.path("model").asText() + " " + percent(model.path("share")))
                .collect(Collectors.joining(", "));
    }

    private static String number(JsonNode number) {
        return String.format(Locale.ROOT, "%,d", number.asLong());
    }

    private static String percent(JsonNode share) {
        return Output.percent(share.asDouble());
    }
}
