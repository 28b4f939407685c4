package io.tidegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate health}: whether a gate is well, for whoever starts containers. */
@Command(
        name = "health",
        description = {
            "Asks a gate over its HTTP port whether it decides records. Prints ok and ends with 0, or says what is the matter and"
                    + " ends with 1, or with 3 if nobody answers."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidegate health", "  tidegate health --live --http-port 8080"})
final class HealthCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(
            names = "--live",
            description = "Asks whether the process is of use: true as well while it starts and while partitions move.")
    private boolean live;

    @Override
    public Integer call() throws InterruptedException {
        String answer = new GateClient(options.read()).health(live ? "/livez" : "/readyz");
        if (answer.equals("ok")) {
            System.out.println(answer);
            return ExitCode.FINE;
        }
        throw Failure.failed("the gate is " + answer);
    }
}
