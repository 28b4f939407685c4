package io.tidegate.policy;

import java.util.Optional;

/** What may be learned, by dataset. */
public interface Policy {

    /** The rules of a dataset, or empty where the policy refuses datasets that it doesn't name. */
    Optional<DatasetPolicy> forDataset(String dataset);

    /** The policy in canonical form: equal for policies that judge alike, whatever their layout and comments. */
    String canonical();
}
