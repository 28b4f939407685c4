package io.tidegate.stream;

import io.tidegate.Ports;
import java.nio.file.Path;
import java.util.Map;

/** A Kafka of one node in this process with a second door, at which one user must give a password. */
public final class LoginKafka implements AutoCloseable {

    private static final String HOST = "127.0.0.1:";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final EmbeddedKafka broker;
    private final String secured;

    private LoginKafka(EmbeddedKafka broker, String secured) {
        this.broker = broker;
        this.secured = secured;
    }

    /** Starts it. */
    public static LoginKafka start(Path folder, String user, String password) {
        String open = HOST + Ports.free();
        String secured = HOST + Ports.free();
        String control = HOST + Ports.free();
        EmbeddedKafka broker = EmbeddedKafka.start(
                folder,
                Integer.parseInt(open.substring(HOST.length())),
                Map.of(
                        "listeners",
                        "PLAINTEXT://" + open + ",SECURED://" + secured + ",CONTROLLER://" + control,
                        "controller.quorum.voters",
                        "1@" + control,
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_PLAINTEXT",
                        "listener.name.secured.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.secured.plain.sasl.jaas.config",
                        PLAIN + " user_" + user + "=\"" + password + "\";"));
        return new LoginKafka(broker, secured);
    }

    /** What {@code sasl.jaas.config} must be to come in by the second door. */
    public static String login(String user, String password) {
        return PLAIN + " username=\"" + user + "\" password=\"" + password + "\";";
    }

    /** The door without a password. */
    public String bootstrap() {
        return broker.bootstrap();
    }

    /** The door that asks for one. */
    public String secured() {
        return secured;
    }

    @Override
    public void close() {
        broker.close();
    }
}
