package io.tidegate.cli;

import io.tidegate.gate.Gate;
import io.tidegate.gate.Rule;
import io.tidegate.policy.Mistake;
import io.tidegate.policy.OnnxJudge;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.ScorerDefaults;
import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import io.tidegate.score.onnx.Activation;
import io.tidegate.score.onnx.OnnxClassifier;
import io.tidegate.score.onnx.OnnxScorer;
import io.tidegate.score.onnx.UnusableClassifier;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads policy files for the commands that take one. */
final class PolicyFile {

    private PolicyFile() {}

    /**
     * A policy with the judges that it is applied with.
     *
     * @param scorers the registered ones, and behind them those that the policy brings
     */
    record Judged(Policy policy, List<Scorer> scorers) {

        String fingerprint() {
            return Gate.fingerprint(policy, scorers);
        }
    }

    /** What became of a file: a policy, or mistakes. */
    record Result(Optional<Judged> judged, List<Mistake> mistakes) {}

    /** The policy in the file, or everything wrong with it, also that it can't be read. */
    static Result read(Path file, List<Scorer> registered) {
        try {
            String yaml = Files.readString(file);
            List<Scorer> scorers = new ArrayList<>(registered);
            PolicyReader.Outcome outcome = reader(registered).read(yaml, judge -> open(judge, file, scorers));
            return outcome instanceof PolicyReader.Valid valid
                    ? new Result(Optional.of(new Judged(valid.policy(), List.copyOf(scorers))), List.of())
                    : new Result(Optional.empty(), ((PolicyReader.Invalid) outcome).mistakes());
        } catch (NoSuchFileException e) {
            return unreadable("there is no such file");
        } catch (CharacterCodingException e) {
            return unreadable("is no UTF-8 text");
        } catch (IOException e) {
            return unreadable("can't be read: " + (Files.isDirectory(file) ? "it is a folder" : e.getMessage()));
        }
    }

    /** The policy without a file. */
    static Judged builtIn(List<Scorer> registered) {
        return new Judged(reader(registered).builtIn(), registered);
    }

    /**
     * The names of the scorers that a policy brings, which needn't be at hand; none where it can't be
     * read.
     */
    static List<String> scorerNames(Path file) {
        try {
            return reader(Scorers.all()).read(Files.readString(file)) instanceof PolicyReader.Valid valid
                    ? valid.policy().judges().stream().map(OnnxJudge::name).toList()
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Reads policies for gates with these scorers. */
    static PolicyReader reader(Collection<? extends Scorer> scorers) {
        return new PolicyReader(
                scorers.stream()
                        .collect(Collectors.toMap(
                                Scorer::name,
                                scorer -> new ScorerDefaults(scorer.defaultLimit(), scorer.categories()))),
                Rule.all().stream().map(Rule::id).collect(Collectors.toSet()));
    }

    /** Opens a judge that a policy brings, or says why it can't be. */
    private static Optional<OnnxJudge.Problem> open(OnnxJudge judge, Path policy, List<Scorer> scorers) {
        try {
            scorers.add(OnnxScorer.open(new OnnxClassifier(
                    judge.name(),
                    policy.resolveSibling(judge.onnx()),
                    policy.resolveSibling(judge.vocabulary()),
                    judge.lowerCase(),
                    judge.column(),
                    judge.categories(),
                    activation(judge.activation()),
                    judge.maxTokens(),
                    judge.batch(),
                    judge.budget(),
                    judge.max(),
                    judge.optional())));
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of(new OnnxJudge.Problem("onnx", "no file can be called so here"));
        } catch (UnusableClassifier e) {
            String key = switch (e.part()) {
                case MODEL -> "onnx";
                case VOCABULARY -> "vocabulary";
                case COLUMN -> "column";
                case CATEGORIES -> "categories";
            };
            return Optional.of(new OnnxJudge.Problem(key, String.valueOf(e.getMessage())));
        }
    }

    private static Activation activation(OnnxJudge.Activation activation) {
        return switch (activation) {
            case SIGMOID -> Activation.SIGMOID;
            case SOFTMAX -> Activation.SOFTMAX;
            case NONE -> Activation.NONE;
        };
    }

    private static Result unreadable(String problem) {
        return new Result(Optional.empty(), List.of(new Mistake(0, "", problem, Optional.empty())));
    }
}
