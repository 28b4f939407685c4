package io.tidegate.gate;

import io.tidegate.ledger.Provenance;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * How a dataset stands: what was accepted of it, the share against its limit, what waits, and what became of each writer's
 * samples. Whole units are samples or characters, as the policy counts.
 *
 * @param accepted samples that were accepted
 * @param unit {@code samples} or {@code characters}
 * @param window what the share is taken over, as the policy writes it
 * @param human whole units of human text accepted, baseline included
 * @param synthetic whole units of models' text accepted, baseline included
 * @param share synthetic part of the window, in [0, 1]
 * @param limit largest share that the policy allows, in [0, 1]; empty if it sets none
 * @param held samples that wait in escrow
 * @param heldBytes bytes that these take
 * @param heldSince when the first of these began to wait, in milliseconds since the epoch; empty if none waits
 * @param writers by name
 */
public record Standing(
        String dataset,
        String scope,
        long accepted,
        String unit,
        String window,
        long human,
        long synthetic,
        double share,
        OptionalDouble limit,
        long held,
        long heldBytes,
        OptionalLong heldSince,
        List<Writer> writers) {

    /** The name under which further models are counted; no model has it. */
    public static final String FURTHER = Provenance.FURTHER_GENERATORS;

    public Standing {
        writers = List.copyOf(writers);
    }

    /**
     * What became of the samples of one model, or of those that name none.
     *
     * @param model {@code ""} for samples that name no model; of models beyond the first 256, which are counted together,
     *     {@link #FURTHER}
     * @param refused how many broke each rule, by its id
     * @param share this model's part of the window, in [0, 1]
     * @param room whole units of its text that fit in now; empty if no limit is set
     * @param news whether something of it was decided since the last standing, or its room ended or began
     */
    public record Writer(
            String model,
            long accepted,
            SortedMap<String, Long> refused,
            double share,
            OptionalLong room,
            boolean news) {}
}
