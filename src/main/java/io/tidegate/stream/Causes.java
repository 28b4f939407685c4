package io.tidegate.stream;

import io.tidegate.gate.Fatal;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.rocksdb.RocksDBException;

/** Says in one sentence what went wrong with Kafka and what to do about it. */
final class Causes {

    private Causes() {}

    /**
     * Waits for Kafka's answer.
     *
     * @param doing what for; may be empty
     * @throws Fatal if there is none, with what went wrong
     */
    static <T> T await(KafkaFuture<T> answer, StreamSettings settings, String doing) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Fatal(explain(cause, settings) + (doing.isEmpty() ? "" : " (while " + doing + ")"), cause);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The cause that lies deepest. */
    static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }

    /** Whether Kafka's ACLs are the cause. */
    static boolean isRefusal(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof AuthorizationException || (cause != null && isRefusal(cause));
    }

    /** The cause that lies deepest says most, unless the gate itself said what is wrong. */
    static String explain(Throwable failure, StreamSettings settings) {
        String deepest = "";
        Throwable root = root(failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause, settings);
            if (cause instanceof Fatal) {
                return known;
            }
            deepest = known.isEmpty() ? deepest : known;
        }
        if (!deepest.isEmpty()) {
            return deepest;
        }
        if (String.valueOf(root.getMessage()).contains("JAAS")) {
            return "SASL needs a login: kafka.sasl.jaas.config is missing or wrong";
        }
        if (String.valueOf(failure.getMessage()).startsWith("Failed to ")) { // to make a client
            String missing = root instanceof NoSuchFileException ? "there is no file " : "";
            return "A kafka.* setting is wrong: " + missing + root.getMessage();
        }
        if (!root.getClass().getName().startsWith("org.apache.kafka")) {
            String place = root.getStackTrace().length == 0 ? "" : " at " + root.getStackTrace()[0];
            return "A bug of ours: " + root.getClass().getName() + place; // its message could quote a sample
        }
        return "Kafka failed: " + described(failure) + (root == failure ? "" : ", because of " + described(root));
    }

    private static String described(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private static String known(Throwable cause, StreamSettings settings) {
        String bootstrap = settings.bootstrap();
        if (cause instanceof Fatal) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof SslAuthenticationException) {
            return "The TLS handshake with " + bootstrap + " failed: check kafka.ssl.* and kafka.security.protocol";
        }
        if (cause instanceof AuthenticationException) {
            return "Kafka at " + bootstrap + " refused the credentials: check kafka.sasl.* and kafka.security.protocol";
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return Permissions.noTransactions(settings).withRepair();
        }
        if (cause instanceof AuthorizationException) {
            return "Kafka at " + bootstrap + " allows "
                    + Permissions.user(settings).map("user "::concat).orElse("this user") + " too little: "
                    + cause.getMessage() + ". `tidegate doctor`, with a gate's settings, says what it lacks";
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
        if (cause instanceof UnknownTopicOrPartitionException || cause instanceof MissingSourceTopicException) {
            return "A topic is missing: `tidegate topics` makes it";
        }
        if (cause instanceof TimeoutException) {
            return "No Kafka broker answers at " + bootstrap
                    + ": is it running, and is kafka.security.protocol what it speaks?";
        }
        if (cause instanceof OutOfMemoryError) {
            return "The gate ran out of memory, with a heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB. Give it a larger one (-Xmx), or let it take fewer"
                    + " records at once: kafka.consumer.max.poll.records and kafka.buffered.records.per.partition, 20 each"
                    + " for example. Small batches can unfold to large samples.";
        }
        if (cause instanceof RocksDBException failure) {
            return "The memory on disk in " + LocalState.folder(settings)
                    + " can't be used. If the disk is full or can't be written, mend that; else delete the folder: it is"
                    + " rebuilt from Kafka. (" + LocalState.oneLine(failure) + ")";
        }
        if (cause instanceof ConfigException
                && String.valueOf(cause.getMessage()).contains("bootstrap")) {
            return "The bootstrap address " + bootstrap
                    + " is wrong: it must be HOST:PORT, and the host must have a name" + " that is known here";
        }
        if (cause instanceof ConfigException) {
            return "A kafka.* setting is wrong: " + cause.getMessage();
        }
        return "";
    }
}
