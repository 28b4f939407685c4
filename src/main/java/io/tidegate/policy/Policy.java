package io.tidegate.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What may be learned, by dataset. */
public interface Policy {

    /**
     * The policy that holds where nobody wrote one: it refuses copies and what is over a scorer's own limit.
     *
     * @param scorers what each scorer that samples pass has by itself, by its name
     */
    static Policy builtIn(Map<String, ScorerDefaults> scorers) {
        return new PolicyReader(scorers).builtIn();
    }

    /** The rules of a dataset, or empty where the policy refuses datasets that it doesn't name. */
    Optional<DatasetPolicy> forDataset(String dataset);

    /** The judges that the policy brings itself, beside those that samples pass anyway. */
    List<OnnxJudge> judges();

    /** The policy in canonical form: equal for policies that judge alike, whatever their layout and comments. */
    String canonical();

    /** The same policy, but for what every entry says of models' text. */
    Policy withSynthetic(UnaryOperator<DatasetPolicy.Synthetic> change);

    /** The limits that are off where no entry but the default one sets them, as dotted keys in alphabetical order. */
    List<String> limitsOff();
}
