package io.tidegate.gate;

import io.tidegate.ledger.Limits;
import io.tidegate.ledger.Window;
import io.tidegate.novelty.Sketch;
import io.tidegate.policy.DatasetPolicy;
import io.tidegate.policy.History;
import io.tidegate.policy.Policy;
import io.tidegate.sample.Sha256;
import io.tidegate.score.Scorer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A policy and the judges that it is applied with. Immutable; makes the workers that score and admit.
 */
public final class Gate {

    private final Policy policy;
    private final List<Scorer> scorers;
    private final long maxSampleBytes;
    private final String version;
    private final String fingerprint;

    /**
     * @param maxSampleBytes values longer than this are oversized
     * @param version of the program, for verdicts
     */
    public Gate(Policy policy, List<Scorer> scorers, long maxSampleBytes, String version) {
        this.policy = policy;
        this.scorers = List.copyOf(scorers);
        this.maxSampleBytes = maxSampleBytes;
        this.version = version;
        this.fingerprint = fingerprint(policy, scorers);
    }

    /**
     * {@code sha256:} and 64 hexadecimal digits, over what verdicts depend on beside the records, the program's version and
     * the largest sample that it takes: the policy, the judges
     * and their models, and how texts are sketched.
     */
    public static String fingerprint(Policy policy, List<Scorer> scorers) {
        StringBuilder text = new StringBuilder(policy.canonical());
        scorers.forEach(
                scorer -> text.append('\n').append(scorer.name()).append(' ').append(scorer.version()));
        text.append("\nsketch ").append(Sketch.VERSION);
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Every rule that a sample can break, in the order in which verdicts list them. */
    public List<Rule> rules() {
        return Rule.all(scorers);
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** A worker that scores; one per thread. */
    public Scoring newScoring() {
        return new Scoring(this);
    }

    /**
     * Takes over what another gate scored, as if this one had: saves scoring a sample for each of several gates that score
     * alike. Their policies may differ in limits, and in nothing that says what is judged, or in which scope.
     */
    public Scored adopt(Scored scored) {
        return scored instanceof Scored.Sampled sample ? sample.under(fingerprint) : scored;
    }

    /**
     * A worker that admits, with the memory that is in storage; one per partition.
     *
     * @throws Fatal if that memory was made under another layout or other scopes
     */
    public Admission newAdmission(Storage storage, String samplesTopic, IndexBudget budget, GateListener listener) {
        return newAdmission(storage, samplesTopic, budget, listener, newScoring());
    }

    /** One that scores again what it must with a worker that others use as well. */
    Admission newAdmission(
            Storage storage, String samplesTopic, IndexBudget budget, GateListener listener, Scoring scoring) {
        return new Admission(this, new Memory(storage, budget, this), samplesTopic, listener, scoring);
    }

    /** The scope of a dataset, or empty if the policy refuses it. */
    Optional<String> scopeOf(String dataset) {
        return policy.forDataset(dataset).map(rules -> scope(dataset, rules));
    }

    static String scope(String dataset, DatasetPolicy rules) {
        return rules.novelty().scope().orElse(dataset);
    }

    Policy policy() {
        return policy;
    }

    List<Scorer> scorers() {
        return scorers;
    }

    long maxSampleBytes() {
        return maxSampleBytes;
    }

    String version() {
        return version;
    }

    static boolean unknownIsSynthetic(DatasetPolicy rules) {
        return switch (rules.synthetic().unknownOriginIs()) {
            case SYNTHETIC, REFUSED -> true;
            case HUMAN -> false;
        };
    }

    /** The limits of a dataset's ledger. */
    static Limits limits(DatasetPolicy rules) {
        DatasetPolicy.Synthetic synthetic = rules.synthetic();
        Limits.Unit unit = switch (synthetic.unit()) {
            case SAMPLES -> Limits.Unit.SAMPLES;
            case CHARACTERS -> Limits.Unit.CHARACTERS;
        };
        return new Limits(
                synthetic.maxShare(),
                synthetic.maxGeneratorShare(),
                synthetic.maxGeneration(),
                synthetic.humanFloor(),
                unit,
                window(synthetic.window()),
                synthetic.baselineHuman(),
                synthetic.baselineSynthetic(),
                synthetic.unknownOriginIs() == DatasetPolicy.UnknownOrigin.REFUSED);
    }

    private static Window window(History history) {
        if (history instanceof History.Last last) {
            return new Window.Last(last.samples());
        }
        if (history instanceof History.For time) {
            return new Window.Time(time.duration().toSeconds());
        }
        return new Window.All();
    }

    /** Whether anything that a dataset's verdicts rest on depends on record times. */
    static boolean dependsOnTime(DatasetPolicy rules) {
        return rules.synthetic().window() instanceof History.For
                || rules.novelty().remember() instanceof History.For;
    }
}
