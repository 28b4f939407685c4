package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidegate.gate.Scoring;
import io.tidegate.novelty.NoveltyEvaluation;
import io.tidegate.novelty.NoveltyEvaluation.Refusal;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Reading;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate novelty}: how good the near-duplicate judgement is. */
@Command(
        name = "novelty",
        description = "Measures the near-duplicate judgement.",
        mixinStandardHelpOptions = true,
        subcommands = NoveltyCommand.Evaluate.class,
        footer = {"", "Example: tidegate novelty evaluate samples.jsonl"})
final class NoveltyCommand implements Runnable {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about novelty? Try: tidegate novelty evaluate FILE");
    }

    /** {@code tidegate novelty evaluate}. */
    @Command(
            name = "evaluate",
            description = {
                "Measures estimated similarity, and what is refused by it, against the true one: the exact Jaccard similarity of"
                        + " runs of five words.",
                "Samples are judged in order as the gate judges novelty, and nothing else; nothing is forgotten. A pair counts as"
                        + " refused if the texts are equal, or if the index would compare them and the estimate reaches the limit."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:Measured, whatever came out.",
                "1:The input can't be read, or the list can't be written.",
                "2:Wrong usage, or mistakes in the policy."
            },
            footer = {
                "",
                "Examples:",
                "  tidegate novelty evaluate --edits 5 samples.jsonl.gz",
                "  tidegate novelty evaluate --policy policy.yaml --list refused.jsonl a.json",
                "  tidegate novelty evaluate --pairs pairs.jsonl --json",
                "  tidegate novelty evaluate --unrelated 100000000"
            })
    static final class Evaluate implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Parameters(
                arity = "0..*",
                paramLabel = "FILE",
                description = "Samples: JSONL, or one JSON array; also .gz; - is standard input.")
        private List<String> files = List.of();

        @Option(
                names = "--pairs",
                paramLabel = "FILE",
                description =
                        "Compares pairs of texts: JSONL of {\"a\": text, \"b\": text}, also .gz; - is standard input.")
        private @Nullable String pairs;

        @Option(
                names = "--policy",
                paramLabel = "FILE",
                description =
                        "Says which turns are compared, by what limit; the built-in policy unless given. Pairs and random"
                                + " texts are judged as dataset 'default'.")
        private @Nullable Path policyFile;

        @Option(
                names = "--edits",
                defaultValue = "0",
                paramLabel = "N",
                description =
                        "Compares each sample with so many copies of it, in which words of the sample before replace some of"
                                + " its own; their true similarities spread from 0.5 to 1. ${DEFAULT-VALUE}.")
        private int edits;

        @Option(
                names = "--unrelated",
                defaultValue = "0",
                paramLabel = "N",
                description = "Compares so many pairs of random texts that have nothing in common. ${DEFAULT-VALUE}.")
        private long unrelated;

        @Option(
                names = "--seed",
                defaultValue = "1",
                paramLabel = "N",
                description = "Of the random numbers; the same gives the same. ${DEFAULT-VALUE}.")
        private long seed;

        @Option(
                names = "--list",
                paramLabel = "FILE",
                description =
                        "Writes a line of JSON for each refused sample: its id, that of the match, and their observed and"
                                + " exact similarity.")
        private @Nullable Path list;

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        private final SampleReader reader = new SampleReader();
        private long unreadable;
        private long unknown;

        @Override
        public Integer call() {
            if (files.isEmpty() && pairs == null && unrelated == 0) {
                throw new ParameterException(
                        spec.commandLine(), "Measure on what? Give FILE, --pairs FILE or --unrelated N");
            }
            if (edits < 0 || unrelated < 0) {
                throw new ParameterException(spec.commandLine(), "--edits and --unrelated are not negative");
            }
            files.forEach(Lines::check);
            Policy policy = Wiring.policy(Optional.ofNullable(policyFile)).policy();
            Random random = new Random(seed);
            NoveltyEvaluation evaluation = new NoveltyEvaluation(edits, random);
            NoveltyReport report = new NoveltyReport();
            if (pairs != null) {
                comparePairs(pairs, limit(policy), evaluation);
                report.pairs(evaluation.pairs());
            }
            if (!files.isEmpty()) {
                judgeSamples(policy, evaluation);
                report.samples(
                        evaluation.judged(), evaluation.exactDuplicates(), unreadable, unknown, evaluation.samples());
            }
            if (!files.isEmpty() && edits > 0) {
                report.edited(evaluation.edited());
            }
            if (unrelated > 0) {
                report.unrelated(NoveltyEvaluation.unrelated(unrelated, limit(policy), random));
            }
            if (json) {
                Output.json(System.out, report.facts());
            } else {
                report.print(System.out);
            }
            return ExitCode.FINE;
        }

        /** The limit on what has no dataset. */
        private static double limit(Policy policy) {
            OptionalDouble limit = policy.forDataset(Scoring.DEFAULT_DATASET)
                    .map(rules -> rules.novelty().nearDuplicate())
                    .orElse(OptionalDouble.empty());
            return limit.orElseThrow(() -> Failure.usage(
                    "the policy sets no novelty.nearDuplicate for samples without a dataset, which these are"));
        }

        private static void comparePairs(String file, double limit, NoveltyEvaluation evaluation) {
            Progress progress = new Progress();
            try (Lines lines = Lines.open(file)) {
                for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                    JsonNode pair = pair(line.get());
                    if (!pair.path("a").isTextual() || !pair.path("b").isTextual()) {
                        throw Failure.failed(lines.name() + " has no pair in line " + lines.number()
                                + " from 0: each line is {\"a\": text, \"b\": text}");
                    }
                    evaluation.compare(
                            pair.path("a").textValue(), pair.path("b").textValue(), limit);
                    progress.show(() -> (lines.number() + 1) + " pairs compared");
                }
            }
        }

        private static JsonNode pair(byte[] line) {
            try {
                return JSON.readTree(line);
            } catch (IOException e) { // whose message could quote the text
                return MissingNode.getInstance();
            }
        }

        private void judgeSamples(Policy policy, NoveltyEvaluation evaluation) {
            Progress progress = new Progress();
            try (Writer refusals = list == null ? Writer.nullWriter() : Files.newBufferedWriter(list)) {
                for (String file : files) {
                    SampleFile.read(file, arrival -> {
                        judge(arrival, policy, evaluation).ifPresent(refusal -> write(refusal, refusals));
                        progress.show(() -> evaluation.judged() + " samples judged");
                    });
                }
            } catch (IOException | UncheckedIOException e) {
                throw Failure.failed(list + " can't be written: " + e.getMessage());
            }
        }

        private Optional<Refusal> judge(Arrival arrival, Policy policy, NoveltyEvaluation evaluation) {
            if (!(reader.read(arrival) instanceof Reading.Understood understood)) {
                unreadable++;
                return Optional.empty();
            }
            Sample sample = understood.sample();
            String dataset = sample.dataset().orElse(Scoring.DEFAULT_DATASET);
            Optional<DatasetPolicy> rules = policy.forDataset(dataset);
            if (rules.isEmpty()) {
                unknown++;
                return Optional.empty();
            }
            DatasetPolicy.Novelty novelty = rules.get().novelty();
            return evaluation.judge(
                    novelty.scope().orElse(dataset),
                    sample.id(),
                    sample.turns().stream()
                            .filter(Scoring.compared(sample, novelty))
                            .map(Turn::content)
                            .toList(),
                    novelty.nearDuplicate(),
                    novelty.numbers() == DatasetPolicy.Numbers.DISTINCT);
        }

        private static void write(Refusal refusal, Writer to) {
            try {
                to.write(JSON.writeValueAsString(refusal) + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
