package io.tidegate.cli;

import io.tidegate.gate.Gate;
import io.tidegate.gate.Rule;
import io.tidegate.policy.Mistake;
import io.tidegate.score.Scorers;
import io.tidegate.stream.Clients;
import io.tidegate.stream.StreamSettings;
import io.tidegate.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the parts of the program from its settings. */
final class Wiring {

    private Wiring() {}

    /** The policy in a file, or the built-in one, with its judges. */
    static PolicyFile.Judged policy(Optional<Path> file) {
        if (file.isEmpty()) {
            return PolicyFile.builtIn(Scorers.all());
        }
        PolicyFile.Result result = PolicyFile.read(file.get(), Scorers.all());
        return result.judged()
                .orElseThrow(() -> Failure.usage(result.mistakes().stream()
                        .map((Mistake mistake) -> mistake.in(file.get().toString()))
                        .collect(Collectors.joining("\n"))));
    }

    /**
     * The ids of all rules, with those of the scorers that a policy brings; its mistakes are for others
     * to name.
     */
    static List<String> rules(Optional<Path> file) {
        Stream<String> own = file.map(PolicyFile::scorerNames).orElse(List.of()).stream();
        return Stream.concat(Rule.all().stream().map(Rule::id), own).toList();
    }

    static Gate gate(PolicyFile.Judged judged, int maxSampleBytes) {
        return new Gate(judged.policy(), judged.scorers(), maxSampleBytes, Version.current());
    }

    static Clients clients(Settings settings) {
        return new Clients(streams(settings));
    }

    /** Where Kafka is and how the gate runs on it. */
    static StreamSettings streams(Settings settings) {
        String bootstrap = settings.bootstrap()
                .orElseThrow(
                        () -> Failure.usage(
                                "where is Kafka? Give --bootstrap HOST:PORT, or TIDEGATE_BOOTSTRAP, or a file with --settings"));
        return new StreamSettings(
                bootstrap,
                settings.applicationId(),
                Topics.of(settings.prefix()),
                settings.stateDir(),
                settings.threads(),
                Duration.ofMillis(settings.commitIntervalMs()),
                settings.maxSampleBytes(),
                settings.replicationFactor(),
                settings.kafka());
    }
}
