package io.tidegate.cli;

import io.tidegate.stream.Doctor;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate doctor}: what is wrong with a gate's surroundings, and what repairs it. */
@Command(
        name = "doctor",
        description = {
            "Looks at all that a gate needs and changes nothing of it: the broker, permissions, topics with their partitions, sizes and"
                    + " retention, the clock, and the state directory. Each is \u2713, or \u2717 with the command that repairs it, or -"
                    + " if it could not be checked. Give it the settings that the gate has.",
            "Ends with exit code 0 if all is well, 3 if the gate can't run like this, 1 if it can, but something is not as users"
                    + " count on."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: tidegate doctor --bootstrap kafka:9092 --state-dir /var/lib/tidegate"})
final class DoctorCommand implements Callable<Integer> {

    private static final String OWN = "tidegate topics";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Settings settings = options.read();
        List<Doctor.Check> checks = new Doctor(
                        Wiring.clients(settings), Clock.systemUTC(), () -> GateClient.answers(settings))
                .examine().stream().map(this::exact).toList();
        if (json) {
            Output.json(System.out, Map.of("fine", exitCode(checks) == ExitCode.FINE, "checks", checks));
        } else {
            boolean marks = Charset.forName(System.getProperty(
                            "stdout.encoding", Charset.defaultCharset().name()))
                    .newEncoder()
                    .canEncode('\u2713');
            checks.forEach(check -> System.out.println(line(check, marks)));
        }
        return exitCode(checks);
    }

    /** The gate's own commands need the flags that this one was given. */
    private Doctor.Check exact(Doctor.Check check) {
        if (!check.repair().equals(OWN)) {
            return check;
        }
        StringBuilder command = new StringBuilder(OWN);
        new TreeMap<>(options.given()).forEach((key, value) -> {
            String shown = Settings.masked(key, value);
            if (key.startsWith(SettingsReader.KAFKA)) {
                String name = key.substring(SettingsReader.KAFKA.length());
                command.append(" --kafka '")
                        .append(name)
                        .append('=')
                        .append(shown)
                        .append('\'');
            } else {
                command.append(" --").append(key).append(' ').append(shown);
            }
        });
        return new Doctor.Check(check.name(), check.outcome(), check.text(), command.toString());
    }

    private static int exitCode(List<Doctor.Check> checks) {
        if (any(checks, Doctor.Outcome.ERROR)) {
            return ExitCode.UNAVAILABLE;
        }
        return any(checks, Doctor.Outcome.WARNING) ? ExitCode.FAILED : ExitCode.FINE;
    }

    private static boolean any(List<Doctor.Check> checks, Doctor.Outcome outcome) {
        return checks.stream().anyMatch(check -> check.outcome() == outcome);
    }

    private static String line(Doctor.Check check, boolean marks) {
        String mark = switch (check.outcome()) {
            case FINE -> marks ? "\u2713" : "ok";
            case WARNING, ERROR -> marks ? "\u2717" : "!!";
            case NOT_CHECKED -> marks ? "-" : "--";
        };
        String not = check.outcome() == Doctor.Outcome.NOT_CHECKED ? "not checked: " : "";
        String repair = check.repair().isEmpty() ? "" : "; repair: " + check.repair();
        String text = check.text().replace('\n', ' ');
        return mark + " " + check.name()
                + " ".repeat(Math.max(1, 12 - check.name().length())) + not + text + repair;
    }
}
