package io.tidegate.stream;

import io.tidegate.gate.Scored;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition owns a scope: where Kafka's own partitioner (murmur2) puts the scope's name as a key. So records that a
 * producer keys by dataset land where they belong.
 *
 * @param partitions how many own scopes; fixed for ever at the first start
 */
record Owners(int partitions) {

    /**
     * @param scope its name in UTF-8
     */
    int of(byte[] scope) {
        return Utils.toPositive(Utils.murmur2(scope)) % partitions;
    }

    /** Whether a record is where it is to be decided. What has no scope is decided where it landed. */
    boolean placed(Hop hop) {
        return !(hop.scored() instanceof Scored.Sampled sampled)
                || of(hop.scope()) == sampled.arrival().source().partition();
    }
}
