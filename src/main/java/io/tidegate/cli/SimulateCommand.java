package io.tidegate.cli;

import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scored;
import io.tidegate.gate.Scoring;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.DatasetPolicy.Synthetic;
import io.tidegate.policy.History;
import io.tidegate.policy.Nearest;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.sample.Arrival;
import io.tidegate.score.Scorer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate simulate}: what different limits on the synthetic share would do to a stream. */
@Command(
        name = "simulate",
        description = {
            "Replays samples under different limits on the synthetic share, each through a gate of its own, and shows what becomes"
                    + " of them: the share over time, what is refused or held, and how varied the accepted text is.",
            "Each limit holds for every dataset, in place of what the policy says of it; the rest of the policy holds as it is. A"
                    + " file has no record times, so no time passes.",
            "A mix is a made-up stream that needs no file: human text in which words follow Zipf's law, and text of models, each a"
                    + " bigram model of what was accepted before (see the README)."
        },
        customSynopsis = {
            "tidegate simulate FILE [OPTIONS]",
            "       tidegate simulate --mix human=N,synthetic=N[,…] [OPTIONS]"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Simulated, whatever came out.",
            "1:The input can't be read, or the picture can't be written.",
            "2:Wrong usage, or mistakes in the policy.",
            "3:The memory of what was accepted needs more than it may use."
        },
        footer = {
            "",
            "Examples:",
            "  tidegate simulate samples.jsonl.gz --svg share.svg",
            "  tidegate simulate samples.jsonl --policy policy.yaml --max-share 0.5,0.7 --on-excess quarantine,hold",
            "  tidegate simulate --mix human=1000,synthetic=3000,seed=7 --max-share 0,0.3,0.7,off --svg share.svg"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final String OFF = "off";
    private static final Map<String, DatasetPolicy.Unit> UNITS = words(DatasetPolicy.Unit.values());
    private static final Map<String, DatasetPolicy.Excess> EXCESSES = words(DatasetPolicy.Excess.values());

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Samples: JSONL, or one JSON array; also .gz; - is standard input.")
    private @Nullable String file;

    @Option(
            names = "--mix",
            paramLabel = "human=N,synthetic=N[,…]",
            description =
                    "Simulates a made-up stream of so many samples. More keys: generations of models (10), seed (1), and the"
                            + " dataset that the samples name.")
    private @Nullable String mix;

    @Option(
            names = "--max-share",
            paramLabel = "SHARE[,…]",
            split = ",",
            hideParamSyntax = true,
            defaultValue = "0.3,0.5,0.7,off",
            description = "The limits: numbers in [0, 1], or off. ${DEFAULT-VALUE}.")
    private List<String> maxShares = List.of();

    @Option(
            names = "--on-excess",
            paramLabel = "WORD[,…]",
            split = ",",
            hideParamSyntax = true,
            description =
                    "What happens to samples over the limit: quarantine, hold, or both, each in a run of its own (but for off);"
                            + " unless given, as the policy says.")
    private List<String> onExcess = List.of();

    @Option(
            names = "--window",
            paramLabel = "N",
            description =
                    "Shares are taken over the last N accepted samples, or all; unless given, as the policy says.")
    private @Nullable String window;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description = "Shares are counted in samples or characters; unless given, as the policy says.")
    private @Nullable String unit;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws the share over time into this file, as SVG.")
    private @Nullable Path svg;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    /**
     * A limit to try.
     *
     * @param excess empty: as the policy says
     */
    private record Limit(OptionalDouble maxShare, Optional<DatasetPolicy.Excess> excess) {

        private String name() {
            String share = maxShare.isPresent()
                    ? BigDecimal.valueOf(maxShare.getAsDouble())
                            .stripTrailingZeros()
                            .toPlainString()
                    : OFF;
            return excess.equals(Optional.of(DatasetPolicy.Excess.HOLD)) ? share + " hold" : share;
        }
    }

    @Override
    public Integer call() {
        if ((file == null) == (mix == null)) {
            throw new ParameterException(spec.commandLine(), "Simulate what? Give FILE, or --mix human=N,synthetic=N");
        }
        List<Limit> limits = limits();
        Optional<History> changedWindow = Optional.ofNullable(window).map(SimulateCommand::window);
        Optional<DatasetPolicy.Unit> changedUnit = Optional.ofNullable(unit).map(word -> word("--unit", word, UNITS));
        checkWritable();
        Settings settings = options.read();
        PolicyFile.Judged judged = Wiring.policy(settings.policy());
        Function<Limit, Gate> gates = limit -> {
            Policy policy =
                    judged.policy().withSynthetic(policyOf -> change(policyOf, limit, changedWindow, changedUnit));
            // what the words of a mix say is nothing, so nobody judges it
            List<Scorer> scorers = mix == null ? judged.scorers() : List.of();
            return Wiring.gate(new PolicyFile.Judged(policy, scorers), settings.maxSampleBytes());
        };
        IndexBudget budget = new IndexBudget(settings.indexMemory());
        String title;
        List<Scenario> runs;
        if (mix != null) {
            title = "mix " + mix;
            runs = simulate(Mix.parse(mix), limits, gates, budget);
        } else {
            String name = String.valueOf(file);
            title = Lines.name(name);
            runs = replay(name, limits, gates, budget);
        }
        report(title, runs);
        return ExitCode.FINE;
    }

    private List<Limit> limits() {
        List<Optional<DatasetPolicy.Excess>> excesses = onExcess.isEmpty()
                ? List.of(Optional.empty())
                : onExcess.stream()
                        .distinct()
                        .map(word -> Optional.of(word("--on-excess", word, EXCESSES)))
                        .toList();
        List<Limit> limits = maxShares.stream()
                .map(SimulateCommand::maxShare)
                .distinct()
                .flatMap(share -> excesses.stream()
                        .limit(share.isPresent() ? excesses.size() : 1)
                        .map(excess -> new Limit(share, excess)))
                .toList();
        if (limits.size() > SimulationPicture.MOST_RUNS) {
            throw Failure.usage("these are " + limits.size() + " runs, and a picture tells at most "
                    + SimulationPicture.MOST_RUNS + " apart: give --max-share fewer limits");
        }
        return limits;
    }

    private static OptionalDouble maxShare(String text) {
        if (text.strip().equals(OFF)) {
            return OptionalDouble.empty();
        }
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return OptionalDouble.of(share + 0.0); // no negative zero
            }
        } catch (NumberFormatException e) { // said below
        }
        throw Failure.usage("--max-share takes numbers from 0 to 1, or " + OFF + ", not '" + text
                + "'. For example: --max-share 0.3,0.7,off");
    }

    private static History window(String text) {
        return PolicyReader.window(text)
                .filter(history -> !(history instanceof History.For))
                .orElseThrow(() -> Failure.usage(
                        "--window is all, or a number of accepted samples from 1 to 1000000, not '" + text + "'"
                                + (text.endsWith("h") || text.endsWith("d") ? ": no time passes in a file" : "")));
    }

    private static <T> T word(String option, String word, Map<String, T> words) {
        T meaning = words.get(word);
        if (meaning == null) {
            throw Failure.usage(option + " is "
                    + String.join(" or ", words.keySet().stream().sorted().toList())
                    + ", not '" + word + "'"
                    + Nearest.of(word, words.keySet())
                            .map(near -> ": did you mean " + near + "?")
                            .orElse(""));
        }
        return meaning;
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] values) {
        return Arrays.stream(values)
                .collect(Collectors.toUnmodifiableMap(
                        value -> value.name().toLowerCase(Locale.ROOT), Function.identity()));
    }

    /** Says before a long run, and not after it, that the picture can't be kept. */
    private void checkWritable() {
        if (svg == null) {
            return;
        }
        Path folder = svg.toAbsolutePath().getParent();
        if (Files.isDirectory(svg)) {
            throw Failure.usage("--svg " + svg + " is a folder: name a file in it");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw Failure.usage("there is no folder for --svg " + svg + ": make it first");
        }
    }

    private static Synthetic change(
            Synthetic policy, Limit limit, Optional<History> window, Optional<DatasetPolicy.Unit> unit) {
        return new Synthetic(
                limit.maxShare(),
                unit.orElse(policy.unit()),
                window.orElse(policy.window()),
                policy.baselineHuman(),
                policy.baselineSynthetic(),
                policy.humanFloor(),
                policy.maxGeneration(),
                policy.maxGeneratorShare(),
                policy.unknownOriginIs(),
                limit.excess().orElse(policy.onExcess()),
                policy.hold());
    }

    /** Judges each sample of a file once, and lets all gates decide it side by side. */
    private static List<Scenario> replay(
            String file, List<Limit> limits, Function<Limit, Gate> gates, IndexBudget budget) {
        Lines.check(file);
        List<Gate> all = limits.stream().map(gates).toList();
        List<Scenario> runs = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Limit limit = limits.get(i);
            runs.add(new Scenario(limit.name(), limit.maxShare(), all.get(i), budget, Lines.name(file), text -> {}));
        }
        Scoring scoring = all.get(0).newScoring();
        Progress progress = new Progress();
        SampleFile.read(file, arrival -> {
            Scored scored = scoring.score(arrival);
            runs.forEach(run -> run.admit(scored));
            progress.show(() -> count(runs.get(0).records()) + " records in " + runs.size() + " runs");
        });
        runs.forEach(Scenario::end);
        return runs;
    }

    /** Simulates one limit after the other, as what the models of a mix write depends on what was accepted. */
    private static List<Scenario> simulate(
            Mix mix, List<Limit> limits, Function<Limit, Gate> gates, IndexBudget budget) {
        Progress progress = new Progress();
        List<Scenario> runs = new ArrayList<>();
        for (Limit limit : limits) {
            MixStream stream = new MixStream(mix);
            Gate gate = gates.apply(limit);
            Scenario run = new Scenario(limit.name(), limit.maxShare(), gate, budget, MixStream.NAME, stream::learn);
            Scoring scoring = gate.newScoring();
            Supplier<String> soFar = () -> "limit " + limit.name() + " (" + (runs.size() + 1) + " of " + limits.size()
                    + "): " + count(run.records()) + " of " + count(mix.samples()) + " records";
            for (Optional<Arrival> next = stream.next(); next.isPresent(); next = stream.next()) {
                run.admit(scoring.score(next.get()));
                progress.show(soFar);
            }
            run.end();
            runs.add(run);
        }
        return runs;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void report(String title, List<Scenario> runs) {
        SimulationReport report = SimulationReport.of(runs);
        if (json) {
            Output.json(System.out, report.facts());
        } else {
            report.print(System.out);
        }
        if (svg != null) {
            try {
                Files.writeString(svg, SimulationPicture.svg(title, runs));
                System.err.println("drew " + svg);
            } catch (IOException e) {
                throw Failure.failed("--svg " + svg + " can't be written: " + e.getMessage());
            }
        }
    }
}
