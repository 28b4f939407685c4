package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says in one sentence what went wrong with Kafka and what to do about it. */
final class Causes {

    private Causes() {}

    static String explain(Throwable failure, String bootstrap) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause, bootstrap);
            if (!known.isEmpty()) {
                return known;
            }
        }
        return "Kafka Streams failed: " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private static String known(Throwable cause, String bootstrap) {
        if (cause instanceof Fatal) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof SslAuthenticationException) {
            return "The TLS handshake with " + bootstrap + " failed: check kafka.ssl.* and kafka.security.protocol";
        }
        if (cause instanceof AuthenticationException) {
            return "Kafka at " + bootstrap + " refused the credentials: check kafka.sasl.* and kafka.security.protocol";
        }
        if (cause instanceof AuthorizationException) {
            return "Kafka at " + bootstrap + " allows this user too little: " + cause.getMessage();
        }
        if (cause instanceof FencedInstanceIdException) {
            return "Another gate runs with this one's state directory: give each its own state-dir";
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return "There are fewer brokers than replicas: set replication-factor";
        }
        if (cause instanceof RecordTooLargeException) {
            return "A topic takes smaller records than the gate writes: `tidegate topics` says which";
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return "A topic is missing: `tidegate topics` makes it";
        }
        if (cause instanceof TimeoutException) {
            return "No Kafka broker answers at " + bootstrap
                    + ": is it running, and is kafka.security.protocol what it speaks?";
        }
        if (cause instanceof ConfigException) {
            return "A kafka.* setting is wrong: " + cause.getMessage();
        }
        return "";
    }
}
