package io.tidegate.cli;

import io.tidegate.gate.Gate;
import io.tidegate.policy.Mistake;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.score.Scorers;
import io.tidegate.stream.Clients;
import io.tidegate.stream.StreamSettings;
import io.tidegate.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the parts of the program from its settings. */
final class Wiring {

    private Wiring() {}

    /** The policy in a file, or the built-in one. */
    static Policy policy(Optional<Path> file) {
        if (file.isEmpty()) {
            return PolicyFile.reader(Scorers.all()).builtIn();
        }
        PolicyReader.Outcome outcome = PolicyFile.read(file.get(), Scorers.all());
        if (outcome instanceof PolicyReader.Valid valid) {
            return valid.policy();
        }
        throw Failure.usage(((PolicyReader.Invalid) outcome)
                .mistakes().stream()
                        .map((Mistake mistake) -> mistake.in(file.get().toString()))
                        .collect(Collectors.joining("\n")));
    }

    static Gate gate(Policy policy, int maxSampleBytes) {
        return new Gate(policy, Scorers.all(), maxSampleBytes, Version.current());
    }

    static Clients clients(Settings settings) {
        String bootstrap = settings.bootstrap()
                .orElseThrow(
                        () -> Failure.usage(
                                "where is Kafka? Give --bootstrap HOST:PORT, or TIDEGATE_BOOTSTRAP, or a file with --settings"));
        return new Clients(new StreamSettings(
                bootstrap,
                settings.applicationId(),
                Topics.of(settings.prefix()),
                settings.stateDir(),
                settings.threads(),
                Duration.ofMillis(settings.commitIntervalMs()),
                settings.maxSampleBytes(),
                settings.replicationFactor(),
                settings.kafka()));
    }
}
