package io.tidegate.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidegate.gate.Fatal;
import io.tidegate.policy.Nearest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Data goes to stdout; messages and progress go to stderr. */
@Command(
        name = "tidegate",
        description =
                "A quality gate on Kafka for generated training data: it decides, once and for all, what may be learned.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            TopicsCommand.class,
            DoctorCommand.class,
            HealthCommand.class,
            SendCommand.class,
            TailCommand.class,
            ReplayCommand.class,
            ScoreCommand.class,
            SimulateCommand.class,
            LedgerCommand.class,
            TopCommand.class,
            AuditCommand.class,
            PolicyCommand.class,
            ToxicityCommand.class,
            NoveltyCommand.class,
            BenchCommand.class,
            BrokerCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Fine.",
            "1:Failed.",
            "2:Wrong usage or configuration.",
            "3:Kafka or the gate's state can't be used.",
            "4:The data is not as good as was asked."
        },
        footer = {
            "",
            "Examples:",
            "  tidegate demo                                see the gate at work; needs nothing else",
            "  tidegate score samples.jsonl                 the same verdicts, without Kafka",
            "  tidegate simulate samples.jsonl              what different limits would do to them, before one is set",
            "  tidegate run --embedded                      a gate with its own Kafka, on a laptop",
            "  tidegate run --bootstrap kafka:9092 --policy policy.yaml"
        })
public final class Main implements Runnable {

    /** Loggers that are quiet, as logback.xml has it, until somebody wants to know more. */
    private static final List<String> QUIET =
            List.of(Logger.ROOT_LOGGER_NAME, "io.tidegate", "org.apache.kafka", "kafka", "state.change.logger");

    /** What Kafka's clients are configured with, many lines each: for nobody, even who wants to know more. */
    private static final List<String> DUMPS = List.of(
            "org.apache.kafka.clients.admin.AdminClientConfig",
            "org.apache.kafka.clients.consumer.ConsumerConfig",
            "org.apache.kafka.clients.producer.ProducerConfig",
            "org.apache.kafka.streams.StreamsConfig",
            "org.apache.kafka.server.config.AbstractKafkaConfig",
            "kafka.server.KafkaConfig");

    /** The end of picocli's message on a pair that is none; behind it picocli quotes the whole. */
    private static final String NO_PAIR = "should be in KEY=VALUE format";

    private static final Pattern OPTION = Pattern.compile("--?[a-z]+(?:-[a-z]+)*");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Logs what Kafka's clients say, and the places of failures.")
    void verbose(boolean on) {
        if (on) {
            QUIET.forEach(name -> level(name, Level.INFO));
            DUMPS.forEach(name -> level(name, Level.WARN));
        }
    }

    private static void level(String logger, Level level) {
        ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), args));
    }

    /** Runs a command in this environment, and returns its exit code. */
    static int run(Map<String, String> environment, String... args) {
        return commandLine(environment).execute(args);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        RecordLoggers.silence();
        Journal journal = new Journal();
        CommandLine.IFactory picocli = CommandLine.defaultFactory();
        CommandLine.IFactory factory = new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == SettingsOptions.class
                        ? type.cast(new SettingsOptions(environment, journal))
                        : picocli.create(type);
            }
        };
        return new CommandLine(new Main(), factory)
                .setParameterExceptionHandler((wrong, args) -> {
                    // No settings were read yet.
                    journal.use(
                            LogFormat.JSON.id().equals(environment.get("TIDEGATE_LOG"))
                                    ? LogFormat.JSON
                                    : LogFormat.TEXT);
                    return explain(wrong, journal);
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command, journal))
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? `tidegate demo` shows the gate at work.");
    }

    /** Says what is wrong and where help is. All of it would push what is wrong off the screen. */
    private static int explain(ParameterException wrong, Journal journal) {
        CommandLine command = wrong.getCommandLine();
        Optional<String> nearest = nearest(wrong);
        String problem = discreet(wrong, nearest)
                + nearest.map(near -> ": did you mean " + near + "?").orElse("");
        String help = "`" + command.getCommandSpec().qualifiedName() + " --help` shows "
                + (command.getSubcommands().isEmpty() ? "how, with examples" : "the commands");
        journal.stop(command.getErr(), ExitCode.USAGE, problem + System.lineSeparator() + help);
        return ExitCode.USAGE;
    }

    /**
     * What is wrong, without what could be a password: the value of an option that is misspelt, or a piece of a value that a shell
     * has split. A word that nobody expects is told only if it is an option's name or resembles what is known.
     */
    private static String discreet(ParameterException wrong, Optional<String> nearest) {
        String message = String.valueOf(wrong.getMessage());
        int pair = message.indexOf(NO_PAIR);
        if (pair >= 0) {
            return message.substring(0, pair + NO_PAIR.length());
        }
        int words = message.indexOf(": '");
        if (!(wrong instanceof UnmatchedArgumentException unmatched) || words < 0) {
            return message;
        }
        String first = name(unmatched.getUnmatched().get(0));
        boolean tell = nearest.isPresent() || OPTION.matcher(first).matches();
        return message.substring(0, words) + (tell ? ": '" + first + "'" : "");
    }

    /** A word as far as it isn't a value. */
    private static String name(String word) {
        int end = word.indexOf('=');
        return end < 0 ? word : word.substring(0, end);
    }

    private static Optional<String> nearest(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        CommandLine command = wrong.getCommandLine();
        String word = unmatched.getUnmatched().get(0);
        return Nearest.of(
                name(word),
                word.startsWith("-")
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
    }

    private static int report(Exception failure, CommandLine command, Journal journal) {
        PrintWriter err = command.getErr();
        if (failure instanceof Failure told) {
            journal.stop(err, told.exitCode(), String.valueOf(told.getMessage()));
            return told.exitCode();
        }
        if (failure instanceof Fatal fatal) {
            journal.stop(err, ExitCode.UNAVAILABLE, String.valueOf(fatal.getMessage()));
            return ExitCode.UNAVAILABLE;
        }
        LoggerFactory.getLogger(Main.class).info("failed", failure);
        journal.stop(
                err,
                ExitCode.FAILED,
                "a bug of ours: " + failure.getClass().getName()
                        + (failure.getStackTrace().length == 0 ? "" : " at " + failure.getStackTrace()[0])
                        + ". `--verbose` shows more.");
        return ExitCode.FAILED;
    }
}
