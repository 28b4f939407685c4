package io.tidegate.gate;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.tidegate.ledger.Provenance;
import io.tidegate.novelty.Sketch;
import io.tidegate.novelty.Sketcher;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Reading;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import io.tidegate.sample.Source;
import io.tidegate.sample.Turn;
import io.tidegate.score.Judge;
import io.tidegate.score.JudgeFailure;
import io.tidegate.score.Score;
import io.tidegate.score.Scorer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of an arrival all that can be said without memory. Gives the same answer wherever it runs. Reuses its arrays: one per
 * thread.
 */
public final class Scoring {

    private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);
    private static final Hasher64 HASH = Hashing.komihash5_0();
    private static final Set<Role> RESPONSES = Set.of(Role.ASSISTANT);

    /** The dataset of a sample that names none. */
    public static final String DEFAULT_DATASET = "default";

    private final Gate gate;
    private final SampleReader reader = new SampleReader();
    private final Sketcher sketcher = new Sketcher();
    private final List<Judge> judges;

    Scoring(Gate gate) {
        this.gate = gate;
        this.judges = gate.scorers().stream().map(Scorer::newJudge).toList();
    }

    /**
     * Scores one arrival. A bug of ours is a {@code gate-failure}, never an exception.
     *
     * @throws Fatal if a judge can't work at all; without a cause, as whoever logs it would log the message of that, too
     */
    public Scored score(Arrival arrival) {
        try {
            List<Reason> oversized = Oversize.reasons(arrival, gate.maxSampleBytes());
            if (!oversized.isEmpty()) {
                return new Scored.Refused(arrival, idOf(arrival.source()), Optional.empty(), oversized);
            }
            Reading reading = reader.read(arrival);
            if (reading instanceof Reading.Malformed malformed) {
                return refused(arrival, Reason.of(Rule.MALFORMED, malformed.detail()));
            }
            return score(arrival, ((Reading.Understood) reading).sample());
        } catch (Fatal e) {
            throw e;
        } catch (JudgeFailure e) {
            throw fatal(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | StackOverflowError e) {
            return refused(arrival, failure(e, arrival.source()));
        } catch (AssertionError | LinkageError e) {
            throw fatal("A bug of ours: " + e.getClass().getName() + where(e), e);
        }
    }

    /** With the place of a failure, but without its causes, which could quote the sample. */
    private static Fatal fatal(String message, Throwable failure) {
        Fatal fatal = new Fatal(message);
        fatal.setStackTrace(failure.getStackTrace());
        return fatal;
    }

    private static String where(Throwable failure) {
        return failure.getStackTrace().length > 0 ? " at " + failure.getStackTrace()[0] : "";
    }

    /** The id of a record that names none. */
    private static String idOf(Source source) {
        return source.topic() + "-" + source.partition() + "-" + source.offset();
    }

    private static Scored.Refused refused(Arrival arrival, Reason reason) {
        return new Scored.Refused(arrival, idOf(arrival.source()), Optional.empty(), List.of(reason));
    }

    /** Names the kind of failure and logs where it happened, but not its message, which could quote the sample. */
    static Reason failure(Throwable failure, Source source) {
        String name = failure.getClass().getName();
        LOG.error("{} could not be judged: {}{}", source, name, where(failure));
        return Reason.of(Rule.GATE_FAILURE, name.substring(name.lastIndexOf('.') + 1));
    }

    private Scored score(Arrival arrival, Sample sample) {
        String dataset = sample.dataset().orElse(DEFAULT_DATASET);
        Optional<DatasetPolicy> found = gate.policy().forDataset(dataset);
        if (found.isEmpty()) {
            return new Scored.Refused(
                    arrival, sample.id(), Optional.of(dataset), List.of(Reason.of(Rule.UNKNOWN_DATASET)));
        }
        DatasetPolicy rules = found.get();
        Sketch sketch = sketch(sample, rules.novelty());
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < judges.size(); i++) {
            scores.add(judges.get(i)
                    .score(sample, limit(rules, gate.scorers().get(i)).roles()));
        }
        return new Scored.Sampled(
                arrival,
                gate.fingerprint(),
                sample.id(),
                dataset,
                Gate.scope(dataset, rules),
                Provenance.of(sample, Gate.unknownIsSynthetic(rules)),
                sketch,
                idHash(sample.id()),
                (int) HASH.hashBytesToLong(Objects.requireNonNull(arrival.value(), "a sample has a value")) >>> 8,
                parents(sample),
                scores);
    }

    private static long idHash(String id) {
        return HASH.hashCharsToLong(id);
    }

    /** The sample's and those of its turns; human text is no deeper for what it was made from. */
    private static List<Long> parents(Sample sample) {
        Set<String> parents = new LinkedHashSet<>(0);
        addParents(sample.origin(), parents);
        for (Turn turn : sample.turns()) {
            addParents(turn.origin(), parents);
        }
        return parents.isEmpty()
                ? List.of()
                : parents.stream()
                        .limit(Scored.Sampled.MAX_PARENTS)
                        .map(Scoring::idHash)
                        .toList();
    }

    private static void addParents(Origin origin, Set<String> parents) {
        if (origin.kind() != Origin.Kind.HUMAN) {
            parents.addAll(origin.parents());
        }
    }

    static DatasetPolicy.ScoreLimit limit(DatasetPolicy rules, Scorer scorer) {
        DatasetPolicy.ScoreLimit limit = rules.scorers().get(scorer.name());
        if (limit == null) {
            throw new IllegalStateException("the policy has no section for the scorer " + scorer.name());
        }
        return limit;
    }

    private Sketch sketch(Sample sample, DatasetPolicy.Novelty novelty) {
        Predicate<Turn> compared = compared(sample, novelty);
        sketcher.begin();
        for (int i = 0; i < sample.turns().size(); i++) {
            Turn turn = sample.turns().get(i);
            if (compared.test(turn)) {
                sketcher.add(turn.content(), turn.role() == Role.ASSISTANT ? i : Sketcher.NOT_ALONE);
            }
        }
        return sketcher.end();
    }

    /** Which of a sample's turns are compared: those that the policy names; all if these have no text. */
    public static Predicate<Turn> compared(Sample sample, DatasetPolicy.Novelty novelty) {
        Set<Role> roles = switch (novelty.parts()) {
            case ALL -> novelty.roles();
            case RESPONSE -> RESPONSES;
        };
        Predicate<Turn> named = turn -> turn.role() == Role.TEXT || roles.contains(turn.role());
        for (Turn turn : sample.turns()) {
            if (named.test(turn) && !turn.content().isBlank()) {
                return named;
            }
        }
        return turn -> true;
    }
}
